/** The index as it is kept: numbers as Base64, and of the articles what is shown. The same input gives the same bytes. */
import { bytesIn, textOf } from '#text/topics/base64'
import type { BeliefModel } from './belief.ts'

/** What is kept in another form is not read: it is built anew. */
export const INDEX_FORMAT = 1

export type IndexedArticle = {
  readonly id: number
  readonly version: number
  readonly title: string
  readonly url: string
  readonly language: string
  readonly passages: readonly string[]
}

/** Rows of places with a small count each. */
export type StoredRows = { readonly starts: string; readonly places: string; readonly counts: string }

export type StoredIndex = {
  readonly format: number
  readonly version: string
  readonly builtAtMs: number
  /** That most articles are written in: what a question is read as whose language cannot be told. */
  readonly language: string
  readonly articles: readonly IndexedArticle[]
  /** By article: stems, and how often each occurs in each field. */
  readonly stems: string
  readonly fields: StoredRows
  /** By article, then by past question: the features of shared/text/knowledge/question-features.ts. */
  readonly features: string
  readonly texts: StoredRows
  /** By past question: when, and [number of the article, weight]. */
  readonly past: readonly { readonly atMs: number; readonly answers: readonly (readonly [number, number])[] }[]
  readonly ranker: readonly number[]
  readonly belief: BeliefModel
}

export type CountedRows = {
  readonly starts: Uint32Array
  readonly places: Uint32Array
  /** One or more a place. */
  readonly counts: Uint8Array
}

const bytesOf = (numbers: Uint32Array): string =>
  textOf(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
export const numbersIn = (text: string): Uint32Array => new Uint32Array(bytesIn(text).buffer)
export const numbersText = bytesOf

export const storedRows = ({ starts, places, counts }: CountedRows): StoredRows => ({
  starts: bytesOf(starts),
  places: bytesOf(places),
  counts: textOf(counts),
})

export const rowsIn = ({ starts, places, counts }: StoredRows): CountedRows => ({
  starts: numbersIn(starts),
  places: numbersIn(places),
  counts: bytesIn(counts),
})

const MOST_OFTEN = 255

/** Maps from a hash to its count (or its counts) as rows over one list of hashes, each of which occurs in at least `atLeast` of them. */
export function countedRows(
  maps: readonly ReadonlyMap<number, readonly number[]>[],
  { atLeast, width }: { readonly atLeast: number; readonly width: number },
): { readonly hashes: Uint32Array; readonly rows: CountedRows } {
  const occurs = new Map<number, number>()
  for (const map of maps) for (const hash of map.keys()) occurs.set(hash, (occurs.get(hash) ?? 0) + 1)
  const hashes = Uint32Array.from([...occurs].filter(([, rows]) => rows >= atLeast).map(([hash]) => hash)).sort()
  const placeOf = new Map<number, number>()
  hashes.forEach((hash, place) => {
    placeOf.set(hash, place)
  })
  const starts = new Uint32Array(maps.length + 1)
  const places: number[] = []
  const counts: number[] = []
  maps.forEach((map, row) => {
    for (const [hash, each] of map) {
      const place = placeOf.get(hash)
      if (place === undefined) continue
      places.push(place)
      for (let nth = 0; nth < width; nth++) counts.push(Math.min(each[nth] ?? 0, MOST_OFTEN))
    }
    starts[row + 1] = places.length
  })
  return { hashes, rows: { starts, places: Uint32Array.from(places), counts: Uint8Array.from(counts) } }
}
