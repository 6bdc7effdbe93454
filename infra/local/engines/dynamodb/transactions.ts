import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { AwsError } from '../aws-error.ts'
import { asAwsError, type CheckedRequest, type DynaliteOperation, db, runSync, validated } from './dynalite.ts'
import type { Item } from './engine.ts'
import { repair } from './expression-repairs.ts'
import { checkExpressions } from './limits.ts'
import type { SortedStore } from './sorted-map.ts'
import { keyOf, NAMESPACE, type Tables } from './tables.ts'
import { invalid, type WriteScope } from './write-scope.ts'

/** DynamoDB remembers client tokens for ten minutes. */
const TOKEN_MS = 600_000
const MAX_OPERATIONS = 100

/** Dynalite's action for each kind; a condition check is an update that is taken back. */
const ACTION = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'UpdateItem',
  Get: 'GetItem',
} as const satisfies Record<string, DynaliteOperation>
export type Kind = keyof typeof ACTION

export type TransactItem = Readonly<Partial<Record<Kind, Readonly<Record<string, unknown>>>>>
export type TransactWrite = { readonly TransactItems?: readonly TransactItem[]; readonly ClientRequestToken?: string }
type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: Item }

export type Prepared = {
  readonly kind: Kind
  readonly request: CheckedRequest
  readonly key: string
  readonly wantsOld: boolean
}

export const isFailedCondition = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.code === 'ConditionalCheckFailedException'

/** Checks all operations before any runs, as DynamoDB does; throws its refusal. */
export function prepare(
  items: readonly TransactItem[] | undefined,
  allowed: readonly Kind[],
  { store, tables }: { readonly store: SortedStore; readonly tables: Tables },
): Prepared[] {
  if (!items || items.length === 0 || items.length > MAX_OPERATIONS) {
    const bound = items && items.length > 0 ? `less than or equal to ${MAX_OPERATIONS}` : 'greater than or equal to 1'
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`,
    )
  }
  const seen = new Set<string>()
  return items.map((item) => {
    const kinds = allowed.filter((kind) => item[kind])
    const kind = kinds[0]
    const input = kind && item[kind]
    if (!kind || !input || kinds.length > 1) {
      throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
    }
    const { ReturnValuesOnConditionCheckFailure: onFailure, ...params } = input
    if ((kind === 'Update' && !params.UpdateExpression) || (kind === 'ConditionCheck' && !params.ConditionExpression)) {
      throw invalid('The expression can not be empty;')
    }
    const request = validated(ACTION[kind], params, store)
    repair(request)
    checkExpressions(request)
    const table = tables.get(request.TableName)
    const keyItem = request.Key ?? keyOf(request.Item ?? {}, table)
    const wrongKey = asAwsError(db.validateKey(keyItem, table))
    if (wrongKey) throw wrongKey
    const key = db.createKey(keyItem, table)
    const id = `${request.TableName}\0${key}`
    if (seen.has(id)) throw invalid('Transaction request cannot include multiple operations on one item')
    seen.add(id)
    return { kind, request, key, wantsOld: onFailure === 'ALL_OLD' }
  })
}

/** Runs prepared operations in an open scope; throws TransactionCanceledException with one reason per operation when any fails. */
export function runAll(operations: readonly Prepared[], store: SortedStore, scope: WriteScope): void {
  const reasons = operations.map((operation) => runOne(operation, store, scope))
  if (reasons.every((reason) => reason.Code === 'None')) {
    scope.checkTotal()
    return
  }
  throw new AwsError(
    `${NAMESPACE}TransactionCanceledException`,
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((r) => r.Code).join(', ')}]`,
    { extra: { CancellationReasons: reasons } },
  )
}

function runOne({ kind, request, key, wantsOld }: Prepared, store: SortedStore, scope: WriteScope): Reason {
  const old = store.getItemDb(request.TableName).read(key)
  const mark = scope.mark()
  try {
    runSync(ACTION[kind], store, request)
    scope.check(mark)
    if (kind === 'ConditionCheck') scope.rollback(mark)
    return { Code: 'None' }
  } catch (error) {
    if (isFailedCondition(error)) {
      const item = wantsOld && old ? { Item: old } : {}
      return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...item }
    }
    if (error instanceof AwsError && error.code === 'ValidationException') {
      return { Code: 'ValidationError', Message: error.message }
    }
    throw error
  }
}

/** Client request tokens: the same transaction again within ten minutes has no second effect. */
export class Tokens {
  readonly #clock: Clock
  readonly #seen = new Map<string, { readonly atMs: number; readonly digest: string }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** True for a repetition; throws when the token came with other parameters before. */
  isRepetition({ ClientRequestToken: token, TransactItems }: TransactWrite): boolean {
    const nowMs = this.#clock.now()
    for (const [old, { atMs }] of this.#seen) {
      if (nowMs - atMs < TOKEN_MS) break
      this.#seen.delete(old)
    }
    const known = token === undefined ? undefined : this.#seen.get(token)
    if (!known) return false
    if (known.digest === digestOf(TransactItems)) return true
    throw new AwsError(
      `${NAMESPACE}IdempotentParameterMismatchException`,
      'Request parameters do not match those of an earlier request with the same token',
    )
  }

  remember({ ClientRequestToken: token, TransactItems }: TransactWrite): void {
    if (token !== undefined) this.#seen.set(token, { atMs: this.#clock.now(), digest: digestOf(TransactItems) })
  }
}

const digestOf = (items: unknown): string => createHash('sha256').update(JSON.stringify(items)).digest('hex')
