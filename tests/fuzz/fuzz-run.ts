/** Plays seeded cases until one does not hold, and shrinks that one to what matters. */
import { fc } from './arbitraries.ts'
import { messageOf, type OpenerCase, openerCase, playOpener } from './opener-case.ts'
import { answerOf, playReading, type ReadingCase, readingCase } from './reading-case.ts'
import { bodyOf, playWebhook, type WebhookCase, webhookCase } from './webhook-case.ts'

export type FuzzPlan = {
  readonly seed: number
  readonly runs: number
  /** Goes on from a failure's printed path: that one case alone. */
  readonly path?: string
  readonly onProgress?: (played: number) => void
}
export type Counterexample = {
  readonly path: string
  readonly error: string
  /** As JSON: what was changed of which sample, and how it was sent. */
  readonly shrunk: unknown
  /** The first bytes of the body that did it. */
  readonly body: string
}
export type FuzzResult = {
  readonly played: number
  readonly outcomes: ReadonlyMap<string, number>
  readonly tookMs: number
  readonly failure?: Counterexample
}

export const TARGETS = {
  webhooks: (plan: FuzzPlan) =>
    fuzz(plan, { cases: webhookCase, play: playWebhook, show: (one: WebhookCase) => bodyOf(one) }),
  queues: (plan: FuzzPlan) =>
    fuzz(plan, { cases: openerCase, play: playOpener, show: (one: OpenerCase) => Buffer.from(messageOf(one)) }),
  readings: (plan: FuzzPlan) =>
    fuzz(plan, { cases: readingCase, play: playReading, show: (one: ReadingCase) => answerOf(one) }),
} satisfies Record<string, (plan: FuzzPlan) => Promise<FuzzResult>>
export type Target = keyof typeof TARGETS

export type Game<Case> = {
  readonly cases: fc.Arbitrary<Case>
  readonly play: (one: Case) => Promise<string>
  readonly show: (one: Case) => Buffer
}

const SHOWN_BYTES = 1_200

/** @throws only what is wrong with the fuzzer itself. */
export async function fuzz<Case>({ seed, runs, path, onProgress }: FuzzPlan, game: Game<Case>): Promise<FuzzResult> {
  const outcomes = new Map<string, number>()
  const startMs = performance.now()
  let played = 0
  let failed = false
  const stray: unknown[] = []
  const onStray = (reason: unknown): void => void stray.push(reason)
  process.on('unhandledRejection', onStray)
  try {
    const details = await fc.check(
      fc.asyncProperty(game.cases, async (one) => {
        try {
          const outcome = await game.play(one)
          if (stray.length > 0) throw new Error(`an unhandled rejection: ${String(stray.splice(0)[0])}`)
          // while a failure is shrunk, cases are played that are nobody's
          if (!failed) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        } catch (error) {
          failed = true
          throw error
        } finally {
          if (!failed && ++played % 5_000 === 0) onProgress?.(played)
        }
      }),
      { seed, numRuns: runs, ...(path === undefined ? {} : { path, endOnFailure: true }) },
    )
    // rejections are told a turn later
    await new Promise((resolve) => setImmediate(resolve))
    const tookMs = performance.now() - startMs
    if (stray.length > 0) throw new Error(`an unhandled rejection after the last case: ${String(stray[0])}`)
    const [shrunk] = details.counterexample ?? []
    if (!details.failed || shrunk === undefined) return { played, outcomes, tookMs }
    const failure = {
      path: details.counterexamplePath ?? '',
      error: errorOf(details.errorInstance),
      shrunk,
      body: shown(game.show(shrunk)),
    }
    return { played, outcomes, tookMs, failure }
  } finally {
    process.off('unhandledRejection', onStray)
  }
}

const errorOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

function shown(body: Buffer): string {
  const text = JSON.stringify(body.subarray(0, SHOWN_BYTES).toString('utf8'))
  return body.length > SHOWN_BYTES ? `${text} … ${body.length} bytes` : text
}
