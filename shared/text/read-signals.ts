/** What a customer's message gives away at first sight: words that call for attention, and its tone. */
import { plainText } from './plain-text.ts'
import { toneOf } from './tone.ts'
import { categoriesIn, type WordLists } from './word-lists.ts'

export type { WordLists } from './word-lists.ts'

export type Signals = {
  /** Categories with a hit, sorted. */
  readonly categories: readonly string[]
  /** Negative to positive, an integer from -100 to 100; 0 when nothing is said either way. */
  readonly tone: number
}

/**
 * Reads the first 4,000 characters of a message as its writer meant them: without markup, addresses and quoted mail.
 * Whole words only, in any case: "lawyer" is not in "lawyerly", nor "sue" in "issue". A name spelt like a listed word
 * cannot be told from it (Sue), which is why a single short word makes a poor entry. The tone is that of English.
 */
export function readSignals(text: string, words: WordLists): Signals {
  const plain = plainText(text)
  return { categories: categoriesIn(plain, words), tone: toneOf(plain) }
}
