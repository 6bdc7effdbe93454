/**
 * Percentiles that add up: the bins of a DDSketch (Masson, Rim and Lee, VLDB 2019), kept as plain counters, so that a
 * database can add to them without reading, and take away again what is corrected.
 */
import { DDSketch } from '@datadog/sketches-js'
import type { Bins } from './rollup.ts'

/** A percentile is within this share of the true one. */
export const RELATIVE_ERROR = 0.01

const { mapping } = new DDSketch({ relativeAccuracy: RELATIVE_ERROR })
/** Shorter is as good as this, so that no bin has a negative key. */
const SHORTEST_MS = 1

/** The bin of a length of time: 0 to about 1,400 for anything up to years. */
export const binOf = (ms: number): number => mapping.key(Math.max(SHORTEST_MS, ms))

/** `q` from 0 to 1, by the nearest rank below; null without data. */
export function quantileMs(bins: Bins, q: number): number | null {
  const sketch = sketches.get(bins) ?? sketchOf(bins)
  sketches.set(bins, sketch)
  return sketch.count === 0 ? null : Math.round(sketch.getValueAtQuantile(q))
}

/** Several percentiles are asked of the same bins, which nobody changes. */
const sketches = new WeakMap<Bins, DDSketch>()

function sketchOf(bins: Bins): DDSketch {
  const sketch = new DDSketch({ relativeAccuracy: RELATIVE_ERROR })
  // a correction may come to be seen before what it corrects, when days are read while they are written
  for (const [bin, count] of bins) if (count > 0) sketch.accept(mapping.value(bin), count)
  return sketch
}
