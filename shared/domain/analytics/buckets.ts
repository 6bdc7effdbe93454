/** What a change of a fact adds to the buckets it counts in, and takes from them: the whole of it, or nothing. */
import { dateOf } from '#domain/local-date'
import { withoutExcluded } from './exclusions.ts'
import type { Fact, Point } from './fact.ts'
import {
  type DurationMeasure,
  HOURLY_MEASURES,
  type HourlyMeasure,
  isDuration,
  MEASURES,
  type Measure,
} from './measures.ts'
import { type Bins, type Dimension, NO_KEY, type Sums, WHOLE_ACCOUNT } from './rollup.ts'
import { binOf } from './sketch.ts'

export type BucketDimension = Exclude<Dimension, 'channel'>

/** What is added to the sums of one key on one day. */
export type BucketChange = {
  readonly dimension: BucketDimension
  readonly key: string
  /** `2026-09-14` */
  readonly day: string
  readonly sums: ReadonlyMap<Measure, Sums>
  readonly bins: ReadonlyMap<DurationMeasure, Bins>
  /** By measure and hour: of the whole account, and of topics what was opened. */
  readonly hours: ReadonlyMap<HourlyMeasure, ReadonlyMap<number, number>>
}

/** What all points of a fact are counted by. */
type Belonging = { readonly inboxId: number | null; readonly topic: string | null }

/** Both facts may be of other rules and zones: each was, or will be, counted as it says. Changes to nothing are left out. */
export function bucketChanges(before: Fact | undefined, after: Fact): readonly BucketChange[] {
  const buckets = new Map<string, Bucket>()
  const [was, is] = [before === undefined ? undefined : belongingOf(before), belongingOf(after)]
  const gone = before === undefined ? [] : pointsOf(before)
  const come = pointsOf(after)
  if (was !== undefined && (was.inboxId !== is.inboxId || was.topic !== is.topic)) {
    for (const point of gone) spread(point, was, -1, buckets)
    for (const point of come) spread(point, is, 1, buckets)
  } else for (const [point, by] of difference(gone, come)) spread(point, is, by, buckets)
  return [...buckets.values()].map(withoutNothing).filter(isChange)
}

export const pointsOf = (fact: Fact): readonly Point[] => withoutExcluded([...fact.points, ...fact.beside], fact)

const belongingOf = ({ progress }: Fact): Belonging => ({
  inboxId: progress.situation.inboxId,
  topic: progress.topic,
})

/** The few points that one has and the other has not. */
function difference(gone: readonly Point[], come: readonly Point[]): [Point, number][] {
  const left = new Map<string, [Point, number]>()
  const note = (point: Point, by: number): void => {
    const { measure, day, hour, value, teamId, operatorId } = point
    const name = `${measure}|${day}|${hour}|${value}|${teamId}|${operatorId}`
    const known = left.get(name)
    if (known === undefined) left.set(name, [point, by])
    else known[1] += by
  }
  for (const point of gone) note(point, -1)
  for (const point of come) note(point, 1)
  return [...left.values()].filter(([, by]) => by !== 0)
}

type Bucket = {
  readonly dimension: BucketDimension
  readonly key: string
  readonly day: string
  readonly sums: Map<Measure, { n: number; sum: number; sq: number; ln: number; ln2: number }>
  readonly bins: Map<DurationMeasure, Map<number, number>>
  readonly hours: Map<HourlyMeasure, Map<number, number>>
}

function spread(point: Point, { inboxId, topic }: Belonging, by: number, into: Map<string, Bucket>): void {
  const { teamId, operatorId } = point
  const put = (dimension: BucketDimension, key: string): void =>
    add(point, by, bucketAt(into, { dimension, key, day: point.day }))
  put('account', WHOLE_ACCOUNT)
  if (inboxId !== null) put('inbox', String(inboxId))
  put('team', teamId === null ? NO_KEY : String(teamId))
  put('topic', topic ?? NO_KEY)
  if (operatorId === null) return
  put('operator', String(operatorId))
  put('operator_topic', `${operatorId}~${topic ?? NO_KEY}`)
}

type Place = { readonly dimension: BucketDimension; readonly key: string; readonly day: number }

function bucketAt(buckets: Map<string, Bucket>, { dimension, key, day }: Place): Bucket {
  const name = `${dimension}|${day}|${key}`
  const known = buckets.get(name)
  if (known !== undefined) return known
  const fresh: Bucket = { dimension, key, day: dateOf(day), sums: new Map(), bins: new Map(), hours: new Map() }
  buckets.set(name, fresh)
  return fresh
}

function add({ measure, value, hour }: Point, by: number, bucket: Bucket): void {
  const sums = bucket.sums.get(measure) ?? { n: 0, sum: 0, sq: 0, ln: 0, ln2: 0 }
  bucket.sums.set(measure, sums)
  sums.n += by
  const kind = MEASURES[measure]
  if (kind === 'rating' || kind === 'share') {
    sums.sum += by * value
    sums.sq += by * value * value
  }
  if (isDuration(measure)) {
    const ln = Math.log(Math.max(1, value))
    sums.sum += by * value
    sums.ln += by * Math.round(ln * LN_SCALE)
    sums.ln2 += by * Math.round(ln * ln * LN_SCALE)
    if (bucket.dimension !== 'operator_topic') count(bucket.bins, measure, binOf(value), by)
  }
  if (isHourly(measure) && isByHour(bucket.dimension, measure)) count(bucket.hours, measure, hour, by)
}

/** Logarithms are kept in ten-thousandths, as whole numbers: what is added can be taken away to the last digit. */
export const LN_SCALE = 10_000

function count<Name>(into: Map<Name, Map<number, number>>, name: Name, at: number, by: number): void {
  const known = into.get(name) ?? new Map<number, number>()
  into.set(name, known.set(at, (known.get(at) ?? 0) + by))
}

const HOURLY: ReadonlySet<Measure> = new Set(HOURLY_MEASURES)
/** Spikes of topics are looked for by the hour (spikes.ts). */
const isByHour = (dimension: BucketDimension, measure: Measure): boolean =>
  dimension === 'account' || (dimension === 'topic' && measure === 'opened')

const isHourly = (measure: Measure): measure is HourlyMeasure => HOURLY.has(measure)

const withoutNothing = (bucket: Bucket): BucketChange => ({
  ...bucket,
  sums: new Map(
    [...bucket.sums].filter(([, { n, sum, sq, ln, ln2 }]) => [n, sum, sq, ln, ln2].some((one) => one !== 0)),
  ),
  bins: new Map(
    [...bucket.bins].map(([name, counts]) => [name, moved(counts)] as const).filter(([, of]) => of.size > 0),
  ),
  hours: new Map(
    [...bucket.hours].map(([name, counts]) => [name, moved(counts)] as const).filter(([, of]) => of.size > 0),
  ),
})

const moved = (counts: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
  new Map([...counts].filter(([, by]) => by !== 0))

const isChange = ({ sums, bins, hours }: BucketChange): boolean => sums.size + bins.size + hours.size > 0
