/**
 * Personal data out of a text, at capture: what is stored, exported or published of it afterwards never had any. Rules in
 * an order that can be read, no model and no clock. Names are told by where they stand and by their capitals, so texts in
 * scripts without capitals lose the names that are known, and no others.
 */
import type { ScrubbedText } from '#domain/learning-signal'
import { ADDRESS_RULES } from './addresses.ts'
import { applyRules, unclaimed, written } from './claims.ts'
import { LINK_RULES } from './links.ts'
import { claimNames, type KnownWords } from './names.ts'
import { EARLY_NUMBER_RULES, NUMBER_RULES } from './numbers.ts'

/** No reply is longer; what is, is not learned from beyond. */
export const MOST_SCRUBBED_CHARACTERS = 8_000

const NOTHING_KNOWN: KnownWords = { names: [], publicWords: new Set() }

export function scrub(text: string, known: Partial<KnownWords> = {}): ScrubbedText {
  const read = plain(text)
  const afterLinks = applyRules(unclaimed(read), LINK_RULES)
  const afterAccounts = applyRules(afterLinks, EARLY_NUMBER_RULES)
  const afterAddresses = applyRules(afterAccounts, ADDRESS_RULES)
  const afterNumbers = applyRules(afterAddresses, NUMBER_RULES)
  const { claims } = claimNames(afterNumbers, { ...NOTHING_KNOWN, ...known })
  return written(read, claims) as ScrubbedText
}

/** Characters that are not seen would part a number or a name; spaces of any kind are spaces. */
const plain = (text: string): string =>
  text
    .slice(0, MOST_SCRUBBED_CHARACTERS)
    .normalize('NFC')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[^\S\n]/g, ' ')
