/** Logistic regression with ridge by Newton's method: exact, without randomness, the same on every machine. */

export type Logistic = {
  readonly weights: readonly number[]
  readonly offset: number
  /** By feature: what is taken off and divided by before it is weighed. */
  readonly means: readonly number[]
  readonly scales: readonly number[]
}

export type Sample = { readonly values: readonly number[]; readonly isYes: boolean; readonly weight?: number }

const MOST_STEPS = 30
const ENOUGH = 1e-8

/** `ridge`: how strongly weights are drawn to 0, in samples. */
export function fitLogistic(samples: readonly Sample[], ridge: number): Logistic {
  const width = samples[0]?.values.length ?? 0
  const { means, scales } = spreadOf(samples, width)
  const rows = samples.map(({ values }) => [...values.map((v, at) => (v - (means[at] ?? 0)) / (scales[at] ?? 1)), 1])
  const weights = new Array<number>(width + 1).fill(0)
  for (let step = 0; step < MOST_STEPS; step++) {
    const moved = newtonStep({ rows, samples, weights, ridge })
    moved.forEach((by, at) => {
      weights[at] = (weights[at] ?? 0) + by
    })
    if (Math.max(0, ...moved.map(Math.abs)) < ENOUGH) break
  }
  return { weights: weights.slice(0, width), offset: weights[width] ?? 0, means, scales }
}

/** Log odds. */
export function oddsOf({ weights, offset, means, scales }: Logistic, values: readonly number[]): number {
  let odds = offset
  for (let at = 0; at < weights.length; at++)
    odds += ((weights[at] ?? 0) * ((values[at] ?? 0) - (means[at] ?? 0))) / (scales[at] ?? 1)
  return odds
}

export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds))

function spreadOf(samples: readonly Sample[], width: number) {
  const means = new Array<number>(width).fill(0)
  const scales = new Array<number>(width).fill(0)
  const share = 1 / Math.max(1, samples.length)
  for (const { values } of samples)
    for (let at = 0; at < width; at++) means[at] = (means[at] ?? 0) + share * (values[at] ?? 0)
  for (const { values } of samples)
    for (let at = 0; at < width; at++)
      scales[at] = (scales[at] ?? 0) + share * ((values[at] ?? 0) - (means[at] ?? 0)) ** 2
  return { means, scales: scales.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) }
}

type Problem = {
  readonly rows: readonly (readonly number[])[]
  readonly samples: readonly Sample[]
  readonly weights: readonly number[]
  readonly ridge: number
}

function newtonStep({ rows, samples, weights, ridge }: Problem): number[] {
  const size = weights.length
  const slope = new Float64Array(size)
  const curve = Array.from({ length: size }, () => new Float64Array(size))
  rows.forEach((row, nth) => {
    const { isYes, weight = 1 } = samples[nth] ?? { isYes: false }
    let odds = 0
    for (let at = 0; at < size; at++) odds += (row[at] as number) * (weights[at] as number)
    const sure = probabilityOf(odds)
    const error = weight * ((isYes ? 1 : 0) - sure)
    const bend = weight * sure * (1 - sure) + 1e-9
    for (let a = 0; a < size; a++) {
      const value = row[a] as number
      slope[a] = (slope[a] as number) + error * value
      const line = curve[a] as Float64Array
      for (let b = 0; b <= a; b++) line[b] = (line[b] as number) + bend * value * (row[b] as number)
    }
  })
  for (let at = 0; at < size - 1; at++) {
    slope[at] = (slope[at] as number) - ridge * (weights[at] as number)
    const line = curve[at] as Float64Array
    line[at] = (line[at] as number) + ridge
  }
  return solved(curve, slope)
}

/** Cholesky; `curve` holds its lower half, which is overwritten. */
function solved(curve: readonly Float64Array[], slope: Float64Array): number[] {
  const size = slope.length
  const at = (row: number, column: number): number => (curve[row] as Float64Array)[column] as number
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let left = at(row, column)
      for (let k = 0; k < column; k++) left -= at(row, k) * at(column, k)
      ;(curve[row] as Float64Array)[column] =
        row === column ? Math.sqrt(Math.max(left, 1e-12)) : left / at(column, column)
    }
  const half = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let left = slope[row] as number
    for (let k = 0; k < row; k++) left -= at(row, k) * (half[k] as number)
    half[row] = left / at(row, row)
  }
  const full = new Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    let left = half[row] as number
    for (let k = row + 1; k < size; k++) left -= at(k, row) * (full[k] as number)
    full[row] = left / at(row, row)
  }
  return full
}
