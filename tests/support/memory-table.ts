/**
 * A table in memory for many thousand items: what the stores of figures ask of DynamoDB, conditions and transactions
 * included, without a server. Anything else is refused, filters among it. Counts what AWS would bill.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { holds, type Item, type Named, updated } from '#store/paper-expressions'
import { Partition } from './memory-partition.ts'

type Key = { readonly pk: string; readonly sk: string }
type Write = Named & {
  readonly Item?: Item
  readonly Key?: Item
  readonly UpdateExpression?: string
  readonly ConditionExpression?: string
}
/** The attributes by which an index is partitioned and sorted, and what it has of an item beside the keys. */
export type MemoryIndex = { readonly partition: string; readonly sort: string; readonly projected: readonly string[] }
export type MemoryTableOptions = {
  /** Whether what is done is weighed, which takes longer than doing it. */
  readonly metered?: boolean
  readonly indexes?: Readonly<Record<string, MemoryIndex>>
}

export type MemoryTable = {
  readonly client: DynamoDBDocumentClient
  readonly items: () => Item[]
  readonly size: () => number
  meter(isOn: boolean): void
  /** Units as DynamoDB counts them, since the last call. */
  units(): { readonly read: number; readonly written: number; readonly calls: number }
}

/** The one that `insights` has. */
const INSIGHTS_INDEXES = { byOpened: { partition: 'openedKey', sort: 'openedSk', projected: [] } }

export function memoryTable({ metered = false, indexes = INSIGHTS_INDEXES }: MemoryTableOptions = {}): MemoryTable {
  const partitions = new Map<string, Partition>()
  const indexed = new Map(Object.entries(indexes).map(([name, of]) => [name, { of, partitions: new Map() } as Index]))
  let isMetered = metered
  let read = 0
  let written = 0
  let calls = 0
  let count = 0
  const at = ({ pk, sk }: Item) => partitions.get(String(pk))?.items.get(String(sk))
  const keyOf = (write: Write): Key => (write.Item ?? write.Key) as Key

  function put(write: Write, isInTransaction: boolean): void {
    const { pk, sk } = keyOf(write)
    const before = at({ pk, sk })
    if (before !== undefined)
      for (const { of, partitions: parts } of indexed.values())
        parts.get(String(before[of.partition]))?.drop(entryOf(of, before))
    const after = write.Item === undefined ? changed(write, before ?? { pk, sk }) : { ...write.Item }
    if (before === undefined) count += 1
    partitionAt(partitions, pk).set(sk, after)
    for (const { of, partitions: parts } of indexed.values())
      if (after[of.partition] !== undefined)
        partitionAt(parts, String(after[of.partition])).set(entryOf(of, after), after)
    if (isMetered) written += Math.ceil(bytesOf(after) / 1024) * (isInTransaction ? 2 : 1)
  }

  const isRefused = (write: Write): boolean =>
    write.ConditionExpression !== undefined && !holds(write.ConditionExpression, at(keyOf(write)), write)

  function transact({ input }: TransactWriteCommand): object {
    const writes = (input.TransactItems ?? []).map(({ Put, Update }) => (Put ?? Update) as Write)
    if (writes.length > 100) throw new Error('A transaction takes 100 items')
    const names = new Set(writes.map((write) => `${keyOf(write).pk} ${keyOf(write).sk}`))
    if (names.size < writes.length) throw new Error('A transaction may not have one item twice')
    const refused = writes.map(isRefused)
    if (refused.some(Boolean)) {
      throw new TransactionCanceledException({
        $metadata: {},
        message: 'cancelled',
        CancellationReasons: refused.map((no) => ({ Code: no ? 'ConditionalCheckFailed' : 'None' })),
      })
    }
    for (const write of writes) put(write, true)
    return {}
  }

  function query(input: QueryCommandInput): object {
    const index = input.IndexName === undefined ? undefined : indexed.get(input.IndexName)
    if (input.IndexName !== undefined && index === undefined) throw new Error(`No index ${input.IndexName} here`)
    if (input.FilterExpression !== undefined) throw new Error('A filter, which this table does not know')
    const { partition, low, high } = rangeOf(input)
    const isForward = input.ScanIndexForward !== false
    const from = input.ExclusiveStartKey
    const after = from === undefined ? undefined : index === undefined ? String(from.sk) : entryOf(index.of, from)
    const most = input.Limit ?? Number.POSITIVE_INFINITY
    const found = (index?.partitions ?? partitions)
      .get(partition)
      ?.between({ low, high, after, isForward, most: most + 1 })
    const page = (found ?? []).slice(0, most)
    const seen = index === undefined ? page : page.map((item) => projected(index.of, item))
    if (isMetered) read += readUnits(seen) * (input.ConsistentRead === true ? 2 : 1)
    const isMore = (found ?? []).length > page.length
    return {
      Items: seen.map((item) => ({ ...item })),
      ...(isMore ? { LastEvaluatedKey: keysOf(index?.of, page.at(-1)) } : {}),
    }
  }

  function batch({ input }: BatchGetCommand): object {
    const [[table, { Keys = [], ConsistentRead = false } = {}] = ['']] = Object.entries(input.RequestItems ?? {})
    const found = Keys.flatMap((key): Item[] => [at(key) ?? []].flat())
    if (isMetered) for (const key of Keys) read += itemUnits(at(key), ConsistentRead)
    return { Responses: { [table]: found.map((item) => ({ ...item })) }, UnprocessedKeys: {} }
  }

  const send = async (command: object): Promise<object> => {
    calls += 1
    if (command instanceof TransactWriteCommand) return transact(command)
    if (command instanceof QueryCommand) return query(command.input)
    if (command instanceof BatchGetCommand) return batch(command)
    if (command instanceof GetCommand) {
      const found = at(command.input.Key ?? {})
      if (isMetered) read += itemUnits(found, command.input.ConsistentRead === true)
      return { Item: found }
    }
    if (command instanceof PutCommand || command instanceof UpdateCommand) {
      const write = command.input as Write
      if (isRefused(write)) throw Object.assign(new Error('refused'), { name: 'ConditionalCheckFailedException' })
      put(write, false)
      return {}
    }
    throw new Error(`A command that this table does not know: ${command.constructor.name}`)
  }

  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    items: () => [...partitions.values()].flatMap(({ items }) => [...items.values()]),
    size: () => count,
    meter(isOn) {
      isMetered = isOn
    },
    units() {
      const units = { read, written, calls }
      read = 0
      written = 0
      calls = 0
      return units
    },
  }
}

type Index = { readonly of: MemoryIndex; readonly partitions: Map<string, Partition> }

const entryOf = ({ sort }: MemoryIndex, item: Item): string => `${item[sort]}\n${item.pk}\n${item.sk}`
const keysOf = (index: MemoryIndex | undefined, item: Item = {}): Item =>
  projected({ partition: 'pk', sort: 'sk', ...index, projected: [] }, item)
const projected = ({ partition, sort, projected: more }: MemoryIndex, item: Item): Item =>
  Object.fromEntries(
    ['pk', 'sk', partition, sort, ...more].flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])),
  )

function partitionAt(all: Map<string, Partition>, name: string): Partition {
  const known = all.get(name)
  if (known !== undefined) return known
  const fresh = new Partition()
  all.set(name, fresh)
  return fresh
}

const CONDITION = /^\w+ = (:\w+)(?: AND (?:begins_with\(\w+, (:\w+)\)|\w+ BETWEEN (:\w+) AND (:\w+)))?$/
/** Behind every key that begins like this. */
const BEYOND = '\u{10ffff}'

function rangeOf({
  KeyConditionExpression: condition = '',
  ExpressionAttributeValues: values = {},
}: QueryCommandInput) {
  const [, of, prefix, from, to] = CONDITION.exec(condition) ?? []
  if (of === undefined) throw new Error(`A condition that this table does not know: ${condition}`)
  const valueAt = (name: string): string => String(values[name] ?? '')
  const partition = valueAt(of)
  if (prefix !== undefined) return { partition, low: valueAt(prefix), high: `${valueAt(prefix)}${BEYOND}` }
  if (from === undefined || to === undefined) return { partition, low: '', high: BEYOND }
  return { partition, low: valueAt(from), high: `${valueAt(to)}\0` }
}

/** As `#store/facts` writes them, and nobody else. */
const ADDITION = /^(?:SET expiresAt = :expires )?ADD #a0 :a0(?:$|,)/

/** Additions by the hundred thousand are done without reading the expression word by word. */
function changed(write: Write, before: Item): Record<string, unknown> {
  const { UpdateExpression: expression = '', ExpressionAttributeNames: names = {} } = write
  if (!ADDITION.test(expression)) return updated(expression, before, write)
  const values = write.ExpressionAttributeValues ?? {}
  // in place: nobody else holds the item, and a copy of hundreds of bins for each addition would take most of the time
  const after = before as Record<string, unknown>
  if (':expires' in values) after.expiresAt = values[':expires']
  for (let n = 0, name = names['#a0']; name !== undefined; n += 1, name = names[`#a${n}`])
    after[name] = Number(after[name] ?? 0) + Number(values[`:a${n}`])
  return after
}

const readUnits = (page: readonly Item[]): number =>
  Math.max(0.5, Math.ceil(page.reduce((sum, item) => sum + bytesOf(item), 0) / 4096) / 2)

const itemUnits = (item: Item | undefined, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytesOf(item ?? {}) / 4096)) / (isConsistent ? 1 : 2)

/** Names and values as DynamoDB weighs them, roughly: a number takes a byte for two digits. */
function bytesOf(value: unknown): number {
  if (typeof value === 'number') return 1 + Math.ceil(String(Math.abs(value)).length / 2)
  if (typeof value === 'string') return value.length
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + 1 + bytesOf(one), 0)
  if (typeof value !== 'object' || value === null) return 1
  return 3 + Object.entries(value).reduce((sum, [name, one]) => sum + name.length + 1 + bytesOf(one), 0)
}
