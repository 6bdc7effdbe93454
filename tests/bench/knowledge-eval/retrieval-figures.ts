/** How good a ranked answer is: the usual figures, by the formulas of the scorer beside the data. */

export type Ranking = readonly { readonly id: string; readonly score: number }[]
export type Tried = {
  readonly id: string
  /** Grade by article; empty: no article answers it. */
  readonly answers: Readonly<Record<string, number>>
  readonly ranking: Ranking
}

export type RetrievalFigures = {
  readonly count: number
  readonly hit1: number
  readonly hit3: number
  readonly hit5: number
  readonly mrr10: number
  readonly ndcg10: number
}

const DEEPEST = 10

export function retrievalFigures(tried: readonly Tried[]): RetrievalFigures {
  const answered = tried.filter(({ answers }) => Object.keys(answers).length > 0)
  const mean = (of: (one: Tried) => number): number =>
    answered.reduce((sum, one) => sum + of(one), 0) / Math.max(1, answered.length)
  const firstHit = ({ answers, ranking }: Tried): number => {
    const at = ranking.slice(0, DEEPEST).findIndex(({ id }) => (answers[id] ?? 0) > 0)
    return at < 0 ? Number.POSITIVE_INFINITY : at + 1
  }
  const hit = (within: number) => mean((one) => Number(firstHit(one) <= within))
  return {
    count: answered.length,
    hit1: hit(1),
    hit3: hit(3),
    hit5: hit(5),
    mrr10: mean((one) => 1 / firstHit(one)),
    ndcg10: mean(({ answers, ranking }) => {
      const gain = (grades: readonly number[]): number =>
        grades.slice(0, DEEPEST).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0)
      const ideal = gain(Object.values(answers).sort((a, b) => b - a))
      return gain(ranking.map(({ id }) => answers[id] ?? 0)) / ideal
    }),
  }
}

export type AbstentionFigures = {
  /** How often a question with an answer looks surer than one without. */
  readonly auc: number
  /** Questions without an answer that get one all the same, where four of five with an answer do. */
  readonly falseSuggestAt80: number
}

export function abstentionFigures(answerable: readonly Ranking[], unanswerable: readonly Ranking[]): AbstentionFigures {
  const surest = (ranking: Ranking): number => ranking[0]?.score ?? 0
  const kept = answerable.map(surest).sort((a, b) => a - b)
  const strange = unanswerable.map(surest)
  let surer = 0
  for (const one of kept) for (const other of strange) surer += one > other ? 1 : one === other ? 0.5 : 0
  const threshold = kept[Math.floor(kept.length * 0.2)] ?? 0
  return {
    auc: surer / Math.max(1, kept.length * strange.length),
    falseSuggestAt80: strange.filter((score) => score >= threshold).length / Math.max(1, strange.length),
  }
}
