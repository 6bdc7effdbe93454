/** What a training tells of itself: by messages that the model had not learnt from. */
import type { Trial } from '#text/topics/train-topics'

export type Report = {
  readonly examples: number
  readonly topics: number
  readonly accuracy: number
  readonly macroF1: number
  /** By threshold in percent: share answered, and share of those that is right. */
  readonly curve: readonly { readonly atLeastPercent: number; readonly answered: number; readonly right: number }[]
  /** Most frequent first. */
  readonly confused: readonly { readonly topic: string; readonly takenFor: string; readonly times: number }[]
}

const THRESHOLDS = [0, 40, 50, 60, 70, 80, 90]
const CONFUSED_SHOWN = 8
/** Fewer examples than this teach little. */
export const FEW = 10

export function reportOf(trials: readonly Trial[]): Report {
  const topics = [...new Set(trials.map(({ topic }) => topic))]
  const count = (test: (trial: Trial) => boolean): number => trials.filter(test).length
  const scores = topics.map((topic) => {
    const hits = count((one) => one.topic === topic && one.best === topic)
    return (2 * hits) / Math.max(1, count((one) => one.topic === topic) + count((one) => one.best === topic))
  })
  const pairs = new Map<string, number>()
  for (const { topic, best } of trials)
    if (topic !== best) pairs.set(`${topic}\n${best}`, (pairs.get(`${topic}\n${best}`) ?? 0) + 1)
  return {
    examples: trials.length,
    topics: topics.length,
    accuracy: rightShare(trials),
    macroF1: scores.reduce((a, b) => a + b, 0) / Math.max(1, scores.length),
    curve: THRESHOLDS.map((atLeastPercent) => {
      const answered = trials.filter(({ confidence }) => Math.round(100 * confidence) >= atLeastPercent)
      return { atLeastPercent, answered: answered.length / Math.max(1, trials.length), right: rightShare(answered) }
    }),
    confused: [...pairs]
      .sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1))
      .slice(0, CONFUSED_SHOWN)
      .map(([pair, times]) => ({ topic: pair.split('\n')[0] ?? '', takenFor: pair.split('\n')[1] ?? '', times })),
  }
}

export function reportLines({ examples, topics, accuracy, macroF1, curve, confused }: Report): string[] {
  return [
    `${examples} examples of ${topics} topics. Tried on messages it had not learnt from: ${percent(accuracy)} right, macro-F1 ${percent(macroF1)}.`,
    'At least so sure   answered   right of these',
    ...curve.map(
      ({ atLeastPercent, answered, right }) =>
        `${`${atLeastPercent} %`.padStart(17)}${percent(answered).padStart(11)}${percent(right).padStart(17)}`,
    ),
    ...(confused.length === 0 ? [] : ['Taken for another most often:']),
    ...confused.map(({ topic, takenFor, times }) => `  ${topic} for ${takenFor}: ${times}`),
  ]
}

const rightShare = (trials: readonly Trial[]): number =>
  trials.filter(({ topic, best }) => topic === best).length / Math.max(1, trials.length)
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
