import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Conversation, ConversationState } from '#domain/conversation'
import { fullJitterMs, type Random } from '#runtime/retry'
import { type Attributes, fromItem, type Stored, toItem } from './item.ts'
import { conversationPk, STATE } from './keys.ts'

export type ConversationKey = { readonly account: string; readonly conversationId: number }
/** A conversation as it shall be; the store gives it its version and the time of the write. */
export type Draft = Omit<Conversation, 'version' | 'writtenAtMs'>

export type Committed =
  | { readonly kind: 'stored'; readonly conversation: Conversation }
  /** Somebody else wrote first. `current` is what they wrote; `undefined` when the conversation is gone. */
  | { readonly kind: 'lost'; readonly current: Stored | undefined }
  /** The table will never take this item, for instance because it is too large. */
  | { readonly kind: 'refused'; readonly detail: string }

export type ConversationStore = {
  /**
   * The conversations that exist, by `conversationPk`. Reads are eventually consistent unless asked otherwise: a stale copy
   * makes `commit` lose its race, which hands the current one back, and facts that a stale copy holds already are in the
   * current one too, because a state only grows.
   */
  readMany(keys: readonly ConversationKey[]): Promise<ReadonlyMap<string, Stored>>
  /** Writes `draft` if the stored conversation is still `over`, or does not exist where `over` is undefined. */
  commit(draft: Draft, over: Stored | undefined): Promise<Committed>
}

/** Those of one account that exist, by id. */
export async function conversationsOf(
  account: string,
  ids: readonly number[],
  { readMany }: Pick<ConversationStore, 'readMany'>,
): Promise<Map<number, Stored>> {
  const found = await readMany(ids.map((conversationId) => ({ account, conversationId })))
  return new Map([...found.values()].map((held) => [held.conversation.conversationId, held]))
}

/** What is known of them, by id. */
export async function statesOf(
  account: string,
  ids: readonly number[],
  store: Pick<ConversationStore, 'readMany'>,
): Promise<Map<number, ConversationState>> {
  const held = await conversationsOf(account, ids, store)
  return new Map([...held].map(([id, { conversation }]) => [id, conversation.state]))
}

export type ConversationStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  /** Days a resolved conversation is kept after its last write. */
  readonly retentionDays: number
  /** Reads what was written an instant ago, at twice the price: for who comes because of that write. */
  readonly consistent?: boolean
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

/** DynamoDB reads up to a hundred items a call. */
const KEYS_A_CALL = 100
const ROUNDS = 6
const BACKOFF = { baseMs: 50, capMs: 1_000 }

/** Conversations in table `desk`. Faults of DynamoDB are thrown. */
export function conversationStore(deps: ConversationStoreDeps): ConversationStore {
  const { client, table, retentionDays, now } = deps
  return {
    async readMany(keys) {
      const found = new Map<string, Stored>()
      for (let from = 0; from < keys.length; from += KEYS_A_CALL) {
        for (const item of await readChunk(keys.slice(from, from + KEYS_A_CALL), deps)) {
          const stored = readable(item)
          if (stored) found.set(String(item.pk), stored)
        }
      }
      return found
    },

    async commit(draft, over) {
      const version = (over?.conversation.version ?? 0) + 1
      const conversation = { ...draft, version, writtenAtMs: now() }
      const put = new PutCommand({
        TableName: table,
        Item: toItem({ conversation, carried: over?.carried ?? {} }, retentionDays),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...(over === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :expected',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':expected': over.conversation.version },
            }),
      })
      try {
        await client.send(put)
        return { kind: 'stored', conversation }
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return { kind: 'lost', current: currentOf(error) }
        if (error instanceof Error && error.name === 'ValidationException') {
          return { kind: 'refused', detail: 'The table does not take the item' }
        }
        throw error
      }
    },
  }
}

async function readChunk(keys: readonly ConversationKey[], deps: ConversationStoreDeps) {
  const { client, table, random, wait, consistent = false } = deps
  const items: Record<string, unknown>[] = []
  let left: Record<string, unknown>[] = keys.map(({ account, conversationId }) => ({
    pk: conversationPk(account, conversationId),
    sk: STATE,
  }))
  for (let round = 0; left.length > 0; round++) {
    if (round === ROUNDS) throw new Error(`${left.length} of ${keys.length} conversations could not be read`)
    if (round > 0) await wait(fullJitterMs(round, BACKOFF, random))
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: consistent } } }),
    )
    items.push(...(answer.Responses?.[table] ?? []))
    left = answer.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return items
}

/**
 * An item that cannot be read must not stop the other conversations of the batch. Left out, it counts as missing, and
 * `commit` meets it again: its condition fails, and reading the item handed back throws for that conversation alone.
 */
function readable(item: Attributes): Stored | undefined {
  try {
    return fromItem(item)
  } catch {
    return undefined
  }
}

/** The document client leaves items inside errors in DynamoDB's own notation. */
const currentOf = ({ Item }: ConditionalCheckFailedException): Stored | undefined =>
  Item === undefined || Object.keys(Item).length === 0 ? undefined : fromItem(unmarshall(Item))
