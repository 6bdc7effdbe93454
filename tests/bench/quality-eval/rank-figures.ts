/** How well scores put what helped above what did not. */
import { seededRandom } from '#text/topics/seeded-random'

export type Scored = { readonly score: number; readonly isYes: boolean }
/** The share of pairs in order, ties by half; null without both kinds. */
export function aucOf(scored: readonly Scored[]): number | null {
  const sorted = [...scored].sort((a, b) => a.score - b.score)
  let ranks = 0
  let yes = 0
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++
    for (let at = from; at < to; at++)
      if (sorted[at]?.isYes === true) {
        ranks += (from + to + 1) / 2
        yes++
      }
    from = to
  }
  const no = sorted.length - yes
  return yes === 0 || no === 0 ? null : (ranks - (yes * (yes + 1)) / 2) / yes / no
}

const RESAMPLES = 500

/** Half of a 95 % interval around the AUC, by resampling the scored. */
export function aucSpread(scored: readonly Scored[]): number {
  const random = seededRandom(7)
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const again = scored.map(() => scored[Math.floor(random() * scored.length)] ?? { score: 0, isYes: false })
    return aucOf(again) ?? 0.5
  }).sort((a, b) => a - b)
  return ((drawn[Math.floor(0.975 * RESAMPLES)] ?? 0) - (drawn[Math.floor(0.025 * RESAMPLES)] ?? 0)) / 2
}

/** The right answer's score and the others' of one conversation. */
export type Ranked = { readonly right: number; readonly others: readonly number[] }

export function pairsInOrder(ranked: readonly Ranked[]) {
  const pairs = ranked.flatMap(({ right, others }): number[] =>
    others.map((other) => (right > other ? 1 : right === other ? 0.5 : 0)),
  )
  const first = ranked.filter(({ right, others }) => others.every((other) => right > other)).length
  return {
    pairs: pairs.length,
    inOrder: pairs.reduce((a, b) => a + b, 0) / Math.max(1, pairs.length),
    conversations: ranked.length,
    first: first / Math.max(1, ranked.length),
  }
}

/** Spearman's rank correlation. */
export function rankCorrelation(points: readonly (readonly [number, number])[]): number {
  const ranksOf = (values: readonly number[]): number[] => {
    const order = values.map((value, at) => [value, at] as const).sort((a, b) => a[0] - b[0])
    const ranks = new Array<number>(values.length).fill(0)
    for (let from = 0; from < order.length; ) {
      let to = from
      while (to < order.length && order[to]?.[0] === order[from]?.[0]) to++
      for (let at = from; at < to; at++) ranks[order[at]?.[1] ?? 0] = (from + to - 1) / 2
      from = to
    }
    return ranks
  }
  const xs = ranksOf(points.map(([x]) => x))
  const ys = ranksOf(points.map(([, y]) => y))
  const middle = (points.length - 1) / 2
  const sums = xs.reduce(
    (so, x, at) => {
      const [dx, dy] = [x - middle, (ys[at] ?? 0) - middle]
      return { xy: so.xy + dx * dy, xx: so.xx + dx * dx, yy: so.yy + dy * dy }
    },
    { xy: 0, xx: 0, yy: 0 },
  )
  return sums.xy / Math.sqrt(sums.xx * sums.yy || 1)
}
