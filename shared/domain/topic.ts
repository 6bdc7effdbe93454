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
  /** In thousandths, how likely it is about none of these topics. Absent: on items of earlier releases. */
  readonly strange?: number
}

/** Of a conversation's first messages at most so many are kept: substantive ones first, then by id. */
export const SAID_KEPT = 3
/** Topics kept of a message. */
export const TOPICS_KEPT = 5

/** Where a trained classifier lies in the bucket of bodies. */
export const MODEL_PREFIX = 'models/'
/** Names that `ops routing train` gives: the first digits of the SHA-256 of what is stored. */
export const TRAINED_PREFIX = 'm-'
export const TRAINED_DIGITS = 10
export const TRAINED_NAME = /^m-([0-9a-f]{10})$/
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
 * message were said without regard to the others; one that hardly sounds like any topic counts for less. That it is about
 * any of them is as likely as the most familiar message makes it. Only scores of one model add up: that of the newest message.
 */
export function likeliestTopic(said: readonly Said[] | undefined): Topic | null {
  const scored = (said ?? []).flatMap((one) => (one.substantive && one.scored !== undefined ? [one.scored] : []))
  const newest = scored.at(-1)
  if (newest === undefined) return null
  const tables = scored.filter(({ model }) => model === newest.model).map(tableOf)
  const believed = Math.max(...tables.map((table) => table.believed))
  const together = (logOf: (table: Table) => number): number =>
    sum(tables.map((table) => (believed > 0 ? table.believed / believed : 1) * logOf(table)))
  const names = [...new Set(tables.flatMap(({ listed }) => [...listed.keys()]))].sort()
  const sums = names.map((name) => together(({ listed, rest }) => listed.get(name) ?? rest))
  const others = together(({ rest }) => rest)
  const highest = Math.max(...sums, others)
  const unnamed = Math.max(0, newest.of - names.length) * Math.exp(others - highest)
  const total = sum(sums.map((one) => Math.exp(one - highest))) + unnamed
  const best = sums.indexOf(Math.max(...sums))
  const name = names[best]
  if (name === undefined) return null
  const share = Math.exp((sums[best] ?? 0) - highest) / total
  return { name, confidencePercent: Math.round(100 * believed * share) }
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
  /** Logarithms of probabilities. */
  readonly listed: ReadonlyMap<string, number>
  /** What one topic has that is not listed. */
  readonly rest: number
  /** How likely it is about any of the topics. */
  readonly believed: number
}

/** Never less than this is left to what is not listed: rounding shall exclude no topic. */
const LEAST_REST = 0.001

function tableOf({ of, topics, strange }: Scored): Table {
  const listed = new Map(topics.map(([topic, milli]) => [topic, milli / 1000]))
  const told = Math.min(1, sum([...listed.values()].map(Math.exp)))
  const unlisted = Math.max(0, of - listed.size)
  // where nobody says what is strange, all that is left belongs to the topics not listed, if there are any
  const familiar = strange === undefined ? Number(unlisted > 0) : 1 - strange / 1000
  const believed = Math.max(told, familiar)
  const even = Math.log(Math.max(LEAST_REST, believed - told) / Math.max(1, unlisted))
  return { listed, rest: Math.min(even, ...listed.values()), believed }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
