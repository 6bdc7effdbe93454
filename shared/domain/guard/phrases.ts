/** Lists of phrases as patterns over a readable text (see `readable`): whole words, in the seven languages we read. */

/**
 * Commas and line ends separate. `*` is any ending, `_` up to three words between, a vowel with an umlaut may be written with
 * an e, and an accent may be there or not.
 */
export function phrases(...lists: readonly string[]): RegExp {
  const each = lists
    .flatMap((list) => list.split(/[,\n]/))
    .map((one) => one.trim())
    .filter((one) => one !== '')
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${each.map(patternOf).join('|')})(?![\\p{L}\\p{N}]|'t(?!\\p{L}))`, 'gu')
}

const patternOf = (phrase: string): string =>
  phrase
    .normalize('NFC')
    .replace(/[.+?()[\]{}|\\^$]/g, '\\$&')
    .replace(/[äöü]/g, (umlaut) => `${umlaut.normalize('NFD')[0]}e?`)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ _ | |\*/g, (sign) => IN_PHRASES[sign] ?? sign)

const IN_PHRASES: Readonly<Record<string, string>> = {
  ' _ ': "(?:[ -]+[\\p{L}']+){0,3}?[ -]+",
  ' ': '[ -]+',
  '*': '\\p{L}*',
}
