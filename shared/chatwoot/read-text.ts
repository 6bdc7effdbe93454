/** What a message's text tells besides who spoke: signals of a customer's, promises of an operator's. The text itself is not kept. */
import type { MessageFact } from '#domain/observation'
import { readPromise } from '#text/read-promise'
import { readSignals, type WordLists } from '#text/read-signals'

/** How texts of an account are read: from its active documents, and what this deployment keeps of contacts. */
export type Reading = {
  readonly words: WordLists
  readonly timeZone: string
  readonly locale: string
  /** Names of contact attributes that policies may ask for; no other is kept. */
  readonly contactAttributes: readonly string[]
}

/** Milder messages are not worth remembering; rules can only ask for this or worse. */
export const MILDEST_TONE = -30

/** Nested copies of a message are known to the second only: the promise must be the same in both. */
const SECOND_MS = 1000

export function withText(fact: MessageFact, text: string | null | undefined, reading: Reading | null): MessageFact {
  if (reading === null || typeof text !== 'string' || text === '') return fact
  if (fact.kind === 'customer') {
    const { categories, tone } = readSignals(text, reading.words)
    return categories.length > 0 || tone <= MILDEST_TONE ? { ...fact, signals: { categories, tone } } : fact
  }
  if (fact.kind !== 'operator' || !fact.answers) return fact
  const { timeZone, locale } = reading
  const writtenAtMs = Math.floor(fact.atMs / SECOND_MS) * SECOND_MS
  const promise = readPromise(text, { writtenAtMs, timeZone, locale })
  return promise === null ? fact : { ...fact, promise }
}
