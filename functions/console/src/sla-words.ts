/** The SLA's figures in words. */
import { brief, clockTime, percent } from './format.ts'
import { plainText } from './names.ts'
import type { Breach, DayFigures, Figures, OncallTarget, Outage } from './watch-shapes.ts'

/** No data is no figure, least of all 100 %. */
export const shareWords = (share: number | null): string => (share === null ? 'No data' : percent(share))

export type Verdict = 'met' | 'missed' | 'no_data'

export function verdictOf({ net }: Pick<Figures, 'net'>, targetPercent: number): Verdict {
  if (net === null) return 'no_data'
  return net * 100 >= targetPercent ? 'met' : 'missed'
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  met: 'On target',
  missed: 'Below target',
  no_data: 'No data',
}

/** `88 of 100 in time, 2 excused`. */
export function countWords({ met, n, excused }: Figures): string {
  if (n === 0) return 'No clock has ended'
  return `${met} of ${n} in time${excused === 0 ? '' : `, ${excused} excused`}`
}

const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', timeZone: 'UTC' })

/** `['Mon', '14']`. Days are those of UTC, as the API counts them. */
export function dayParts(day: string): readonly [weekday: string, day: string] {
  const at = new Date(`${day}T00:00:00Z`)
  return [WEEKDAY.format(at), DAY.format(at)]
}

/** For those who do not see the bars. */
export function dayLine({ day, n, raw, net }: DayFigures): string {
  const said = n === 0 ? 'no data' : `${shareWords(raw)} raw, ${shareWords(net)} net, n = ${n}`
  return `${dayParts(day).join(' ')}: ${said}`
}

/** Heights in percent: what was met, and on top of it what excusing adds. Null: no data that day. */
export function dayBar({ raw, net }: DayFigures): { readonly raw: number; readonly more: number } | null {
  if (raw === null) return null
  return { raw: raw * 100, more: net === null ? 0 : Math.max(0, net - raw) * 100 }
}

/** Why a breach may be excused. */
export function candidateWords({ candidate }: Pick<Breach, 'candidate'>, nowMs: number): string {
  if (candidate === null) return 'May not be excused'
  return candidate.why === 'outage'
    ? `In the outage ${clockTime(candidate.fromMs, nowMs)}–${clockTime(candidate.toMs, nowMs)}`
    : `Backdesk noticed it ${brief(candidate.lateMs)} late`
}

/** `07:27:34–07:51:34, 24m, noticed by itself: No tick ran.` */
export function outageWords({ fromMs, toMs, reason, foundBy, by }: Outage, nowMs: number): string {
  const somebody = plainText(by ?? '') || 'somebody'
  const who = { tick: 'noticed by itself', person: `recorded by ${somebody}`, switch: `switched off by ${somebody}` }[
    foundBy
  ]
  return `${clockTime(fromMs, nowMs)}–${clockTime(toMs, nowMs)}, ${brief(toMs - fromMs)}, ${who}: ${plainText(reason)}`
}

/** Never proven is not the same as proven long ago. */
export function pageWords({ provenAtMs, proven }: Pick<OncallTarget, 'provenAtMs' | 'proven'>): string {
  if (provenAtMs === null) return 'Never proven'
  return proven ? 'Proven' : 'Not proven lately'
}

/** `Last one refused (403): …`; empty when it was not. */
export function refusalWords({ lastRefusal }: Pick<OncallTarget, 'lastRefusal'>): string {
  if (lastRefusal === null) return ''
  const { status, detail } = lastRefusal
  return `Last one ${status === 0 ? 'not answered' : `refused (${status})`}: ${plainText(detail)}`
}
