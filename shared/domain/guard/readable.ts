/** A text as a person reads it, whatever tricks its letters play; every letter knows where in the original it stands. */
export type Readable = {
  readonly text: string
  /** For each UTF-16 unit of `text`: where the original has it. */
  readonly at: readonly number[]
}

/** Letters of other alphabets that look like ours. Only those that fool at reading speed. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...[
      'аa',
      'вb',
      'еe',
      'кk',
      'мm',
      'нh',
      'оo',
      'рp',
      'сc',
      'тt',
      'уy',
      'хx',
      'іi',
      'јj',
      'ѕs',
      'ԁd',
      'ɡg',
      'ԛq',
      'ԝw',
      'һh',
    ],
    ...[
      'αa',
      'βb',
      'εe',
      'ηn',
      'ιi',
      'κk',
      'νv',
      'οo',
      'ρp',
      'τt',
      'υu',
      'χx',
      'ωw',
      'ϲc',
      'ıi',
      'ɑa',
      'ǀl',
      'ƒf',
      'ʀr',
      'ɴn',
    ],
  ].map((pair) => [...pair] as [string, string]),
)
const SPELT_OUT: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' }
const INVISIBLE = /[\p{M}\p{Cf}\u115f\u1160\u3164\u2800]/u
const ENTITY = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/i
const NAMED: Readonly<Record<string, string>> = {
  ...{
    nbsp: ' ',
    shy: '',
    zwj: '',
    zwnj: '',
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    euro: '€',
    pound: '£',
    cent: '¢',
  },
}

/** Lower case, without accents, invisible signs and entities; look-alike letters and compatibility forms as plain ones. */
export function readable(original: string): Readable {
  let text = ''
  const at: number[] = []
  for (let index = 0; index < original.length; ) {
    const entity = original[index] === '&' ? ENTITY.exec(original.slice(index, index + 12)) : null
    const taken = entity === null ? String.fromCodePoint(original.codePointAt(index) ?? 0) : decoded(entity)
    for (const sign of taken.normalize('NFKD').toLowerCase()) {
      const read = plainSign(sign)
      for (let unit = 0; unit < read.length; unit++) at.push(index)
      text += read
    }
    index += entity?.[0].length ?? taken.length
  }
  return { text, at }
}

function plainSign(sign: string): string {
  if (INVISIBLE.test(sign)) return ''
  if (/[\u2018\u2019\u02bc\u00b4`]/.test(sign)) return "'"
  if (/[\u2010-\u2015\u2212]/.test(sign)) return '-'
  if (sign !== '\n' && /\s/.test(sign)) return ' '
  return LOOKALIKES[sign] ?? SPELT_OUT[sign] ?? sign
}

function decoded([whole, decimal, hexadecimal, name]: RegExpExecArray): string {
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
  return code <= 0x10ffff && code > 0 ? String.fromCodePoint(code) : whole
}

/** Signs within words that a renderer swallows or an eye skips: Markdown, tags, dots between single letters. */
const WITHIN_WORDS = /(?<=[a-z0-9])(?:(?:<[^<>]{0,80}>){1,6}|[*_~'\\|/·•-]{1,4})(?=[a-z0-9$@])/g
const SPELT_WITH_GAPS = /(?<![a-z0-9])[a-z0-9](?:[ .,*_-]{1,2}[a-z0-9]){3,}(?![a-z0-9])/g
const DIGITS_FOR_LETTERS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  $: 's',
  '@': 'a',
  '!': 'i',
}
const MIXED = /[a-z0-9$@!]*[a-z][0134570$@!]{1,3}[a-z][a-z0-9$@!]*|(?<![a-z0-9])[0134570$@]{1,2}[a-z]{3,}/g

/** The same with words put together again that were taken apart, and with digits read as the letters they stand for. */
export function unmasked(read: Readable): Readable {
  const joined = without(without(read, WITHIN_WORDS, /[\s\S]/g), SPELT_WITH_GAPS, /[^a-z0-9]/g)
  const text = joined.text.replace(MIXED, (word) =>
    word.replace(/[0134570$@!]/g, (sign) => DIGITS_FOR_LETTERS[sign] ?? sign),
  )
  return { text, at: joined.at }
}

/** Leaves out, of each place `where` matches, the units that `what` matches. */
function without(read: Readable, where: RegExp, what: RegExp): Readable {
  const left = new Set<number>()
  for (const match of read.text.matchAll(where))
    for (const unit of match[0].matchAll(what)) left.add(match.index + unit.index)
  if (left.size === 0) return read
  const kept = read.at.map((_, index) => index).filter((index) => !left.has(index))
  return { text: kept.map((index) => read.text[index]).join(''), at: kept.map((index) => read.at[index] ?? 0) }
}

export type Sentence = { readonly text: string /** Where it starts in the readable text. */; readonly from: number }

export function sentencesOf({ text }: Readable): Sentence[] {
  const sentences: Sentence[] = []
  let from = 0
  for (const end of text.matchAll(/[.!?;](?=\s|$)|\n/g)) {
    const to = end.index + 1
    if (text.slice(from, to).trim() !== '') sentences.push({ text: text.slice(from, to), from })
    from = to
  }
  if (text.slice(from).trim() !== '') sentences.push({ text: text.slice(from), from })
  return sentences
}
