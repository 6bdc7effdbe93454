/**
 * What the customer's first messages are about. Texts are read and forgotten (ADR 0018): each message leaves the few best
 * scores of the account's classifier, which add up over messages.
 */
export type Said = {
  readonly messageId: number
  /** False: a greeting, thanks, or too little to tell anything by. */
  readonly substantive: boolean
  /** ISO 639-1, e.g. `de`; null where it cannot be told. */
  readonly language: string | null
  /** Absent: no classifier. */
  readonly scored?: Scored
}

export type Scored = {
  /** Version of the model. */
  readonly model: string
  /** How many topics it knows. */
  readonly of: number
  /** The best topics, best first: logarithms of their probabilities in thousandths. Those not listed share the rest. */
  readonly topics: readonly (readonly [topic: string, milli: number])[]
}

/** Of a conversation's first messages at most so many are kept: substantive ones first, then by id. */
export const SAID_KEPT = 3
/** Topics kept of a message. */
export const TOPICS_KEPT = 5

/** Where a trained classifier lies in the bucket of bodies. */
export const MODEL_PREFIX = 'models/'
export const modelKey = (account: string, model: string): string => `${MODEL_PREFIX}${account}/${model}.json`

export type Topic = { readonly name: string /** 0 to 100. */; readonly confidencePercent: number }

/** What a classifier says with less confidence counts for nothing: the conversation goes to triage. */
export function topicOf(
  said: readonly Said[] | undefined,
  { atLeastPercent }: { readonly atLeastPercent: number },
): Topic | null {
  const best = likeliestTopic(said)
  return best !== null && best.confidencePercent >= atLeastPercent ? best : null
}

/**
 * The likeliest topic by all substantive messages together, however unlikely it is. Probabilities are multiplied, as if each
 * message were said without regard to the others. Only scores of one model add up: that of the newest message.
 */
export function likeliestTopic(said: readonly Said[] | undefined): Topic | null {
  const scored = (said ?? []).flatMap((one) => (one.substantive && one.scored !== undefined ? [one.scored] : []))
  const newest = scored.at(-1)
  if (newest === undefined) return null
  const together = scored.filter(({ model }) => model === newest.model).map(tableOf)
  const names = [...new Set(together.flatMap(({ listed }) => [...listed.keys()]))].sort()
  const sums = names.map((name) => sum(together.map(({ listed, rest }) => listed.get(name) ?? rest)))
  const others = sum(together.map(({ rest }) => rest))
  const highest = Math.max(...sums, others)
  const unnamed = Math.max(0, newest.of - names.length) * Math.exp(others - highest)
  const total = sum(sums.map((one) => Math.exp(one - highest))) + unnamed
  const best = sums.indexOf(Math.max(...sums))
  const name = names[best]
  if (name === undefined) return null
  return { name, confidencePercent: Math.round((100 * Math.exp((sums[best] ?? 0) - highest)) / total) }
}

/** Nothing said so far goes beyond a greeting. False where no text was read at all. */
export const isGreetingOnly = (said: readonly Said[] | undefined): boolean =>
  said !== undefined && said.length > 0 && !said.some(({ substantive }) => substantive)

/** The language of the first message that tells one, substantive ones first. */
export function languageSaid(said: readonly Said[] | undefined): string | null {
  const telling = (said ?? []).filter(({ language }) => language !== null)
  return (telling.find(({ substantive }) => substantive) ?? telling[0])?.language ?? null
}

type Table = {
  readonly listed: ReadonlyMap<string, number> /** What one topic has that is not listed. */
  readonly rest: number
}

/** Never less than this is left to what is not listed: rounding shall exclude no topic. */
const LEAST_REST = 0.001

function tableOf({ of, topics }: Scored): Table {
  const listed = new Map(topics.map(([topic, milli]) => [topic, milli / 1000]))
  const left = Math.max(LEAST_REST, 1 - sum([...listed.values()].map(Math.exp)))
  const even = Math.log(left / Math.max(1, of - listed.size))
  return { listed, rest: Math.min(even, ...listed.values()) }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
