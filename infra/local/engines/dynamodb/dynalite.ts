import { createRequire } from 'node:module'
import { AwsError } from '../aws-error.ts'
import type { AttributeValue, Item } from './engine.ts'
import type { SortedStore } from './sorted-map.ts'

/**
 * Dynalite's request validation, expression parsers and item actions, without its server and LevelDB. These are internals of
 * an exactly pinned version (4.0.0); nothing else in the tree imports them.
 */

/** A document path, an operand literal, or a nested function. */
export type Operand = readonly (string | number)[] | AttributeValue | Expression
export type Expression = { readonly type: string; readonly name?: string; readonly args: readonly Operand[] }
export type UpdateSection = {
  readonly type: 'set' | 'remove' | 'add' | 'delete'
  readonly path: readonly (string | number)[]
  readonly val?: Operand
}

/** A request after dynalite's validation: expressions are parsed into the underscored members. */
export type CheckedRequest = {
  TableName: string
  Key?: Item
  Item?: Item
  ReturnConsumedCapacity?: string
  _condition?: { expression: Expression }
  _filter?: { expression: Expression }
  _projection?: { paths: readonly (readonly (string | number)[])[] }
  _updates?: { sections: UpdateSection[] }
  [member: string]: unknown
}

export type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: string }[]
export type IndexDescription = {
  IndexName: string
  KeySchema: KeySchema
  Projection: { ProjectionType: string; NonKeyAttributes?: readonly string[] }
  [member: string]: unknown
}
export type TableDescription = {
  TableName: string
  KeySchema: KeySchema
  AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[]
  TableStatus: string
  GlobalSecondaryIndexes?: IndexDescription[]
  LocalSecondaryIndexes?: IndexDescription[]
  [member: string]: unknown
}

export type Result = Record<string, unknown>
type Callback = (error: unknown, result?: Result) => void
export type Action = (store: SortedStore, request: CheckedRequest, done: Callback) => void
type Rules = { readonly types: object; readonly custom: unknown }

export const DYNALITE_OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
  'UpdateTable',
] as const
export type DynaliteOperation = (typeof DYNALITE_OPERATIONS)[number]

type Db = {
  createKey(item: Item, table: TableDescription): string
  createIndexKey(item: Item, table: TableDescription, schema: KeySchema): string
  validateKey(key: Item, table: TableDescription): unknown
  updateIndexes(
    store: SortedStore,
    table: TableDescription,
    old: Item | null,
    now: Item | null,
    done: (error?: unknown) => void,
  ): void
}
type Validations = {
  checkTypes(input: object, types: object): CheckedRequest
  checkValidations(request: CheckedRequest, types: object, custom: unknown, store: SortedStore): void
}

const require = createRequire(import.meta.url)
export const db: Db = require('dynalite/db')
const validations: Validations = require('dynalite/validations')

const file = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`
const load = <T>(folder: string): ReadonlyMap<string, T> =>
  new Map(DYNALITE_OPERATIONS.map((name) => [name, require(`dynalite/${folder}/${file(name)}`)]))
const actions = load<Action>('actions')
const rules = load<Rules>('validations')

/** Runs dynalite's own type and semantic checks; throws the AwsError that DynamoDB would answer. */
export function validated(name: DynaliteOperation, input: object, store: SortedStore): CheckedRequest {
  const { types, custom } = found(rules, name)
  try {
    // dynalite changes what it checks
    const request = validations.checkTypes(structuredClone(input), types)
    validations.checkValidations(request, types, custom, store)
    return request
  } catch (error) {
    throw asAwsError(error)
  }
}

/** Runs an action that may answer later (reads); writes go through `runSync`. */
export const run = (name: DynaliteOperation, store: SortedStore, request: CheckedRequest): Promise<Result> =>
  new Promise((resolve, reject) => {
    found(actions, name)(store, request, (error, result) => (error ? reject(asAwsError(error)) : resolve(result ?? {})))
  })

/** Runs an action that ends within this turn of the event loop, which over the sorted store every item action does. */
export function runSync(name: DynaliteOperation, store: SortedStore, request: CheckedRequest): Result {
  const end: { error?: unknown; result?: Result; done: boolean } = { done: false }
  found(actions, name)(store, request, (error, result) => {
    end.done = true
    end.error = error
    if (result) end.result = result
  })
  if (!end.done) throw new Error(`${name} did not end synchronously`)
  if (end.error) throw asAwsError(end.error)
  return end.result ?? {}
}

/** Dynalite's errors carry the wire's body; everything else is a fault and stays what it is. */
export function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error
  const body = error.body as { __type: string; message?: string; Message?: string }
  return new AwsError(body.__type, body.message ?? body.Message ?? '', { status: Number(error.statusCode) })
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name)
  if (value === undefined) throw new Error(`dynalite has no ${name}`)
  return value
}
