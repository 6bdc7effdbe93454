/** How evenly work is shared out. */
import type { AnalyticsStanding, Figure } from './figure.ts'

/**
 * Jain's index: 1 when everybody has the same, 1/n when one has it all. Of those who had anything: who is on leave makes
 * nothing unfair. @param loads one for each operator
 */
export function fairnessOf(loads: readonly number[], standing: AnalyticsStanding): Figure {
  const had = loads.filter((load) => load > 0)
  const n = had.length
  if (n < 2) return { value: null, n, reason: n === 0 ? 'no_data' : 'too_few', ...standing }
  const sum = had.reduce((total, load) => total + load, 0)
  const squares = had.reduce((total, load) => total + load * load, 0)
  return { value: Math.floor(((sum * sum) / (n * squares)) * 10_000) / 10_000, n, reason: null, ...standing }
}
