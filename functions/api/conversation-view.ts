/** A conversation as the API shows it. Every instant is epoch milliseconds; null means "not known" or "none". */

import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import type { Conversation, WriteSource } from '#domain/conversation'
import type { Assignee, Priority, Status, Team } from '#domain/observation'
import type { ClockName } from '#domain/sla-policy'
import { rowOf, type Turn, turnOf, waitingSinceMs } from '#domain/turn'
import { activeEscalations, nextDue } from '#domain/watch'
import { type EscalationView, escalationView, type PromiseView, promiseView } from './escalation-view.ts'

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
  /** Which clock the deadline is of: the running one that is due first. */
  readonly clock: ClockName | null
  /** From the share of the target on that its policy names, and past the deadline. */
  readonly atRisk: boolean
  /** The SLA policy that holds; null when none does. */
  readonly policyId: string | null
  /** What an operator's reply said would happen by when, as long as it is neither kept nor broken nor dismissed. */
  readonly promise: PromiseView | null
  /** Escalations that have not ended. */
  readonly escalations: readonly EscalationView[]
  readonly csatRating: number | null
  readonly version: number
  readonly observedAtMs: number
  /** What caused the last write. */
  readonly source: WriteSource
}

/** `nowMs` decides `atRisk` alone. */
export function viewOf(conversation: Conversation, nowMs: number): ConversationView {
  const { state, watch, conversationId, version, observedAtMs, source } = conversation
  const { inboxName, csat } = state
  const snapshot = rowOf(state)
  const deadline = nextDue(watch)
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
    deadlineAtMs: deadline?.dueAtMs ?? null,
    atRiskAtMs: deadline?.atRiskAtMs ?? null,
    clock: deadline?.clock ?? null,
    atRisk: deadline !== null && deadline.atRiskAtMs <= nowMs,
    policyId: watch?.policyId ?? null,
    promise: promiseView(watch),
    escalations: activeEscalations(watch).map(([cause, one]) => escalationView(conversation, cause, one)),
    csatRating: csat?.rating ?? null,
    version,
    observedAtMs,
    source,
  }
}

/** With its address in Chatwoot, as routes about one conversation answer it. */
export const linkedView = (conversation: Conversation, links: ChatwootLinks, nowMs: number) => ({
  ...viewOf(conversation, nowMs),
  chatwootUrl: conversationUrl(links, conversation.account, conversation.conversationId),
})
