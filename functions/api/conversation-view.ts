/** A conversation as the API shows it. Every instant is epoch milliseconds; null means "not known" or "none". */
import type { Conversation } from '#domain/conversation'
import { deadlineOf } from '#domain/deadlines'
import type { Assignee, Priority, Status, Team } from '#domain/observation'
import { type Turn, turnOf, waitingSinceMs } from '#domain/turn'

export type ConversationView = {
  /** Chatwoot's display id, unique within the account. */
  readonly conversationId: number
  readonly status: Status | null
  readonly priority: Priority | null
  readonly turn: Turn
  readonly contactName: string | null
  readonly inbox: { readonly id: number; readonly name: string | null } | null
  readonly channel: string | null
  readonly team: Team | null
  readonly assignee: Assignee | null
  readonly labels: readonly string[]
  readonly createdAtMs: number | null
  readonly lastActivityAtMs: number | null
  readonly snoozedUntilMs: number | null
  readonly waitingSinceMs: number | null
  readonly deadlineAtMs: number | null
  readonly atRiskAtMs: number | null
  /** Which promise the deadline is about. */
  readonly clock: 'first_response' | 'next_response' | null
  /** From 75 % of the time on, and past the deadline. */
  readonly atRisk: boolean
  readonly csatRating: number | null
  readonly version: number
  readonly observedAtMs: number
  readonly source: 'webhook' | 'reconciled'
}

/** `nowMs` decides `atRisk` alone. */
export function viewOf(conversation: Conversation, nowMs: number): ConversationView {
  const { state, conversationId, version, observedAtMs, source } = conversation
  const { snapshot, inboxName, csat } = state
  const deadline = deadlineOf(state)
  return {
    conversationId,
    status: snapshot?.status ?? null,
    priority: snapshot?.priority ?? null,
    turn: turnOf(state),
    contactName: snapshot?.contactName ?? null,
    inbox: snapshot === undefined ? null : { id: snapshot.inboxId, name: inboxName?.name ?? null },
    channel: snapshot?.channel ?? null,
    team: snapshot?.team ?? null,
    assignee: snapshot?.assignee ?? null,
    labels: snapshot?.labels ?? [],
    createdAtMs: snapshot?.createdAtMs ?? null,
    lastActivityAtMs: snapshot?.lastActivityAtMs ?? null,
    snoozedUntilMs: snapshot?.snoozedUntilMs ?? null,
    waitingSinceMs: waitingSinceMs(state),
    deadlineAtMs: deadline?.deadlineAtMs ?? null,
    atRiskAtMs: deadline?.atRiskAtMs ?? null,
    clock: deadline?.clock ?? null,
    atRisk: deadline !== null && deadline.atRiskAtMs <= nowMs,
    csatRating: csat?.rating ?? null,
    version,
    observedAtMs,
    source,
  }
}
