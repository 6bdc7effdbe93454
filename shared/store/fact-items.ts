import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type FactKey, nameOf } from '#domain/analytics/fact'
import { fullJitterMs, type Random } from '#runtime/retry'
import { FACT_PREFIX, FACT_SK, factPk } from './insight-keys.ts'

export type FactItemsDeps = {
  readonly client: DynamoDBDocumentClient
  /** Table `insights`. */
  readonly table: string
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

const TRIES = 8
const BACKOFF = { baseMs: 25, capMs: 1_000 }

/**
 * Items of facts as they lie, those that are there, by `<account>#<conversation>`. At most a hundred at once.
 * @throws the SDK's errors, and Error when what was asked for stays unread.
 */
export async function factItems(
  keys: readonly FactKey[],
  { client, table, random, wait }: FactItemsDeps,
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const found = new Map<string, Readonly<Record<string, unknown>>>()
  let left = keys.map(({ account, conversationId }) => ({ pk: factPk(account, conversationId), sk: FACT_SK }))
  for (let nth = 0; left.length > 0; nth++) {
    if (nth === TRIES) throw new Error(`${left.length} facts could not be read`)
    if (nth > 0) await wait(fullJitterMs(nth, BACKOFF, random))
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    )
    for (const item of Responses[table] ?? []) found.set(String(item.pk).slice(FACT_PREFIX.length), item)
    left = (UnprocessedKeys[table]?.Keys ?? []) as typeof left
  }
  return found
}

export const factItemAt = (items: ReadonlyMap<string, Readonly<Record<string, unknown>>>, key: FactKey) =>
  items.get(nameOf(key))
