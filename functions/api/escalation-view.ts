/** Escalations and promises as the API shows them. */
import type { Conversation } from '#domain/conversation'
import { escalationId } from '#domain/escalation-id'
import { isOpen } from '#domain/promise-watch'
import type { Escalation, Watch } from '#domain/watch'

export type EscalationView = {
  /** For the routes under /v1/escalations. */
  readonly id: string
  readonly cause: string
  readonly rules: readonly string[]
  readonly clock: string | null
  readonly raisedAtMs: number
  /** 0 is the first rung. */
  readonly rung: number
  readonly rungName: string
  readonly rungAtMs: number
  /** Climbs on then, unless somebody acknowledges. */
  readonly climbAtMs: number | null
  readonly acknowledged: { readonly by: string; readonly atMs: number } | null
}

export type PromiseView = {
  readonly messageId: number
  readonly operatorId: number | null
  readonly madeAtMs: number
  readonly remindAtMs: number
  readonly dueAtMs: number
  /** The reminder is on: it will break soon. */
  readonly dueSoon: boolean
}

export function escalationView(of: Conversation, cause: string, escalation: Escalation): EscalationView {
  const { account, conversationId } = of
  const { rules, clock, raisedAtMs, rung, rungName, rungAtMs, climbAtMs, acknowledged } = escalation
  return {
    id: escalationId({ account, conversationId, cause, raisedAtMs }),
    cause,
    rules,
    clock: clock ?? null,
    raisedAtMs,
    rung,
    rungName,
    rungAtMs,
    climbAtMs: climbAtMs ?? null,
    acknowledged: acknowledged ?? null,
  }
}

/** Null when there is none, or when it is kept, broken or dismissed. */
export function promiseView(watch: Watch | undefined): PromiseView | null {
  const promise = watch?.promise
  if (promise === undefined || !isOpen(promise)) return null
  const { messageId, operatorId, madeAtMs, remindAtMs, dueAtMs, stage } = promise
  return { messageId, operatorId, madeAtMs, remindAtMs, dueAtMs, dueSoon: stage === 'reminded' }
}
