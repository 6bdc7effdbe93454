import { AwsError } from '../aws-error.ts'
import type { TableDescription } from './dynalite.ts'
import { itemBytes } from './item.ts'
import type { Change, Journal, SortedStore } from './sorted-map.ts'

const MAX_ITEM_BYTES = 409_600
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

export const invalid = (message: string): AwsError =>
  new AwsError('com.amazon.coral.validate#ValidationException', message)

/**
 * All writes of one request, or of one transaction: they hold together or not at all. Everything happens within one turn of
 * the event loop, so no reader ever sees a half-applied scope.
 */
export class WriteScope implements Journal {
  readonly #store: SortedStore
  readonly #undo: (() => void)[] = []
  readonly #changes: { readonly change: Change; readonly at: number }[] = []

  private constructor(store: SortedStore) {
    this.#store = store
  }

  /** Runs `work` in a scope; its writes are undone when it throws, and handed over in order when it ends. */
  static run<T>(
    store: SortedStore,
    work: (scope: WriteScope) => T,
  ): { readonly result: T; readonly changes: Change[] } {
    if (store.journal) throw new Error('a write scope is open already')
    const scope = new WriteScope(store)
    store.journal = scope
    try {
      const result = work(scope)
      for (const { change } of scope.#changes) checkImage(change, store)
      return { result, changes: scope.#changes.map(({ change }) => change) }
    } catch (error) {
      scope.rollback(0)
      throw error
    } finally {
      store.journal = undefined
    }
  }

  wrote(undo: () => void, change: Change | undefined): void {
    this.#undo.push(undo)
    if (change) this.#changes.push({ change, at: this.#undo.length })
  }

  /** A point to roll back to. */
  mark(): number {
    return this.#undo.length
  }

  rollback(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.()
    while ((this.#changes.at(-1)?.at ?? 0) > mark) this.#changes.pop()
  }

  /** Checks what dynalite lets through; throws DynamoDB's refusal. For a transaction, which answers per operation. */
  check(sinceMark: number): void {
    for (const { change, at } of this.#changes) if (at > sinceMark) checkImage(change, this.#store)
  }

  /** Checks the size of all written items together, which DynamoDB bounds for transactions. */
  checkTotal(): void {
    const bytes = this.#changes.reduce((sum, { change }) => sum + (change.now ? itemBytes(change.now) : 0), 0)
    if (bytes > MAX_TRANSACTION_BYTES) throw invalid('Aggregate size of the items in the transaction exceeds 4 MB')
  }
}

function checkImage({ table, now }: Change, store: SortedStore): void {
  if (now === undefined) return
  if (itemBytes(now) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size')
  const description: TableDescription | undefined = store.tableDb.read(table)
  for (const index of description?.GlobalSecondaryIndexes ?? []) {
    for (const { AttributeName } of index.KeySchema) {
      const value = now[AttributeName]
      if (value === undefined || !('S' in value) || value.S !== '') continue
      throw invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index.IndexName}, IndexKey: ${AttributeName}`,
      )
    }
  }
}
