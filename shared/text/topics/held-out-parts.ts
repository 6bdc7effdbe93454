/** Labelled texts, and how they are parted to try out what is learnt from them. */
import { seededRandom, shuffle } from './seeded-random.ts'
import { wordsTold } from './text-features.ts'

export type Example = {
  readonly text: string
  readonly topic: string
  /** What belongs together, such as the messages of one conversation. */
  readonly group?: string
}

const PARTS = 5
/** With many examples a few parts tell as much. */
const MANY = 1_000
const PARTS_OF_MANY = 3
const SEED = 20_231

/**
 * By example its part. Each part has its share of every topic. Texts that say the same are in one part, and so are groups: a
 * model that has read the very text, or its neighbour, would look better than it is.
 */
export function partsOf(examples: readonly Example[]): readonly number[] {
  const count = examples.length >= MANY ? PARTS_OF_MANY : PARTS
  const bundles = bundlesOf(examples)
  const order = Int32Array.from(bundles.keys())
  shuffle(order, seededRandom(SEED))
  const topicOf = (bundle: number): string => examples[bundles[bundle]?.[0] ?? 0]?.topic ?? ''
  const dealt = [...order].sort((a, b) => (topicOf(a) === topicOf(b) ? 0 : topicOf(a) < topicOf(b) ? -1 : 1))
  const parts = examples.map(() => 0)
  dealt.forEach((bundle, at) => {
    for (const example of bundles[bundle] ?? []) parts[example] = at % count
  })
  return parts
}

/** What is not to be torn apart: examples with the same words or of one group, also by way of others. */
function bundlesOf(examples: readonly Example[]): readonly (readonly number[])[] {
  const bundleOf = new Map<string, number[]>()
  examples.forEach(({ text, group }, at) => {
    const keys = [`words ${wordsTold(text)}`, ...(group === undefined ? [] : [`group ${group}`])]
    const [first, second] = keys.map((key) => bundleOf.get(key))
    const bundle = first ?? second ?? []
    if (second !== undefined && second !== bundle) {
      bundle.push(...second)
      for (const [key, one] of bundleOf) if (one === second) bundleOf.set(key, bundle)
    }
    bundle.push(at)
    for (const key of keys) bundleOf.set(key, bundle)
  })
  return [...new Set(bundleOf.values())]
}
