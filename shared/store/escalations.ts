/**
 * Records of escalations: what lists, feedback and the history of an account are read from, and what keeps an action
 * from being performed twice. The escalation itself lives in its conversation.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { EscalationKey } from '#domain/escalation-id'
import { type EscalationEvent, withEvent } from '#domain/escalation-record'
import type { Packet } from '#domain/packet'
import { fullJitterMs, type Random } from '#runtime/retry'
import {
  escalationItemKey,
  type Feedback,
  fromEscalationItem,
  type StoredEscalation,
  toEscalationItem,
} from './escalation-item.ts'
import { type EscalationPage, type EscalationsAsked, listEscalations } from './escalation-list.ts'
import { isLive } from './expiry.ts'
import type { BadCursor } from './queue-reads.ts'
import { type RuleRecord, type RuleTally, ruleRecords, tallyUpdate } from './rule-records.ts'

/** `repeated`: the event was known, and nothing was written. `raised`: the first word of who raised it. */
export type Recorded = { readonly record: StoredEscalation; readonly repeated: boolean; readonly raised: boolean }

export type EscalationStore = {
  /** Joins an event into its record. A rule's escalations are counted here, each once. */
  record(event: EscalationEvent): Promise<Recorded>
  get(key: EscalationKey): Promise<StoredEscalation | null>
  /** Newest first. */
  list(account: string, asked: EscalationsAsked): Promise<EscalationPage | BadCursor>
  /** An action was performed. Gives the record as it is then. */
  markDone(key: EscalationKey, actionId: string): Promise<StoredEscalation>
  /** It joins a group of pages: noted before it does, so that it can leave. Gives the record as it is then. */
  notePage(key: EscalationKey, groupKey: string): Promise<StoredEscalation>
  /** What those who are called are told. */
  keepPacket(key: EscalationKey, packet: Packet): Promise<void>
  /**
   * Whether it was right, counted for its rule: once an escalation, whoever says it; another word takes the place of
   * the one before. `unknown`: there is no such escalation.
   */
  feedback(key: EscalationKey, feedback: Feedback): Promise<StoredEscalation | 'unknown'>
  ruleRecords(account: string): Promise<readonly RuleRecord[]>
}

export type EscalationStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  /** Days a record is kept after its last event. */
  readonly retentionDays: number
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

type Change = { readonly next: StoredEscalation; readonly tally?: RuleTally }

const TRIES = 8
const BACKOFF = { baseMs: 20, capMs: 400 }
const NOTHING_YET = { done: [], pages: [], packet: null, feedback: null, revision: 0 } as const

/** @throws the SDK's errors, and Error when a record stays contended. */
export function escalationStore(deps: EscalationStoreDeps): EscalationStore {
  const { client, table } = deps

  async function itemOf(key: EscalationKey): Promise<Record<string, unknown> | undefined> {
    const Key = escalationItemKey(key)
    return (await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item
  }

  /** For who writes it: what has expired is still in the way of a new item. */
  async function held(key: EscalationKey): Promise<StoredEscalation | null> {
    const item = await itemOf(key)
    return item === undefined ? null : fromEscalationItem(item)
  }

  async function get(key: EscalationKey): Promise<StoredEscalation | null> {
    const item = await itemOf(key)
    return item === undefined || !isLive(item, deps.now()) ? null : fromEscalationItem(item)
  }

  /** Adds to an existing record, whatever else happens to it at the same time. */
  async function amend(key: EscalationKey, expression: string, value: unknown): Promise<StoredEscalation> {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: escalationItemKey(key),
        UpdateExpression: expression,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':value': value, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return fromEscalationItem(Attributes)
  }

  return {
    get,
    list: (account, asked) => listEscalations({ account, ...asked }, deps),
    ruleRecords: (account) => ruleRecords(account, deps),

    async record(event) {
      const { account, conversationId } = event
      const key = { account, conversationId, ...event.data }
      let raised = false
      const changed = await change(
        () => held(key),
        deps,
        (held) => {
          const record = withEvent(held ?? undefined, event)
          if (record === null) return null
          raised = (held?.ruleId ?? null) === null && record.ruleId !== null
          return { next: { ...(held ?? NOTHING_YET), ...record }, ...(raised ? { tally: { raised: 1 } } : {}) }
        },
      )
      if (changed.record === null) throw new Error('The record of an escalation is gone')
      return { record: changed.record, repeated: !changed.written, raised: raised && changed.written }
    },

    markDone: (key, actionId) => amend(key, 'ADD done :value, revision :one', new Set([actionId])),
    notePage: (key, groupKey) => amend(key, 'ADD pages :value, revision :one', new Set([groupKey])),
    async keepPacket(key, packet) {
      await amend(key, 'SET packet = :value ADD revision :one', packet)
    },

    async feedback(key, feedback) {
      const { record } = await change(
        () => get(key),
        deps,
        (held) => {
          if (held === null || held.ruleId === null) return null
          const tally = tallyMoved(held.feedback?.right, feedback.right)
          return { next: { ...held, feedback }, ...(tally === undefined ? {} : { tally }) }
        },
      )
      return record === null || record.ruleId === null ? 'unknown' : record
    },
  }
}

/** What another word moves; undefined where it is the same one. */
function tallyMoved(before: boolean | undefined, right: boolean): RuleTally | undefined {
  if (before === right) return undefined
  const now = right ? { right: 1 } : { wrong: 1 }
  return before === undefined ? now : { ...(before ? { right: -1 } : { wrong: -1 }), ...now }
}

/** Writes what `law` makes of the record, on condition that it is still the one that was read; reads again if not. */
async function change(
  read: () => Promise<StoredEscalation | null>,
  deps: EscalationStoreDeps,
  law: (held: StoredEscalation | null) => Change | null,
): Promise<{ readonly record: StoredEscalation | null; readonly written: boolean }> {
  for (let nth = 0; nth < TRIES; nth++) {
    if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    const held = await read()
    const changed = law(held)
    if (changed === null) return { record: held, written: false }
    const record = { ...changed.next, revision: (held?.revision ?? 0) + 1 }
    if (await put(record, changed.tally, deps)) return { record, written: true }
  }
  throw new Error('The record of an escalation stays contended')
}

/** False when somebody else wrote first. */
async function put(
  record: StoredEscalation,
  tally: RuleTally | undefined,
  deps: EscalationStoreDeps,
): Promise<boolean> {
  const { client, table, retentionDays } = deps
  const { account, ruleId, revision } = record
  const Put = {
    TableName: table,
    Item: toEscalationItem(record, retentionDays),
    ...(revision === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'revision = :held', ExpressionAttributeValues: { ':held': revision - 1 } }),
  }
  try {
    if (tally === undefined || ruleId === null) await client.send(new PutCommand(Put))
    else {
      const Update = tallyUpdate(table, { account, ruleId }, tally)
      await client.send(new TransactWriteCommand({ TransactItems: [{ Put }, { Update }] }))
    }
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionCanceledException) return false
    throw error
  }
}
