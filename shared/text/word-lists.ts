/** Finding listed words and phrases in a text: whole ones only, in any script. */

/** Word lists by category, from the escalation policy: lower case words or phrases; a trailing * matches any ending. */
export type WordLists = Readonly<Record<string, readonly string[]>>

const WORD = String.raw`[\p{L}\p{N}\p{M}_]`
/** Scripts that put no spaces between words: there a listed word may stand anywhere. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const JOINED = new RegExp(WORD, 'u')

type Compiled = readonly { readonly category: string; readonly pattern: RegExp }[]
const compiled = new WeakMap<WordLists, Compiled>()

/** The categories with a word in the text (see `plainText`), sorted. Lists are compiled once per object. */
export function categoriesIn(text: string, words: WordLists): string[] {
  const folded = fold(text)
  const lists = compiled.get(words) ?? compile(words)
  compiled.set(words, lists)
  return lists.filter(({ pattern }) => pattern.test(folded)).map(({ category }) => category)
}

function compile(words: WordLists): Compiled {
  return Object.keys(words)
    .sort()
    .flatMap((category) => {
      const patterns = (words[category] ?? []).map(patternOf).filter((pattern) => pattern !== '')
      return patterns.length === 0 ? [] : [{ category, pattern: new RegExp(patterns.join('|'), 'u') }]
    })
}

/** Literals between single characters of context: nothing that could be tried in more than one way. */
function patternOf(listed: string): string {
  const anyEnding = listed.endsWith('*')
  const literal = fold(anyEnding ? listed.slice(0, -1) : listed)
  if (literal === '') return ''
  const before = isBounded(literal.at(0)) ? `(?<!${WORD})` : ''
  const after = !anyEnding && isBounded(literal.at(-1)) ? `(?!${WORD})` : ''
  return before + literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') + after
}

const isBounded = (edge: string | undefined): boolean =>
  edge !== undefined && JOINED.test(edge) && !SPACELESS.test(edge)

/** What is compared: without case; hyphens, as they are used at will, and line breaks count as spaces. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\s\u2010-\u2015-]+/g, ' ')
    .trim()
