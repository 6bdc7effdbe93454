/** That a policy began to approve the drafts of a writer about an intent by itself, or no longer does. */
import type { SignalEvent } from '#events/signal-events'
import type { Approval } from './approval.ts'
import type { AutonomyReceipt } from './autonomy.ts'
import { type Standing, standingOf, type Track, type TrackKey } from './autonomy-track.ts'

export type AutonomyTurn = TrackKey &
  Standing & {
    readonly account: string
    /** Of the draft that was approved, or the reply that was graded. */
    readonly conversationId: number
    readonly approvalId: string
    readonly correlationId: string
    readonly atMs: number
  } & (
    | { readonly to: 'granted'; readonly policy: string; readonly above: number }
    | { readonly to: 'revoked'; readonly code: 'policy_grade' | 'below_the_bar' }
  )

type Of = Pick<Approval, 'account' | 'conversationId' | 'id' | 'correlationId'>
const about = ({ account, conversationId, id: approvalId, correlationId }: Of) => ({
  ...{ account, conversationId, approvalId, correlationId },
})

export function granted(of: Of, receipt: AutonomyReceipt, atMs: number): AutonomyTurn {
  const { intent, writer, graded, good, rejected, lowerBound, policy, above } = receipt
  return { ...about(of), atMs, intent, writer, graded, good, rejected, lowerBound, to: 'granted', policy, above }
}

/** `before`: the track with what it had until then. */
export function revoked(
  of: Of,
  { before, code, atMs }: { before: Track; code: 'policy_grade' | 'below_the_bar'; atMs: number },
): AutonomyTurn {
  const { intent, writer } = before
  return { ...about(of), atMs, intent, writer, ...standingOf(before), to: 'revoked', code }
}

export function turnEvent(turn: AutonomyTurn): SignalEvent {
  const { account, conversationId, approvalId, correlationId, atMs, intent, writer } = turn
  const { graded, rejected, lowerBound } = turn
  const envelope = {
    id: `${account}/${conversationId}/${approvalId}/autonomy/${turn.to}`,
    ...{ account, conversationId, approvalId, correlationId },
    occurredAtMs: atMs,
    observedAtMs: atMs,
    source: 'signal',
  } as const
  const data = { intent, writer, graded, rejected, lowerBound }
  return turn.to === 'granted'
    ? { ...envelope, type: 'autonomy.granted.v1', data: { ...data, policy: turn.policy, above: turn.above } }
    : { ...envelope, type: 'autonomy.revoked.v1', data: { ...data, code: turn.code } }
}
