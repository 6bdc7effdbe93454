/** How sums and sketches lie in items: one top-level number each, because DynamoDB's ADD reaches no deeper. */
import {
  DURATION_NAMES,
  type DurationMeasure,
  HOURLY_MEASURES,
  type HourlyMeasure,
  MEASURE_NAMES,
  MEASURES,
  type Measure,
} from '#domain/analytics/measures'
import { type Bins, EMPTY_ROLLUP, type Rollup, type Sums } from '#domain/analytics/rollup'
import { remember } from '#domain/remember'

/** Short, because an item has a hundred bins and more: `fr412` is bin 412 of the first responses. */
const BIN_CODES: Readonly<Record<DurationMeasure, string>> = {
  first_response: 'fr',
  next_response: 'nr',
  resolution: 're',
  held_queue: 'hq',
  held_operator: 'ho',
  held_bot: 'hb',
  held_customer: 'hc',
  approval_latency: 'al',
}
const measureOfCode = new Map(DURATION_NAMES.map((measure) => [BIN_CODES[measure], measure]))
const CODE_LENGTH = 2

/** What is kept beside n, by the kind of measure. */
const PARTS = { count: [], duration: ['sum', 'ln', 'ln2'], rating: ['sum', 'sq'], share: ['sum', 'sq'] } as const
const NONE: Sums = { n: 0, sum: 0, sq: 0, ln: 0, ln2: 0 }

type Item = Readonly<Record<string, unknown>>

/** The counters of a rollup by their attributes; those that come to nothing are left out. */
export function countersOf({ sums }: Rollup): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [measure, of] of sums) {
    if (of.n !== 0) found.set(measure, of.n)
    for (const part of PARTS[MEASURES[measure]]) if (of[part] !== 0) found.set(`${measure}_${part}`, of[part])
  }
  return found
}

export function binCountersOf({ bins }: Rollup): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [measure, of] of bins)
    for (const [bin, count] of of) if (count !== 0) found.set(`${BIN_CODES[measure]}${bin}`, count)
  return found
}

/** What an item adds to a rollup, by its kind: hours and flows add nothing. */
export function rollupIn(item: Item): Rollup {
  const kind = String(item.sk).charAt(0)
  if (kind === 'C') return { sums: sumsIn(item), bins: EMPTY_ROLLUP.bins }
  return kind === 'S' ? { sums: EMPTY_ROLLUP.sums, bins: binsIn(item) } : EMPTY_ROLLUP
}

function sumsIn(item: Item): ReadonlyMap<Measure, Sums> {
  const found = new Map<Measure, Sums>()
  for (const measure of MEASURE_NAMES) {
    const n = item[measure]
    if (typeof n !== 'number') continue
    const parts = PARTS[MEASURES[measure]].map((part) => [part, Number(item[`${measure}_${part}`] ?? 0)])
    found.set(measure, { ...NONE, n, ...Object.fromEntries(parts) })
  }
  return found
}

function binsIn(item: Item): ReadonlyMap<DurationMeasure, Bins> {
  const found = new Map<DurationMeasure, Map<number, number>>()
  for (const name in item) {
    const of = binNamed(name)
    const count = item[name]
    // an item has its keys and its end besides
    if (of === null || typeof count !== 'number') continue
    let known = found.get(of.measure)
    if (known === undefined) {
      known = new Map()
      found.set(of.measure, known)
    }
    known.set(of.bin, count)
  }
  return found
}

type BinName = { readonly measure: DurationMeasure; readonly bin: number }
/** A month has a hundred thousand of them, and they are the same few thousand each day. */
const binNames = new Map<string, BinName | null>()
const NAMES_KEPT = 20_000

function binNamed(name: string): BinName | null {
  const known = binNames.get(name)
  if (known !== undefined) return known
  const measure = measureOfCode.get(name.slice(0, CODE_LENGTH))
  const bin = Number(name.slice(CODE_LENGTH))
  return remember(binNames, [name, measure === undefined || Number.isNaN(bin) ? null : { measure, bin }], NAMES_KEPT)
}

export type HourlyCounts = Readonly<Record<HourlyMeasure, number>>

/** Of nine measures by 24 hours: `fm05` are the first responses that came in time in the hour from five. */
const HOUR_CODES: Readonly<Partial<Record<HourlyMeasure, string>>> = {
  first_response_met: 'fm',
  first_response_breached: 'fb',
  first_response_excused: 'fx',
  next_response_met: 'nm',
  next_response_breached: 'nb',
  next_response_excused: 'nx',
  resolution_met: 'rm',
  resolution_breached: 'rb',
  resolution_excused: 'rx',
}

export const hourAttribute = (measure: HourlyMeasure, hour: number): string =>
  `${HOUR_CODES[measure] ?? measure}${String(hour).padStart(2, '0')}`

export const hourIn = (item: Item, hour: number): HourlyCounts =>
  Object.fromEntries(
    HOURLY_MEASURES.map((measure) => [measure, Number(item[hourAttribute(measure, hour)] ?? 0)]),
  ) as HourlyCounts
