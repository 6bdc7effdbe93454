import type { BoundTo, DraftSourceKind, Risk } from '#domain/draft-proposal'

/** Who or what a draft is from, and how it stands with the time. Texts are never told. */
type Asked = {
  source: DraftSourceKind
  sourceName: string
  sourceVersion: string
  intent: string | null
  risk: Risk
  boundTo: { -readonly [Part in keyof BoundTo]: BoundTo[Part] }
  dueAtMs: number | null
  expiresAtMs: number
  /** Codes of what the guard has against it; none: a person may approve. */
  blocks: string[]
}
/** `hash`: of the decision's record, so that whoever keeps events can tell later whether it was changed. */
type Taken = { by: string; hash: string | null }

/** Each domain event of an approval and its data. Names and shapes are frozen by tests/fixtures/events. */
export type ApprovalEventData = {
  /** A draft waits for a person, or for one who mends it (`blocks`). `again`: edited since changes were asked for. */
  'approval.requested.v1': Asked & { again: boolean }
  'approval.changes_requested.v1': Taken
  'approval.approved.v1': Taken & {
    actionId: string | null
    grades: { tone: number; accuracy: number; policy: number }
    edited: boolean
    waitedMs: number
    /** Decided within seconds of being seen first, or unseen. */
    hasty: boolean
  }
  /** Instead of a person, by what people have graded of this writer's drafts about this intent. */
  'approval.approved_by_policy.v1': Taken & {
    actionId: string | null
    /** The document: `drafts@3`. */
    policy: string
    intent: string
    writer: string
    graded: number
    /** Of the share of good ones; above `above`. */
    lowerBound: number
    above: number
  }
  'approval.rejected.v1': Taken
  /** `code`: why. `by`: whoever approved what was seeded as known to be wrong; null: nobody. */
  'approval.voided.v1': { code: string; by: string | null; hash: string | null }
  'approval.expired.v1': { hash: string | null }
  /** Nobody decided in the time that was promised. */
  'approval.overdue.v1': { dueAtMs: number; risk: Risk }
  /** Chatwoot has the reply, as this message. */
  'approval.applied.v1': { actionId: string | null; messageId: number }
}

/**
 * What every event of an approval carries. On the bus like those of conversations: source `backdesk`, detail-type =
 * `type`, detail = this. `id` is derived from (account, conversation, approval, version).
 */
export type ApprovalEnvelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  readonly conversationId: number
  readonly approvalId: string
  /** Version of the approval whose write caused the event; it orders them. */
  readonly version: number
  /** When it happened, epoch milliseconds; we did it ourselves, and so learned of it then. */
  readonly occurredAtMs: number
  readonly observedAtMs: number
  /** Of the draft: one for everything that follows from it. */
  readonly correlationId: string
  readonly source: 'approval'
  readonly data: Data
}

export type ApprovalEventType = keyof ApprovalEventData
export type ApprovalEvent = {
  [Type in ApprovalEventType]: ApprovalEnvelope<Type, ApprovalEventData[Type]>
}[ApprovalEventType]
