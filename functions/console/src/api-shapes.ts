/** What the API answers, as far as the console reads it. tests/unit/api/shapes.test.ts holds it against the API's own types. */
import type { IntakeReason, IntakeState } from '#domain/intake-health'
import type { Assignee, Priority, Status, Team } from '#domain/observation'
import type { ConversationEvent } from '#events/conversation-events'

export type Role = 'viewer' | 'operator' | 'lead' | 'admin'

export type Config = {
  readonly issuer: string
  readonly clientId: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly logoutUrl: string
  readonly environment: string
}

export type Me = {
  readonly name: string
  readonly role: Role | null
  readonly operatorId: number | null
  readonly accounts: readonly { readonly account: string; readonly chatwootUrl: string | null }[]
}

export type QueueItem = {
  readonly conversationId: number
  readonly status: Status | null
  readonly priority: Priority | null
  readonly turn: 'queue' | 'operator' | 'bot' | 'customer' | 'nobody'
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
  readonly clock: 'first_response' | 'next_response' | 'resolution' | null
  readonly atRisk: boolean
  readonly policyId: string | null
  readonly promise: OpenPromise | null
  readonly escalations: readonly ActiveEscalation[]
  readonly csatRating: number | null
  /** Rises with every write of the conversation. */
  readonly version: number
}

export type OpenPromise = {
  readonly messageId: number
  readonly operatorId: number | null
  readonly madeAtMs: number
  readonly remindAtMs: number
  readonly dueAtMs: number
  readonly dueSoon: boolean
}

export type ActiveEscalation = {
  readonly id: string
  readonly cause: string
  readonly rules: readonly string[]
  readonly clock: string | null
  readonly raisedAtMs: number
  readonly rung: number
  readonly rungName: string
  readonly rungAtMs: number
  readonly climbAtMs: number | null
  readonly acknowledged: { readonly by: string; readonly atMs: number } | null
}

export type QueueAnswer = {
  readonly items: readonly QueueItem[]
  readonly nextCursor: string | null
  readonly asOfMs: number
}

export type TileState = 'ok' | 'attention' | 'stale' | 'no_data'
export type TileReason = 'nothing_received' | 'stale' | 'queue_unreadable' | 'dead_letters' | 'behind'

export type TileAnswer = {
  readonly open: number | null
  readonly pending: number | null
  readonly snoozed: number | null
  readonly unassigned: number | null
  readonly waiting: number | null
  readonly warned: number | null
  readonly breached: number | null
  readonly escalated: number | null
  readonly oldestWaitingSinceMs: number | null
  readonly lastReceivedAtMs: number | null
  readonly completeness: {
    readonly ratio: number | null
    readonly inQueue: number | null
    readonly deadLettered: number | null
    readonly reason: TileReason | null
  }
  readonly state: TileState
  readonly reason: TileReason | null
  /** How webhooks come in; null: not known just now. */
  readonly intake: TileIntake | null
  readonly asOfMs: number
  readonly lagMs: number | null
}

export type TileIntake = {
  readonly state: IntakeState
  readonly reason: IntakeReason | null
  /** What Chatwoot does not tell is asked for. */
  readonly polling: boolean
}

export type ConversationAnswer = {
  readonly conversation: QueueItem & { readonly chatwootUrl: string | null }
  readonly ledger: readonly ConversationEvent[]
  readonly ledgerCursor: string | null
  readonly asOfMs: number
}
