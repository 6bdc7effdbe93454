/**
 * Who is named in a text. Names that are known go first; then whatever stands where a name stands (behind a salutation, a
 * title, "my name is", under a letter); then capitals that begin no sentence and are no word we know. What was found once
 * is taken wherever it stands. Better a product's name too many than a person's too few.
 */
import { type Claim, type Claimed, claim } from './claims.ts'
import { GIVEN_NAMES } from './given-names.ts'
import { GERMAN_NOUN_ENDING, GERMAN_NOUNS, HARMLESS } from './harmless-words.ts'
import { INTRODUCTIONS, NOBODY, PARTICLES, SALUTATIONS, SIGN_OFFS, TITLES } from './name-words.ts'

export type KnownWords = {
  /** Of the customer, and of operators. */
  readonly names: readonly string[]
  /** Words that the account publishes, in lower case: what it sells and what its articles are about. */
  readonly publicWords: ReadonlySet<string>
}

const START = '(?<![\\p{L}\\p{N}])'
const END = '(?![\\p{L}\\p{N}])'
const PART = "(?:\\p{Lu}\\.|\\p{Lu}[\\p{L}\\p{M}'’-]+|\\p{Lu}(?![\\p{L}.]))"
const JOINED = `(?:(?:${[...PARTICLES].join('|')})[ \\t]+|[dl]['’]){0,3}`
const RUN = `${PART}(?:[ \\t]+${JOINED}${PART}){0,5}`
const RUNS = new RegExp(`${START}${RUN}`, 'gu')
const RUN_HERE = new RegExp(`[dl]?['’]?${JOINED}${RUN}`, 'uy')
const WORDS_HERE = /[\p{L}\p{M}][\p{L}\p{M}'’.-]*(?:[ \t]+[\p{L}\p{M}][\p{L}\p{M}'’.-]*){0,3}/uy
const WORD = /[\p{L}\p{M}][\p{L}\p{M}'’.-]*/gu

const anyOf = (phrases: Iterable<string>): string =>
  [...phrases]
    .sort((a, b) => b.length - a.length)
    .map((phrase) =>
      phrase
        .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        .replace(/ /g, '\\s+')
        .replace(/'/g, "['’]"),
    )
    .join('|')

const SALUTATION = new RegExp(`${START}(?:${anyOf(SALUTATIONS)})${END}[ \\t,!]*`, 'giu')
const TITLE = new RegExp(`${START}(?:${anyOf(TITLES)})${END}\\.?[ \\t]+`, 'giu')
const INTRODUCTION = new RegExp(`${START}(?:${anyOf(INTRODUCTIONS)})${END}[ \\t:,(]*`, 'giu')
/** Behind these a name is a name however it is written. */
const STRONG =
  /(?:name(?:'s)?\s+(?:is|ist|er|är|é|es)|naam is|nombre es|nome [éè]|hei(?:ß|ss)e|heet|heter|hedder|appelle|llamo|chiamo|chamo|nazywam się|imię)[\s:,(]*$/iu
const SIGN_OFF = new RegExp(`(?:^|[\\n.!?])[ \\t]*(?:${anyOf(SIGN_OFFS)})${END}[ \\t,.!]*\\n*[ \\t]*`, 'giu')
const LAST_LINE = /(?:\n[ \t]*|\s[-–—~/]{1,2}[ \t]?)([\p{L}\p{M}'’.-]+(?:[ \t]+[\p{L}\p{M}'’.-]+){0,3})[ \t.]*$/u
const GERMAN =
  /(?<![\p{L}])(?:der|die|das|und|ist|nicht|ich|sie|wir|mit|für|auf|haben|hat|wird|einen?|bei|von|zu|dass|es|ihre?[nrm]?|bitte)(?![\p{L}])/giu
/** What only a person does, behind a word that begins a sentence. */
const HUMAN =
  /^[ \t]+(?:called|calls|wrote|writes|asked|asks|says|said|told|tells|wants|wanted|mentioned|replied|answered|moved|promised|phoned|has (?:called|written|asked|told|moved|said|confirmed)|hat (?:uns|mir|Ihnen|sich|angerufen|geschrieben|gesagt|gefragt)|schrieb|fragte?|möchte|meint|rief|(?:nous|vous|m['’]|lui) ?a(?:vait)? |demande|écrit|dit|préfère|preguntó|escribió|llamó|dice|dijo|(?:nos|me|le|te|ci|mi|vi|le) (?:ha|escribió|preguntó|dijo) |ha (?:chiamato|scritto|chiesto|detto|llamado|escrito|preguntado)|ligou|escreveu|perguntou|disse|belde|schreef|vroeg|zegt|wil |heeft (?:ons|mij|gebeld|geschreven)|napisał|zadzwonił|pyta|ringde|skrev|frågade|säger|ringede|spurgte|siger)/u

/** A German noun without an article behind these is a person. */
const GERMAN_BARE = /(?:dass|weil|ob|hat|hatte|bei|von|kolleg\p{L}*)[ \t]+$/iu

export function claimNames(claimed: Claimed, known: KnownWords): Claimed {
  const words = wordsOf(claimed.work, known)
  const byKnown = claim(claimed, knownNames(claimed.work, known, words))
  const placed = [titled, saluted, introduced, signed].reduce((so, find) => claim(so, find(so.work, words)), byKnown)
  const all = claim(placed, capitals(placed.work, words))
  return claim(all, again(claimed.work, all, words))
}

type Words = {
  readonly isHarmless: (word: string) => boolean
  readonly isGerman: boolean
}

function wordsOf(work: string, { publicWords }: KnownWords): Words {
  const isGerman = (work.match(GERMAN)?.length ?? 0) * 8 >= (work.match(WORD)?.length ?? 0)
  const isHarmless = (word: string): boolean => {
    const plain = word
      .toLowerCase()
      .replace(/['’]s?$/, '')
      .replace(/\.$/, '')
    if (HARMLESS.has(plain) || publicWords.has(plain) || PARTICLES.has(plain)) return true
    return isGerman && (GERMAN_NOUNS.has(plain) || (plain.length > 4 && GERMAN_NOUN_ENDING.test(plain)))
  }
  return { isHarmless, isGerman }
}

const nameAt = (start: number, end: number): Claim => ({ start, end, as: 'name' })

/** A run without the harmless words at its edges; null: nothing is left. */
function trimmed(run: string, at: number, isHarmless: (word: string) => boolean): Claim | null {
  const parts = [...run.matchAll(WORD)].filter(([word]) => !isHarmless(word))
  const first = parts[0]
  const last = parts.at(-1)
  if (first === undefined || last === undefined) return null
  return nameAt(at + first.index, at + last.index + last[0].length)
}

function here(pattern: RegExp, work: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(work)?.[0]
}

function knownNames(work: string, { names }: KnownWords, { isHarmless }: Words): Claim[] {
  const whole = names.map((name) => name.normalize('NFC').trim()).filter((name) => name.length > 1)
  const parts = whole
    .flatMap((name) => name.split(/[\s,]+/))
    .filter((part) => part.length > 2 && !PARTICLES.has(part.toLowerCase()))
  if (whole.length === 0) return []
  // A part that is a word as well (Will, Rose) is one only where it has its capital.
  const plain = parts.filter((part) => !isHarmless(part))
  const capital = parts.filter(isHarmless)
  const find = (phrases: readonly string[], flags: string): Claim[] =>
    phrases.length === 0
      ? []
      : [...work.matchAll(new RegExp(`${START}(?:${anyOf(phrases)})(?:['’]?s)?${END}`, flags))].map((match) =>
          nameAt(match.index, match.index + match[0].length),
        )
  return [...find([...whole, ...plain], 'giu'), ...find(capital, 'gu')]
}

/** Mr, Frau, Mme with what follows; the title goes too, it tells man from woman. */
function titled(work: string, { isHarmless }: Words): Claim[] {
  return [...work.matchAll(TITLE)].flatMap((match) => {
    const at = match.index + match[0].length
    const isShort = /^(?:m|don|ing|pan|sir|madam)$/i.test(match[0].trim())
    if (isShort && !/^\p{Lu}/u.test(match[0])) return []
    const run = here(RUN_HERE, work, at)
    const name = run === undefined ? null : trimmed(run, at, isHarmless)
    return name === null || name.start > at + 12 ? [] : [nameAt(match.index, name.end)]
  })
}

/** `Dear Ms Weiss`, and `hi katharina,` where only the comma tells it from `hi there`. */
function saluted(work: string, { isHarmless }: Words): Claim[] {
  const isNobody = (word: string) => isHarmless(word) || NOBODY.has(word.toLowerCase())
  return [...work.matchAll(SALUTATION)].flatMap((match) => {
    const at = match.index + match[0].length
    const run = here(RUN_HERE, work, at)
    const name = run === undefined ? null : trimmed(run, at, isNobody)
    if (name !== null) return [name]
    const small = here(WORDS_HERE, work, at)
    if (small === undefined || small.split(/\s+/).length > 2) return []
    if (!/^[ \t]*(?:[,!\n]|$)/.test(work.slice(at + small.length))) return []
    return small.split(/\s+/).some(isNobody) ? [] : [nameAt(at, at + small.length)]
  })
}

function introduced(work: string, { isHarmless }: Words): Claim[] {
  return [...work.matchAll(INTRODUCTION)].flatMap((match) => {
    const at = match.index + match[0].length
    const run = here(RUN_HERE, work, at)
    const name = run === undefined ? null : trimmed(run, at, isHarmless)
    if (name !== null) return [name]
    if (!STRONG.test(match[0])) return []
    const small = (here(WORDS_HERE, work, at) ?? '').split(/[ \t]+/).slice(0, 3)
    const until = small.findIndex((word) => isHarmless(word))
    const named = (until === -1 ? small : small.slice(0, until)).slice(0, 2).join(' ')
    return named === '' ? [] : [nameAt(at, at + named.length)]
  })
}

/** The line below a farewell, and a last line that is nothing but a name. */
function signed(work: string, { isHarmless }: Words): Claim[] {
  const under = [...work.matchAll(SIGN_OFF)].flatMap((match) => {
    const at = match.index + match[0].length
    const line = here(WORDS_HERE, work, at)
    if (line === undefined || !/^[ \t.,!]*(?:\n|$)/.test(work.slice(at + line.length))) return []
    const name = signature(line, at, isHarmless)
    return name === null ? [] : [name]
  })
  const last = LAST_LINE.exec(work)
  const line = last?.[1]
  if (last === null || line === undefined) return under
  const name = signature(line, last.index + last[0].lastIndexOf(line), isHarmless)
  return name === null ? under : [...under, name]
}

/** `katharina` is one; of `your support team`, and of a line that ends a sentence, capitals alone are. */
function signature(line: string, at: number, isHarmless: (word: string) => boolean): Claim | null {
  const isName = (line.match(WORD) ?? []).every((word) => !isHarmless(word)) && line.split(/\s+/).length < 3
  return trimmed(line, at, (word) => isHarmless(word) || (!isName && !/^\p{Lu}/u.test(word)))
}

function capitals(work: string, words: Words): Claim[] {
  return [...work.matchAll(RUNS)].flatMap((match) => {
    const stretches = stretchesOf(match, words)
    return stretches.flatMap(({ start, parts }) => {
      const last = parts.at(-1)
      if (last === undefined) return []
      const claimed = [nameAt(start, last.end)]
      if (parts.length > 1) return claimed
      return isNameAlone(last, { work, words }) ? claimed : []
    })
  })
}

type Part = { readonly word: string; readonly start: number; readonly end: number }
type Stretch = { readonly start: number; readonly parts: readonly Part[] }

/** A run falls apart where a harmless word stands in it; particles join. */
function stretchesOf(match: RegExpMatchArray, { isHarmless }: Words): readonly Stretch[] {
  const from = match.index ?? 0
  const stretches: { start: number; parts: Part[] }[] = []
  let open: { start: number; parts: Part[] } | null = null
  for (const { 0: word, index } of match[0].matchAll(WORD)) {
    const start = from + index
    const isParticle = PARTICLES.has(word) && open !== null
    if (isParticle) continue
    if (isHarmless(word) && word.length > 1 && !/^\p{Lu}\.$/u.test(word)) {
      open = null
      continue
    }
    if (open === null) {
      open = { start, parts: [] }
      stretches.push(open)
    }
    open.parts.push({ word, start, end: start + word.length })
  }
  return stretches
}

const SENTENCE_START = /(?:^|[.!?:\n>•*"“„«»(\]-])[\s"“„«(]*$/u

function isNameAlone(
  { word, start, end }: Part,
  { work, words }: { readonly work: string; readonly words: Words },
): boolean {
  const plain = word.replace(/['’]s?$/, '')
  if (GIVEN_NAMES.has(plain.toLowerCase())) return true
  // Shouting, and short forms: BSN, USB-C.
  if (plain.length < 3 || plain === plain.toUpperCase()) return false
  const before = work.slice(Math.max(0, start - 40), start)
  const isFirst = SENTENCE_START.test(before)
  if (isFirst && HUMAN.test(work.slice(end, end + 40))) return true
  if (words.isGerman) return GERMAN_BARE.test(before)
  if (isFirst) return false
  // Written small elsewhere, it is a word.
  return !new RegExp(`${START}${plain.toLowerCase()}${END}`, 'u').test(work)
}

/** Whoever was found is found wherever he stands. */
function again(original: string, { work, claims }: Claimed, { isHarmless }: Words): Claim[] {
  const found = new Set(
    claims
      .filter(({ as }) => as === 'name')
      .flatMap(({ start, end }) => original.slice(start, end).match(WORD) ?? [])
      .map((word) => word.replace(/['’]s?$/, '').replace(/\.$/, ''))
      .filter(
        (word) => word.length > 2 && /^\p{Lu}/u.test(word) && !isHarmless(word) && !TITLES.has(word.toLowerCase()),
      ),
  )
  if (found.size === 0) return []
  return [...work.matchAll(new RegExp(`${START}(?:${anyOf(found)})(?:['’]?s)?${END}`, 'gu'))].map((match) =>
    nameAt(match.index, match.index + match[0].length),
  )
}
