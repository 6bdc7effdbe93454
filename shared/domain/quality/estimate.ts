/**
 * From a sample to the mean of all, with what it is not sure of. Horvitz and Thompson (1952): what was drawn with likelihood
 * p stands for 1/p. Hájek (1971): the same divided by how many these stand for, which does not mind a lucky draw.
 */

export type Observed = { readonly value: number; readonly probability: number }
export type Estimate = {
  /** Null: nothing was observed. */
  readonly mean: number | null
  /** 95 %, normal; null with fewer than `FEWEST` observed. */
  readonly interval: { readonly from: number; readonly to: number } | null
  readonly n: number
}

/** Below this an interval promises more than it knows. */
export const FEWEST = 10
const Z = 1.96

export const hajekMean = (observed: readonly Observed[]): Estimate => {
  const total = weight(observed)
  if (total === 0) return { mean: null, interval: null, n: 0 }
  const mean = observed.reduce((sum, { value, probability }) => sum + value / probability, 0) / total
  return around(mean, { observed, divisor: total, centre: mean })
}

/** Unbiased whatever the population: its size is known. */
export const horvitzThompsonMean = (observed: readonly Observed[], population: number): number | null =>
  population === 0 ? null : observed.reduce((sum, { value, probability }) => sum + value / probability, 0) / population

export type Differing = { readonly human: number; readonly machine: number; readonly probability: number }

/**
 * The mean of what people would say, from what the machine says of all and how people differ from it where both looked. As
 * unbiased as without the machine, whether it is right or not; the better it is, the narrower the interval.
 */
export function assistedMean(
  differing: readonly Differing[],
  machine: { readonly mean: number; readonly population: number },
): Estimate {
  if (machine.population === 0 || differing.length === 0) return { mean: null, interval: null, n: 0 }
  const observed = differing.map(({ human, machine: guess, probability }) => ({ value: human - guess, probability }))
  const total = weight(observed)
  const shift = observed.reduce((sum, { value, probability }) => sum + value / probability, 0) / total
  return around(machine.mean + shift, { observed, divisor: total, centre: shift })
}

const weight = (observed: readonly Observed[]): number =>
  observed.reduce((sum, { probability }) => sum + 1 / probability, 0)

type Spread = { readonly observed: readonly Observed[]; readonly divisor: number; readonly centre: number }

/** Each was drawn by itself, so that its variance is its own. What was drawn for certain adds nothing. */
function around(mean: number, { observed, divisor, centre }: Spread): Estimate {
  const n = observed.length
  if (n < FEWEST) return { mean, interval: null, n }
  const variance = observed.reduce(
    (sum, { value, probability }) => sum + ((1 - probability) / probability ** 2) * (value - centre) ** 2,
    0,
  )
  const half = (Z * Math.sqrt(variance)) / divisor
  return { mean, interval: { from: mean - half, to: mean + half }, n }
}
