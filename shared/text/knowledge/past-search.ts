/**
 * What past questions tell: which articles answered those that are like this one, and what the questions of each article have
 * in common. An article's own words count as a few questions, so that one nobody has asked for yet is found too.
 */
import type { QuestionFeatures } from './question-features.ts'
import { products, type SparseRow, sparseRows, transposed } from './sparse-rows.ts'
import type { CountedRows } from './stored-index.ts'

export type PastAnswers = {
  readonly atMs: number
  readonly answers: readonly (readonly [article: number, weight: number])[]
}

export type PastScores = {
  /** By article: likeness to what its questions have in common, 0 to 1. */
  readonly likeness: Float64Array
  /** By article: its share of the answers to the nearest questions, 0 to 1. */
  readonly nearest: Float64Array
  /** Which past questions are nearest, nearest first. */
  readonly nearestQuestions: readonly number[]
  /** How near the nearest are, and all together; which share of what was asked was ever read before. */
  readonly near: number
  readonly common: number
  readonly known: number
}

export type PastSearch = {
  readonly search: (asked: QuestionFeatures) => PastScores
  /** By article: the logarithm of how often it answered of late. */
  readonly asked: Float64Array
}

const NEAREST = 60
/** An article's own words count as so many questions. */
const OWN_WORDS = 2
/** A feature in fewer texts than this tells nothing yet. */
const FEWEST_TEXTS = 2
const DAY_MS = 86_400_000
const FORGOTTEN_DAYS = 365
const OLD_DAYS = 730

export type PastTexts = {
  readonly features: Uint32Array
  /** Articles first, then past questions. */
  readonly texts: CountedRows
  readonly articleCount: number
  readonly past: readonly PastAnswers[]
  /** Which of the past questions are known: all, or those of the other parts while a part is judged. */
  readonly known: readonly number[]
  readonly nowMs: number
}

export function pastSearch({ features, texts, articleCount, past, known, nowMs }: PastTexts): PastSearch {
  const rowNumbers = [...Array.from({ length: articleCount }, (_, at) => at), ...known.map((at) => articleCount + at)]
  const occurs = new Uint32Array(features.length)
  for (const row of rowNumbers)
    for (let at = texts.starts[row] ?? 0; at < (texts.starts[row + 1] ?? 0); at++) {
      const place = texts.places[at] ?? 0
      occurs[place] = (occurs[place] ?? 0) + 1
    }
  const unknownRareness = 1 + Math.log(1 + rowNumbers.length)
  const rareness = Float64Array.from(occurs, (count) =>
    count < FEWEST_TEXTS ? 0 : 1 + Math.log((1 + rowNumbers.length) / (1 + count)),
  )
  const placeOf = new Map<number, number>()
  features.forEach((hash, place) => {
    if ((rareness[place] ?? 0) > 0) placeOf.set(hash, place)
  })

  function storedRow(row: number): SparseRow {
    const places: number[] = []
    const values: number[] = []
    for (let at = texts.starts[row] ?? 0; at < (texts.starts[row + 1] ?? 0); at++) {
      const place = texts.places[at] ?? 0
      if ((rareness[place] ?? 0) === 0) continue
      places.push(place)
      values.push((1 + Math.log(texts.counts[at] ?? 1)) * (rareness[place] ?? 0))
    }
    return ofLengthOne(places, values)
  }

  const rows = known.map((at) => storedRow(articleCount + at))
  const byPlace = transposed(sparseRows(rows), features.length)
  const common = byPlaceOfArticles()
  /** What no article answered is near to nothing that one could answer. */
  const isAnswered = known.map((at) => (past[at]?.answers ?? []).some(([, weight]) => weight > 0))
  const ages = known.map((at) => Math.max(0, nowMs - (past[at]?.atMs ?? nowMs)) / DAY_MS)

  /** What the questions of each article have in common, as a vector of length 1. */
  function byPlaceOfArticles() {
    const answeredBy: [number, number][][] = Array.from({ length: articleCount }, () => [])
    known.forEach((at, nth) => {
      const answers = past[at]?.answers ?? []
      const total = answers.reduce((sum, [, weight]) => sum + Math.abs(weight), 0)
      for (const [article, weight] of answers) answeredBy[article]?.push([nth, weight / total])
    })
    const sum = new Float64Array(features.length)
    const means = answeredBy.map((list, article): SparseRow => {
      const touched: number[] = []
      const add = ({ places, values }: SparseRow, by: number): void => {
        for (let at = 0; at < places.length; at++) {
          const place = places[at] ?? 0
          if (sum[place] === 0) touched.push(place)
          sum[place] = (sum[place] ?? 0) + by * (values[at] ?? 0)
        }
      }
      add(storedRow(article), OWN_WORDS)
      for (const [nth, weight] of list) add(rows[nth] ?? NOTHING, weight)
      const places = [...new Set(touched)].filter((place) => (sum[place] ?? 0) !== 0)
      const values = places.map((place) => sum[place] ?? 0)
      for (const place of touched) sum[place] = 0
      return ofLengthOne(places, values)
    })
    return transposed(sparseRows(means), features.length)
  }

  function search(asked: QuestionFeatures): PastScores {
    const places: number[] = []
    const values: number[] = []
    let knownSquares = 0
    let squares = 0
    for (const [hash, often] of asked) {
      const place = placeOf.get(hash)
      const value = (1 + Math.log(often)) * (place === undefined ? unknownRareness : (rareness[place] ?? 0))
      squares += value * value
      if (place === undefined) continue
      knownSquares += value * value
      places.push(place)
      values.push(value)
    }
    const row = ofLengthOne(places, values)
    const nearness = products(row, byPlace, rows.length)
    const order = Array.from(nearness.keys()).sort((a, b) => (nearness[b] ?? 0) - (nearness[a] ?? 0) || a - b)
    const nearestRows = order.slice(0, NEAREST).filter((nth) => (nearness[nth] ?? 0) > 0)
    const nearest = new Float64Array(articleCount)
    let weights = 0
    for (const nth of nearestRows) {
      const weight = (nearness[nth] ?? 0) ** 2
      const answers = past[known[nth] ?? -1]?.answers ?? []
      const total = answers.reduce((sum, [, each]) => sum + Math.abs(each), 0)
      weights += weight
      for (const [article, each] of answers)
        nearest[article] = (nearest[article] ?? 0) + (weight * Math.exp(-(ages[nth] ?? 0) / OLD_DAYS) * each) / total
    }
    return {
      likeness: products(row, common, articleCount),
      nearest: nearest.map((share) => (weights > 0 ? Math.max(0, share) / weights : 0)),
      nearestQuestions: nearestRows.map((nth) => known[nth] ?? -1),
      near: meanOf(order.filter((nth) => isAnswered[nth]).slice(0, NEAREST), nearness, NEAREST),
      common: meanOf(
        order.filter((nth) => isAnswered[nth]),
        nearness,
      ),
      known: squares > 0 ? knownSquares / squares : 0,
    }
  }

  const often = new Float64Array(articleCount)
  known.forEach((at, nth) => {
    for (const [article, weight] of past[at]?.answers ?? [])
      if (weight > 0) often[article] = (often[article] ?? 0) + Math.exp(-(ages[nth] ?? 0) / FORGOTTEN_DAYS)
  })
  return { search, asked: often.map((count) => Math.log(0.5 + count)) }
}

function meanOf(rows: readonly number[], values: Float64Array, of = rows.length): number {
  return of === 0 ? 0 : rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / of
}

const NOTHING: SparseRow = { places: [], values: [] }

function ofLengthOne(places: readonly number[], values: readonly number[]): SparseRow {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return length > 0 ? { places, values: values.map((value) => value / length) } : NOTHING
}
