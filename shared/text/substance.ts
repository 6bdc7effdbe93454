/** Whether a message says anything to go by, or is a greeting, thanks, or a knock at the door. */
import { plainText } from './plain-text.ts'
import { EMPTY_PHRASES, EMPTY_WORDS, GREETINGS } from './substance-words.ts'

const WORD = /\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*/gu
/** Scripts that put no spaces between words: some letters make a word. */
const LETTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/gu
const SPACELESS = new RegExp(LETTER.source, 'u')
const LETTERS_A_WORD = 3

/**
 * True with two words that belong to a matter, or one where nobody is greeted: behind a greeting stands a name. Numbers and
 * emoji by themselves say nothing. Read are English, German, French, Spanish, Italian, Portuguese and Dutch; of a dozen other
 * languages greetings and thanks are known. What is said in others counts as a matter.
 */
export function isSubstantive(message: string): boolean {
  const text = plainText(message).toLowerCase()
  if (SPACELESS.test(text)) return (text.replace(EMPTY_PHRASES, ' ').match(LETTER)?.length ?? 0) > LETTERS_A_WORD
  const words = (
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .match(WORD) ?? []
  ).filter((word) => word.length > 1)
  const telling = words.filter((word) => !EMPTY_WORDS.has(squeezed(word)) && !EMPTY_WORDS.has(word))
  return telling.length > (words.some((word) => GREETINGS.has(squeezed(word)) || GREETINGS.has(word)) ? 1 : 0)
}

/** "Hiii", "hellooo": letters that stand three times stand once. */
const squeezed = (word: string): string => word.replace(/(\p{L})\1{2,}/gu, '$1')
