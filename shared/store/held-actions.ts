/**
 * Actions that outage mode holds. What was asked for lies in the action's own item, beside its conversation; an entry per
 * account finds it again. No step can be lost between the two: they are written together, and an entry goes only after
 * its action was sent.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Action, ActionKey, ActionState } from '#domain/action'
import type { HeldAction } from '#domain/held-actions'
import { actionKey, unlessRefused } from './actions.ts'
import { expiresAtS } from './expiry.ts'
import { heldPk, heldSk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type HeldStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

/** Longer than outage mode can sensibly be on, and no longer than a message would have lived. */
const KEPT_DAYS = 14

/**
 * Takes a queued action off its way: its message need not come again. The try that found outage mode on counts for none.
 * False: it had ended before. Faults of DynamoDB are thrown.
 */
export async function holdAction(action: Action, { client, table, now }: HeldStoreDeps): Promise<boolean> {
  const { account, conversationId, id, requestedAtMs } = action
  const heldAtMs = now()
  const held = { account, conversationId, id, requestedAtMs, heldAtMs } satisfies HeldAction
  try {
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Update: {
              TableName: table,
              Key: actionKey(action),
              UpdateExpression: 'SET #state = :held, heldAtMs = :now, #wanted = :action, attempts = attempts - :one',
              ConditionExpression: '#state = :queued',
              ExpressionAttributeNames: { '#state': 'state', '#wanted': 'held' },
              ExpressionAttributeValues: {
                ':held': 'held' satisfies ActionState,
                ':queued': 'queued' satisfies ActionState,
                ':now': heldAtMs,
                ':action': action,
                ':one': 1,
              },
            },
          },
          {
            Update: {
              TableName: table,
              Key: entryKey(action),
              UpdateExpression: 'SET held = :held, expiresAt = :expires',
              ExpressionAttributeValues: { ':held': held, ':expires': expiresAtS(heldAtMs, KEPT_DAYS) },
            },
          },
        ],
      }),
    )
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

export type HeldActions = {
  /** Of an account, in no order. */
  list(account: string): Promise<readonly HeldAction[]>
  /**
   * Lets a held one go: it is queued from then on, and has to be sent. One that was released before and not forgotten is
   * answered again. `undefined`: it has ended, or has expired.
   */
  release(held: HeldAction): Promise<Action | undefined>
  /** It was sent, or is not there any more. One that is held anew meanwhile stays. */
  forget(held: HeldAction): Promise<void>
}

/** Faults of DynamoDB are thrown. */
export function heldActions({ client, table, now }: HeldStoreDeps): HeldActions {
  return {
    async list(account) {
      const items = await queryItems(
        { client, table },
        { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': heldPk(account) } },
      )
      return items.map((item) => item.held as HeldAction)
    },
    async release(held) {
      const update = new UpdateCommand({
        TableName: table,
        Key: actionKey(held),
        UpdateExpression: 'SET #state = :queued, queuedAtMs = :now',
        ConditionExpression: '#state IN (:held, :queued) AND heldAtMs = :since AND attribute_exists(#wanted)',
        ExpressionAttributeNames: { '#state': 'state', '#wanted': 'held' },
        ExpressionAttributeValues: {
          ':held': 'held' satisfies ActionState,
          ':queued': 'queued' satisfies ActionState,
          ':since': held.heldAtMs,
          ':now': now(),
        },
        ReturnValues: 'ALL_NEW',
      })
      return unlessRefused<Action | undefined>(
        async () => (await client.send(update)).Attributes?.held as Action | undefined,
        () => undefined,
      )
    },
    async forget(held) {
      const isThisOne = { ':since': held.heldAtMs }
      // the text of a note or a reply is kept no longer than it is needed
      const lightened = new UpdateCommand({
        TableName: table,
        Key: actionKey(held),
        UpdateExpression: 'REMOVE held',
        ConditionExpression: 'heldAtMs = :since',
        ExpressionAttributeValues: isThisOne,
      })
      const gone = new DeleteCommand({
        TableName: table,
        Key: entryKey(held),
        ConditionExpression: 'held.heldAtMs = :since',
        ExpressionAttributeValues: isThisOne,
      })
      await unlessRefused<unknown>(
        () => client.send(lightened),
        () => undefined,
      )
      await unlessRefused<unknown>(
        () => client.send(gone),
        () => undefined,
      )
    },
  }
}

/** How many of an account are held, or still wait to be released. @throws the SDK's errors. */
export const heldCount =
  ({ client, table }: Pick<HeldStoreDeps, 'client' | 'table'>) =>
  async (account: string): Promise<number> => {
    let count = 0
    let from: Record<string, unknown> | undefined
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          Select: 'COUNT',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': heldPk(account) },
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      )
      count += page.Count ?? 0
      from = page.LastEvaluatedKey
    } while (from !== undefined)
    return count
  }

const entryKey = (key: ActionKey) => ({ pk: heldPk(key.account), sk: heldSk(key.conversationId, key.id) })

/** Another write of the same item at the same time is no refusal: it has to be tried again. */
const isRefusal = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed')
