/** What a text is made of, as the topic classifier sees it: words, pairs of words, and pieces of words. */
import { plainText } from '#text/plain-text'

/** How often each hashed feature occurs. Words and their pieces are two views of one text, weighed apart. */
export type TextFeatures = readonly [words: ReadonlyMap<number, number>, pieces: ReadonlyMap<number, number>]

/** Beyond so many words a text tells its topic no better. */
const MOST_WORDS = 400
const LONGEST_WORD = 24
const PIECE_LENGTHS = [3, 4, 5] as const
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:'[\p{L}\p{M}]+)*/gu
/** Written without blanks between words: each two letters are a word, as most words of these languages have two. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu
/** Marks that people leave out when they are in a hurry: accents, and the vowels of Arabic and Hebrew. In Thai or Hindi they are no less than letters. */
const LEFT_OUT = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+/g

export function textFeatures(message: string): TextFeatures {
  const words = new Map<number, number>()
  const pieces = new Map<number, number>()
  let before = '^'
  for (const word of foldedWords(plainText(message))) {
    count(words, hashOf('w', word))
    count(words, hashOf('p', `${before} ${word}`))
    before = word
    const padded = `<${word}>`
    for (const length of PIECE_LENGTHS)
      for (let at = 0; at + length <= padded.length; at++) count(pieces, hashOf('c', padded.slice(at, at + length)))
  }
  return [words, pieces]
}

/** In lower case and without accents; of numbers only their length counts. */
function foldedWords(text: string): string[] {
  const folded = text.normalize('NFKD').replace(LEFT_OUT, '').normalize('NFC').toLowerCase()
  const spaced = folded.replace(SPACELESS, (run) => ` ${pairsIn(run).join(' ')} `)
  const words = spaced.match(WORD) ?? []
  return words.slice(0, MOST_WORDS).map((word) => word.replace(/\p{N}/gu, '0').slice(0, LONGEST_WORD))
}

function pairsIn(run: string): string[] {
  const letters = [...run]
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`)
}

/** The same for texts that say the same but for case, accents and punctuation. */
export const wordsTold = (message: string): string => foldedWords(plainText(message)).join(' ')

const count = (counts: Map<number, number>, feature: number): void => {
  counts.set(feature, (counts.get(feature) ?? 0) + 1)
}

/** FNV-1a over code units, 32 bits: among some ten thousand features hardly two meet. */
function hashOf(family: string, text: string): number {
  let hash = 0x811c9dc5 ^ family.charCodeAt(0)
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
