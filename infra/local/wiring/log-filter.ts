import { isObject, type Json, type JsonObject } from '../json.ts'
import { globMatches } from '../policy-statements.ts'

/** The filter pattern uses more of CloudWatch's language than is understood here. */
export class LogFilterError extends Error {
  override name = 'LogFilterError'
}

type Test = (entry: JsonObject) => boolean

const TOKEN = /\s*(&&|\|\||\(|\)|!=|>=|<=|=|>|<|"(?:[^"\\]|\\.)*"|[^\s()&|=!<>"]+)/y

/**
 * Reads a CloudWatch Logs filter pattern for JSON entries: `{ ($.route = "GET *") && ($.status >= 500) }`, with
 * comparisons, `&&`, `||` and brackets.
 * @throws LogFilterError on anything else.
 */
export const logFilter = (pattern: string): Test => {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(pattern)?.[1]
  if (inner === undefined) throw new LogFilterError(`the filter pattern ${pattern} is not of the form { … }`)
  const tokens = tokensOf(inner)
  let at = 0
  const take = (): string => {
    const token = tokens[at++]
    if (token === undefined) throw new LogFilterError(`the filter pattern ${pattern} ends too early`)
    return token
  }
  const anyOf = (): Test => {
    const parts = [allOf()]
    while (tokens[at] === '||') {
      at++
      parts.push(allOf())
    }
    return (entry) => parts.some((part) => part(entry))
  }
  const allOf = (): Test => {
    const parts = [one()]
    while (tokens[at] === '&&') {
      at++
      parts.push(one())
    }
    return (entry) => parts.every((part) => part(entry))
  }
  const one = (): Test => {
    const token = take()
    if (token !== '(') return comparison(token, take(), take())
    const test = anyOf()
    if (take() !== ')') throw new LogFilterError(`the filter pattern ${pattern} lacks a closing bracket`)
    return test
  }
  const test = anyOf()
  if (at !== tokens.length) throw new LogFilterError(`the filter pattern ${pattern} goes on after its end`)
  return test
}

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)
    if (found?.[1] === undefined) throw new LogFilterError(`cannot read the filter pattern at: ${text}`)
    tokens.push(found[1])
  }
  return tokens
}

const comparison = (selector: string, operator: string, operand: string): Test => {
  if (!selector.startsWith('$.')) throw new LogFilterError(`${selector} is no selector of the form $.name`)
  const keys = selector.slice(2).split('.')
  const value = (entry: JsonObject): Json | undefined =>
    keys.reduce<Json | undefined>((found, key) => (isObject(found) ? found[key] : undefined), entry)
  if (operand.startsWith('"')) {
    const expected = operand.slice(1, -1)
    if (operator === '=') return (entry) => globMatches(expected, String(value(entry) ?? ''))
    if (operator === '!=') return (entry) => !globMatches(expected, String(value(entry) ?? ''))
    throw new LogFilterError(`texts are compared with = and != only, not ${operator}`)
  }
  const number = Number(operand)
  const compare = NUMBERS[operator]
  if (Number.isNaN(number) || compare === undefined)
    throw new LogFilterError(`cannot compare with ${operator} ${operand}`)
  return (entry) => {
    const found = value(entry)
    return typeof found === 'number' && compare(found, number)
  }
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
}
