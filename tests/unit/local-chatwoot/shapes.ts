import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject } from '#infra/local/chatwoot/rails-json'

const FIXTURES = join(import.meta.dirname, '../../fixtures/chatwoot')

export const fixture = (name: string): JsonObject =>
  JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as JsonObject

/** Free-form objects: their keys are the shop's business, not the vendor's. */
const FREE = new Set(['additional_attributes', 'custom_attributes', 'browser', 'previous_value', 'current_value'])

const kindOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

const entriesOf = (value: Json): Array<[string, Json]> =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

/**
 * Where two payloads differ in keys, order of keys, nesting or type. Null stands for any type, and an empty list for
 * any list, as either may be there for lack of data.
 */
export function shapeDifferences(ours: Json, theirs: Json, path = ''): string[] {
  const [a, b] = [kindOf(ours), kindOf(theirs)]
  if (a === 'null' || b === 'null') return []
  if (a !== b) return [`${path}: ${a} instead of ${b}`]
  if (a === 'list') {
    const [first, sample] = [entriesOf(ours)[0], entriesOf(theirs)[0]]
    return first && sample ? shapeDifferences(first[1], sample[1], `${path}[0]`) : []
  }
  if (a !== 'object') return textDifferences(ours, theirs, path)
  if (FREE.has(path.split('.').at(-1) ?? '')) return []
  const [our, their] = [entriesOf(ours), entriesOf(theirs)]
  const [ourKeys, theirKeys] = [our.map(([key]) => key).join(), their.map(([key]) => key).join()]
  if (ourKeys !== theirKeys) return [`${path}: keys ${ourKeys} instead of ${theirKeys}`]
  return our.flatMap(([key, value], index) => shapeDifferences(value, their[index]?.[1] ?? null, `${path}.${key}`))
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** A date is a text of its own kind; a whole number and one with decimals are two kinds too. */
function textDifferences(ours: Json, theirs: Json, path: string): string[] {
  if (typeof theirs === 'string' && ISO.test(theirs) && !(typeof ours === 'string' && ISO.test(ours))) {
    return [`${path}: ${String(ours)} is no ISO time`]
  }
  if (typeof theirs === 'number' && Number.isInteger(theirs) !== Number.isInteger(ours)) {
    return [`${path}: ${String(ours)} is of another kind of number than ${theirs}`]
  }
  return []
}
