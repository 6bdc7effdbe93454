import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { ACTION_STATES, type Action, type ActionKey, type ActionState, statesBefore } from '#domain/action'
import { touchesOf } from '#domain/overtaken'
import { expiresAtS } from './expiry.ts'
import { ACTION_PREFIX, actionSk, conversationPk } from './keys.ts'
import { queryItems } from './query-items.ts'

/**
 * An action's item: why it was wanted, how often it was tried, and how it ended. What exactly was wanted travels in the
 * message, so that a note's text is kept in one place, and no longer than it is needed; of a proposed one, in the item.
 */
export type ActionStore = {
  /** Counts one more try, before it is made: a crash in the middle of it must not look as if it never was. */
  beginTry(key: ActionKey): Promise<Begun>
  /** The end of an action. False: it had ended before, or is not there. */
  settle(key: ActionKey, end: Settlement): Promise<boolean>
  /** What actions of the same conversation have set that were wanted after this one, and are applied (overtaken.ts). */
  touchedSince(action: Action): Promise<ReadonlySet<string>>
  /** Why a try has to be repeated. */
  noteError(key: ActionKey, code: string): Promise<void>
}

export type Enlisted = { readonly kind: 'new' } | { readonly kind: 'known'; readonly state: ActionState }
export type Begun =
  | {
      readonly kind: 'begun'
      /** 1 at the first. */
      readonly attempts: number
      readonly firstTriedAtMs: number
    }
  | { readonly kind: 'settled'; readonly state: ActionState }
  /** No item: nobody asked for it, or so long ago that it has expired. */
  | { readonly kind: 'unknown' }
export type Settlement =
  | { readonly state: 'applied' }
  | {
      readonly state: 'failed' | 'superseded'
      /** A stable code, not a text of Chatwoot's. */
      readonly code: string
    }

export type ActionStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}
export type EnlistDeps = ActionStoreDeps & {
  /** Days an action is kept after it was requested; longer than its message can live, dead-letter queue included. */
  readonly retentionDays: number
}

/** Stores an action as queued. A known one is left as it is, whatever has become of it. Faults of DynamoDB are thrown. */
export const enlistAction = (action: Action, deps: EnlistDeps): Promise<Enlisted> => store(action, 'queued', deps)

/** Stores an action as proposed, with what it wants: there is no message yet that could carry it. As `enlistAction`. */
export const proposeAction = (action: Action, deps: EnlistDeps): Promise<Enlisted> => store(action, 'proposed', deps)

/**
 * Lets a proposed action go: it is queued from then on, and has to be sent. One that was released before and has not
 * ended is answered again. `undefined`: it was never proposed, or has ended. Faults of DynamoDB are thrown.
 */
export async function releaseAction(key: ActionKey, deps: ActionStoreDeps): Promise<Action | undefined> {
  const update = new UpdateCommand({
    TableName: deps.table,
    Key: actionKey(key),
    UpdateExpression: 'SET #state = :queued, queuedAtMs = :now',
    ConditionExpression: '#state IN (:proposed, :queued) AND attribute_exists(proposed)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':proposed': 'proposed' satisfies ActionState,
      ':queued': 'queued' satisfies ActionState,
      ':now': deps.now(),
    },
    ReturnValues: 'ALL_NEW',
  })
  return unlessRefused<Action | undefined>(
    async () => (await deps.client.send(update)).Attributes?.proposed as Action | undefined,
    () => undefined,
  )
}

async function store(action: Action, state: 'queued' | 'proposed', deps: EnlistDeps): Promise<Enlisted> {
  const put = new PutCommand({
    TableName: deps.table,
    Item: {
      ...queuedItem(action, deps.now(), deps.retentionDays),
      state,
      ...(state === 'proposed' ? { proposed: action } : {}),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  return unlessRefused<Enlisted>(
    async () => {
      await deps.client.send(put)
      return { kind: 'new' }
    },
    (held) => ({ kind: 'known', state: stateOf(held) }),
  )
}

/** The item of an action that is on its way: for who stores it together with the decision it follows from. */
export function queuedItem(action: Action, queuedAtMs: number, retentionDays: number): Record<string, unknown> {
  const { account, conversationId, verb, reason, requestedAtMs, correlationId } = action
  const touches = touchesOf(action)
  return {
    ...actionKey(action),
    ...{ account, conversationId, verb, reason, requestedAtMs, correlationId, queuedAtMs },
    ...(touches.length === 0 ? {} : { touches }),
    state: 'queued' satisfies ActionState,
    attempts: 0,
    expiresAt: expiresAtS(queuedAtMs, retentionDays),
  }
}

/** Actions in table `desk`, beside their conversation and in none of its indexes. Faults of DynamoDB are thrown. */
export function actionStore({ client, table, now }: ActionStoreDeps): ActionStore {
  const names = { '#state': 'state' }
  const at = (key: ActionKey) => ({ TableName: table, Key: actionKey(key) })
  return {
    async beginTry(key) {
      const update = new UpdateCommand({
        ...at(key),
        UpdateExpression:
          'SET attempts = attempts + :one, lastTriedAtMs = :now, firstTriedAtMs = if_not_exists(firstTriedAtMs, :now)',
        ConditionExpression: '#state = :queued',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':one': 1, ':now': now(), ':queued': 'queued' satisfies ActionState },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })
      return unlessRefused<Begun>(
        async () => {
          const { Attributes = {} } = await client.send(update)
          return {
            kind: 'begun',
            attempts: numberOf(Attributes, 'attempts'),
            firstTriedAtMs: numberOf(Attributes, 'firstTriedAtMs'),
          }
        },
        (held) => (held === undefined ? { kind: 'unknown' } : { kind: 'settled', state: stateOf(held) }),
      )
    },

    async settle(key, end) {
      const before = statesBefore(end.state).map((state, nth) => [`:before${nth}`, state] as const)
      const update = new UpdateCommand({
        ...at(key),
        UpdateExpression: `SET #state = :end, settledAtMs = :now${'code' in end ? ', lastError = :code' : ''}`,
        ConditionExpression: `#state IN (${before.map(([name]) => name).join(', ')})`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ...Object.fromEntries(before),
          ':end': end.state,
          ':now': now(),
          ...('code' in end ? { ':code': end.code } : {}),
        },
      })
      return unlessRefused(
        async () => {
          await client.send(update)
          return true
        },
        () => false,
      )
    },

    async touchedSince(action) {
      if (touchesOf(action).length === 0) return new Set()
      const { pk, sk: ownSk } = actionKey(action)
      const items = await queryItems(
        { client, table },
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': pk, ':prefix': ACTION_PREFIX },
          ConsistentRead: true,
        },
      )
      const self = items.find(({ sk }) => sk === ownSk)
      const sinceMs = self === undefined ? action.requestedAtMs : wantedAtMs(self)
      const later = items.filter(
        (item) => item.state === ('applied' satisfies ActionState) && wantedAtMs(item) > sinceMs,
      )
      return new Set(later.flatMap(({ touches }) => (Array.isArray(touches) ? touches.map(String) : [])))
    },

    async noteError(key, code) {
      const update = new UpdateCommand({
        ...at(key),
        UpdateExpression: 'SET lastError = :code',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':code': code },
      })
      await unlessRefused<unknown>(
        () => client.send(update),
        () => undefined,
      )
    },
  }
}

export const actionKey = ({ account, conversationId, id }: ActionKey) => ({
  pk: conversationPk(account, conversationId),
  sk: actionSk(id),
})

type Item = Readonly<Record<string, unknown>>

/** What was only proposed is wanted from when somebody lets it go. */
const wantedAtMs = (item: Item): number => numberOf(item, item.proposed === undefined ? 'requestedAtMs' : 'queuedAtMs')

/** What the write gives; when its condition did not hold, what follows from the item as it is (`undefined`: none). */
export async function unlessRefused<Result>(
  write: () => Promise<Result>,
  otherwise: (held: Item | undefined) => Result,
): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const { Item: held } = error
    return otherwise(held === undefined || Object.keys(held).length === 0 ? undefined : unmarshall(held))
  }
}

function stateOf(item: Item | undefined): ActionState {
  const state = ACTION_STATES.find((known) => known === item?.state)
  if (state === undefined) throw new Error('Stored action: state is not one of the known')
  return state
}

function numberOf(item: Item, name: string): number {
  const value = item[name]
  if (typeof value !== 'number') throw new Error(`Stored action: ${name} is not a number`)
  return value
}
