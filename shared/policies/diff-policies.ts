/** What differs between two policy documents, as people would tell it. */
import { canonicalText } from '#domain/canonical'
import { pathText } from './problem.ts'

export type Difference = {
  /** Such as `policies[standard].targets.resolution.urgent`; `policies (order)` where only the order changed. */
  readonly path: string
  /** Undefined where there was nothing. */
  readonly before: unknown
  /** Undefined where there is nothing any more. */
  readonly after: unknown
}

type Pair = { readonly path: string; readonly before: unknown; readonly after: unknown }

/**
 * Every difference between two JSON documents. Elements of lists are matched by their `id`, `date` or `name`, texts and
 * numbers by what they are, so that an element put in front does not change all that follow.
 */
export const diffPolicies = (before: unknown, after: unknown): readonly Difference[] =>
  differences({ path: '', before, after })

function differences(pair: Pair): readonly Difference[] {
  const { path, before, after } = pair
  if (before !== undefined && after !== undefined && canonicalText(before) === canonicalText(after)) return []
  if (isObject(before) && isObject(after)) return inMembers(path, before, after)
  const keyOf = Array.isArray(before) && Array.isArray(after) ? keyOfAll([...before, ...after]) : undefined
  const [was, is] = keyOf === undefined ? [] : [keyed(before, keyOf), keyed(after, keyOf)]
  if (was !== undefined && is !== undefined) return inElements(path, was, is)
  return [{ ...pair, path: path || 'document' }]
}

const inMembers = (path: string, before: Members, after: Members): Difference[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const part = pathText([name])
    const separator = path === '' || part.startsWith('[') ? '' : '.'
    return differences({ path: `${path}${separator}${part}`, before: before[name], after: after[name] })
  })

function inElements(path: string, before: Keyed, after: Keyed): Difference[] {
  const inside = [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    differences({ path: `${path}[${key}]`, before: before.get(key), after: after.get(key) }),
  )
  const stayed = [...before.keys()].filter((key) => after.has(key))
  const order = [...after.keys()].filter((key) => before.has(key))
  if (stayed.every((key, nth) => key === order[nth])) return inside
  return [...inside, { path: `${path} (order)`, before: stayed, after: order }]
}

type Members = Readonly<Record<string, unknown>>
type Keyed = ReadonlyMap<string, unknown>
type KeyOf = (element: unknown) => string

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const KEYS = ['id', 'date', 'name'] as const

/** What tells all these elements apart; undefined where nothing does, as for hours and actions. */
function keyOfAll(elements: readonly unknown[]): KeyOf | undefined {
  if (elements.every((element) => typeof element === 'string' || typeof element === 'number')) return String
  const name = KEYS.find((key) => elements.every((element) => isObject(element) && typeof element[key] === 'string'))
  return name === undefined ? undefined : (element) => (isObject(element) ? String(element[name]) : '')
}

/** Undefined when two elements have the same key. */
function keyed(elements: unknown, keyOf: KeyOf): Keyed | undefined {
  if (!Array.isArray(elements)) return undefined
  const byKey = new Map(elements.map((element) => [keyOf(element), element]))
  return byKey.size === elements.length ? byKey : undefined
}
