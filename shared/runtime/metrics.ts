import { toStdout } from './log.ts'
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  type MetricName,
  RELEASE_DIMENSIONS,
  RELEASE_METRICS,
} from './metric-names.ts'
import type { RunningRelease } from './running-release.ts'

/** Counts and gauges of one invocation; `flush` writes them as one line of CloudWatch's embedded metric format. */
export type Meter = {
  count(name: MetricName, by?: number): void
  /** A reading: the last one of an invocation counts, zero included. The unit follows from the name. */
  gauge(name: MetricName, value: number): void
  /** Writes what was counted since the last flush, if anything. Call it at the end of every invocation. */
  flush(): void
}

export type MeterOptions = {
  readonly environment: string
  /** Of a function that is released by and by: what tells a bad version is counted by version too. */
  readonly release?: RunningRelease
  readonly now?: () => number
  readonly write?: (line: string) => void
}

const BY_VERSION = [METRIC_DIMENSION, RELEASE_DIMENSIONS.functionName, RELEASE_DIMENSIONS.version]

/** A meter whose counts become metrics of namespace `Backdesk`. A call costs an addition; only `flush` writes. */
export function meter(options: MeterOptions): Meter {
  const { environment, release, now = Date.now, write = toStdout } = options
  const telling = release === undefined ? {} : RELEASE_METRICS[release.service]
  const counts = new Map<MetricName, number>()
  return {
    count(name, by = 1) {
      if (by !== 0) counts.set(name, (counts.get(name) ?? 0) + by)
    },
    gauge(name, value) {
      counts.set(name, value)
    },
    flush() {
      if (counts.size === 0) return
      const metrics = [...counts.keys()].map((name) => ({
        Name: name,
        Unit: name.endsWith('Seconds') ? 'Seconds' : 'Count',
      }))
      const directives = [{ Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: metrics }]
      const told = metrics.filter(({ Name }) => Object.hasOwn(telling, Name))
      if (told.length > 0) directives.push({ Namespace: METRIC_NAMESPACE, Dimensions: [BY_VERSION], Metrics: told })
      write(
        JSON.stringify({
          _aws: { Timestamp: now(), CloudWatchMetrics: directives },
          [METRIC_DIMENSION]: environment,
          ...(told.length > 0 && release !== undefined
            ? { [RELEASE_DIMENSIONS.functionName]: release.functionName, [RELEASE_DIMENSIONS.version]: release.version }
            : {}),
          ...Object.fromEntries(counts),
        }),
      )
      counts.clear()
    },
  }
}
