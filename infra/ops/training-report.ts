/** What a training tells of itself: by messages that the model had not learnt from. */
import type { Example } from '#text/topics/held-out-parts'
import { wordsTold } from '#text/topics/text-features'
import type { Trial } from '#text/topics/train-topics'

export type Report = {
  readonly examples: number
  readonly topics: number
  readonly accuracy: number
  readonly macroF1: number
  /** By threshold in percent: share answered, and share of those that is right. */
  readonly curve: readonly { readonly atLeastPercent: number; readonly answered: number; readonly right: number }[]
  /** The weakest first. */
  readonly byTopic: readonly TopicFigures[]
  /** Most frequent first. */
  readonly confused: readonly { readonly topic: string; readonly takenFor: string; readonly times: number }[]
}

export type TopicFigures = {
  readonly topic: string
  readonly examples: number
  /** Share of its messages that were given it. */
  readonly found: number
  /** Share of those that were given it which are of it. */
  readonly right: number
  readonly f1: number
}

const THRESHOLDS = [0, 40, 50, 60, 70, 80, 90]
const CONFUSED_SHOWN = 8
const TOPICS_SHOWN = 30
/** Fewer examples than this teach little. */
export const FEW = 10

export function reportOf(trials: readonly Trial[]): Report {
  const topics = [...new Set(trials.map(({ topic }) => topic))]
  const count = (test: (trial: Trial) => boolean): number => trials.filter(test).length
  const byTopic = topics.map((topic): TopicFigures => {
    const hits = count((one) => one.topic === topic && one.best === topic)
    const own = count((one) => one.topic === topic)
    const given = count((one) => one.best === topic)
    return { topic, examples: own, found: hits / own, right: hits / Math.max(1, given), f1: (2 * hits) / (own + given) }
  })
  const pairs = new Map<string, number>()
  for (const { topic, best } of trials)
    if (topic !== best) pairs.set(`${topic}\n${best}`, (pairs.get(`${topic}\n${best}`) ?? 0) + 1)
  return {
    examples: trials.length,
    topics: topics.length,
    accuracy: rightShare(trials),
    macroF1: byTopic.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, topics.length),
    curve: THRESHOLDS.map((atLeastPercent) => {
      const answered = trials.filter(({ confidence }) => Math.round(100 * confidence) >= atLeastPercent)
      return { atLeastPercent, answered: answered.length / Math.max(1, trials.length), right: rightShare(answered) }
    }),
    byTopic: byTopic.sort((a, b) => a.f1 - b.f1 || (a.topic < b.topic ? -1 : 1)),
    confused: [...pairs]
      .sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1))
      .slice(0, CONFUSED_SHOWN)
      .map(([pair, times]) => ({ topic: pair.split('\n')[0] ?? '', takenFor: pair.split('\n')[1] ?? '', times })),
  }
}

export function reportLines({ examples, topics, accuracy, macroF1, curve, byTopic, confused }: Report): string[] {
  return [
    `${examples} examples of ${topics} topics. Tried on messages it had not learnt from: ${percent(accuracy)} right, macro-F1 ${percent(macroF1)}.`,
    'At least so sure   answered   right of these',
    ...curve.map(
      ({ atLeastPercent, answered, right }) =>
        `${`${atLeastPercent} %`.padStart(17)}${percent(answered).padStart(11)}${percent(right).padStart(17)}`,
    ),
    `Topics, the weakest first: examples, how many of them were found, and how many that were called so are right${byTopic.length > TOPICS_SHOWN ? ` (${TOPICS_SHOWN} of ${byTopic.length})` : ''}:`,
    ...byTopic
      .slice(0, TOPICS_SHOWN)
      .map((one) => `  ${one.topic}: ${one.examples}, ${percent(one.found)}, ${percent(one.right)}`),
    ...(confused.length === 0 ? [] : ['Taken for another most often:']),
    ...confused.map(({ topic, takenFor, times }) => `  ${topic} for ${takenFor}: ${times}`),
  ]
}

/** How many texts stand under more than one topic, word for word. No classifier can be right about all of these. */
export function ambiguousIn(examples: readonly Example[]): number {
  const topicsOf = new Map<string, Set<string>>()
  for (const { text, topic } of examples) {
    const words = wordsTold(text)
    topicsOf.set(words, (topicsOf.get(words) ?? new Set()).add(topic))
  }
  return [...topicsOf.values()].filter(({ size }) => size > 1).length
}

export const doubtLines = ({
  wordless,
  ambiguous,
}: {
  readonly wordless: number
  readonly ambiguous: number
}): string[] => [
  ...(wordless === 0 ? [] : [`Left out, as they have no word: ${wordless}.`]),
  ...(ambiguous === 0
    ? []
    : [`Texts that stand under more than one topic: ${ambiguous}. Labels that people mix up want to be one.`]),
]

const rightShare = (trials: readonly Trial[]): number =>
  trials.filter(({ topic, best }) => topic === best).length / Math.max(1, trials.length)
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
