/** The languages promises are read in. Each is compiled when it is first asked for. */
import { DUTCH } from './dutch.ts'
import { BRITISH_ENGLISH, ENGLISH } from './english.ts'
import { FRENCH } from './french.ts'
import { GERMAN } from './german.ts'
import { ITALIAN } from './italian.ts'
import { compileLanguage, type Language, type LanguageWords } from './language.ts'
import { PORTUGUESE } from './portuguese.ts'
import { SPANISH } from './spanish.ts'

const WORDS: ReadonlyMap<string, LanguageWords> = new Map([
  ['en', ENGLISH],
  ['de', GERMAN],
  ['fr', FRENCH],
  ['es', SPANISH],
  ['pt', PORTUGUESE],
  ['it', ITALIAN],
  ['nl', DUTCH],
])
const compiled = new Map<LanguageWords, Language>()

/** By BCP 47 tag, also as Chatwoot writes it ("pt_BR"). English where the language is not known. */
export function languageOf(locale: string): Language {
  const [tag = '', ...rest] = locale.toLowerCase().split(/[-_]/)
  const words = tag === 'en' && !isAmerican(rest) ? BRITISH_ENGLISH : (WORDS.get(tag) ?? ENGLISH)
  const language = compiled.get(words) ?? compileLanguage(words)
  compiled.set(words, language)
  return language
}

/** Plain `en` is Chatwoot's own, and American. */
const isAmerican = (parts: readonly string[]): boolean => parts.length === 0 || parts.includes('us')
