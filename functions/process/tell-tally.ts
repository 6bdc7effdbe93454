import type { IntakeCounts } from '#domain/intake'
import type { DayTally } from './batch-tally.ts'

export type TellDeps = {
  readonly add: (
    to: { readonly account: string; readonly day: string },
    counts: IntakeCounts,
    detail: Omit<DayTally, 'account' | 'day' | 'counts'>,
  ) => Promise<void>
  readonly wait: (ms: number) => Promise<void>
  readonly count: (name: 'TalliesFailed', by?: number) => void
  readonly log: { fault(code: string, error: unknown, fields: Readonly<Record<string, string>>): void }
}

/** What takes longer is given up: the batch is done, and its messages are not held back for the sake of a count. */
const PATIENCE_MS = 1_000

/**
 * Adds what a batch counted to the days of its accounts, one write each. A write that fails, or takes too long, is said and not
 * repeated: it may have been made, and a count that is too low is told from one that is too high by the metric.
 */
export function tallyTeller({ add, wait, count, log }: TellDeps): (days: readonly DayTally[]) => Promise<void> {
  const tell = async ({ account, day, counts, ...detail }: DayTally): Promise<void> => {
    try {
      const late = wait(PATIENCE_MS).then(() => {
        throw new Error('The tally took too long')
      })
      await Promise.race([add({ account, day }, counts, detail), late])
    } catch (error) {
      count('TalliesFailed')
      log.fault('intake_not_counted', error, { account, day })
    }
  }
  return async (days) => void (await Promise.all(days.map(tell)))
}
