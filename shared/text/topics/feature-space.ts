/** The features a model knows, how telling each is by its rareness, and texts as vectors of them. */
import type { TextFeatures } from './text-features.ts'

export type FeatureSpace = {
  /** From the hashed feature to its place. */
  readonly places: ReadonlyMap<number, number>
  /** By place: inverse document frequency. */
  readonly rareness: Float32Array
  /** Of a feature never seen. */
  readonly unknownRareness: number
}

/** Places, rising by block, and the value at each. Of length 1 where all is known; shorter the more is new. */
export type TextVector = { readonly places: readonly number[]; readonly values: readonly number[] }

/** What words and pieces of words weigh in a vector of length 1. */
const BLOCKS = [0.4, 0.6] as const
/** What is unknown lengthens the text by so much of its weight, which makes what is known count for less. */
const UNKNOWN_COUNTS = 0.7

export function featureSpaceOf(texts: readonly TextFeatures[]): FeatureSpace {
  const occurs = new Map<number, number>()
  for (const blocks of texts)
    for (const block of blocks) for (const feature of block.keys()) occurs.set(feature, (occurs.get(feature) ?? 0) + 1)
  const places = new Map<number, number>()
  const rareness = new Float32Array(occurs.size)
  for (const [feature, count] of occurs) {
    rareness[places.size] = rarenessOf(count, texts.length)
    places.set(feature, places.size)
  }
  return { places, rareness, unknownRareness: rarenessOf(1, texts.length) }
}

const rarenessOf = (count: number, texts: number): number => 1 + Math.log((1 + texts) / (1 + count))

export function vectorOf(features: TextFeatures, space: FeatureSpace): TextVector {
  const places: number[] = []
  const values: number[] = []
  features.forEach((block, nth) => {
    const from = places.length
    let squares = 0
    for (const [feature, count] of block) {
      const place = space.places.get(feature)
      const often = 1 + Math.log(count)
      if (place === undefined) {
        squares += UNKNOWN_COUNTS * (often * space.unknownRareness) ** 2
        continue
      }
      const value = often * (space.rareness[place] ?? 0)
      squares += value * value
      places.push(place)
      values.push(value)
    }
    const scale = squares > 0 ? Math.sqrt((BLOCKS[nth] ?? 0) / squares) : 0
    for (let at = from; at < values.length; at++) values[at] = (values[at] ?? 0) * scale
  })
  return { places, values }
}

/** The same space with the given places alone, in their order. */
export function narrowed(space: FeatureSpace, kept: readonly number[]): FeatureSpace {
  const renamed = new Map(kept.map((place, at) => [place, at]))
  const places = new Map<number, number>()
  for (const [feature, place] of space.places) {
    const at = renamed.get(place)
    if (at !== undefined) places.set(feature, at)
  }
  const rareness = Float32Array.from(kept, (place) => space.rareness[place] ?? 0)
  return { ...space, places, rareness }
}
