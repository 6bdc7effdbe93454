import type { Clock, Timer } from '../../clock.ts'
import { AwsError, unknownOperation } from '../aws-error.ts'
import { type CheckedRequest, type DynaliteOperation, db, type Result, run, runSync, validated } from './dynalite.ts'
import type { DynamoEngine, Item, StreamRecord, Units } from './engine.ts'
import { repair } from './expression-repairs.ts'
import { itemBytes } from './item.ts'
import { checkExpressions, checkProjection } from './limits.ts'
import { type Change, SortedStore } from './sorted-map.ts'
import { ChangeListeners } from './streams.ts'
import { keyOf, type TableSnapshot, Tables } from './tables.ts'
import { expiredItems, type TtlSpecification } from './time-to-live.ts'
import { isFailedCondition, prepare, runAll, Tokens, type TransactItem, type TransactWrite } from './transactions.ts'
import { UnitMeter, unitsOfChange } from './units.ts'
import { WriteScope } from './write-scope.ts'

const SWEEP_MS = 60_000
const READ_UNIT_BYTES = 4096

type Input = Readonly<Record<string, unknown>>
export type DynamoSnapshot = { readonly tables: readonly TableSnapshot[] }
type Capacity = { readonly TableName: string; CapacityUnits: number; Table?: { CapacityUnits: number } }

/** DynamoDB for one process. Every write ends within one turn of the event loop, transactions included. */
export class LocalDynamoDb implements DynamoEngine {
  readonly #clock: Clock
  readonly #store = new SortedStore()
  readonly #tables: Tables
  readonly #tokens: Tokens
  readonly #listeners = new ChangeListeners()
  readonly #meter = new UnitMeter()
  #sweepTimer: Timer | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#tables = new Tables(this.#store, clock)
    this.#tokens = new Tokens(clock)
    this.#armSweep()
  }

  async call(operation: string, input: Input): Promise<Record<string, unknown>> {
    // the store's own objects must not leave it
    return structuredClone(await this.perform(operation, input))
  }

  /** As `call`, but the result may share objects with the store: for answers that are serialised at once. */
  async perform(operation: string, input: Input): Promise<Result> {
    switch (operation) {
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return this.#write(operation, input)
      case 'BatchWriteItem':
        return this.#batchWrite(input)
      case 'TransactWriteItems':
        return this.#transactWrite(input)
      case 'GetItem':
      case 'Query':
      case 'Scan':
      case 'BatchGetItem':
        return this.#read(operation, input)
      case 'TransactGetItems':
        return this.#transactGet(input)
      case 'CreateTable':
        return { TableDescription: this.#tables.create(input) }
      case 'DeleteTable':
        return { TableDescription: this.#tables.delete(String(input.TableName)) }
      case 'DescribeTable':
        return { Table: this.#describe(String(input.TableName)) }
      case 'ListTables':
        return run(operation, this.#store, validated(operation, input, this.#store))
      case 'UpdateTable':
        return this.#updateTable(input)
      case 'UpdateTimeToLive':
        return this.#tables.updateTtl(String(input.TableName), input.TimeToLiveSpecification as TtlSpecification)
      case 'DescribeTimeToLive':
        return this.#tables.describeTtl(String(input.TableName))
      default:
        throw unknownOperation('dynamodb', operation)
    }
  }

  async ensureTable(input: Input, ttlAttribute?: string): Promise<void> {
    this.#tables.ensure(input)
    this.#tables.setTtl(String(input.TableName), ttlAttribute)
  }

  onChange(tableName: string, listener: (record: StreamRecord) => void): () => void {
    return this.#listeners.add(tableName, listener)
  }

  records(tableName: string, afterSequenceNumber?: string): readonly StreamRecord[] {
    return this.#tables.stream(tableName)?.after(afterSequenceNumber) ?? []
  }

  streamArn(tableName: string): string | undefined {
    return this.#tables.stream(tableName)?.arn
  }

  tableNames(): readonly string[] {
    return this.#tables.names()
  }

  units(tableName: string): Units {
    return this.#meter.of(tableName)
  }

  resetUnits(): void {
    this.#meter.reset()
  }

  sweepTtl(): number {
    const requests = this.tableNames().flatMap((name) => {
      const items = this.#store.getItemDb(name).values()
      const expired = expiredItems(items, this.#tables.ttlAttribute(name), this.#clock.now())
      return expired.map((item): CheckedRequest => ({ TableName: name, Key: keyOf(item, this.#tables.get(name)) }))
    })
    for (const request of requests) {
      const { changes } = WriteScope.run(this.#store, () => runSync('DeleteItem', this.#store, request))
      this.#publish(changes, true)
    }
    return requests.length
  }

  close(): void {
    this.#clock.clear(this.#sweepTimer)
  }

  snapshot(): DynamoSnapshot {
    return { tables: this.#tables.snapshot() }
  }

  restore(snapshot: DynamoSnapshot): void {
    this.#tables.restore(snapshot.tables)
  }

  #write(operation: 'PutItem' | 'UpdateItem' | 'DeleteItem', input: Input): Result {
    const request = this.#checked(operation, input)
    const table = this.#tables.get(request.TableName)
    const old = this.#peek(request)
    try {
      const { result, changes } = WriteScope.run(this.#store, () => runSync(operation, this.#store, request))
      const units = changes.reduce((sum, change) => sum + unitsOfChange(change, table), 0) || 1
      this.#meter.addWrite(table.TableName, units)
      this.#publish(changes, false)
      return withCapacity(result, input, [{ TableName: table.TableName, CapacityUnits: units }])
    } catch (error) {
      if (!isFailedCondition(error)) throw error
      // a failed condition is billed by the item it looked at
      this.#meter.addWrite(
        table.TableName,
        old ? unitsOfChange({ table: '', key: '', old }, { ...table, GlobalSecondaryIndexes: [] }) : 1,
      )
      if (!old || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error
      throw new AwsError(error.type, error.message, { extra: { Item: old } })
    }
  }

  #batchWrite(input: Input): Result {
    const request = this.#checked('BatchWriteItem', input)
    const { result, changes } = WriteScope.run(this.#store, () => runSync('BatchWriteItem', this.#store, request))
    const capacity = this.#chargeWrites(changes, 1)
    this.#publish(changes, false)
    return withCapacity(result, input, capacity, 'list')
  }

  #transactWrite(input: Input): Result {
    const transaction = input as TransactWrite
    if (this.#tokens.isRepetition(transaction)) return {}
    const operations = prepare(transaction.TransactItems, ['Put', 'Update', 'Delete', 'ConditionCheck'], this.#parts())
    const { changes } = WriteScope.run(this.#store, (scope) => runAll(operations, this.#store, scope))
    this.#tokens.remember(transaction)
    const capacity = this.#chargeWrites(changes, 2)
    for (const { kind, request } of operations)
      if (kind === 'ConditionCheck') this.#meter.addWrite(request.TableName, 2)
    this.#publish(changes, false)
    return withCapacity({}, input, capacity, 'list')
  }

  #transactGet(input: Input): Result {
    const operations = prepare(input.TransactItems as readonly TransactItem[] | undefined, ['Get'], this.#parts())
    const Responses = operations.map(({ request }) => {
      const { Item } = runSync('GetItem', this.#store, request)
      const stored = this.#peek(request)
      this.#meter.addRead(
        request.TableName,
        2 * Math.max(1, Math.ceil((stored ? itemBytes(stored) : 0) / READ_UNIT_BYTES)),
      )
      return Item ? { Item } : {}
    })
    return { Responses }
  }

  async #read(operation: 'GetItem' | 'Query' | 'Scan' | 'BatchGetItem', input: Input): Promise<Result> {
    const request = this.#checked(operation, {
      ...input,
      ReturnConsumedCapacity: input.ReturnConsumedCapacity === 'INDEXES' ? 'INDEXES' : 'TOTAL',
    })
    const result = await run(operation, this.#store, request)
    const consumed = result.ConsumedCapacity as Capacity | readonly Capacity[] | undefined
    const smallest = request.ConsistentRead === true ? 1 : 0.5
    for (const capacity of consumed === undefined ? [] : [consumed].flat()) {
      // a query that finds nothing is billed as well
      capacity.CapacityUnits = Math.max(capacity.CapacityUnits, smallest)
      this.#meter.addRead(capacity.TableName, capacity.CapacityUnits)
    }
    return asksForCapacity(input) ? result : { ...result, ConsumedCapacity: undefined }
  }

  #chargeWrites(changes: readonly Change[], factor: number): Capacity[] {
    const perTable = new Map<string, number>()
    for (const change of changes) {
      const units = factor * unitsOfChange(change, this.#tables.get(change.table))
      perTable.set(change.table, (perTable.get(change.table) ?? 0) + units)
    }
    for (const [name, units] of perTable) this.#meter.addWrite(name, units)
    return [...perTable].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }))
  }

  #publish(changes: readonly Change[], byTimeToLive: boolean): void {
    for (const change of changes) {
      const record = this.#tables.stream(change.table)?.append(change, this.#tables.get(change.table), byTimeToLive)
      if (record) this.#listeners.tell(change.table, [record])
    }
  }

  #checked(operation: DynaliteOperation, input: Input): CheckedRequest {
    const request = validated(operation, input, this.#store)
    repair(request)
    checkExpressions(request)
    if (operation === 'Query') checkProjection(request, this.#tables.get(request.TableName))
    return request
  }

  #peek(request: CheckedRequest): Item | undefined {
    const table = this.#tables.get(request.TableName)
    const key = request.Key ?? keyOf(request.Item ?? {}, table)
    // a key that does not fit the table is refused by the action, with DynamoDB's words
    if (db.validateKey(key, table)) return undefined
    return this.#store.getItemDb(request.TableName).read(db.createKey(key, table))
  }

  #parts() {
    return { store: this.#store, tables: this.#tables }
  }

  #describe(name: string): Result {
    const items = [...this.#store.getItemDb(this.#tables.get(name).TableName).values()]
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0)
    return { ...this.#tables.get(name), ItemCount: items.length, TableSizeBytes: bytes }
  }

  async #updateTable(input: Input): Promise<Result> {
    const table = this.#tables.get(String(input.TableName))
    const { StreamSpecification: stream, ...rest } = input
    if (stream !== undefined) this.#tables.setStream(table, stream as { StreamEnabled?: boolean })
    if (Object.keys(rest).length > 1) {
      await run('UpdateTable', this.#store, validated('UpdateTable', rest, this.#store))
    }
    return { TableDescription: this.#describe(table.TableName) }
  }

  #armSweep(): void {
    this.#sweepTimer = this.#clock.at(this.#clock.now() + SWEEP_MS, () => {
      this.sweepTtl()
      this.#armSweep()
    })
  }
}

const asksForCapacity = (input: Input): boolean =>
  input.ReturnConsumedCapacity === 'TOTAL' || input.ReturnConsumedCapacity === 'INDEXES'

function withCapacity(
  result: Result,
  input: Input,
  capacity: readonly Capacity[],
  form: 'one' | 'list' = 'one',
): Result {
  const { ConsumedCapacity: _, ...rest } = result
  if (!asksForCapacity(input)) return rest
  return { ...rest, ConsumedCapacity: form === 'list' ? capacity : capacity[0] }
}
