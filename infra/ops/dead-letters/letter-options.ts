/** What is given at the command line about which letters, how many and how fast. */
import { ACCOUNT_SLUG } from '#domain/account'
import type { LetterFilter } from '#domain/dead-letter'
import { spanText } from '../alive-conversations.ts'
import { givenText, UsageFault, type Values } from '../area.ts'

export const FILTER_OPTIONS = ['reason', 'account', 'since', 'until', 'id'] as const

/** @throws UsageFault */
export function filterIn(values: Values, nowMs: number): LetterFilter {
  const reason = givenText(values, 'reason')
  const account = givenText(values, 'account')
  const ids = givenText(values, 'id')?.split(',')
  if (account !== undefined && !ACCOUNT_SLUG.test(account)) throw new UsageFault('--account must be a slug')
  const sinceMs = instantIn(values, 'since', nowMs)
  const untilMs = instantIn(values, 'until', nowMs)
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(account === undefined ? {} : { account }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(ids === undefined ? {} : { ids }),
  }
}

/** A span before now, such as 2h, or an instant such as 2026-01-05T09:00Z. */
function instantIn(values: Values, name: 'since' | 'until', nowMs: number): number | undefined {
  const given = givenText(values, name)
  if (given === undefined) return undefined
  if (/^\d+[mhdw]$/.test(given)) return nowMs - spanText(given)
  const atMs = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(given) ? Date.parse(given) : Number.NaN
  if (!Number.isNaN(atMs)) return atMs
  throw new UsageFault(`--${name} must be a span such as 2h or 7d, or an instant such as 2026-01-05T09:00Z`)
}

/** @throws UsageFault */
export function countIn(values: Values, name: 'limit' | 'max', otherwise: number): number {
  const given = givenText(values, name)
  if (given === undefined) return otherwise
  if (!/^[1-9]\d{0,5}$/.test(given)) throw new UsageFault(`--${name} must be a whole number from 1 to 999999`)
  return Number(given)
}

/** SQS's own moves take at most this. */
const MOST_A_SECOND = 500

/** @throws UsageFault */
export function rateIn(values: Values, otherwise: number): number {
  const given = givenText(values, 'rate')
  if (given === undefined) return otherwise
  const [, count] = /^([1-9]\d{0,2})(?:\/s)?$/.exec(given) ?? []
  if (count === undefined || Number(count) > MOST_A_SECOND)
    throw new UsageFault(`--rate must be 1/s to ${MOST_A_SECOND}/s`)
  return Number(count)
}

/** Stops at Ctrl-C what can be stopped between two letters; a second one ends the process. */
export function stopAtInterrupt(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  process.once('SIGINT', stop)
  return { signal: controller.signal, end: () => process.removeListener('SIGINT', stop) }
}
