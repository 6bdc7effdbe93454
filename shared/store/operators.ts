/**
 * Operators of an account, one item each, with the directory and the mark of how recent they are. A reading may change
 * them all: it is written on condition of the account's revision, which every write raises, so that readings are taken
 * one after the other, and one that met another in the midst of its writes begins anew from what is there.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { StoredOperator } from '#domain/operator'
import type { KnownDirectory, Presence, PresenceMark, PresenceStep } from '#domain/presence'
import { DIRECTORY_SK, OPERATOR_PREFIX, operatorSk, operatorsPk, READING_SK } from './keys.ts'
import { queryItems } from './query-items.ts'

/** Presence as read, to be written on condition that it is still so. */
export type HeldPresence = Presence & { readonly revision: number }

export type OperatorStore = {
  /** By id, those included who are gone. */
  list(account: string): Promise<readonly StoredOperator[]>
  /** The same, with what was written an instant ago: for who comes because of that write. */
  listNow(account: string): Promise<readonly StoredOperator[]>
  /** Undefined: never read. */
  directory(account: string): Promise<KnownDirectory | undefined>
  mark(account: string): Promise<PresenceMark | undefined>
  /** All of it, consistently. */
  held(account: string): Promise<HeldPresence>
  /** `contended`: somebody else wrote since; what was written of this step by then stands, and the next one sees it. */
  commit(account: string, held: HeldPresence, step: PresenceStep): Promise<'committed' | 'contended'>
}

/** A transaction takes a hundred items, and two of them are the mark and the directory. */
const OPERATORS_AT_ONCE = 98

/** @throws the SDK's errors. */
export function operatorStore(deps: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): OperatorStore {
  const { client, table: TableName } = deps
  const item = async (account: string, sk: string, ConsistentRead = false) =>
    (await client.send(new GetCommand({ TableName, Key: { pk: operatorsPk(account), sk }, ConsistentRead }))).Item
  const operators = async (account: string, ConsistentRead = false): Promise<readonly StoredOperator[]> => {
    const items = await queryItems(deps, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :operators)',
      ExpressionAttributeValues: { ':pk': operatorsPk(account), ':operators': OPERATOR_PREFIX },
      ConsistentRead,
    })
    return items.map(({ operator }) => operator as StoredOperator)
  }

  return {
    list: (account) => operators(account),
    listNow: (account) => operators(account, true),
    directory: async (account) => (await item(account, DIRECTORY_SK))?.directory as KnownDirectory | undefined,
    mark: async (account) => (await item(account, READING_SK))?.mark as PresenceMark | undefined,

    /** The mark first: what is newer than its mark makes the write lose, what is older would not. */
    async held(account) {
      const reading = await item(account, READING_SK, true)
      const [found, directory] = await Promise.all([operators(account, true), item(account, DIRECTORY_SK, true)])
      return {
        revision: Number(reading?.revision ?? 0),
        mark: reading?.mark as PresenceMark | undefined,
        operators: found,
        directory: directory?.directory as KnownDirectory | undefined,
      }
    },

    async commit(account, held, step) {
      const pieces = inPieces(step.operators)
      for (const [nth, changed] of pieces.entries()) {
        const isLast = nth === pieces.length - 1
        // Until all is written, the mark is the old one: whoever comes in between takes the account for as old as it was.
        const mark = isLast ? step.mark : held.mark
        const directory = isLast ? step.directory : undefined
        const written = { account, revision: held.revision + nth, mark, changed, directory }
        if (!(await write(written, deps))) return 'contended'
      }
      return 'committed'
    },
  }
}

type Written = {
  readonly account: string
  /** The one that must still be there. */
  readonly revision: number
  readonly mark: PresenceMark | undefined
  readonly changed: readonly StoredOperator[]
  readonly directory: KnownDirectory | undefined
}

/** False when somebody else wrote first. */
async function write(
  { account, revision, mark, changed, directory }: Written,
  { client, table: TableName }: { readonly client: DynamoDBDocumentClient; readonly table: string },
): Promise<boolean> {
  const pk = operatorsPk(account)
  const reading = {
    TableName,
    Item: { pk, sk: READING_SK, revision: revision + 1, mark },
    ...(revision === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'revision = :held', ExpressionAttributeValues: { ':held': revision } }),
  }
  const beside = [
    ...changed.map((operator) => ({ pk, sk: operatorSk(operator.operatorId), operator })),
    ...(directory === undefined ? [] : [{ pk, sk: DIRECTORY_SK, directory }]),
  ]
  try {
    // Most readings change nobody: the mark alone costs half of a transaction.
    if (beside.length === 0) await client.send(new PutCommand(reading))
    else {
      const puts = [reading, ...beside.map((Item) => ({ TableName, Item }))].map((Put) => ({ Put }))
      await client.send(new TransactWriteCommand({ TransactItems: puts }))
    }
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || isContended(error)) return false
    throw error
  }
}

const CONTENDED: ReadonlySet<string | undefined> = new Set(['ConditionalCheckFailed', 'TransactionConflict'])
/** Anything else that cancels a transaction, an item too large for one, would cancel it again. */
const isContended = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(({ Code }) => CONTENDED.has(Code))

/** One at least, since the mark is written in any case. */
function inPieces(operators: readonly StoredOperator[]): readonly (readonly StoredOperator[])[] {
  const pieces: (readonly StoredOperator[])[] = [operators.slice(0, OPERATORS_AT_ONCE)]
  for (let from = OPERATORS_AT_ONCE; from < operators.length; from += OPERATORS_AT_ONCE)
    pieces.push(operators.slice(from, from + OPERATORS_AT_ONCE))
  return pieces
}
