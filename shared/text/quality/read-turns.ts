/** What can be said of each turn of a conversation by itself, and against what was said before. */
import { plainText } from '#text/plain-text'
import { toneOf } from '#text/tone'
import { type SignCounter, signCounter } from './count-signs.ts'
import { CONTRARY_SIGNS, CUSTOMER_SIGNS, type CustomerSign, OPERATOR_SIGNS, type OperatorSign } from './sign-words.ts'
import type { QualityThread, QualityTurn } from './thread.ts'

export type ReadTurn = Pick<QualityTurn, 'role' | 'speaker' | 'atMs'> & {
  readonly words: number
  readonly characters: number
  /** -100 to 100. */
  readonly tone: number
  readonly questions: number
  readonly exclamations: number
  readonly links: number
  /** Lines of a list, and menus: "Tools > Options". */
  readonly listed: number
  /** Figures, paths, names of settings: what can be looked for word by word. */
  readonly specifics: number
  /** Share of the customers' telling words so far that occur here; 0 to 1. */
  readonly overlap: number
  /** Share of this turn's telling words that nobody has said before. */
  readonly novelty: number
  readonly customer: Readonly<Record<CustomerSign, number>>
  readonly operator: Readonly<Record<OperatorSign, number>>
  /** The same of the first sentence or two, where people say how it went. */
  readonly opening: Readonly<Record<CustomerSign, number>>
}

const customerSigns: SignCounter<CustomerSign> = signCounter(CUSTOMER_SIGNS, CONTRARY_SIGNS)
const operatorSigns: SignCounter<OperatorSign> = signCounter(OPERATOR_SIGNS)

const LINK = /https?:\/\/|\bwww\.|\[url\]/gi
const LISTED = /^\s*(?:[-*+•]|\d{1,2}[.)])\s|\S\s*(?:>|->|→|⇒|\|)\s*\S/gm
const SPECIFIC =
  /\b\d+(?:\.\d+)*\b|\b[a-z]+(?:\.[a-z]+){1,4}\b|[\\/][\w.-]+[\\/]|\b\w+[A-Z]\w*\b|"[^"\n]{2,40}"|'[^'\n]{2,40}'/g
const WORD = /[\p{L}\p{N}]+(?:'\p{L}+)*/gu
const OPENING_CHARACTERS = 160
/** A sentence of so many characters that has been said before is a quotation. */
const QUOTED_FROM = 25
const TELLING_FROM = 4

export function readTurns(thread: QualityThread): ReadTurn[] {
  const said = new Set<string>()
  const known = new Set<string>()
  const asked = new Set<string>()
  return thread.map((turn) => {
    const plain = ownSentences(plainText(turn.text), said)
    const words = plain.toLowerCase().match(WORD) ?? []
    const telling = new Set(words.filter((word) => word.length >= TELLING_FROM))
    const isNew = [...telling].filter((word) => !known.has(word)).length
    const shared = [...asked].filter((word) => telling.has(word)).length
    const read: ReadTurn = {
      role: turn.role,
      speaker: turn.speaker,
      atMs: turn.atMs,
      words: words.length,
      characters: plain.length,
      tone: toneOf(plain),
      questions: count(plain, /\?+/g),
      exclamations: count(plain, /!+/g),
      links: count(turn.text, LINK),
      listed: count(turn.text, LISTED),
      specifics: count(plain, SPECIFIC),
      overlap: asked.size === 0 ? 0 : shared / asked.size,
      novelty: telling.size === 0 ? 0 : isNew / telling.size,
      customer: customerSigns(plain),
      operator: operatorSigns(plain),
      opening: customerSigns(plain.slice(0, OPENING_CHARACTERS)),
    }
    for (const word of telling) {
      known.add(word)
      if (turn.role === 'customer') asked.add(word)
    }
    return read
  })
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** Without what somebody has said before in the same words; keeps in mind what is said here. */
function ownSentences(text: string, said: Set<string>): string {
  const sentences = text.split(/(?<=[.!?])\s+|\n+/)
  const own = sentences.filter(
    (sentence) => !said.has(folded(sentence)) && !/^.{2,40} (?:said|wrote):?$/.test(sentence),
  )
  for (const sentence of sentences) if (sentence.length >= QUOTED_FROM) said.add(folded(sentence))
  return own.join('\n')
}

const folded = (sentence: string): string => sentence.toLowerCase().replace(/\s+/g, ' ').trim()
