/**
 * How many standard errors a two-sided interval reaches that errs once in `1 / alpha`: 1.96 for 0.05. Within 0.00045, by
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23.
 */
export function twoSidedZ(alpha: number): number {
  const t = Math.sqrt(-2 * Math.log(alpha / 2))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  return t - above / below
}

/** The share of errors that each of `comparisons` may make, so that all of them together err once in `1 / alpha` (Šidák). */
export const sharedAlpha = (alpha: number, comparisons: number): number =>
  1 - (1 - alpha) ** (1 / Math.max(1, comparisons))
