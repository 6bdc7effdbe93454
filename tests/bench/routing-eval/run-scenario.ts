/** One scenario: ours and the obvious methods learn the same and are tried on the same. */
import { wordsTold } from '#text/topics/text-features'
import { ANCHORS, type Guess } from './anchors.ts'
import { curveOf, type Figures, figuresOf, type Judged } from './figures.ts'
import { OUT_OF_SCOPE } from './labelled-sets.ts'
import { guessOf, trainedOurs } from './ours.ts'
import type { Part, Scenario } from './scenarios.ts'

const rightOf = (topic: string): string | null => (OUT_OF_SCOPE.has(topic) ? null : topic)

export type Done = ReturnType<typeof runScenario>

export function runScenario({ name, parts }: Scenario) {
  const ours: Judged[] = []
  const costs = parts.map(({ taught, tried }) => {
    const { classifier, ...cost } = trainedOurs(taught)
    const startMs = performance.now()
    for (const { text, topic } of tried) ours.push({ ...guessOf(classifier, text), right: rightOf(topic) })
    return {
      ...cost,
      predictMs: (performance.now() - startMs) / Math.max(1, tried.length),
      topics: classifier.topics.length,
    }
  })
  const anchors = Object.entries(ANCHORS).map(([method, learn]) => {
    const judged = parts.flatMap(({ taught, tried }: Part): Judged[] => {
      const guess = learn(taught)
      return tried.map(({ text, topic }) => ({ ...guess(text), right: rightOf(topic) }))
    })
    return { method, figures: figuresOf(judged) }
  })
  const guesses: readonly Guess[] = ours
  const repeated = parts.reduce((sum, part) => sum + repeatedIn(part), 0)
  return { name, ours: figuresOf(ours), anchors, curve: curveOf(ours), costs, repeated, guesses }
}

function repeatedIn({ taught, tried }: Part): number {
  const known = new Set(taught.map(({ text }) => wordsTold(text)))
  return tried.filter(({ text }) => known.has(wordsTold(text))).length
}

/** What a simpler method does better: `accuracy on hint3: nearest text 80.1 %, Backdesk 79.9 %`. */
export const behindIn = ({ name, ours, anchors }: Pick<Done, 'name' | 'ours' | 'anchors'>): string[] =>
  (['accuracy', 'auc'] as const).flatMap((measure) =>
    anchors.flatMap(({ method, figures }) => {
      const [their, own] = [figures[measure], ours[measure]]
      if (their === null || own === null || their <= own) return []
      const told = [their, own].map((one: Figures['auc']) => `${(100 * (one ?? 0)).toFixed(1)} %`)
      return [`${measure} on ${name}: ${method} ${told[0]}, Backdesk ${told[1]}`]
    }),
  )
