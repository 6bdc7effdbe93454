import type { Activity } from './activity.ts'
import type { Clock } from './clock.ts'
import type { Engines } from './engines/engines.ts'
import type { Iam } from './iam.ts'
import type { Pool } from './lambda/pool.ts'
import type { MetricStore } from './metrics.ts'
import type { Resources } from './resources.ts'

/** One line for the person at the terminal. */
export type Report = {
  level: 'info' | 'warning' | 'error'
  /** Who speaks: a function's name, `rule`, `alarm`, `http` … */
  source: string
  text: string
}

/** What every piece of wiring works with. */
export type Surroundings = {
  clock: Clock
  engines: Engines
  resources: Resources
  pool: Pool
  iam: Iam
  activity: Activity
  metrics: MetricStore
  report: (report: Report) => void
}
