import { isObject, type Json, type JsonObject, listOf } from './json.ts'

/** An event pattern as EventBridge rules and Lambda filter criteria write it. */
export type EventPattern = JsonObject

/** The pattern uses something the matcher does not know; found at the start, not at the first event. */
export class PatternError extends Error {
  override name = 'PatternError'
}

type Operator = (argument: Json, value: Json | undefined) => boolean

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  exists: (argument, value) => argument === (value !== undefined),
  prefix: (argument, value) => onText(argument, value, (text, part) => text.startsWith(part)),
  suffix: (argument, value) => onText(argument, value, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (argument, value) => sameIgnoringCase(value, argument),
  wildcard: (argument, value) => typeof value === 'string' && wildcard(String(argument)).test(value),
  numeric: (argument, value) => typeof value === 'number' && inRange(argument, value),
  cidr: (argument, value) => typeof value === 'string' && inNetwork(String(argument), value),
  'anything-but': (argument, value) => value !== undefined && !listOf(argument).some((item) => excluded(item, value)),
}

/**
 * Whether an event matches a pattern, by the rules of EventBridge: every named field must match, one alternative per
 * field suffices, arrays match when any element does, `$or` takes any of its branches.
 * @throws PatternError on an operator that is not known; call `checkPattern` first.
 */
export const matchesPattern = (pattern: EventPattern, event: Json): boolean =>
  Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or' && Array.isArray(expected)) {
      return expected.some((branch) => isObject(branch) && matchesPattern(branch, event))
    }
    const value = isObject(event) ? event[key] : undefined
    return Array.isArray(expected) ? matchesAny(expected, value) : isObject(expected) && matchesNested(expected, value)
  })

const matchesNested = (pattern: EventPattern, value: Json | undefined): boolean =>
  Array.isArray(value)
    ? value.some((item) => matchesPattern(pattern, item))
    : matchesPattern(pattern, isObject(value) ? value : {})

const matchesAny = (expected: readonly Json[], value: Json | undefined): boolean => {
  const values = Array.isArray(value) ? (value.length > 0 ? value : [undefined]) : [isObject(value) ? undefined : value]
  // `exists` asks for the field, whatever it holds
  const present = Array.isArray(value) ? value.length > 0 : value !== undefined && !isObject(value)
  return expected.some((rule) =>
    isObject(rule) && 'exists' in rule ? rule.exists === present : values.some((item) => matchesOne(rule, item)),
  )
}

const matchesOne = (rule: Json, value: Json | undefined): boolean => {
  if (!isObject(rule)) return value === rule
  const [name, argument] = onlyEntry(rule)
  return operatorOf(name)(argument, value)
}

/**
 * Looks through a pattern before it is used.
 * @throws PatternError on an unknown operator or a leaf that is not a list.
 */
export const checkPattern = (pattern: EventPattern): void => {
  for (const [key, expected] of Object.entries(pattern)) {
    if (Array.isArray(expected)) {
      for (const rule of expected) {
        if (key === '$or' && isObject(rule)) checkPattern(rule)
        else if (isObject(rule)) operatorOf(onlyEntry(rule)[0])
      }
    } else if (isObject(expected)) checkPattern(expected)
    else throw new PatternError(`the pattern's field ${key} must be a list of alternatives`)
  }
}

const operatorOf = (name: string): Operator => {
  const operator = OPERATORS[name]
  if (operator === undefined) {
    throw new PatternError(`the pattern operator ${name} is not supported: add it to infra/local/event-pattern.ts`)
  }
  return operator
}

const onlyEntry = (rule: JsonObject): [string, Json] => {
  const [entry, ...others] = Object.entries(rule)
  if (entry === undefined || others.length > 0)
    throw new PatternError(`a rule needs one operator: ${JSON.stringify(rule)}`)
  return entry
}

const onText = (argument: Json, value: Json | undefined, test: (text: string, part: string) => boolean): boolean => {
  if (typeof value !== 'string') return false
  if (isObject(argument)) {
    const part = String(argument['equals-ignore-case'] ?? '')
    return test(value.toLowerCase(), part.toLowerCase())
  }
  return test(value, String(argument))
}

const sameIgnoringCase = (value: Json | undefined, other: Json): boolean =>
  typeof value === 'string' && typeof other === 'string' && value.toLowerCase() === other.toLowerCase()

/** `anything-but` takes values, or an object of one operator with one or several arguments. */
const excluded = (item: Json, value: Json): boolean => {
  if (!isObject(item)) return item === value
  const [name, argument] = onlyEntry(item)
  return listOf(argument).some((one) => operatorOf(name)(one, value))
}

const inRange = (argument: Json, value: number): boolean => {
  const parts = Array.isArray(argument) ? argument : []
  for (let at = 0; at < parts.length; at += 2) {
    const compare = COMPARISONS[String(parts[at])]
    if (compare === undefined) throw new PatternError(`unknown comparison ${String(parts[at])}`)
    if (!compare(value, Number(parts[at + 1]))) return false
  }
  return parts.length > 0
}

const wildcard = (pattern: string): RegExp => {
  const parts = pattern
    .split(/(?<!\\)\*/)
    .map((part) => part.replace(/\\\*/g, '*').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

const inNetwork = (network: string, address: string): boolean => {
  const [base = '', bits = '32'] = network.split('/')
  if (!/^\d+(\.\d+){3}$/.test(address) || !/^\d+(\.\d+){3}$/.test(base)) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(asNumber(address) / size) === Math.floor(asNumber(base) / size)
}

const asNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
