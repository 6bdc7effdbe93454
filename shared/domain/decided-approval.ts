/** An approval that has ended, as a signal is made of it. */
import type { Approval } from './approval.ts'
import type { DecidedApproval, EvidenceRef, SignalOutcome } from './learning-signal.ts'

/** What the approval itself does not know. */
export type Beside = {
  readonly language: string | null
  readonly policyVersions: readonly string[]
  /** Version of an article that is known of, by its id. */
  readonly articleVersions: ReadonlyMap<string, string>
  /** Names of the customer and of operators. */
  readonly names: readonly string[]
}

const OUTCOMES: Readonly<Partial<Record<Approval['state'], SignalOutcome>>> = {
  audited: 'sent',
  learned: 'sent',
  rejected: 'rejected',
  voided: 'voided',
  expired: 'expired',
}

/** Null while it has not ended: nothing is learned of what may still change. */
export function decidedOf(approval: Approval, beside: Beside): DecidedApproval | null {
  const outcome = OUTCOMES[approval.state]
  if (outcome === undefined) return null
  const { id, account, conversationId, reason, source, intent, proposedText, text, grades, correlationId } = approval
  const { openedAtMs, firstSeenAtMs, decidedAtMs, endedAtMs, decidedBy, receipt } = approval
  const { language, articleVersions, names } = beside
  const policyVersions = [...beside.policyVersions, ...(receipt === undefined ? [] : [receipt.policy])]
  const isApproved = grades !== null && outcome !== 'rejected'
  return {
    ...{ id, account, conversationId, outcome, source, intent, proposedText, correlationId },
    ...{ language, policyVersions, openedAtMs, firstSeenAtMs, grades },
    reason,
    text: outcome === 'sent' || isApproved ? text : null,
    // what a policy has decided took nobody's time
    decidedAtMs: decidedBy === null || receipt !== undefined ? null : decidedAtMs,
    endedAtMs: endedAtMs ?? decidedAtMs ?? openedAtMs,
    evidence: approval.evidence.map(
      ({ kind, id: of }): EvidenceRef => ({
        kind,
        id: of,
        version: kind === 'article' ? (articleVersions.get(of) ?? null) : null,
      }),
    ),
    seeded: source.kind === 'seeded',
    names,
  }
}
