/** How webhooks come in, in words that whoever leads a support team understands. */
import type { FindingKind, LagPercentiles } from '#domain/intake'
import type { IntakeReason, IntakeState } from '#domain/intake-health'
import type { TileAnswer, TileIntake, TileState } from './api-shapes.ts'
import type { IntakeDay } from './intake-shapes.ts'

const COUNT = new Intl.NumberFormat()
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })

const ASKED_INSTEAD = 'Backdesk asks for what changes instead: news comes some minutes late, and nothing is lost.'

/** What it means for the queue. `polling`: what Chatwoot does not tell is asked for. */
export function intakeWords(reason: IntakeReason, polling: boolean): string {
  switch (reason) {
    case 'webhooks_silent':
      return polling
        ? `Chatwoot has stopped telling what happens. ${ASKED_INSTEAD}`
        : 'Chatwoot seems to have stopped telling what happens, and nobody asks: the queue may be old.'
    case 'losing':
      return polling
        ? 'Chatwoot leaves out some of what happens. Backdesk asks for it: that news comes some minutes late.'
        : 'Chatwoot leaves out some of what happens, and nobody asks just now: the queue may lack something.'
    case 'refusing':
      return polling
        ? `Some of what Chatwoot sends is refused. ${ASKED_INSTEAD}`
        : 'Some of what Chatwoot sends is refused, and nobody asks for it: the queue may lack something.'
    case 'canary_silent':
      return 'The test message that is sent every five minutes does not come back: look whether news arrives.'
    case 'dead_letters':
      return 'Some webhooks could not be applied: what they told is missing until somebody looks at them.'
    case 'behind':
      return 'Changes are still on their way: figures are behind.'
    case 'canary_slow':
      return 'News takes more than a minute from Chatwoot to here.'
    default:
      return unknownReason(reason satisfies never)
  }
}

/** Of a newer server. */
const unknownReason = (reason: string): string => `Something is wrong with what comes in (${reason}).`

/** Of the tile, beside its own state: what that says already is not said twice. */
export function intakeNote(intake: TileIntake | null): string | null {
  if (intake === null || intake.state !== 'degraded' || intake.reason === null) return null
  if (intake.reason === 'dead_letters' || intake.reason === 'behind') return null
  return intakeWords(intake.reason, intake.polling)
}

/** What is missing cannot be up to date, however well everything that came was applied. */
export const shownState = (tile: Pick<TileAnswer, 'state' | 'intake'>): TileState =>
  tile.state === 'ok' && intakeNote(tile.intake) !== null ? 'attention' : tile.state

export const INTAKE_STATE_WORDS: Readonly<Record<IntakeState, string>> = {
  ok: 'Everything comes in',
  degraded: 'Degraded',
  no_data: 'No data yet',
}

const FOUND_WORDS: Readonly<Record<FindingKind, string>> = {
  conversation: 'the whole conversation',
  snapshot: 'a change of status, assignee or labels',
  message: 'a message',
  csat: 'a rating',
  deleted: 'that it was deleted',
}

/** What no webhook had told: `a message and a rating`. */
export function foundWords(what: readonly FindingKind[]): string {
  const words = what.map((one) => FOUND_WORDS[one] ?? one)
  return words.length < 2
    ? (words[0] ?? 'something')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`
}

/** A bound: "at most". `–` without data. */
export function lagBoundWords(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1_000) return `${ms} ms`
  if (ms < 60_000) return `${ms / 1_000} s`
  if (ms < 3_600_000) return `${ms / 60_000} min`
  return ms < 86_400_000 ? `${ms / 3_600_000} h` : `${ms / 86_400_000} d`
}

const unbroken = (words: string): string => words.replaceAll(' ', '\u00a0')

/** `half within 3 s, 99 % within 2 min`. `–` without data. */
export function lagWords({ p50Ms, p99Ms }: Pick<LagPercentiles, 'p50Ms' | 'p99Ms'>): string {
  if (p50Ms === null || p99Ms === null) return '–'
  const most = unbroken(`99 % within ${lagBoundWords(p99Ms)}`)
  return p50Ms === p99Ms ? most : `${unbroken(`half within ${lagBoundWords(p50Ms)}`)}, ${most}`
}

/** `18,234`; a dash where nothing is known. */
export const countWords = (n: number | null): string => (n === null ? '–' : COUNT.format(n))

/** `Thu 26 Nov`: days are days of UTC, wherever the browser is. */
export const dayWords = (day: string): string => {
  const atMs = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(atMs) ? day : DAY.format(atMs)
}

/** Without the oldest days of which nothing is known: Backdesk was not there yet. Today stays. */
export function knownDays<T extends Pick<IntakeDay, 'counts'>>(days: readonly T[]): readonly T[] {
  const last = days.findLastIndex(({ counts }) => counts !== null)
  return days.slice(0, Math.max(1, last + 1))
}

/** `bad signature 3, too large 1`: the most first. */
export const reasonWords = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([reason, n]) => `${reason.replaceAll('_', ' ')} ${n}`)
    .join(', ')
