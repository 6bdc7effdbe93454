import { type Conversation, type ConversationState, WRITE_SOURCES } from '#domain/conversation'
import type { Routing } from '#domain/routing/routing-record'
import { operatorOf, rowOf, statusOf, waitingSinceMs } from '#domain/turn'
import { nextDue, type Watch } from '#domain/watch'
import { expiresAtS } from './expiry.ts'
import { conversationPk, deadlineKey, deadlineShardOf, dueKey, operatorKey, STATE, statusKey, waitKey } from './keys.ts'

/** A conversation as read, with the attributes that other capabilities keep on the same item. */
export type Stored = {
  readonly conversation: Conversation
  /** Attributes this file does not know; a write carries them over. */
  readonly carried: Attributes
}
export type Attributes = Readonly<Record<string, unknown>>

/** Attributes that `toItem` decides about: absent from its result means absent from the table. */
const OWN = [
  'pk',
  'sk',
  'account',
  'conversationId',
  'version',
  'state',
  'watch',
  'observedAtMs',
  'writtenAtMs',
  'correlationId',
  'source',
  'statusKey',
  'waitKey',
  'dueKey',
  'operatorKey',
  'inboxId',
  'teamId',
  'operatorId',
  'deadlineAtMs',
  'atRiskAtMs',
  'deadlineShard',
  'deadlineKey',
  'expiresAt',
] as const

/** The item of a conversation. `retentionDays`: how long a resolved one is kept after its last write. */
export function toItem({ conversation, carried }: Stored, retentionDays: number): Attributes {
  const { account, conversationId, state } = conversation
  return {
    ...carried,
    ...conversation,
    pk: conversationPk(account, conversationId),
    sk: STATE,
    ...indexed(conversation),
    ...(statusOf(state) === 'resolved' ? { expiresAt: expiresAtS(conversation.writtenAtMs, retentionDays) } : {}),
  }
}

/** Index keys and filters. A conversation without a snapshot has no status yet, and is in no queue. */
function indexed({ account, conversationId, state, watch }: Conversation): Attributes {
  const row = rowOf(state)
  if (row === undefined) return {}
  const { status, inboxId, team, lastActivityAtMs } = row
  const deadline = nextDue(watch)
  const operatorId = operatorOf(state)
  const waitOrder = waitKey({ conversationId, status, waitingSinceMs: waitingSinceMs(state), lastActivityAtMs })
  return {
    statusKey: statusKey(account, status),
    waitKey: waitOrder,
    dueKey: dueKey(deadline, conversationId, waitOrder),
    operatorKey: operatorKey(account, status, operatorId),
    inboxId,
    ...(team === null ? {} : { teamId: team.id }),
    ...(operatorId === null ? {} : { operatorId }),
    ...(deadline === null ? {} : { deadlineAtMs: deadline.dueAtMs, atRiskAtMs: deadline.atRiskAtMs }),
    ...nextInstant(watch, account, conversationId),
  }
}

/** Only what has a next instant is in the tick's index. */
function nextInstant(watch: Watch | undefined, account: string, conversationId: number): Attributes {
  if (watch?.nextAtMs === undefined) return {}
  return {
    deadlineShard: deadlineShardOf(conversationId),
    deadlineKey: deadlineKey(watch.nextAtMs, account, conversationId),
  }
}

/**
 * The conversation in an item that `toItem` made, now or by an earlier release.
 * @throws Error naming the attribute that is missing or of another type.
 */
export function fromItem(item: Attributes): Stored {
  const conversation: Conversation = {
    account: textOf(item, 'account'),
    conversationId: numberOf(item, 'conversationId'),
    version: numberOf(item, 'version'),
    state: mapOf(item, 'state'),
    observedAtMs: numberOf(item, 'observedAtMs'),
    writtenAtMs: numberOf(item, 'writtenAtMs'),
    correlationId: textOf(item, 'correlationId'),
    source: WRITE_SOURCES.find((source) => source === item.source) ?? 'webhook',
    ...(item.watch === undefined ? {} : { watch: item.watch as Watch }),
    // also among what is carried over: writers that know nothing of routing must not lose it
    ...(item.routing === undefined ? {} : { routing: item.routing as Routing }),
  }
  const own: ReadonlySet<string> = new Set(OWN)
  const carried = Object.fromEntries(Object.entries(item).filter(([name]) => !own.has(name)))
  return { conversation, carried }
}

function textOf(item: Attributes, name: string): string {
  const value = item[name]
  if (typeof value !== 'string') throw new Error(`Stored conversation: ${name} is not text`)
  return value
}

function numberOf(item: Attributes, name: string): number {
  const value = item[name]
  if (typeof value !== 'number') throw new Error(`Stored conversation: ${name} is not a number`)
  return value
}

/** Only `toItem` writes this attribute, and additions to the state are optional: its inside is taken as it is. */
function mapOf(item: Attributes, name: string): ConversationState {
  const value = item[name]
  if (typeof value !== 'object' || value === null) throw new Error(`Stored conversation: ${name} is not a map`)
  return value as ConversationState
}
