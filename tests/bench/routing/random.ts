/** Seeded randomness. Each case and each operator's day has a stream of its own, so that every policy meets the same ones. */

export type Random = {
  /** In [0, 1). */
  next(): number
  /** Lognormal with this mean; `sigma` of the underlying normal. */
  lognormal(mean: number, sigma: number): number
  exponential(mean: number): number
}

export function randomOf(...seeds: readonly number[]): Random {
  let state = seeds.reduce((hash, seed) => mix(hash ^ (seed + 0x9e3779b9)), 0x6a09e667)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    return mix(state) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    lognormal: (mean, sigma) => mean * Math.exp(sigma * normal() - sigma ** 2 / 2),
    exponential: (mean) => -mean * Math.log(1 - next()),
  }
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[Math.floor(random.next() * values.length)]
  if (value === undefined) throw new RangeError('nothing to pick from')
  return value
}

/** The finalizer of MurmurHash3. */
function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
