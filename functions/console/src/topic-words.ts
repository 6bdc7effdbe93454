/** Topics, their spikes and their cost in words. Pure. */
import type { Trend } from '#domain/analytics/trend'
import { lengthInWords } from '#domain/report/words'
import type { DriversAnswer, Happening, SpikeTold, TopicsAnswer } from './figure-shapes.ts'
import { shortTime } from './format.ts'
import { plainText } from './names.ts'

export type NamedSpike = SpikeTold & { readonly topic: string | null }

/** The newest first; of all topics together as `null`. */
export function spikesOf({ volume, items }: TopicsAnswer): readonly NamedSpike[] {
  const named = (topic: string | null, spikes: readonly SpikeTold[] | null): NamedSpike[] =>
    (spikes ?? []).map((spike) => ({ ...spike, topic }))
  return [...named(null, volume.spikes), ...items.flatMap(({ topic, spikes }) => named(topic, spikes))].toSorted(
    (a, b) => b.fromMs - a.fromMs,
  )
}

/** True where it cannot be said yet what is usual. */
export const isUnjudged = ({ volume }: Pick<TopicsAnswer, 'volume'>): boolean => volume.spikes === null

/** `45 came 09:00 to 11:30, 6 are usual`. */
export function spikeWords({ observed, expected, fromMs, toMs, isRunning }: SpikeTold, nowMs: number): string {
  const until = isRunning ? 'until now' : `to ${shortTime(toMs, nowMs)}`
  return `${observed} came ${shortTime(fromMs, nowMs)} ${until}, ${Number(expected.toFixed(1))} are usual`
}

/** `deploy Checkout 8.1.2, 20 min before`. What came before need not be why. */
export function happeningWords({ kind, title, minutesBefore, isOngoing }: Happening): string {
  const minutes = Math.abs(minutesBefore)
  const when = isOngoing
    ? 'going on then'
    : `${lengthInWords(minutes * 60_000)} ${minutesBefore < 0 ? 'after it began' : 'before'}`
  return `${plainText(kind.replaceAll('_', ' '))} ${plainText(title)}, ${when}`
}

/** Only what is sure is said to be more or fewer. */
export function trendWords(trend: Trend | null | undefined): string | null {
  if (trend == null || trend.ratio === null || trend.interval === null) return null
  if (trend.verdict !== 'more' && trend.verdict !== 'fewer') return null
  const { low, high } = trend.interval
  return `surely ${trend.verdict} in a week: × ${trend.ratio} (${low} to ${high})`
}

/** `8.7 h, 312 EUR`; an estimate to compare topics by. */
export function workWords(topic: string, drivers: DriversAnswer | null): string {
  const found = drivers?.items.find((one) => one.topic === topic)
  if (found === undefined) return 'no data'
  const cost = drivers?.cost ?? null
  const work = lengthInWords(found.workMinutes * 60_000)
  return cost === null || found.costCents === null
    ? work
    : `${work}, ${Math.round(found.costCents / 100).toLocaleString()} ${plainText(cost.currency)}`
}
