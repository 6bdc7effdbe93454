/**
 * Decisions of a conversation, each with the hash of the one before: whoever changes, adds or takes away one afterwards
 * breaks all that follow. They hold no text of anybody, only hashes.
 */
import type { Approval, ApprovalState, Grades } from './approval.ts'
import { canonicalText } from './canonical.ts'
import type { BoundTo } from './draft-proposal.ts'

export const DECISIONS = ['changes_requested', 'approved', 'rejected', 'voided', 'expired'] as const
export type DecisionKind = (typeof DECISIONS)[number]

export type DecisionRecord = {
  readonly account: string
  readonly conversationId: number
  /** From 1, without a gap. */
  readonly seq: number
  readonly approvalId: string
  readonly decision: DecisionKind
  /** Null: Backdesk's own, by the clock or because things had changed. */
  readonly by: string | null
  readonly atMs: number
  /** The version of the approval that it made. */
  readonly version: number
  readonly proposedHash: string
  readonly textHash: string
  readonly boundTo: BoundTo
  readonly grades: Omit<Grades, 'note'> | null
  readonly reasonHash: string | null
  /** Of what a policy has approved it by; absent: a person's. */
  readonly receiptHash?: string
  readonly firstSeenAtMs: number | null
  /** Of the decision before; null: there was none. */
  readonly previousHash: string | null
  /** Of all of the above. */
  readonly hash: string
}

type Sha256 = (text: string) => string

export const isDecision = (state: ApprovalState): state is DecisionKind => DECISIONS.some((known) => known === state)

/** The decision between two versions of an approval; null: none was taken. */
export function decisionOf(
  { before, after }: { readonly before: Approval; readonly after: Approval },
  last: Pick<DecisionRecord, 'seq' | 'hash'> | undefined,
  { nowMs, sha256 }: { readonly nowMs: number; readonly sha256: Sha256 },
): DecisionRecord | null {
  if (before.state === after.state || !isDecision(after.state)) return null
  const { account, conversationId, id: approvalId, version, boundTo, textHash, reason, firstSeenAtMs, receipt } = after
  const isByPerson = after.decidedAtMs !== before.decidedAtMs
  const record = {
    ...{ account, conversationId, seq: (last?.seq ?? 0) + 1, approvalId, decision: after.state },
    by: isByPerson ? after.decidedBy : null,
    atMs: nowMs,
    ...{ version, proposedHash: sha256(after.proposedText), textHash, boundTo },
    grades: isByPerson && after.grades !== null ? gradesOnly(after.grades) : null,
    reasonHash: reason === null ? null : sha256(reason),
    ...(receipt === undefined ? {} : { receiptHash: sha256(canonicalText(receipt)) }),
    firstSeenAtMs: isByPerson ? firstSeenAtMs : null,
    previousHash: last?.hash ?? null,
  }
  return { ...record, hash: sha256(canonicalText(record)) }
}

const gradesOnly = ({ tone, accuracy, policy }: Grades) => ({ tone, accuracy, policy })

export type ChainFault = {
  readonly account: string
  readonly conversationId: number
  /** Of the record; null where it is an approval that has none. */
  readonly seq: number | null
  readonly approvalId: string
  readonly code: 'changed' | 'out_of_sequence' | 'not_linked' | 'approval_differs' | 'record_missing'
}

/**
 * What is wrong with the chain of a conversation. Its oldest records may have gone with their time: it is followed from
 * the oldest that is there. An approval is held against the record that carries its hash.
 */
export function faultsOf(
  records: readonly DecisionRecord[],
  approvals: readonly Approval[],
  sha256: Sha256,
): ChainFault[] {
  const chain = [...records].sort((a, b) => a.seq - b.seq)
  const faults = chain.flatMap((record, nth): ChainFault[] => {
    const { hash, ...rest } = record
    const about = nameOf(record)
    if (sha256(canonicalText(rest)) !== hash) return [{ ...about, code: 'changed' }]
    const before = chain[nth - 1]
    if (before === undefined)
      return record.seq === 1 && rest.previousHash !== null ? [{ ...about, code: 'not_linked' }] : []
    if (record.seq !== before.seq + 1) return [{ ...about, code: 'out_of_sequence' }]
    return rest.previousHash === before.hash ? [] : [{ ...about, code: 'not_linked' }]
  })
  return [...faults, ...approvals.flatMap((approval) => faultOfApproval(approval, chain, sha256))]
}

function faultOfApproval(approval: Approval, chain: readonly DecisionRecord[], sha256: Sha256): ChainFault[] {
  const { account, conversationId, id: approvalId, hash } = approval
  const about = { account, conversationId, approvalId }
  const decided = isDecision(approval.state) || ['applied', 'audited', 'learned'].includes(approval.state)
  if (hash === null) return decided ? [{ ...about, seq: null, code: 'record_missing' }] : []
  const record = chain.find((one) => one.hash === hash)
  if (record === undefined) return [{ ...about, seq: null, code: 'record_missing' }]
  return isAsRecorded(approval, record, sha256) ? [] : [{ ...about, seq: record.seq, code: 'approval_differs' }]
}

/** What came after the decision (sent, learned, written anew after changes) is not in its record. */
function isAsRecorded(approval: Approval, record: DecisionRecord, sha256: Sha256): boolean {
  const { decision } = record
  if (record.approvalId !== approval.id || record.proposedHash !== sha256(approval.proposedText)) return false
  // changes were asked for: the text is another by now, and that is right
  if (decision === 'changes_requested' && approval.state !== 'changes_requested') return true
  if (decision === 'approved' ? !SENT.includes(approval.state) : decision !== approval.state) return false
  if (record.textHash !== approval.textHash || sha256(approval.text) !== approval.textHash) return false
  if (record.by !== null && record.by !== approval.decidedBy) return false
  const { receipt } = approval
  if (record.receiptHash !== (receipt === undefined ? undefined : sha256(canonicalText(receipt)))) return false
  const grades = approval.grades === null ? null : gradesOnly(approval.grades)
  return record.grades === null || canonicalText(record.grades) === canonicalText(grades)
}
const SENT: readonly ApprovalState[] = ['approved', 'applied', 'audited', 'learned']

const nameOf = ({ account, conversationId, seq, approvalId }: DecisionRecord) => ({
  account,
  conversationId,
  seq,
  approvalId,
})
