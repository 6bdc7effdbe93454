/** What an operator's reply promises, and until when: the start of the promise clock. */
import { plainText } from './plain-text.ts'
import { commits, promisedOf } from './promise/commitments.ts'
import { dueAtMs } from './promise/due.ts'
import type { Language } from './promise/language.ts'
import { languageOf } from './promise/languages.ts'
import { type Mention, mentionsIn } from './promise/mentions.ts'
import { statementsIn } from './promise/sentences.ts'

export type Promised = {
  /** Latest instant by which the reply says something will happen, epoch milliseconds. */
  readonly dueAtMs: number
  /** The kind of words: 'duration' ("within 2 hours"), 'time' ("by 5 pm"), 'day' ("tomorrow morning", "by Friday"). Never the text itself. */
  readonly kind: 'duration' | 'time' | 'day'
}

/** Nobody means a reminder for what is further away. */
const FURTHEST_MS = 90 * 24 * 60 * 60_000

/**
 * What an operator's public reply promises, or null; of several promises the earliest that has not passed. Only what we
 * are to do counts: not the customer's duties, opening hours, what happened, questions or quoted mail. A day without a
 * time ends at 18:00 of the writer's zone, its morning at 12:00, afternoon at 17:00, evening at 20:00; a duration counts
 * from `writtenAtMs`, in working days and hours where it says so. `locale` is a BCP 47 tag; English where we do not know
 * the language. Throws RangeError for a zone the runtime does not know.
 */
export function readPromise(
  text: string,
  at: { readonly writtenAtMs: number; readonly timeZone: string; readonly locale: string },
): Promised | null {
  const language = languageOf(at.locale)
  const written = { ...at, nextIsOfNextWeek: language.words.nextIsOfNextWeek }
  return statementsIn(plainText(text))
    .map((sentence) => takenApart(sentence, language))
    .filter((sentence) => commits(sentence, language))
    .flatMap((sentence) => promisedOf(mentionsIn(sentence, language), sentence, language))
    .flatMap((mention): Promised[] => {
      const due = dueAtMs(mention, written)
      return due === null || due - at.writtenAtMs > FURTHEST_MS ? [] : [{ dueAtMs: due, kind: kindOf(mention) }]
    })
    .reduce<Promised | null>((first, one) => (first === null || one.dueAtMs < first.dueAtMs ? one : first), null)
}

const takenApart = (sentence: string, { words }: Language): string =>
  (words.split ?? []).reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), sentence)

function kindOf(mention: Mention): Promised['kind'] {
  if ('duration' in mention) return 'duration'
  return mention.moment.time === undefined ? 'day' : 'time'
}
