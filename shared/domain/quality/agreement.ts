/** How far two graders agree beyond chance, and whether that is enough for a machine's grades to count. */
import type { Grade } from '#domain/approval'
import type { QualityDocument } from './quality-policy.ts'

export type Pair = readonly [one: Grade, other: Grade]
export type Agreement = {
  readonly n: number
  /**
   * Cohen's kappa with quadratic weights: 1 agree always, 0 as by chance. Null: no pair, or both gave one grade throughout,
   * which tells nothing of whether they would agree on another.
   */
  readonly kappa: number | null
  /** Kappa is above this with 95 % certainty, by leaving out each pair once; null with fewer than three. */
  readonly atLeast: number | null
  /** Share of pairs with the same grade; null without any. */
  readonly same: number | null
}

const GRADES = 5

export function agreementOf(pairs: readonly Pair[]): Agreement {
  const counts = new Array<number>(GRADES * GRADES).fill(0)
  for (const [one, other] of pairs) counts[cell(one, other)] = (counts[cell(one, other)] ?? 0) + 1
  const n = pairs.length
  const kappa = kappaOf(counts)
  const same = n === 0 ? null : pairs.filter(([one, other]) => one === other).length / n
  return { n, kappa, atLeast: kappa === null || n < 3 ? null : kappa - 1.645 * spreadOf(counts, n), same }
}

const cell = (one: number, other: number): number => (one - 1) * GRADES + (other - 1)

function kappaOf(counts: readonly number[]): number | null {
  const n = counts.reduce((a, b) => a + b, 0)
  if (n === 0) return null
  const rows = new Array<number>(GRADES).fill(0)
  const columns = new Array<number>(GRADES).fill(0)
  let observed = 0
  counts.forEach((count, at) => {
    const [row, column] = [Math.floor(at / GRADES), at % GRADES]
    rows[row] = (rows[row] ?? 0) + count
    columns[column] = (columns[column] ?? 0) + count
    observed += count * (row - column) ** 2
  })
  let expected = 0
  rows.forEach((row, a) => {
    columns.forEach((column, b) => {
      expected += (row * column * (a - b) ** 2) / n
    })
  })
  return expected === 0 ? null : 1 - observed / expected
}

/** The jackknife's standard error: pairs of one cell are alike, so that 25 kappas do for any number. */
function spreadOf(counts: readonly number[], n: number): number {
  const left = counts.flatMap((count, at) => {
    if (count === 0) return []
    const kappa = kappaOf(counts.map((one, nth) => (nth === at ? one - 1 : one)))
    return kappa === null ? [] : [{ kappa, count }]
  })
  const total = left.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return Number.POSITIVE_INFINITY
  const mean = left.reduce((sum, { kappa, count }) => sum + kappa * count, 0) / total
  const squares = left.reduce((sum, { kappa, count }) => sum + count * (kappa - mean) ** 2, 0)
  return Math.sqrt(((n - 1) / n) * squares)
}

export const WHY_NOT_COUNTED = ['too_few_reviews', 'agreement_too_low', 'agreement_unknown'] as const
export type Gate =
  | { readonly counts: true; readonly agreement: Agreement }
  | { readonly counts: false; readonly why: (typeof WHY_NOT_COUNTED)[number]; readonly agreement: Agreement }

/** Whether a machine's grades count beside people's: closed until enough has been seen, and again when it falls. */
export function gateOf(pairs: readonly Pair[], gate: QualityDocument['gate']): Gate {
  const agreement = agreementOf(pairs)
  if (agreement.n < gate.atLeastReviews) return { counts: false, why: 'too_few_reviews', agreement }
  if (agreement.kappa === null) return { counts: false, why: 'agreement_unknown', agreement }
  return agreement.kappa * 100 < gate.atLeastKappaPercent
    ? { counts: false, why: 'agreement_too_low', agreement }
    : { counts: true, agreement }
}
