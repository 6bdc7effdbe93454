/** How one message of a customer says it went: signs in seven languages beside the tone, which is that of English. */
import { plainText } from '#text/plain-text'
import { toneOf } from '#text/tone'
import { signCounter } from './count-signs.ts'
import { CONTRARY_SIGNS, CUSTOMER_SIGNS } from './sign-words.ts'
import type { Features } from './thread-features.ts'

const signsOf = signCounter(CUSTOMER_SIGNS, CONTRARY_SIGNS)
const OPENING_CHARACTERS = 160
const MOST_OF_A_SIGN = 3

export function reactionFeatures(text: string): Features {
  const plain = plainText(text)
  const signs = signsOf(plain)
  const opening = signsOf(plain.slice(0, OPENING_CHARACTERS))
  const words = plain.split(/\s+/).filter((word) => word !== '').length
  const capped = (count: number): number => Math.min(MOST_OF_A_SIGN, count)
  return {
    thanks: capped(signs.thanks),
    solved: capped(signs.solved),
    notSolved: capped(signs.notSolved),
    willTry: capped(signs.willTry),
    ownAnswer: capped(signs.ownAnswer),
    opensThanks: Number(opening.thanks > 0),
    opensSolved: Number(opening.solved > 0),
    opensNot: Number(opening.notSolved > 0),
    thanksAndSolved: Number(signs.thanks > 0 && signs.solved > 0),
    questions: capped(plain.match(/\?+/g)?.length ?? 0),
    exclamations: capped(plain.match(/!+/g)?.length ?? 0),
    words: Math.log1p(words),
    isShort: Number(words <= 40),
    tone: toneOf(plain) / 100,
  }
}
