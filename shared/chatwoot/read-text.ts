/** What a message's text tells besides who spoke: signals of a customer's, promises of an operator's. The text itself is not kept. */
import type { MessageFact } from '#domain/observation'
import type { LanguageOf } from '#text/language'
import { plainText } from '#text/plain-text'
import { readPromise } from '#text/read-promise'
import { readSignals, type WordLists } from '#text/read-signals'
import { isSubstantive } from '#text/substance'
import { scoredBy, type TopicClassifier } from '#text/topics/topic-model'

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

export type MessageText = {
  readonly content: string | null | undefined
  /** With the subject of an e-mail. */
  readonly matter: string
}

export function withText(fact: MessageFact, { content, matter }: MessageText, reading: Reading | null): MessageFact {
  if (reading === null) return fact
  if (fact.kind === 'customer') return { ...fact, ...signalsOf(content, reading), said: saidIn(matter, reading) }
  if (fact.kind !== 'operator' || !fact.answers || typeof content !== 'string' || content === '') return fact
  const { timeZone, locale } = reading
  const writtenAtMs = Math.floor(fact.atMs / SECOND_MS) * SECOND_MS
  const promise = readPromise(content, { writtenAtMs, timeZone, locale })
  return promise === null ? fact : { ...fact, promise }
}

function signalsOf(text: string | null | undefined, reading: Reading): Pick<MessageFact, 'signals'> {
  if (typeof text !== 'string' || text === '') return {}
  const { categories, tone } = readSignals(text, reading.words)
  return categories.length > 0 || tone <= MILDEST_TONE ? { signals: { categories, tone } } : {}
}

/** A picture without words says nothing to go by, as a greeting does. */
function saidIn(text: string, { languageOf, topics }: Reading): NonNullable<MessageFact['said']> {
  if (text === '') return { substantive: false, language: null }
  const language = languageOf?.(plainText(text)) ?? null
  if (!isSubstantive(text)) return { substantive: false, language }
  if (topics === undefined) return { substantive: true, language }
  return { substantive: true, language, scored: scoredBy(topics.classifier, topics.model, text) }
}
