/** BM25 over the fields of articles (BM25F): a word in the title says more than one in the body, a rare one more than a frequent. */
import type { QuestionFeatures } from './question-features.ts'
import type { CountedRows } from './stored-index.ts'

export type FieldSearch = (asked: QuestionFeatures) => FieldScores
export type FieldScores = {
  /** By article: which share of the most that these words could score. */
  readonly shares: Float64Array
}

/** Title, summary, headings, body. */
export const FIELD_COUNT = 4
const FIELD_WEIGHTS = [4, 2, 1.5, 1] as const
/** How far long fields are cut down to size. */
const LENGTH_COUNTS = 0.5
const SATURATION = 1.2
const ASKED_SATURATION = 2

export function fieldSearch(stems: Uint32Array, rows: CountedRows): FieldSearch {
  const articles = rows.starts.length - 1
  const placeOf = new Map<number, number>()
  stems.forEach((hash, place) => {
    placeOf.set(hash, place)
  })
  const lengths = lengthsOf(rows, articles)
  const postings: number[][] = Array.from(stems, () => [])
  for (let article = 0; article < articles; article++)
    for (let at = rows.starts[article] ?? 0; at < (rows.starts[article + 1] ?? 0); at++) {
      let weight = 0
      for (let field = 0; field < FIELD_COUNT; field++)
        weight +=
          ((FIELD_WEIGHTS[field] ?? 0) * (rows.counts[at * FIELD_COUNT + field] ?? 0)) /
          (lengths[article * FIELD_COUNT + field] ?? 1)
      postings[rows.places[at] ?? 0]?.push(article, weight / (SATURATION + weight))
    }
  const rareness = postings.map((list) => Math.log(1 + (articles - list.length / 2 + 0.5) / (list.length / 2 + 0.5)))

  return (asked) => {
    const shares = new Float64Array(articles)
    let most = 0
    for (const [hash, often] of asked) {
      const place = placeOf.get(hash)
      if (place === undefined) continue
      const worth = ((rareness[place] ?? 0) * often * (ASKED_SATURATION + 1)) / (ASKED_SATURATION + often)
      most += worth
      const list = postings[place] ?? []
      for (let at = 0; at < list.length; at += 2) {
        const article = list[at] ?? 0
        shares[article] = (shares[article] ?? 0) + worth * (list[at + 1] ?? 0)
      }
    }
    if (most > 0) for (let article = 0; article < articles; article++) shares[article] = (shares[article] ?? 0) / most
    return { shares }
  }
}

/** By article and field: what a count in it is divided by. */
function lengthsOf(rows: CountedRows, articles: number): Float64Array {
  const lengths = new Float64Array(articles * FIELD_COUNT)
  const sums = new Float64Array(FIELD_COUNT)
  for (let article = 0; article < articles; article++)
    for (let at = (rows.starts[article] ?? 0) * FIELD_COUNT; at < (rows.starts[article + 1] ?? 0) * FIELD_COUNT; at++) {
      const field = at % FIELD_COUNT
      const length = article * FIELD_COUNT + field
      lengths[length] = (lengths[length] ?? 0) + (rows.counts[at] ?? 0)
      sums[field] = (sums[field] ?? 0) + (rows.counts[at] ?? 0)
    }
  return lengths.map((length, at) => {
    const mean = (sums[at % FIELD_COUNT] ?? 0) / Math.max(1, articles)
    return 1 - LENGTH_COUNTS + (mean > 0 ? (LENGTH_COUNTS * length) / mean : LENGTH_COUNTS)
  })
}
