import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ManualClock, manualClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'

/** Monday, 5 January 2026, 00:00 UTC. */
export const START_MS = Date.UTC(2026, 0, 5)

const external = process.env.ENGINE_URL

/** With ENGINE_URL the same contract runs against any endpoint, whose time cannot be moved: tests of long waits are not registered then. */
export const movesTime = external === undefined

export type UnderTest = {
  /** Of any SDK client. */
  readonly config: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
    readonly maxAttempts: number
  }
  /** Lets seconds pass: by hand where time can be moved, by waiting a little longer elsewhere. */
  pass(seconds: number): Promise<void>
  /** A name nobody else uses at this endpoint. */
  fresh(kind: string): string
  stop(): Promise<void>
}

export async function underTest(): Promise<UnderTest> {
  const run = randomUUID().slice(0, 8)
  let count = 0
  const shared = {
    config: configOf(external ?? ''),
    fresh: (kind: string) => `${kind}-${run}-${count++}`,
  }
  if (external !== undefined) {
    return { ...shared, pass: (seconds) => sleep(seconds * 1000 + 300), stop: async () => {} }
  }
  const { engines, clock } = await startWithManualClock()
  return {
    ...shared,
    config: configOf(engines.url),
    pass: (seconds) => clock.advance(seconds * 1000),
    stop: () => engines.stop(),
  }
}

/** SDK settings for an endpoint: one attempt, so that a test sees the first answer. */
export const configOf = (endpoint: string, accessKeyId = 'test'): UnderTest['config'] => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId, secretAccessKey: 'test' },
  maxAttempts: 1,
})

export async function startWithManualClock(
  options: Omit<Parameters<typeof startEngines>[0], 'clock'> = {},
): Promise<{ readonly engines: Engines; readonly clock: ManualClock }> {
  const clock = manualClock(START_MS)
  return { engines: await startEngines({ clock, ...options }), clock }
}

/** The name of the error a call is refused with; fails when it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Error) return outcome.name
  throw new Error('the call was not refused')
}
