/**
 * How likely so many are, or more, where it was usually so many: the predictive law of counts (negative binomial). It
 * knows that a mean of a few weeks is not the true one, and that counts scatter more than Poisson's.
 */

export type Usual = {
  /** What was counted in each of the weeks before. */
  readonly counts: readonly number[]
  /** Variance of counts beside their mean: 1 is Poisson's. */
  readonly dispersion: number
}

/** Half a count is added, so that weeks of nothing do not say "never" (Jeffreys). */
const HALF = 0.5

export const expectedOf = ({ counts }: Pick<Usual, 'counts'>): number =>
  (counts.reduce((sum, one) => sum + one, 0) + HALF) / counts.length

/** P(X >= many). */
export function tailOf(many: number, usual: Usual): number {
  if (many <= 0) return 1
  const { mean, size } = lawOf(usual)
  let ln = size * Math.log(size / (size + mean))
  const step = Math.log(mean / (size + mean))
  let below = Math.exp(ln)
  for (let n = 1; n < many; n++) {
    ln += Math.log((n - 1 + size) / n) + step
    below += Math.exp(ln)
  }
  return Math.max(0, 1 - below)
}

/** The most that chance brings with this probability of more. */
export function mostByChance(usual: Usual, chance: number): number {
  const { mean, size } = lawOf(usual)
  let ln = size * Math.log(size / (size + mean))
  const step = Math.log(mean / (size + mean))
  let below = Math.exp(ln)
  let n = 0
  while (1 - below > chance) {
    n += 1
    ln += Math.log((n - 1 + size) / n) + step
    below += Math.exp(ln)
  }
  return n
}

function lawOf(usual: Usual): { readonly mean: number; readonly size: number } {
  const mean = expectedOf(usual)
  // the mean itself is known no better than its weeks allow
  const variance = mean * Math.max(1, usual.dispersion) * (1 + 1 / usual.counts.length)
  return { mean, size: (mean * mean) / (variance - mean) }
}
