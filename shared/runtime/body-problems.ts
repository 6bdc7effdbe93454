/** What a schema found wrong with a body, in words that name the place and never repeat a value. */
import type { Problem } from './http-answer.ts'
import type { InputIssue } from './http-input.ts'

/** One problem an issue, and one for each name that is not known. */
export const problemsOf = (issues: readonly InputIssue[]): readonly Problem[] =>
  issues.flatMap((issue): Problem[] =>
    issue.code === 'unrecognized_keys' && Array.isArray(issue.keys)
      ? issue.keys.map((key) => ({ path: pathOf([...issue.path, String(key)]), message: 'is not known here' }))
      : [{ path: pathOf(issue.path), message: isBare(issue) ? wordsOf(issue) : issue.message }],
  )

/** A name longer than this is cut: it is the caller's own text. */
const NAME_CHARACTERS = 60

/** As policy documents are told about: `policies[2].when["two words"]`; `body` is the whole. */
function pathOf(parts: readonly PropertyKey[]): string {
  const text = parts.map((part) => (typeof part === 'number' ? `[${part}]` : member(String(part)))).join('')
  return text === '' ? 'body' : text.replace(/^\./, '')
}

function member(name: string): string {
  const short = name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS)}…` : name
  return /^[\w-]+$/.test(short) ? `.${short}` : `[${JSON.stringify(short)}]`
}

/** zod/mini ships without words of its own: whatever a schema has no sentence for is `Invalid input`. */
const isBare = ({ message }: InputIssue): boolean => message.startsWith('Invalid input')

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
}

function wordsOf(issue: InputIssue): string {
  const { code, expected, values, origin } = issue
  switch (code) {
    case 'invalid_type':
      return `must be ${TYPES[String(expected)] ?? 'of another type'}`
    case 'invalid_value':
      return Array.isArray(values) ? `must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}` : OTHERWISE
    case 'invalid_union':
      return 'has none of the forms that it may have'
    case 'invalid_key':
      return 'has a name that is not allowed here'
    case 'too_small':
      return `must ${extent(origin)}${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(origin)}`
    case 'too_big':
      return `must ${extent(origin)}${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit(origin)}`
    default:
      return OTHERWISE
  }
}

const OTHERWISE = 'is ill-formed'
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', set: ' entries' }
const unit = (origin: unknown): string => UNITS[String(origin)] ?? ''
const extent = (origin: unknown): string => (unit(origin) === '' ? 'be ' : 'have ')
