/** The words of a text as they are searched: folded, without what every text has, and cut to their stems. */
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stopwords as danishStops } from '@orama/stopwords/danish'
import { stopwords as dutchStops } from '@orama/stopwords/dutch'
import { stopwords as englishStops } from '@orama/stopwords/english'
import { stopwords as frenchStops } from '@orama/stopwords/french'
import { stopwords as germanStops } from '@orama/stopwords/german'
import { stopwords as italianStops } from '@orama/stopwords/italian'
import { stopwords as portugueseStops } from '@orama/stopwords/portuguese'
import { stopwords as spanishStops } from '@orama/stopwords/spanish'
import { stopwords as swedishStops } from '@orama/stopwords/swedish'
import { remember } from '#domain/remember'

/** Beyond so many words a question tells no better what it asks. */
const MOST_WORDS = 600
const LONGEST_WORD = 30
const WORD = /[\p{L}\p{N}]+(?:'\p{L}+)*/gu
/** Written without spaces: a run of characters is taken apart into pairs. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
/** Numbers of orders, phones and the like name somebody, and no article answers to them. */
const LONG_NUMBER = /\p{N}{5}/u

/** What customers say whatever they ask. */
const COURTESIES =
  'hi hello hey dear thanks thank please help regards anyone got get also would like want need using use one just now even still however see try tried know way im ive dont cant doesnt'.split(
    ' ',
  )

type Tongue = { readonly stem: (word: string) => string; readonly stops: ReadonlySet<string> }

/** As the words are folded, so are the lists. */
const fold = (text: string): string =>
  text
    .replace(/[’‘]/g, "'")
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

const tongue = (stem: (word: string) => string, stops: readonly string[]): Tongue => ({
  stem: remembering(stem),
  stops: new Set(stops.map(fold)),
})

/** Words come again: each is cut once. */
function remembering(stem: (word: string) => string): (word: string) => string {
  const known = new Map<string, string>()
  return (word) => known.get(word) ?? remember(known, [word, stem(word)], 20_000)
}

const UNKNOWN_TONGUE: Tongue = { stem: (word) => word, stops: new Set() }
const TONGUES: Readonly<Record<string, Tongue>> = {
  da: tongue(danish, danishStops),
  de: tongue(german, germanStops),
  en: tongue(english, [...englishStops, ...COURTESIES]),
  es: tongue(spanish, spanishStops),
  fr: tongue(french, frenchStops),
  it: tongue(italian, italianStops),
  nl: tongue(dutch, dutchStops),
  pt: tongue(portuguese, portugueseStops),
  sv: tongue(swedish, swedishStops),
}

/** `pt_BR` and `pt-br` are kinds of `pt`. */
export const languageIn = (locale: string): string => locale.toLowerCase().split(/[-_]/)[0] ?? ''

/** Lower case and without accents, which people in a hurry leave out. */
export function wordsOf(plain: string, most = MOST_WORDS): string[] {
  const words: string[] = []
  for (const found of fold(plain).match(WORD) ?? []) {
    if (words.length >= most) break
    if (LONG_NUMBER.test(found)) continue
    if (UNSPACED.test(found)) for (let at = 0; at + 1 < found.length; at++) words.push(found.slice(at, at + 2))
    else words.push(found.replace(/'s$/, '').slice(0, LONGEST_WORD))
  }
  return words
}

/** Null where the word says nothing by itself. */
export function stemIn(language: string): (word: string) => string | null {
  const { stem, stops } = TONGUES[languageIn(language)] ?? UNKNOWN_TONGUE
  return (word) => (word.length < 2 || stops.has(word) ? null : stem(word))
}
