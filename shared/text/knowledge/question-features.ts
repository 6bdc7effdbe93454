/**
 * A question as it is compared and kept: hashes of stems, of pairs of stems and of the beginnings of words, with how often each
 * occurs. Nobody can read it, and two that ask the same look alike (ADR 0018: texts are read and forgotten).
 */
import { plainText } from '#text/plain-text'
import { bytesIn, textOf } from '#text/topics/base64'
import { stemIn, wordsOf } from './words.ts'

export type QuestionFeatures = ReadonlyMap<number, number>

export type Asked = {
  readonly text: string
  /** Of an e-mail. It counts twice, as what somebody chose to say first. */
  readonly subject?: string | null
  /** ISO 639-1 or a kind of it. */
  readonly language: string
}

/** So many letters of a word's beginning: cuts any language's endings, and forgives what is misspelt behind them. */
const BEGINNING = 4
const BYTES_EACH = 5
const MOST_OFTEN = 255

export function questionFeatures({ text, subject, language }: Asked): QuestionFeatures {
  const counts = new Map<number, number>()
  if (subject) countFeatures(subject, language, counts)
  countFeatures(subject ? `${subject}\n${plainText(text)}` : plainText(text), language, counts)
  return counts
}

/** Of words that are plain already, an article's for example. */
export function countFeatures(plain: string, language: string, counts: Map<number, number>): void {
  const stem = stemIn(language)
  let before: string | null = null
  for (const word of wordsOf(plain)) {
    count(counts, hashOf('b', word.slice(0, BEGINNING)))
    const stemmed = stem(word)
    if (stemmed === null) continue
    count(counts, hashOf('s', stemmed))
    if (before !== null) count(counts, hashOf('p', `${before} ${stemmed}`))
    before = stemmed
  }
}

/** The hash by which a stem is known among features. */
export const stemHash = (stemmed: string): number => hashOf('s', stemmed)

/** Kept as 5 bytes a feature, in Base64. */
export function packedFeatures(features: QuestionFeatures): string {
  const bytes = new Uint8Array(features.size * BYTES_EACH)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [feature, often] of [...features].sort(([a], [b]) => a - b)) {
    view.setUint32(at, feature)
    view.setUint8(at + 4, Math.min(often, MOST_OFTEN))
    at += BYTES_EACH
  }
  return textOf(bytes)
}

export function unpackedFeatures(packed: string): QuestionFeatures {
  const bytes = bytesIn(packed)
  const view = new DataView(bytes.buffer)
  const features = new Map<number, number>()
  for (let at = 0; at + BYTES_EACH <= bytes.length; at += BYTES_EACH)
    features.set(view.getUint32(at), view.getUint8(at + 4))
  return features
}

/** A question's hashes as words that can be compared, each as often as it came. */
export const hashedWords = (packed: string): readonly string[] =>
  [...unpackedFeatures(packed)].flatMap(([feature, often]) => Array.from({ length: often }, () => String(feature)))

const count = (counts: Map<number, number>, feature: number): void => {
  counts.set(feature, (counts.get(feature) ?? 0) + 1)
}

/** FNV-1a over code units, 32 bits: among some ten thousand features hardly two meet. */
function hashOf(family: string, text: string): number {
  let hash = 0x811c9dc5 ^ family.charCodeAt(0)
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
