import type { Said } from './topic.ts'

/**
 * An observation: our translation of one webhook, or of one API reading, about one conversation.
 * It carries facts, never deltas, so that observations can be merged in any order (ADR 0001).
 * What Chatwoot sends for each field: shared/chatwoot/payloads.ts.
 */
export type Observation = {
  /** Our slug of the Chatwoot account, from the accounts secret. Never the webhook's account key. */
  readonly account: string
  /** Chatwoot's display id. Unique within the account only. */
  readonly conversationId: number
  readonly source: 'webhook' | 'reconciled'
  /** Epoch milliseconds at which we took the webhook (ingest's stamp), or read the API. */
  readonly receivedAtMs: number
  readonly correlationId: string
  readonly snapshot?: Snapshot
  /** Only `message_*` and `webwidget_triggered` payloads name the inbox. */
  readonly inboxName?: string
  /** Messages the payload shows: its own, and the nested last public one. Activity messages never. */
  readonly messages: readonly MessageFact[]
  readonly csat?: CsatFact
  readonly handed?: Handed
  /** Of webhooks alone: their message is the canary's. */
  readonly canary?: CanaryHeard
  /** Of readings alone. */
  readonly readTo?: ReadTo
  /** Of readings alone: there is no such conversation. */
  readonly deleted?: Deleted
  /** Of readings alone: what changed before this instant is history, of which no webhook can have been lost. */
  readonly lossesSinceMs?: number
}

/** A message that was sent to measure the way it takes. */
export type CanaryHeard = {
  readonly messageId: number
  /** When it was sent to Chatwoot. */
  readonly sentAtMs: number
  /** When its webhook was taken. */
  readonly receivedAtMs: number
}

/** When Chatwoot was asked, and had it no more; epoch milliseconds. No webhook tells of it. */
export type Deleted = { readonly atMs: number }

/** How far readings have seen a conversation. Three registers that rise on their own. */
export type ReadTo = {
  /** Of the row whose messages were all read; 0: of none yet. */
  readonly updatedAtUs: number
  /** All messages up to this one were read. */
  readonly messageId: number
  /** When Chatwoot was asked, epoch milliseconds. */
  readonly atMs: number
}

export const STATUSES = ['open', 'pending', 'snoozed', 'resolved'] as const
export type Status = (typeof STATUSES)[number]
export const PRIORITIES = ['urgent', 'high', 'medium', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

export type Assignee = { readonly id: number; readonly kind: 'operator' | 'bot'; readonly name: string }
export type Team = { readonly id: number; readonly name: string }

/** A conversation as Chatwoot's row stood when the payload was built. The newest `updatedAtUs` wins. */
export type Snapshot = {
  /** Epoch microseconds, an integer: Chatwoot's `updated_at` has up to seven decimals of a second. */
  readonly updatedAtUs: number
  readonly createdAtMs: number
  readonly lastActivityAtMs: number
  readonly status: Status
  readonly priority: Priority | null
  readonly inboxId: number
  /** Without the vendor's `Channel::` prefix, e.g. `WebWidget`, `Email`. */
  readonly channel: string | null
  readonly contactId: number | null
  readonly contactName: string | null
  readonly assignee: Assignee | null
  readonly team: Team | null
  /** Sorted and unique. */
  readonly labels: readonly string[]
  /** Null where Chatwoot says 0: nobody waits. */
  readonly waitingSinceMs: number | null
  /** First human public reply as Chatwoot knows it. */
  readonly firstReplyAtMs: number | null
  readonly snoozedUntilMs: number | null
  /** Those attributes of the contact that this deployment keeps for policies, as text; absent: none. */
  readonly contactAttributes?: { readonly [attribute: string]: string }
}

/** One save that took the conversation from an operator, and gave it to another or to nobody: Chatwoot's user ids. */
export type Handed = {
  /** `updated_at` of the row that shows it, epoch microseconds. */
  readonly atUs: number
  readonly from: number
  readonly to: number | null
}

export type MessageFact = {
  /** Installation-wide and monotonic: the order of messages. */
  readonly id: number
  /** Epoch milliseconds. Nested messages are known to the second only; the larger value for an id wins. */
  readonly atMs: number
  /** `customer`: incoming. `operator`: public, by a person. `bot`: public, by a bot, Captain, automation, campaign or template.
   *  `note`: private. Only `customer`, `operator` and `bot` move the turn, templates without a sender do not (see `answers`). */
  readonly kind: 'customer' | 'operator' | 'bot' | 'note'
  /** Chatwoot clears `waiting_since` on a public human or bot reply, not on templates, automation or campaigns. */
  readonly answers: boolean
  readonly senderId: number | null
  /** Backdesk posted it, a note or an approved reply. */
  readonly own?: true
  /** What a customer's text sounds like, where it is worth a look. Never the text. */
  readonly signals?: MessageSignals
  /** What an operator's public reply promises. */
  readonly promise?: { readonly dueAtMs: number; readonly kind: PromiseKind }
  /** What a customer's text tells about its matter: whether it has one, in which language, and what about. */
  readonly said?: Omit<Said, 'messageId'>
}

export type MessageSignals = {
  /** Word lists of the escalation document with a hit, sorted. */
  readonly categories: readonly string[]
  /** -100 to 100. */
  readonly tone: number
}
export const PROMISE_KINDS = ['duration', 'time', 'day'] as const
export type PromiseKind = (typeof PROMISE_KINDS)[number]

export type CsatFact = {
  readonly messageId: number
  /** 1 to 5. */
  readonly rating: number
  /** The answer can be edited for 14 days. The message's own `updated_at` if the payload shows it, else the conversation's. */
  readonly updatedAtUs: number
  /** Only where the message's own time is unknown: then our receipt orders edits the conversation's `updated_at` does not. */
  readonly receivedAtMs?: number
  readonly hasFeedback: boolean
}
