/**
 * One order out of several: how an article's fields match, how like its past questions this one is, what answered the nearest
 * ones, and how often it is asked for. What each is worth is learnt from past questions, each judged by the others alone.
 */
import type { FieldScores } from './field-search.ts'
import type { PastScores, PastSearch } from './past-search.ts'

/** By article, in the order of the weights. */
export type Views = readonly [likeness: Float64Array, fields: Float64Array, nearest: Float64Array, asked: Float64Array]

/** What a unit of each view is worth. */
export type RankerWeights = readonly number[]

/** What is used until there are enough questions to learn from: the articles' own words first. */
export const FIRST_WEIGHTS: RankerWeights = [6, 8, 5, 0.3]

export const viewsOf = (fields: FieldScores, past: PastScores, { asked }: PastSearch): Views => [
  past.likeness,
  fields.shares,
  past.nearest.map(Math.sqrt),
  asked,
]

export type Ranked = {
  readonly article: number
  readonly score: number /** Of all that could be meant, 0 to 1. */
  readonly share: number
}

/** Best first. `isMeant`: other articles are left out. */
export function ranked(
  views: Views,
  weights: RankerWeights,
  isMeant: (article: number) => boolean = () => true,
): Ranked[] {
  const scored: { article: number; score: number }[] = []
  for (let article = 0; article < views[0].length; article++)
    if (isMeant(article)) scored.push({ article, score: scoreOf(views, weights, article) })
  scored.sort((a, b) => b.score - a.score || a.article - b.article)
  const highest = scored[0]?.score ?? 0
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - highest), 0)
  return scored.map(({ article, score }) => ({ article, score, share: Math.exp(score - highest) / total }))
}

const scoreOf = (views: Views, weights: RankerWeights, article: number): number =>
  views.reduce((sum, view, nth) => sum + (weights[nth] ?? 0) * (view[article] ?? 0), 0)

/** A past question: its views, and what answered it. */
export type RankedCase = { readonly views: Views; readonly answers: ReadonlyMap<number, number> }

/** Fewer teach nothing that the first weights do not know. */
const FEWEST_CASES = 150
const CANDIDATES = 40
const PASSES = 20
const STEP = 0.3
const DAMPING = 1e-4

/** Softmax over the candidates of each question, by AdaGrad. */
export function fitRanker(cases: readonly RankedCase[]): RankerWeights {
  if (cases.length < FEWEST_CASES) return FIRST_WEIGHTS
  const rows = cases.map(rowsOf)
  const scales = FIRST_WEIGHTS.map((_, nth) =>
    spreadOf(rows.flatMap(({ features }) => features.map((row) => row[nth] ?? 0))),
  )
  const weights = FIRST_WEIGHTS.map((weight, nth) => weight * (scales[nth] ?? 1))
  const squares = weights.map(() => 1e-6)
  for (let pass = 0; pass < PASSES; pass++)
    for (const { features, wanted } of rows) {
      const scores = features.map((row) =>
        row.reduce((sum, value, nth) => sum + ((weights[nth] ?? 0) * value) / (scales[nth] ?? 1), 0),
      )
      const highest = Math.max(...scores)
      const shares = scores.map((score) => Math.exp(score - highest))
      const total = shares.reduce((a, b) => a + b, 0)
      weights.forEach((weight, nth) => {
        let slope = DAMPING * weight
        features.forEach((row, at) => {
          slope += (((shares[at] ?? 0) / total - (wanted[at] ?? 0)) * (row[nth] ?? 0)) / (scales[nth] ?? 1)
        })
        squares[nth] = (squares[nth] ?? 0) + slope * slope
        weights[nth] = weight - (STEP * slope) / Math.sqrt(squares[nth] ?? 1)
      })
    }
  return weights.map((weight, nth) => weight / (scales[nth] ?? 1))
}

function rowsOf({ views, answers }: RankedCase): { features: number[][]; wanted: number[] } {
  const total = [...answers.values()].reduce((a, b) => a + b, 0)
  const candidates = new Set(
    ranked(views, FIRST_WEIGHTS)
      .slice(0, CANDIDATES)
      .map(({ article }) => article),
  )
  for (const article of answers.keys()) candidates.add(article)
  const listed = [...candidates]
  return {
    features: listed.map((article) => views.map((view) => view[article] ?? 0)),
    wanted: listed.map((article) => (answers.get(article) ?? 0) / total),
  }
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length)) || 1
}
