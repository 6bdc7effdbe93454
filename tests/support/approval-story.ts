/** A few drafts and what becomes of them: the frozen examples of their events are taken from here. */
import type { Approval, Grades } from '#domain/approval'
import { decisionOf } from '#domain/approval-chain'
import {
  apply,
  approve,
  approveAlone,
  audit,
  edit,
  expire,
  learn,
  type Moved,
  overdue,
  reject,
  requestChanges,
  voidApproval,
} from '#domain/approval-commands'
import { openedApproval } from '#domain/approval-opening'
import { sendingActionId } from '#domain/approval-sending'
import type { AutonomyReceipt } from '#domain/autonomy'
import { deriveApprovalEvents } from '#domain/derive-approval-events'
import type { ApprovalEvent } from '#events/approval-events'
import { sha256Hex } from '#runtime/digest'
import { aProposal } from './approvals.ts'
import { START_MS } from './builders.ts'

const GRADES: Grades = { tone: 5, accuracy: 4, policy: 5, note: null }
export const RECEIPT: AutonomyReceipt = {
  ...{ intent: 'where_is_it', writer: 'canned@3', above: 0.9, graded: 60, good: 60, rejected: 0, lowerBound: 0.9398 },
  ...{ policy: 'drafts@3', trackRevision: 60, lostAtMs: null, method: 'wilson_97.5' },
}
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
type Law = (approval: Approval) => Moved

/** Each with the instant at which it is taken, and the chain as a store would write it. */
function tell(id: string, laws: readonly (readonly [number, Law])[]): ApprovalEvent[] {
  const proposal = aProposal({ id })
  const opening = {
    blocks: [],
    nowMs: START_MS,
    dueAtMs: START_MS + 15 * MINUTE_MS,
    textHash: sha256Hex(proposal.text),
  }
  let held = openedApproval(proposal, opening)
  let last: ReturnType<typeof decisionOf> = null
  const events = deriveApprovalEvents(undefined, held)
  for (const [nowMs, law] of laws) {
    const moved = law(held)
    if (moved.kind === 'refused') throw new Error(`the story of ${id} is refused: ${moved.code}`)
    const record = decisionOf({ before: held, after: moved.approval }, last ?? undefined, { nowMs, sha256: sha256Hex })
    const { hash, previousHash } = record ?? moved.approval
    const after = { ...moved.approval, hash, previousHash }
    events.push(...deriveApprovalEvents(held, after))
    held = after
    last = record ?? last
  }
  return events
}

export function tellApprovalStory(): ApprovalEvent[] {
  const by = 'avery'
  const text = 'Your parcel is on its way and comes on Friday.'
  const at = (minutes: number): number => START_MS + minutes * MINUTE_MS
  const given = { by, grades: GRADES, blocks: [], newestFromCustomer: 100 }
  return [
    ...tell('draft-1', [
      [at(15), (one) => overdue(one, at(15))],
      [at(16), (one) => requestChanges(one, { by, nowMs: at(16), reason: 'Say when.' })],
      [at(17), (one) => edit(one, { text, textHash: sha256Hex(text), blocks: [] }, { by: 'kim', nowMs: at(17) })],
      [at(18), (one) => approve(one, { ...given, nowMs: at(18), actionId: sendingActionId(one) })],
      [at(18), (one) => apply(one, { actionId: sendingActionId(one), nowMs: at(18) })],
      [at(19), (one) => audit(one, { messageId: 101, nowMs: at(19) })],
      [at(19), learn],
    ]),
    ...tell('draft-2', [[at(1), (one) => reject(one, { by, nowMs: at(1), reason: 'Not what was asked.' })]]),
    ...tell('draft-3', [[at(2), (one) => voidApproval(one, { code: 'newer_customer_message', nowMs: at(2) })]]),
    ...tell('draft-5', [
      [at(0), (one) => approveAlone(one, { ...given, receipt: RECEIPT, nowMs: at(0), actionId: sendingActionId(one) })],
    ]),
    ...tell('draft-4', [[START_MS + DAY_MS, (one) => expire(one, START_MS + DAY_MS)]]),
  ]
}
