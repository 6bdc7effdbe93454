/** What a reading of Chatwoot told that webhooks should have told: pure. */
import type { ConversationState, MessageRef } from './conversation.ts'
import { FINDING_KINDS, type FindingKind } from './intake.ts'
import { merge } from './merge.ts'
import type { Snapshot } from './observation.ts'
import { isDeleted } from './turn.ts'

/** A webhook may still be under way for so long: Chatwoot's own queues, ours, and a retry or two. */
export const GRACE_MS = 120_000

export type Told = {
  readonly what: readonly FindingKind[]
  /** When Chatwoot changed last what had not been told. */
  readonly updatedAtMs: number
}

/** The time a thing was changed that had not been told. */
type Missed = { readonly kind: FindingKind; readonly atMs: number }

/** Between the instant since which webhooks come, and the one after which they may still be under way. */
export type Span = { readonly sinceMs: number; readonly untilMs: number }

/**
 * Null where the reading told nothing beyond `known`, what is stored and what webhooks of the same batch told. Details that
 * the API knows better (names, seconds, activity) are no news: no webhook is sent for them.
 */
export function toldBeyond(
  known: ConversationState | undefined,
  reading: ConversationState,
  { sinceMs, untilMs }: Span,
): Told | null {
  const after = known === undefined ? reading : merge(known, reading)
  const missed = [
    ...row(known, after),
    ...messages(known ?? {}, after),
    ...rating(known, after),
    ...death(known, reading),
  ].filter(({ kind, atMs }) => kind === 'deleted' || (atMs >= sinceMs && atMs < untilMs))
  if (missed.length === 0) return null
  return {
    what: FINDING_KINDS.filter((kind) => missed.some((one) => one.kind === kind)),
    updatedAtMs: Math.max(...missed.map(({ atMs }) => atMs)),
  }
}

function row(known: ConversationState | undefined, { snapshot: after }: ConversationState): Missed[] {
  if (after === undefined) return []
  const before = known?.snapshot
  if (before === undefined) return [{ kind: 'conversation', atMs: after.createdAtMs }]
  const atMs = Math.floor(after.updatedAtUs / 1000)
  return tells(before) === tells(after) ? [] : [{ kind: 'snapshot', atMs }]
}

/** What of a row has a webhook. A wait that ends with the conversation is taken back without one. */
const tells = (row: Snapshot): string =>
  JSON.stringify([
    row.status,
    row.priority,
    row.assignee === null ? null : [row.assignee.kind, row.assignee.id],
    row.team?.id ?? null,
    row.labels,
    row.snoozedUntilMs,
    row.status === 'resolved' ? null : row.waitingSinceMs,
    row.firstReplyAtMs !== null,
  ])

const MESSAGES = ['firstInbound', 'lastInbound', 'firstReply', 'lastReply', 'lastBotReply'] as const

const messages = (before: ConversationState, after: ConversationState): Missed[] =>
  MESSAGES.flatMap((name): Missed[] => {
    const message: MessageRef | undefined = after[name]
    return message === undefined || message.id === before[name]?.id ? [] : [{ kind: 'message', atMs: message.atMs }]
  })

function rating(known: ConversationState | undefined, { csat: after }: ConversationState): Missed[] {
  const before = known?.csat
  if (after === undefined || (before?.messageId === after.messageId && before.rating === after.rating)) return []
  return [{ kind: 'csat', atMs: Math.floor(after.updatedAtUs / 1000) }]
}

/** No webhook tells of it, at any time: it is found whenever it is noticed. */
const death = (known: ConversationState | undefined, { deleted }: ConversationState): Missed[] =>
  deleted === undefined || known === undefined || isDeleted(known) ? [] : [{ kind: 'deleted', atMs: deleted.atMs }]
