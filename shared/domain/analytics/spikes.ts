/**
 * Hours in which far more came in than at the same hours of the weeks before. Each hour is judged in windows of one, three
 * and six hours, and what is called a spike would come of chance alone once in `WEEKS_PER_FALSE_SPIKE` weeks, of all
 * series together. What explains it is not looked for here.
 */
import { expectedOf, mostByChance, tailOf, type Usual } from './count-tail.ts'

/** Counts by the hour: days since 1970 by the account's clocks, times 24, and the hour. */
export type HourSeries = ReadonlyMap<number, number>

export type Spike = {
  /** Both included. */
  readonly fromHour: number
  readonly toHour: number
  readonly observed: number
  /** The mean of the same hours of the weeks before. */
  readonly expected: number
  /** More than this chance does not bring. */
  readonly mostByChance: number
}

export type SpikesAsked = {
  readonly fromHour: number
  /** Included; the hour that runs counts as far as it has come. */
  readonly toHour: number
  /** From which hour on everything was counted. */
  readonly sinceHour: number
  /** How many series are looked through together. */
  readonly series: number
}

export const BASELINE_WEEKS = 8
/** With fewer weeks before it an hour is not judged. */
export const LEAST_WEEKS = 4
export const WEEKS_PER_FALSE_SPIKE = 20
const WINDOWS_HOURS = [1, 3, 6] as const
const WEEK_HOURS = 168
/** However unlikely: fewer, or less than twice the usual, is nobody's concern. */
const LEAST_COUNT = 5
const LEAST_RATIO = 2
/** A week before that was itself a spike says nothing of what is usual. */
const ODD_WEEK = 1e-3

type Window = { readonly from: number; readonly to: number }
type Judged = Window & { readonly sway: number }

/** Oldest first. */
export function spikesIn(series: HourSeries, asked: SpikesAsked): readonly Spike[] {
  const chance = 1 / (WEEKS_PER_FALSE_SPIKE * WEEK_HOURS * WINDOWS_HOURS.length * Math.max(1, asked.series))
  const found = WINDOWS_HOURS.flatMap((length) => {
    const sway = swayOf(series, asked, length)
    return windowsOf(asked, length).flatMap((window) => judged(window, series, { ...asked, sway, chance }))
  })
  return merged(found).map((group) => spikeOf(group, series, { ...asked, chance }))
}

/** Whether any hour of these can be judged. */
export const hasBaseline = ({ toHour, sinceHour }: Pick<SpikesAsked, 'toHour' | 'sinceHour'>): boolean =>
  toHour - LEAST_WEEKS * WEEK_HOURS >= sinceHour

function windowsOf({ fromHour, toHour }: SpikesAsked, length: number): Window[] {
  return Array.from({ length: Math.max(0, toHour - fromHour + 1) }, (_, nth) => ({
    from: fromHour + nth - length + 1,
    to: fromHour + nth,
  }))
}

const countIn = (series: HourSeries, { from, to }: Window): number => {
  let sum = 0
  for (let hour = from; hour <= to; hour++) sum += series.get(hour) ?? 0
  return sum
}

type Terms = Pick<SpikesAsked, 'sinceHour'> & { readonly sway: number; readonly chance: number }

function judged(window: Window, series: HourSeries, { sinceHour, sway, chance }: Terms): Judged[] {
  const observed = countIn(series, window)
  if (observed < LEAST_COUNT) return []
  const counts = usualCounts(window, series, sinceHour)
  if (counts.length < LEAST_WEEKS) return []
  const usual = usualOf(counts, sway)
  if (observed < LEAST_RATIO * expectedOf(usual)) return []
  return tailOf(observed, usual) < chance ? [{ ...window, sway }] : []
}

const usualCounts = ({ from, to }: Window, series: HourSeries, sinceHour: number): number[] =>
  Array.from({ length: BASELINE_WEEKS }, (_, nth) => (nth + 1) * WEEK_HOURS)
    .filter((back) => from - back >= sinceHour)
    .map((back) => countIn(series, { from: from - back, to: to - back }))

/** A past spike is left out, at most two of eight: more of them are what is usual. */
function usualOf(counts: readonly number[], sway: number): Usual {
  let kept = [...counts].sort((a, b) => a - b)
  for (let nth = 0; nth < Math.floor(counts.length / 4); nth++) {
    const highest = kept.at(-1) ?? 0
    const others = kept.slice(0, -1)
    if (highest < LEAST_COUNT || tailOf(highest, swaying(others, sway)) >= ODD_WEEK) break
    kept = others
  }
  return swaying(kept, sway)
}

const swaying = (counts: readonly number[], sway: number): Usual => ({
  counts,
  dispersion: 1 + sway * expectedOf({ counts }),
})

/** What one past incident may say of all hours: this much of its mean, and of the square of it. */
const MOST_OF_ONE = 16

/**
 * How much better or worse whole days and hours are than their like: what the variance of counts has beyond Poisson's,
 * beside the square of their mean. Of windows of so many hours in the weeks before, busy ones telling most.
 */
export function swayOf(series: HourSeries, { fromHour, toHour, sinceHour }: SpikesAsked, length: number): number {
  let beyond = 0
  let squares = 0
  const until = Math.min(toHour, fromHour + WEEK_HOURS - 1)
  for (let to = fromHour; to <= until; to += length) {
    const counts = usualCounts({ from: to - length + 1, to }, series, sinceHour)
    if (counts.length < LEAST_WEEKS) continue
    const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length
    const most = MOST_OF_ONE * mean + mean * mean
    const variance = counts.reduce((sum, one) => sum + Math.min(most, (one - mean) ** 2), 0) / (counts.length - 1)
    beyond += variance - mean
    squares += mean * mean
  }
  return squares === 0 ? 0 : Math.max(0, beyond / squares)
}

/** Windows that touch are one spike. */
function merged(windows: readonly Judged[]): Judged[][] {
  const groups: Judged[][] = []
  let until = Number.NEGATIVE_INFINITY
  for (const window of windows.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (window.from <= until + 1) groups.at(-1)?.push(window)
    else groups.push([window])
    until = Math.max(until, window.to)
  }
  return groups
}

/** Less of what was too many is no part of it: a longer window takes hours along at both ends. */
const LEAST_SHARE = 0.1

type Bounds = Omit<SpikesAsked, 'series'> & { readonly chance: number }

function spikeOf(group: readonly Judged[], series: HourSeries, { sinceHour, chance }: Bounds): Spike {
  const tooMany = (window: Window): number =>
    countIn(series, window) - expectedOf({ counts: usualCounts(window, series, sinceHour) })
  let from = Math.min(...group.map((one) => one.from))
  let to = Math.max(...group.map((one) => one.to))
  const least = LEAST_SHARE * tooMany({ from, to })
  while (from < to && tooMany({ from, to: from }) < least) from += 1
  while (to > from && tooMany({ from: to, to }) < least) to -= 1
  const sway = Math.max(...group.map((one) => one.sway))
  const usual = usualOf(usualCounts({ from, to }, series, sinceHour), sway)
  return {
    fromHour: from,
    toHour: to,
    observed: countIn(series, { from, to }),
    expected: Math.round(expectedOf(usual) * 100) / 100,
    mostByChance: mostByChance(usual, chance),
  }
}
