import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { holds, type Item, type Named, updated } from './paper-expressions.ts'

export type PaperTable = {
  /** For any store: reads the table, and writes on paper. */
  readonly client: DynamoDBDocumentClient
  /** Every item as it would be now, in the order of first writing; `after` is null where it was deleted. */
  written(): readonly { readonly before: Item | undefined; readonly after: Item | null }[]
}

type Key = Readonly<Record<string, unknown>>
type Written = { readonly before: Item | undefined; after: Item | null }
type Conditional = Named & {
  readonly ConditionExpression?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}
type Write = Conditional &
  (
    | { readonly Item: Item; readonly Key?: undefined; readonly UpdateExpression?: undefined }
    | { readonly Item?: undefined; readonly Key: Key; readonly UpdateExpression?: string | undefined }
  )

/**
 * Table `desk` with writes off: whatever is written stays in memory, and is read again from there. Stores work on it as
 * they do on the table, conditions and transactions included, so that what they would do can be seen without doing it.
 * What stands in the table itself is only ever read. For one rehearsal: nothing is forgotten.
 */
export function paperTable(real: Pick<DynamoDBDocumentClient, 'send'>): PaperTable {
  const paper = new Map<string, Written>()
  const bases = new Map<string, Item | undefined>()
  const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk])

  /** Whoever writes has the item read first; from then on nothing is waited for, so that writers never cross. */
  async function load(TableName: string | undefined, { pk, sk }: Key): Promise<void> {
    const name = nameOf({ pk, sk })
    if (paper.has(name) || bases.has(name)) return
    const { Item: found } = await real.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }))
    if (!bases.has(name)) bases.set(name, found)
  }

  const now = (name: string): Item | undefined => {
    const held = paper.get(name)
    return held === undefined ? bases.get(name) : (held.after ?? undefined)
  }

  /** What the write makes of the item, or that its condition does not hold. */
  function judge(write: Write): Judged {
    const name = nameOf(write.Item ?? write.Key)
    const before = now(name)
    const { ConditionExpression: condition } = write
    const isRefused = condition !== undefined && !holds(condition, before, write)
    return { name, before, isRefused, after: isRefused ? null : afterOf(write, before) }
  }

  function keep({ name, before, after }: Judged): void {
    const held = paper.get(name)
    if (held === undefined) paper.set(name, { before, after })
    else held.after = after
  }

  async function one(TableName: string | undefined, write: Write): Promise<{ Attributes?: Item }> {
    await load(TableName, write.Item ?? write.Key)
    const judged = judge(write)
    if (judged.isRefused) throw refusal(write, judged.before)
    keep(judged)
    return judged.after === null ? {} : { Attributes: judged.after }
  }

  async function transact({ input }: TransactWriteCommand): Promise<object> {
    const writes = (input.TransactItems ?? []).map(({ Put, Update, Delete, ConditionCheck }) => {
      const write = Put ?? Update ?? Delete ?? ConditionCheck
      if (write === undefined) throw new Error('A transaction that cannot be rehearsed')
      return { table: write.TableName, write: write as Write, isCheck: ConditionCheck !== undefined }
    })
    for (const { table, write } of writes) await load(table, write.Item ?? write.Key)
    const judged = writes.map(({ write, isCheck }) => ({ ...judge(write), isCheck }))
    if (judged.some(({ isRefused }) => isRefused)) {
      throw new TransactionCanceledException({
        $metadata: {},
        message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
        CancellationReasons: judged.map(({ isRefused }) => ({ Code: isRefused ? 'ConditionalCheckFailed' : 'None' })),
      })
    }
    for (const each of judged) if (!each.isCheck) keep(each)
    return {}
  }

  async function batch({ input }: BatchGetCommand): Promise<object> {
    const [[table, asked] = ['', undefined]] = Object.entries(input.RequestItems ?? {})
    const keys = asked?.Keys ?? []
    const unwritten = keys.filter((key) => !paper.has(nameOf(key)))
    const written = keys.flatMap((key) => paper.get(nameOf(key))?.after ?? [])
    if (unwritten.length === 0) return { Responses: { [table]: written } }
    const RequestItems = { [table]: { ...asked, Keys: unwritten } }
    const found: BatchGetCommandOutput = await real.send(new BatchGetCommand({ ...input, RequestItems }))
    return { ...found, Responses: { [table]: [...(found.Responses?.[table] ?? []), ...written] } }
  }

  async function query(command: QueryCommand): Promise<object> {
    const found: QueryCommandOutput = await real.send(command)
    if (paper.size === 0) return found
    const { input } = command
    const isAsked = (item: Item): boolean =>
      holds(input.KeyConditionExpression ?? '', item, input) &&
      (input.FilterExpression === undefined || holds(input.FilterExpression, item, input))
    const items: readonly Item[] = (found.Items ?? []).filter((item) => !paper.has(nameOf(item)))
    // Whatever was written stands on the last page, in its place there: none of it is missing, and none comes twice.
    const written: readonly Item[] = [...paper.values()].flatMap(({ after }) => (after === null ? [] : [after]))
    const own = found.LastEvaluatedKey === undefined ? written.filter(isAsked) : []
    return { ...found, Items: inOrder([...items, ...own], input).slice(0, input.Limit) }
  }

  const send = async (command: object): Promise<object> => {
    if (command instanceof GetCommand) {
      const { Key = {} } = command.input
      if (!paper.has(nameOf(Key))) return real.send(command)
      const Item = now(nameOf(Key))
      return Item === undefined ? {} : { Item }
    }
    if (command instanceof BatchGetCommand) return batch(command)
    if (command instanceof QueryCommand) return query(command)
    if (command instanceof TransactWriteCommand) return transact(command)
    if (command instanceof PutCommand || command instanceof UpdateCommand || command instanceof DeleteCommand)
      return one(command.input.TableName, command.input as Write)
    throw new Error(`A command that cannot be rehearsed: ${command.constructor.name}`)
  }

  return {
    // The stores ask for nothing but `send`.
    client: { send } as unknown as DynamoDBDocumentClient,
    written: () => [...paper.values()],
  }
}

type Judged = {
  readonly name: string
  readonly before: Item | undefined
  readonly isRefused: boolean
  readonly after: Item | null
}

function afterOf(write: Write, before: Item | undefined): Item | null {
  if (write.Item !== undefined) return taken(copyOf(write.Item))
  if (write.UpdateExpression === undefined) return null
  return taken(updated(write.UpdateExpression, before ?? { ...write.Key }, write))
}

const MOST_BYTES = 400 * 1024

/** DynamoDB counts names and values; JSON has a few signs more, so that what is refused here by a hair is taken there. */
function taken(item: Item): Item {
  if (Buffer.byteLength(JSON.stringify(item)) <= MOST_BYTES) return item
  const message = 'Item size has exceeded the maximum allowed size'
  throw Object.assign(new Error(message), { name: 'ValidationException' })
}

/** A copy that shares nothing, without what is undefined: as the document client has it. */
function copyOf(item: Item): Item {
  return withoutUndefined(structuredClone(item)) as Item
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, held]) => (held === undefined ? [] : [[name, withoutUndefined(held)]])),
  )
}

function refusal(write: Write, before: Item | undefined): ConditionalCheckFailedException {
  const isShown = write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before !== undefined
  return new ConditionalCheckFailedException({
    $metadata: {},
    message: 'The conditional request failed',
    ...(isShown ? { Item: marshall(before, { removeUndefinedValues: true }) } : {}),
  })
}

/** By the sort key of what was asked: the attribute that the key condition names second, or `sk`. */
function inOrder(items: readonly Item[], input: QueryCommandInput): Item[] {
  const sortKey = /AND\s+(?:begins_with\s*\(\s*)?([#\w]+)/.exec(input.KeyConditionExpression ?? '')?.[1] ?? 'sk'
  const name = input.ExpressionAttributeNames?.[sortKey] ?? sortKey
  const way = input.ScanIndexForward === false ? -1 : 1
  return [...items].sort((a, b) => way * Buffer.compare(Buffer.from(String(a[name])), Buffer.from(String(b[name]))))
}
