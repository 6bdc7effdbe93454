/** The conversations that were alive in a span, page by page. */
import type { Conversation } from '#domain/conversation'
import { STATUSES } from '#domain/observation'
import { eachLimited } from '#runtime/retry'
import { givenText, UsageFault, type Values } from './area.ts'
import type { Desk } from './desk.ts'
import { progressOn } from './progress.ts'

export type AliveIn = { readonly account: string; readonly fromMs: number; readonly limit: number }

const PAGE = 100
const AT_ONCE = 8
/** Of one conversation; the API explains no more than 2,000. */
export const MOST_EVENTS = 10_000

/**
 * Of every status. One that was last written before the span has nothing in it. `complete` is false where the limit cut it
 * short.
 */
export async function eachAlive(
  { account, fromMs, limit }: AliveIn,
  desk: Pick<Desk, 'reads'>,
  use: (conversation: Conversation) => Promise<void>,
): Promise<{ readonly complete: boolean }> {
  const progress = progressOn(process.stderr)
  let count = 0
  for (const status of STATUSES) {
    let cursor: string | null = null
    do {
      const list = { account, status, sort: 'waiting', filters: {} } as const
      const page = await desk.reads.queuePage(list, { cursor, limit: PAGE })
      if ('badCursor' in page) throw new Error('a cursor of our own was refused')
      const alive = page.items.filter(({ writtenAtMs }) => status !== 'resolved' || writtenAtMs >= fromMs)
      const taken = alive.slice(0, limit - count)
      await eachLimited(taken, AT_ONCE, use)
      count += taken.length
      progress.show(`${count} conversations replayed, ${status}`)
      if (alive.length > taken.length) {
        progress.end()
        return { complete: false }
      }
      cursor = page.nextCursor
    } while (cursor !== null)
  }
  progress.end()
  return { complete: true }
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Milliseconds of `30m`, `12h`, `7d`, `2w`. @throws UsageFault */
export function spanText(given: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,3})([mhdw])$/.exec(given) ?? []
  const unitMs = UNITS_MS[unit]
  if (count === undefined || unitMs === undefined) throw new UsageFault('--since must be a span such as 12h, 7d or 2w')
  return Number(count) * unitMs
}

/** Infinite where none was given. @throws UsageFault */
export function limitIn(values: Values): number {
  const given = givenText(values, 'limit')
  if (given === undefined) return Number.POSITIVE_INFINITY
  if (!/^[1-9]\d{0,6}$/.test(given)) throw new UsageFault('--limit must be a whole number from 1')
  return Number(given)
}
