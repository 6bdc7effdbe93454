import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { indexArn, tableArn } from '../arn.ts'
import { AwsError } from '../aws-error.ts'
import { type CheckedRequest, db, type IndexDescription, type TableDescription, validated } from './dynalite.ts'
import type { Item, StreamViewType } from './engine.ts'
import type { SortedStore } from './sorted-map.ts'
import { ChangeStream, type StreamSnapshot } from './streams.ts'
import type { TtlSpecification } from './time-to-live.ts'
import { invalid } from './write-scope.ts'

export const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#'

export type TableSnapshot = {
  readonly description: TableDescription
  readonly items: readonly Item[]
  readonly ttlAttribute?: string
  readonly stream?: StreamSnapshot
}

type StreamSpecification = { readonly StreamEnabled?: boolean; readonly StreamViewType?: StreamViewType }
type Input = Readonly<Record<string, unknown>>

/** Table definitions: keys, indexes, streams and time to live. Tables are ACTIVE at once. */
export class Tables {
  readonly #store: SortedStore
  readonly #clock: Clock
  readonly #streams = new Map<string, ChangeStream>()
  readonly #ttl = new Map<string, string>()

  constructor(store: SortedStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  get(name: string): TableDescription {
    const table = this.#store.tableDb.read(name)
    if (table) return table
    throw new AwsError(
      `${NAMESPACE}ResourceNotFoundException`,
      `Requested resource not found: Table: ${name} not found`,
    )
  }

  names(): readonly string[] {
    return [...this.#store.tableDb.values()].map((t) => t.TableName).sort()
  }

  create(input: Input): TableDescription {
    const request = validated('CreateTable', input, this.#store)
    if (this.#store.tableDb.read(request.TableName)) {
      throw new AwsError(`${NAMESPACE}ResourceInUseException`, `Table already exists: ${request.TableName}`)
    }
    const table = this.#describe(request)
    this.#store.tableDb.set(table.TableName, table)
    this.setStream(table, input.StreamSpecification as StreamSpecification | undefined)
    return table
  }

  delete(name: string): TableDescription {
    const table = this.get(name)
    this.#store.dropTable(name)
    this.#streams.delete(name)
    this.#ttl.delete(name)
    return { ...table, TableStatus: 'DELETING' }
  }

  /** Creates the table or fits the existing one to the definition, items kept; changed primary keys throw. */
  ensure(input: Input): void {
    const request = validated('CreateTable', input, this.#store)
    const old = this.#store.tableDb.read(request.TableName)
    if (!old) {
      this.create(input)
      return
    }
    const now = this.#describe(request)
    if (!same(old.KeySchema, now.KeySchema)) throw new Error(`table ${now.TableName}: the stored primary key differs`)
    const table = { ...old, ...now, TableId: old.TableId, CreationDateTime: old.CreationDateTime }
    const items = [...this.#store.getItemDb(table.TableName).values()]
    this.#store.tableDb.set(table.TableName, table)
    if (!same(shapes(old), shapes(now))) {
      this.#store.dropIndexes(table.TableName)
      for (const item of items) this.#index(table, item)
    }
    this.setStream(table, input.StreamSpecification as StreamSpecification | undefined)
  }

  /** Switches the stream on, off, or leaves one of the same view type running. */
  setStream(table: TableDescription, wanted: StreamSpecification | undefined): void {
    const known = this.#streams.get(table.TableName)
    // CloudFormation's StreamSpecification has no StreamEnabled: naming a view type is enough
    const viewType = wanted?.StreamEnabled === false ? undefined : wanted?.StreamViewType
    if (viewType === undefined) {
      this.#streams.delete(table.TableName)
      for (const member of ['StreamSpecification', 'LatestStreamArn', 'LatestStreamLabel']) delete table[member]
      return
    }
    const stream = known?.viewType === viewType ? known : new ChangeStream(table.TableName, viewType, this.#clock)
    this.#attach(table, stream)
  }

  stream(name: string): ChangeStream | undefined {
    return this.#streams.get(name)
  }

  ttlAttribute(name: string): string | undefined {
    return this.#ttl.get(name)
  }

  setTtl(name: string, attribute: string | undefined): void {
    this.get(name)
    if (attribute === undefined) this.#ttl.delete(name)
    else this.#ttl.set(name, attribute)
  }

  /** UpdateTimeToLive: changing nothing is an error. */
  updateTtl(name: string, wanted: TtlSpecification): { readonly TimeToLiveSpecification: TtlSpecification } {
    this.get(name)
    const enabled = this.#ttl.has(name)
    if (wanted.Enabled === enabled) throw invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`)
    this.setTtl(name, wanted.Enabled ? wanted.AttributeName : undefined)
    return { TimeToLiveSpecification: wanted }
  }

  describeTtl(name: string): { readonly TimeToLiveDescription: Readonly<Record<string, string>> } {
    const AttributeName = this.#ttl.get(this.get(name).TableName)
    const status =
      AttributeName === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName }
    return { TimeToLiveDescription: status }
  }

  snapshot(): readonly TableSnapshot[] {
    return [...this.#store.tableDb.values()].map((description) => {
      const ttlAttribute = this.#ttl.get(description.TableName)
      const stream = this.#streams.get(description.TableName)?.snapshot()
      return {
        description,
        items: [...this.#store.getItemDb(description.TableName).values()],
        ...(ttlAttribute === undefined ? {} : { ttlAttribute }),
        ...(stream === undefined ? {} : { stream }),
      }
    })
  }

  restore(tables: readonly TableSnapshot[]): void {
    for (const { description, items, ttlAttribute, stream } of tables) {
      this.#store.tableDb.set(description.TableName, description)
      const itemDb = this.#store.getItemDb(description.TableName)
      const byKey = items.map((item) => [db.createKey(item, description), item] as const)
      // in key order each one is appended; in any other order each would shift the rest
      for (const [key, item] of byKey.sort(([a], [b]) => (a < b ? -1 : 1))) itemDb.set(key, item)
      for (const item of items) this.#index(description, item)
      if (ttlAttribute !== undefined) this.#ttl.set(description.TableName, ttlAttribute)
      if (stream === undefined) continue
      const restored = new ChangeStream(description.TableName, stream.viewType, this.#clock, stream.label)
      restored.restore(stream)
      this.#attach(description, restored)
    }
  }

  #attach(table: TableDescription, stream: ChangeStream): void {
    this.#streams.set(table.TableName, stream)
    table.StreamSpecification = { StreamEnabled: true, StreamViewType: stream.viewType }
    table.LatestStreamArn = stream.arn
    table.LatestStreamLabel = stream.label
  }

  #index(table: TableDescription, item: Item): void {
    db.updateIndexes(this.#store, table, null, item, (error) => {
      if (error) throw error
    })
  }

  #describe(request: CheckedRequest): TableDescription {
    const { BillingMode, GlobalSecondaryIndexes, LocalSecondaryIndexes, ...rest } = request
    const throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 }
    const index = (i: IndexDescription): IndexDescription => ({
      ...i,
      IndexArn: indexArn(request.TableName, i.IndexName),
      IndexSizeBytes: 0,
      ItemCount: 0,
    })
    const globals = GlobalSecondaryIndexes as IndexDescription[] | undefined
    const locals = LocalSecondaryIndexes as IndexDescription[] | undefined
    return {
      ...(rest as CheckedRequest & Pick<TableDescription, 'KeySchema' | 'AttributeDefinitions'>),
      TableArn: tableArn(request.TableName),
      TableId: randomUUID(),
      CreationDateTime: Math.floor(this.#clock.now() / 1000),
      ItemCount: 0,
      TableSizeBytes: 0,
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: { ...throughput, ...(rest.ProvisionedThroughput as object | undefined) },
      ...(BillingMode === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode } } : {}),
      ...(globals
        ? {
            GlobalSecondaryIndexes: globals.map((i) => ({
              ...index(i),
              IndexStatus: 'ACTIVE',
              ProvisionedThroughput: { ...throughput, ...(i.ProvisionedThroughput as object | undefined) },
            })),
          }
        : {}),
      ...(locals ? { LocalSecondaryIndexes: locals.map(index) } : {}),
    }
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What makes index entries what they are. */
const shapes = (table: TableDescription): unknown =>
  [table.GlobalSecondaryIndexes ?? [], table.LocalSecondaryIndexes ?? []].map((indexes) =>
    indexes
      .map((i) => [
        i.IndexName,
        i.KeySchema.map((k) => k.AttributeName),
        i.Projection.ProjectionType,
        i.Projection.NonKeyAttributes,
      ])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  )

/** The primary key of an item. */
export const keyOf = (item: Item, table: TableDescription): Item =>
  Object.fromEntries(
    table.KeySchema.flatMap(({ AttributeName: name }) => (item[name] === undefined ? [] : [[name, item[name]]])),
  )
