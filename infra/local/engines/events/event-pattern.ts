/** EventBridge event patterns: does a rule's pattern take an event? */

export type EventPattern = Readonly<Record<string, unknown>>

/** Patterns that have passed the check: a rule meets thousands of events. */
const checked = new WeakSet<EventPattern>()

/** Throws on an operator or a shape that is not part of the pattern language, so that a misspelt rule never silently matches nothing. */
export function matchesPattern(pattern: EventPattern, event: Readonly<Record<string, unknown>>): boolean {
  if (!checked.has(pattern)) checkPattern(pattern)
  checked.add(pattern)
  return matchesObject(pattern, event)
}

type Matcher = (operand: unknown, value: unknown) => boolean

/** Each takes its operand and one scalar of the event; undefined stands for an absent field. */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  exists: (operand, value) => (value !== undefined) === operand,
  prefix: textMatcher((value, text) => value.startsWith(text)),
  suffix: textMatcher((value, text) => value.endsWith(text)),
  'equals-ignore-case': (operand, value) =>
    typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase(),
  wildcard: (operand, value) => typeof value === 'string' && wildcard(String(operand)).test(value),
  numeric: (operand, value) => typeof value === 'number' && inRange(value, operand as readonly unknown[]),
  cidr: (operand, value) => typeof value === 'string' && inNetwork(value, String(operand)),
  'anything-but': (operand, value) =>
    value !== undefined && ![operand].flat().some((excluded) => matchesScalar(excluded, value)),
}

/** `{"prefix": "a"}` or `{"prefix": {"equals-ignore-case": "A"}}`. */
function textMatcher(test: (value: string, text: string) => boolean): Matcher {
  return (operand, value) => {
    if (typeof value !== 'string') return false
    if (!isRecord(operand)) return test(value, String(operand))
    return test(value.toLowerCase(), String(operand['equals-ignore-case']).toLowerCase())
  }
}

function matchesObject(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or' && Array.isArray(wanted)) return wanted.some((p) => matchesObject(p, event))
    const value = isRecord(event) ? event[name] : undefined
    if (!Array.isArray(wanted)) {
      // an array of objects matches when one of them does
      return Array.isArray(value)
        ? value.some((v) => matchesObject(wanted as EventPattern, v))
        : matchesObject(wanted as EventPattern, value)
    }
    const values = scalars(value)
    return wanted.some((rule) => values.some((v) => matchesScalar(rule, v)))
  })
}

/** The scalars of a field; an absent field, an object and an empty array give one undefined. */
function scalars(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length === 0 ? [undefined] : value
  return [isRecord(value) ? undefined : value]
}

function matchesScalar(rule: unknown, value: unknown): boolean {
  if (!isRecord(rule)) return value === rule
  return Object.entries(rule).some(([operator, operand]) => {
    // anything-but takes lists for its own operators
    const operands =
      Array.isArray(operand) && operator !== 'numeric' && operator !== 'anything-but' ? operand : [operand]
    return operands.some((one) => MATCHERS[operator]?.(one, value) === true)
  })
}

/** `*` stands for any run of characters, `\*` for itself. */
function wildcard(pattern: string): RegExp {
  const parts = pattern
    .split(/(?<!\\)\*/)
    .map((part) => part.replace(/\\([*\\])/g, '$1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function inRange(value: number, range: readonly unknown[]): boolean {
  for (let i = 0; i < range.length; i += 2) {
    if (!COMPARE[String(range[i])]?.(value, Number(range[i + 1]))) return false
  }
  return true
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/

/** IPv4 only; patterns with IPv6 networks are refused by the check. */
function inNetwork(address: string, network: string): boolean {
  if (!IPV4.test(address)) return false
  const [base = '', bits = '32'] = network.split('/')
  const size = 2 ** (32 - Number(bits))
  return Math.floor(ipNumber(address) / size) === Math.floor(ipNumber(base) / size)
}

const ipNumber = (ip: string): number => ip.split('.').reduce((n, part) => n * 256 + Number(part), 0)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Throws an Error that names what is wrong with a pattern. */
export function checkPattern(pattern: EventPattern, path = ''): void {
  if (Object.keys(pattern).length === 0) throw new Error(`event pattern${path}: empty`)
  for (const [name, wanted] of Object.entries(pattern)) {
    const at = `${path}.${name}`
    if (name === '$or' && Array.isArray(wanted)) for (const alternative of wanted) checkPattern(alternative, at)
    else if (Array.isArray(wanted)) {
      if (wanted.length === 0) throw new Error(`event pattern${at}: empty list`)
      for (const rule of wanted) checkRule(rule, at)
    } else if (isRecord(wanted)) checkPattern(wanted, at)
    else throw new Error(`event pattern${at}: must be an object or a list`)
  }
}

function checkRule(rule: unknown, at: string): void {
  if (Array.isArray(rule)) throw new Error(`event pattern${at}: a list in a list`)
  if (!isRecord(rule)) return
  const [[operator, operand] = [], ...more] = Object.entries(rule)
  if (operator === undefined || more.length > 0) throw new Error(`event pattern${at}: one operator per rule`)
  if (!Object.hasOwn(MATCHERS, operator)) throw new Error(`event pattern${at}: unknown operator ${operator}`)
  if (operator === 'anything-but') {
    for (const excluded of [operand].flat()) if (isRecord(excluded)) checkRule(excluded, `${at}.anything-but`)
  }
  if (operator === 'exists' && typeof operand !== 'boolean')
    throw new Error(`event pattern${at}: exists takes a boolean`)
  if (operator === 'numeric' && !isRange(operand))
    throw new Error(`event pattern${at}: numeric takes pairs of comparison and number`)
  if (operator === 'cidr' && !/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(String(operand))) {
    throw new Error(`event pattern${at}: cidr takes an IPv4 network`)
  }
}

const isRange = (operand: unknown): boolean =>
  Array.isArray(operand) &&
  (operand.length === 2 || operand.length === 4) &&
  operand.every((part, i) => (i % 2 === 0 ? Object.hasOwn(COMPARE, String(part)) : typeof part === 'number'))
