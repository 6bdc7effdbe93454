/** What a message's text tells besides who spoke: signals of a customer's, promises of an operator's. The text itself is not kept. */
import type { MessageFact } from '#domain/observation'
import type { LanguageOf } from '#text/language'
import { plainText } from '#text/plain-text'
import { readPromise } from '#text/read-promise'
import { readSignals, type WordLists } from '#text/read-signals'
import { isSubstantive } from '#text/substance'
import { bestTopics, type TopicClassifier } from '#text/topics/topic-model'

/** How texts of an account are read: from its active documents, and what this deployment keeps of contacts. */
export type Reading = {
  readonly words: WordLists
  readonly timeZone: string
  readonly locale: string
  /** Names of contact attributes that policies may ask for; no other is kept. */
  readonly contactAttributes: readonly string[]
  /** Absent: no language is told. */
  readonly languageOf?: LanguageOf
  /** The account's trained classifier, by its name; absent: no topics are told. */
  readonly topics?: { readonly model: string; readonly classifier: TopicClassifier }
}

/** Milder messages are not worth remembering; rules can only ask for this or worse. */
export const MILDEST_TONE = -30

/** Nested copies of a message are known to the second only: the promise must be the same in both. */
const SECOND_MS = 1000

export function withText(fact: MessageFact, text: string | null | undefined, reading: Reading | null): MessageFact {
  if (reading === null) return fact
  if (fact.kind === 'customer') return { ...fact, ...signalsOf(text, reading), said: saidIn(text, reading) }
  if (fact.kind !== 'operator' || !fact.answers || typeof text !== 'string' || text === '') return fact
  const { timeZone, locale } = reading
  const writtenAtMs = Math.floor(fact.atMs / SECOND_MS) * SECOND_MS
  const promise = readPromise(text, { writtenAtMs, timeZone, locale })
  return promise === null ? fact : { ...fact, promise }
}

function signalsOf(text: string | null | undefined, reading: Reading): Pick<MessageFact, 'signals'> {
  if (typeof text !== 'string' || text === '') return {}
  const { categories, tone } = readSignals(text, reading.words)
  return categories.length > 0 || tone <= MILDEST_TONE ? { signals: { categories, tone } } : {}
}

/** A picture without words says nothing to go by, as a greeting does. */
function saidIn(text: string | null | undefined, { languageOf, topics }: Reading): NonNullable<MessageFact['said']> {
  if (typeof text !== 'string' || text === '') return { substantive: false, language: null }
  const language = languageOf?.(plainText(text)) ?? null
  if (!isSubstantive(text)) return { substantive: false, language }
  if (topics === undefined) return { substantive: true, language }
  const { model, classifier } = topics
  return {
    substantive: true,
    language,
    scored: { model, of: classifier.topics.length, topics: bestTopics(classifier, text) },
  }
}
