/** What a text is made of, as the topic classifier sees it: words, pairs of words, and pieces of words. */
import { plainText } from '#text/plain-text'

/** How often each hashed feature occurs. Words and their pieces are two views of one text, weighed apart. */
export type TextFeatures = readonly [words: ReadonlyMap<number, number>, pieces: ReadonlyMap<number, number>]

/** Beyond so many words a text tells its topic no better. */
const MOST_WORDS = 400
const LONGEST_WORD = 24
const PIECE_LENGTHS = [3, 4, 5] as const
const WORD = /[\p{L}\p{N}]+(?:'\p{L}+)*/gu

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

/** In lower case and without accents, which people in a hurry leave out; of numbers only their length counts. */
function foldedWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  const words = folded.match(WORD) ?? []
  return words.slice(0, MOST_WORDS).map((word) => word.replace(/\p{N}/gu, '0').slice(0, LONGEST_WORD))
}

const count = (counts: Map<number, number>, feature: number): void => {
  counts.set(feature, (counts.get(feature) ?? 0) + 1)
}

/** FNV-1a over code units, 32 bits: among some ten thousand features hardly two meet. */
function hashOf(family: string, text: string): number {
  let hash = 0x811c9dc5 ^ family.charCodeAt(0)
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
