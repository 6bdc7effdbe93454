/** What is wrong with the names that only routing documents have, if anything. */
import { ofEveryObject } from './plain-schemas.ts'
import { shown } from './problem.ts'

export function operatorIdProblem(given: string): string | undefined {
  if (/^[1-9]\d{0,15}$/.test(given) && Number.isSafeInteger(Number(given))) return undefined
  return `must be Chatwoot's id of an operator, such as "12", not ${shown(given)}`
}

/** Topics are the labels that a classifier was trained with: any text that people write alike. */
export function topicProblem(given: string): string | undefined {
  if (given.trim() === '' || given.trim() !== given)
    return `must not be blank, nor begin or end with a blank: ${shown(given)}`
  if (given.length > 100) return `must have at most 100 characters, not ${given.length}`
  return ofEveryObject(given)
}

export function modelProblem(given: string): string | undefined {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(given)) return ofEveryObject(given)
  return `must be 1 to 64 letters, digits, dots, hyphens and underscores, not ${shown(given)}`
}

export function channelNameProblem(given: string): string | undefined {
  const bare = given.replace(/^Channel::/, '')
  if (bare !== given) return `must be written without \`Channel::\`, as \`${bare}\``
  if (!/^[A-Za-z0-9]{1,40}$/.test(given)) return `must be a channel such as \`WebWidget\`, not ${shown(given)}`
  return ofEveryObject(given)
}

/** Two letters, as the language of a message is told. Which of them anybody speaks: see `isSpoken`. */
export function languageProblem(given: string): string | undefined {
  if (/^[a-z]{2}$/.test(given)) return undefined
  const meant = /^[A-Za-z]{2}(?![A-Za-z])/.exec(given)?.[0].toLowerCase() ?? codeOf(given)
  const proposal = meant === undefined ? '' : `; did you mean \`${meant}\`?`
  return `must be the two lowercase letters of a language such as de, not ${shown(given)}${proposal}`
}

let names: Intl.DisplayNames | undefined

/** In English; undefined where no language has the code. */
function nameOf(code: string): string | undefined {
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  return names.of(code)
}

export const isSpoken = (code: string): boolean => nameOf(code) !== undefined

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
let codes: ReadonlyMap<string, string> | undefined

/** `de` of `German`; asked for once, and only when somebody writes names. */
function codeOf(name: string): string | undefined {
  codes ??= new Map(
    LETTERS.flatMap((first) =>
      LETTERS.flatMap((second) => {
        const known = nameOf(first + second)
        return known === undefined ? [] : [[known.toLowerCase(), first + second] as const]
      }),
    ).toReversed(),
  )
  return codes.get(name.toLowerCase())
}
