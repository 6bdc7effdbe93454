/**
 * One linear machine a topic, each telling its texts from all others: support vector machines with squared hinge loss, by
 * dual coordinate descent (Hsieh et al. 2008, as in LIBLINEAR). The same input gives the same weights on every machine.
 */
import type { TextVector } from './feature-space.ts'
import { seededRandom, shuffle } from './seeded-random.ts'

export type Examples = {
  readonly vectors: readonly TextVector[]
  /** By vector: the number of its topic. */
  readonly topics: Int32Array
  readonly topicCount: number
  /** Places of the feature space. */
  readonly width: number
}

/** By place; at the end the offset. */
export type Machine = Float32Array

/** The higher, the less a text may stand on the wrong side. */
const COST = 1
/** Texts of rare topics cost more, by this power of how rare they are. */
const BALANCE = 0.3
const PASSES = 10
const ENOUGH = 0.05
/** A text beyond its margin by this much is left out of further passes. */
const SAFE = 0.1

export function fitMachines(examples: Examples): Machine[] {
  const rows = rowsOf(examples.vectors)
  return Array.from({ length: examples.topicCount }, (_, topic) => fitOne(rows, examples, topic))
}

type Rows = {
  readonly starts: Int32Array
  readonly places: Int32Array
  readonly values: Float32Array
  /** Squared lengths, with the offset's 1. */
  readonly squares: Float64Array
}

function rowsOf(vectors: readonly TextVector[]): Rows {
  const starts = new Int32Array(vectors.length + 1)
  vectors.forEach(({ places }, at) => {
    starts[at + 1] = (starts[at] ?? 0) + places.length
  })
  const places = new Int32Array(starts[vectors.length] ?? 0)
  const values = new Float32Array(places.length)
  vectors.forEach((vector, at) => {
    places.set(vector.places, starts[at])
    values.set(vector.values, starts[at])
  })
  const squares = Float64Array.from(
    vectors,
    (vector) => 1 + vector.values.reduce((sum, value) => sum + value * value, 0),
  )
  return { starts, places, values, squares }
}

function fitOne(rows: Rows, { topics, width }: Examples, topic: number): Machine {
  const count = topics.length
  const own = topics.reduce((sum, one) => sum + Number(one === topic), 0)
  const ownDamping = 0.5 / (COST * ((count - own) / Math.max(1, own)) ** BALANCE)
  const otherDamping = 0.5 / COST
  const random = seededRandom(topic + 1)
  const weights = new Float64Array(width + 1)
  const duals = new Float64Array(count)
  let active = Int32Array.from(topics.keys())
  for (let pass = 0; pass < PASSES; pass++) {
    shuffle(active, random)
    let kept = 0
    let largest = 0
    for (const at of active) {
      const isOwn = topics[at] === topic
      const sign = isOwn ? 1 : -1
      const damping = isOwn ? ownDamping : otherDamping
      const dual = duals[at] ?? 0
      const slope = sign * marginOf(rows, weights, at) - 1 + damping * dual
      if (dual === 0 && slope > SAFE && pass > 0) continue
      active[kept++] = at
      const step = dual === 0 ? Math.min(slope, 0) : slope
      largest = Math.max(largest, Math.abs(step))
      const moved = Math.max(0, dual - slope / ((rows.squares[at] ?? 1) + damping))
      if (moved === dual) continue
      duals[at] = moved
      addRow(rows, weights, { at, by: (moved - dual) * sign })
    }
    active = active.subarray(0, kept)
    if (largest < ENOUGH) break
  }
  return Float32Array.from(weights)
}

function marginOf({ starts, places, values }: Rows, weights: Float64Array, at: number): number {
  let margin = weights[weights.length - 1] ?? 0
  const end = starts[at + 1] ?? 0
  for (let i = starts[at] ?? 0; i < end; i++) margin += (weights[places[i] as number] as number) * (values[i] as number)
  return margin
}

function addRow(
  { starts, places, values }: Rows,
  weights: Float64Array,
  { at, by }: { readonly at: number; readonly by: number },
): void {
  const end = starts[at + 1] ?? 0
  for (let i = starts[at] ?? 0; i < end; i++)
    weights[places[i] as number] = (weights[places[i] as number] as number) + by * (values[i] as number)
  weights[weights.length - 1] = (weights[weights.length - 1] ?? 0) + by
}
