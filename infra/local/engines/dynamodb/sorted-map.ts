import { Readable } from 'node:stream'
import { ACCOUNT_ID, REGION } from '../arn.ts'
import type { TableDescription } from './dynalite.ts'
import type { Item } from './engine.ts'

type Range = {
  readonly gt?: string
  readonly gte?: string
  readonly lt?: string
  readonly lte?: string
  readonly limit?: number
  readonly reverse?: boolean
}
type Done<V = never> = (error: unknown, value?: V) => void

/** What a write scope hears of: enough to undo the write, and to tell what it changed. */
export type Journal = {
  wrote(undo: () => void, change: Change | undefined): void
}
export type Change = { readonly table: string; readonly key: string; readonly old?: Item; readonly now?: Item }

/** An ordered map with the slice of the level API that dynalite calls; callbacks run at once. */
export class SortedMap<V extends object> {
  readonly #values = new Map<string, V>()
  #keys: string[] = []
  readonly #wrote: (map: SortedMap<V>, key: string, old: V | undefined, now: V | undefined) => void

  constructor(wrote: (map: SortedMap<V>, key: string, old: V | undefined, now: V | undefined) => void = () => {}) {
    this.#wrote = wrote
  }

  /** Nothing runs in between, so the lock is free at any time. */
  lock(_key: string, run: (release: <F>(done: F) => F) => void): void {
    run((done) => done)
  }

  read(key: string): V | undefined {
    return this.#values.get(key)
  }

  get(key: string, done: Done<V>): void {
    const value = this.#values.get(key)
    if (value === undefined) done(Object.assign(new Error('NotFound'), { name: 'NotFoundError' }))
    else done(null, value)
  }

  put(key: string, value: V, done?: Done): void {
    const old = this.#values.get(key)
    this.set(key, value)
    this.#wrote(this, key, old, value)
    done?.(null)
  }

  del(key: string, done?: Done): void {
    const old = this.#values.get(key)
    if (old !== undefined) {
      this.unset(key)
      this.#wrote(this, key, old, undefined)
    }
    done?.(null)
  }

  createKeyStream(range?: Range): Readable {
    return Readable.from(this.#slice(range), { objectMode: true })
  }

  createValueStream(range?: Range): Readable {
    return Readable.from(
      this.#slice(range).map((key) => this.#values.get(key)),
      { objectMode: true, highWaterMark: 1000 },
    )
  }

  values(): IterableIterator<V> {
    return this.#values.values()
  }

  /** Writes without telling anybody: for undo and restore. */
  set(key: string, value: V): void {
    if (!this.#values.has(key)) {
      const last = this.#keys.at(-1)
      if (last === undefined || last < key) this.#keys.push(key)
      else this.#keys.splice(this.#position(key), 0, key)
    }
    this.#values.set(key, value)
  }

  unset(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#position(key), 1)
  }

  #position(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#keys[middle] ?? '') < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #slice(range: Range = {}): string[] {
    const keys = this.#keys
    const { gt, gte, lt, lte, limit = -1 } = range
    let from = gte !== undefined ? this.#position(gte) : gt !== undefined ? this.#position(gt) : 0
    let to = lt !== undefined ? this.#position(lt) : lte !== undefined ? this.#position(lte) : keys.length
    if (gte === undefined && gt !== undefined && keys[from] === gt) from++
    if (lt === undefined && lte !== undefined && keys[to] === lte) to++
    if (limit > 0) {
      if (range.reverse) from = Math.max(from, to - limit)
      else to = Math.min(to, from + limit)
    }
    const slice = keys.slice(from, to)
    return range.reverse ? slice.reverse() : slice
  }
}

/** The store that dynalite's actions work on: tables, items and index entries in memory. */
export class SortedStore {
  readonly options = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, maxItemSize: 409_600, maxItemSizeKb: 400 }
  readonly tableDb: SortedMap<TableDescription> & { awsAccountId: string; awsRegion: string }
  /** Hears of every write of items and index entries while it is set. */
  journal: Journal | undefined
  readonly #items = new Map<string, SortedMap<Item>>()
  readonly #indexes = new Map<string, SortedMap<Item>>()

  constructor() {
    this.tableDb = Object.assign(new SortedMap<TableDescription>(), { awsAccountId: ACCOUNT_ID, awsRegion: REGION })
  }

  getItemDb = (table: string): SortedMap<Item> =>
    obtain(this.#items, table, () => new SortedMap((map, key, old, now) => this.#note(map, key, old, now, table)))

  getIndexDb = (type: string, table: string, index: string): SortedMap<Item> =>
    obtain(
      this.#indexes,
      `${type.toLowerCase()}~${table}~${index}`,
      () => new IndexMap((map, key, old, now) => this.#note(map, key, old, now)),
    )

  getTable = (name: string, ...rest: [Done<TableDescription>] | [boolean, Done<TableDescription>]): void => {
    const done = rest.length === 1 ? rest[0] : rest[1]
    const table = this.tableDb.read(name)
    if (table) {
      done(null, table)
      return
    }
    const body = {
      __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      message: 'Requested resource not found',
    }
    done(Object.assign(new Error(body.message), { statusCode: 400, body }))
  }

  dropTable(table: string): void {
    this.tableDb.unset(table)
    this.#items.delete(table)
    this.dropIndexes(table)
  }

  dropIndexes(table: string): void {
    for (const id of [...this.#indexes.keys()]) if (id.split('~')[1] === table) this.#indexes.delete(id)
  }

  #note(map: SortedMap<Item>, key: string, old: Item | undefined, now: Item | undefined, table?: string): void {
    const undo = () => (old === undefined ? map.unset(key) : map.set(key, old))
    const images = { ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { now }) }
    this.journal?.wrote(undo, table === undefined ? undefined : { table, key, ...images })
  }
}

/** Dynalite projects absent attributes as undefined members, which a store that serialises would lose; so does this one. */
class IndexMap extends SortedMap<Item> {
  override put(key: string, value: Item, done?: Done): void {
    super.put(key, Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)), done)
  }
}

function obtain<V>(map: Map<string, V>, key: string, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
