/**
 * A table in memory for many thousand items: what the stores of figures ask of DynamoDB, conditions and transactions
 * included, without a server. Anything else is refused. Counts what AWS would bill.
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

type Key = { readonly pk: string; readonly sk: string }
type Write = Named & {
  readonly Item?: Item
  readonly Key?: Item
  readonly UpdateExpression?: string
  readonly ConditionExpression?: string
}

export type MemoryTable = {
  readonly client: DynamoDBDocumentClient
  readonly items: () => Item[]
  readonly size: () => number
  /** Units as DynamoDB counts them, since the last call. */
  units(): { readonly read: number; readonly written: number; readonly calls: number }
}

export function memoryTable({ metered = false }: { readonly metered?: boolean } = {}): MemoryTable {
  const partitions = new Map<string, Map<string, Record<string, unknown>>>()
  let read = 0
  let written = 0
  let calls = 0
  let count = 0
  const at = ({ pk, sk }: Item) => partitions.get(String(pk))?.get(String(sk))
  const keyOf = (write: Write): Key => (write.Item ?? write.Key) as Key

  function put(write: Write, isInTransaction: boolean): void {
    const { pk, sk } = keyOf(write)
    const partition = partitions.get(pk) ?? new Map<string, Record<string, unknown>>()
    partitions.set(pk, partition)
    const before = partition.get(sk)
    const after = write.Item === undefined ? changed(write, before ?? { pk, sk }) : { ...write.Item }
    if (before === undefined) count += 1
    partition.set(sk, after)
    if (metered) written += Math.ceil(bytesOf(after) / 1024) * (isInTransaction ? 2 : 1)
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
    const { ExpressionAttributeValues: values = {}, KeyConditionExpression: condition = '', Limit } = input
    if (input.IndexName !== undefined) return queryIndex(input)
    const found = [...(partitions.get(String(values[':pk'] ?? '')) ?? new Map<string, Item>())]
      .filter(([, item]) => holds(condition, item, input))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => item as Item)
    if (input.ScanIndexForward === false) found.reverse()
    const from =
      input.ExclusiveStartKey === undefined ? 0 : found.findIndex(({ sk }) => sk === input.ExclusiveStartKey?.sk) + 1
    const page: readonly Item[] = found.slice(from, Limit === undefined ? undefined : from + Limit)
    if (metered) read += readUnits(page) * (input.ConsistentRead === true ? 2 : 1)
    const isMore = from + page.length < found.length
    return { Items: page.map((item) => ({ ...item })), ...(isMore ? { LastEvaluatedKey: page.at(-1) } : {}) }
  }

  /** Of a sparse index with one sort key, `openedSk`: the only one that `insights` has. */
  function queryIndex(input: QueryCommandInput): object {
    const { KeyConditionExpression: condition = '', Limit, ExclusiveStartKey } = input
    const from = String(ExclusiveStartKey?.openedSk ?? '')
    const found = [...partitions.values()]
      .flatMap((partition) => [...partition.values()])
      .filter((item) => holds(condition, item, input) && String(item.openedSk) > from)
      .sort((a, b) => (String(a.openedSk) < String(b.openedSk) ? -1 : 1))
      .map(({ pk, sk, openedKey, openedSk }) => ({ pk, sk, openedKey, openedSk }))
    const page = found.slice(0, Limit ?? found.length)
    return { Items: page, ...(page.length < found.length ? { LastEvaluatedKey: page.at(-1) } : {}) }
  }

  function batch({ input }: BatchGetCommand): object {
    const [[table, { Keys = [] } = {}] = ['']] = Object.entries(input.RequestItems ?? {})
    const found = Keys.flatMap((key): Item[] => [at(key) ?? []].flat())
    if (metered) for (const key of Keys) read += Math.max(1, Math.ceil(bytesOf(at(key) ?? {}) / 4096))
    return { Responses: { [table]: found.map((item) => ({ ...item })) }, UnprocessedKeys: {} }
  }

  const send = async (command: object): Promise<object> => {
    calls += 1
    if (command instanceof TransactWriteCommand) return transact(command)
    if (command instanceof QueryCommand) return query(command.input)
    if (command instanceof BatchGetCommand) return batch(command)
    if (command instanceof GetCommand) return { Item: at(command.input.Key ?? {}) }
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
    items: () => [...partitions.values()].flatMap((partition) => [...partition.values()]),
    size: () => count,
    units() {
      const units = { read, written, calls }
      read = 0
      written = 0
      calls = 0
      return units
    },
  }
}

const ADDITION = /^(?:SET expiresAt = :expires )?ADD (?:#a\d+ :a\d+(?:, )?)+$/

/** Additions by the hundred thousand are done without reading the expression word by word. */
function changed(write: Write, before: Item): Record<string, unknown> {
  const { UpdateExpression: expression = '', ExpressionAttributeNames: names = {} } = write
  if (!ADDITION.test(expression)) return updated(expression, before, write)
  const values = write.ExpressionAttributeValues ?? {}
  // in place: nobody else holds the item, and a copy of hundreds of bins for each addition would take most of the time
  const after = before as Record<string, unknown>
  if (':expires' in values) after.expiresAt = values[':expires']
  for (const [placeholder, name] of Object.entries(names))
    after[name] = Number(after[name] ?? 0) + Number(values[placeholder.replace('#', ':')])
  return after
}

const readUnits = (page: readonly Item[]): number =>
  Math.max(0.5, Math.ceil(page.reduce((sum, item) => sum + bytesOf(item), 0) / 4096) / 2)

/** Names and values as DynamoDB weighs them, roughly: a number takes a byte for two digits. */
function bytesOf(value: unknown): number {
  if (typeof value === 'number') return 1 + Math.ceil(String(Math.abs(value)).length / 2)
  if (typeof value === 'string') return value.length
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + 1 + bytesOf(one), 0)
  if (typeof value !== 'object' || value === null) return 1
  return 3 + Object.entries(value).reduce((sum, [name, one]) => sum + name.length + 1 + bytesOf(one), 0)
}
