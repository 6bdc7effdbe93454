/** What guesses are measured by. */
import type { Guess } from './anchors.ts'

export type Judged = Guess & { /** The right topic; null: it belongs to none. */ readonly right: string | null }

export type Figures = {
  readonly count: number
  /** Of those that belong to a topic. */
  readonly accuracy: number
  readonly macroF1: number
  /** How often one that belongs is surer than one that does not; null where all belong. */
  readonly auc: number | null
  /** Share of those that belong to none that are refused while nine of ten others are kept. */
  readonly refusedAt90: number | null
}

export function figuresOf(judged: readonly Judged[]): Figures {
  const within = judged.filter(({ right }) => right !== null)
  const beyond = judged.filter(({ right }) => right === null).map(({ sure }) => sure)
  const sure = within.map((one) => one.sure)
  const least = [...sure].sort((a, b) => a - b)[Math.floor(sure.length / 10)] ?? 0
  return {
    count: judged.length,
    accuracy: accuracyOf(within),
    macroF1: macroF1Of(within),
    auc: beyond.length === 0 ? null : aucOf(sure, beyond),
    refusedAt90: beyond.length === 0 ? null : beyond.filter((one) => one < least).length / beyond.length,
  }
}

export const accuracyOf = (judged: readonly Judged[]): number =>
  judged.filter(({ topic, right }) => topic === right).length / Math.max(1, judged.length)

function macroF1Of(judged: readonly Judged[]): number {
  const topics = [...new Set(judged.map(({ right }) => right))]
  const scores = topics.map((topic) => {
    const hits = judged.filter((one) => one.topic === topic && one.right === topic).length
    const all = judged.filter((one) => one.topic === topic).length + judged.filter((one) => one.right === topic).length
    return all === 0 ? 0 : (2 * hits) / all
  })
  return scores.reduce((a, b) => a + b, 0) / Math.max(1, scores.length)
}

/** By ranks; ties count half. */
function aucOf(within: readonly number[], beyond: readonly number[]): number {
  const sorted = [...beyond].sort((a, b) => a - b)
  const below = (value: number, orEqual: boolean): number => {
    let from = 0
    let to = sorted.length
    while (from < to) {
      const middle = (from + to) >> 1
      const one = sorted[middle] ?? 0
      if (one < value || (orEqual && one === value)) from = middle + 1
      else to = middle
    }
    return from
  }
  const wins = within.reduce((sum, one) => sum + (below(one, false) + below(one, true)) / 2, 0)
  return wins / (within.length * beyond.length)
}

/** By threshold in percent: how many are answered, and how many of those rightly; what belongs to no topic is never right. */
export type CurvePoint = { readonly atLeastPercent: number; readonly answered: number; readonly right: number }

export const curveOf = (judged: readonly Judged[]): CurvePoint[] =>
  [0, 30, 40, 50, 60, 70, 80, 90, 95].map((atLeastPercent) => {
    const answered = judged.filter(({ sure }) => Math.round(100 * sure) >= atLeastPercent)
    return { atLeastPercent, answered: answered.length / Math.max(1, judged.length), right: accuracyOf(answered) }
  })
