/** How often a text gives each sign (sign-words.ts): the text is `plainText`, in any case. */

const WORD = String.raw`[\p{L}\p{N}\p{M}_]`

export type SignCounter<Sign extends string> = (text: string) => Readonly<Record<Sign, number>>

/**
 * One pattern by sign, compiled once: literals between single characters of context, the longest first. `except` names signs
 * whose words say the contrary of another's: "has not worked" is no "worked".
 */
export function signCounter<Sign extends string>(
  words: Readonly<Record<Sign, readonly string[]>>,
  except: Readonly<Partial<Record<string, NoInfer<Sign>>>> = {},
): SignCounter<Sign> {
  const signs = Object.keys(words) as Sign[]
  const patterns = new Map(signs.map((sign) => [sign, patternOf(words[sign])]))
  return (text) => {
    const folded = text.toLowerCase().replace(/\s+/g, ' ')
    const counts = signs.map((sign) => {
      const contrary = except[sign]
      const read = contrary === undefined ? folded : folded.replace(patterns.get(contrary) ?? /$^/, ' , ')
      return [sign, read.match(patterns.get(sign) ?? /$^/)?.length ?? 0] as const
    })
    return Object.fromEntries(counts) as Record<Sign, number>
  }
}

function patternOf(listed: readonly string[]): RegExp {
  const longestFirst = [...listed].sort((a, b) => b.length - a.length)
  const literals = longestFirst.map((phrase) => {
    const anyEnding = phrase.endsWith('*')
    const literal = phrase.replace(/\*$/, '').replace(/[\\^$.+?()[\]{}|/]/g, '\\$&')
    return anyEnding ? literal : `${literal}(?!${WORD})`
  })
  return new RegExp(`(?<!${WORD})(?:${literals.join('|')})`, 'gu')
}
