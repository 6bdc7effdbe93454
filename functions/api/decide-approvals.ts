/** What people do with drafts: nothing reaches a customer but by `approveDraft`. */
import type { Approval, ApprovalKey, Grades } from '#domain/approval'
import { lookAgain, type Moved, reject, requestChanges, type WhyNotMove } from '#domain/approval-commands'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import type { ApproveBody, EditBody, ReasonBody, SecondLookBody } from './approval-inputs.ts'
import { type ApprovalReadDeps, approvalKey, approvalViews, NO_SUCH_APPROVAL } from './read-approvals.ts'
import { CONTENDED } from './refusals.ts'

type Wanted = { readonly key: ApprovalKey; readonly version: number | null }
export type Decided =
  | { readonly kind: 'done'; readonly approval: Approval; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly code: WhyNotMove; readonly approval: Approval }
  | { readonly kind: 'changed'; readonly approval: Approval }
  | { readonly kind: 'gone' }
  | { readonly kind: 'contended' }

export type ApprovalDecideDeps = ApprovalReadDeps & {
  readonly approvals: {
    edit(wanted: Wanted, edited: { readonly text: string; readonly by: string }): Promise<Decided>
    approve(wanted: Wanted, given: { readonly by: string; readonly grades: Grades }): Promise<Decided>
    decide(wanted: Wanted, law: (approval: Approval) => Moved): Promise<Decided>
  }
}

/** POST /v1/approvals/{id}/edit. */
export const editDraft = (asked: Asked<unknown, EditBody>, deps: ApprovalDecideDeps): Promise<Answer> =>
  decided('edit', asked, deps, (key) =>
    deps.approvals.edit({ key, version: asked.body.version }, { text: asked.body.text, by: asked.by }),
  )

/** POST /v1/approvals/{id}/approve. */
export const approveDraft = (asked: Asked<unknown, ApproveBody>, deps: ApprovalDecideDeps): Promise<Answer> => {
  const { by, body } = asked
  const given = { by, grades: gradesIn(body) }
  return decided('approve', asked, deps, (key) => deps.approvals.approve({ key, version: body.version }, given))
}

/** POST /v1/approvals/{id}/reject and /request-changes. */
export const refuseDraft = (
  verb: 'reject' | 'request-changes',
  asked: Asked<unknown, ReasonBody>,
  deps: ApprovalDecideDeps,
): Promise<Answer> => {
  const { by, body } = asked
  const step = verb === 'reject' ? reject : requestChanges
  return decided(verb, asked, deps, (key) =>
    deps.approvals.decide({ key, version: body.version }, (approval) =>
      step(approval, { by, nowMs: deps.now(), reason: body.reason }),
    ),
  )
}

/** POST /v1/approvals/{id}/second-look. */
export const giveSecondLook = (asked: Asked<unknown, SecondLookBody>, deps: ApprovalDecideDeps): Promise<Answer> =>
  decided('second-look', asked, deps, (key) =>
    deps.approvals.decide({ key, version: null }, (approval) =>
      lookAgain(approval, { by: asked.by, nowMs: deps.now(), grades: gradesIn(asked.body) }),
    ),
  )

function gradesIn({ grades: { tone, accuracy, policy, note = '' } }: SecondLookBody): Grades {
  return { tone, accuracy, policy, note: note === '' ? null : note }
}

async function decided(
  verb: string,
  asked: Asked<unknown>,
  deps: ApprovalDecideDeps,
  decide: (key: ApprovalKey) => Promise<Decided>,
): Promise<Answer> {
  const key = approvalKey(asked)
  if (key === null) return NO_SUCH_APPROVAL
  const done = await decide(key)
  if (done.kind === 'gone') return NO_SUCH_APPROVAL
  if (done.kind === 'contended') return CONTENDED
  const { account, by } = asked
  const [approval] = await approvalViews([done.approval], { account, by }, deps)
  const shown = { account, approval }
  if (done.kind === 'changed') return { ...CHANGED, current: shown }
  if (done.kind === 'refused') return { ...WHY[done.code], current: shown }
  const { conversationId, id: approvalId } = key
  if (done.changed) asked.done(`approval.${verb}`, { conversationId, approvalId, state: done.approval.state })
  return { kind: 'json', body: shown, fresh: { asOfMs: deps.now() } }
}

const CHANGED = refused(
  409,
  'approval_changed',
  'Somebody has changed or decided this draft meanwhile: "current" is how it stands now. Look at it before you decide.',
)

const WHY: Readonly<Record<WhyNotMove, Refusal>> = {
  not_open: refused(
    409,
    'approval_not_open',
    'Nothing can be decided on this draft any more: "current" tells how it ended.',
  ),
  not_pending: refused(409, 'approval_not_pending', 'This draft is not up for approval: it has to be edited first.'),
  expired: refused(409, 'approval_expired', 'The time to decide on this draft is over.'),
  newer_customer_message: refused(
    409,
    'approval_newer_customer_message',
    'The customer has written again since this was drafted. It cannot be sent any more.',
  ),
  no_evidence: refused(409, 'approval_no_evidence', 'This draft has no evidence: nothing says that it is true.'),
  no_rollback: refused(409, 'approval_no_rollback', 'This draft does not say what to do if it turns out wrong.'),
  blocked: refused(
    409,
    'approval_blocked',
    'The guard has something against this text: see "blocks" of "current". Edit it.',
  ),
  grades_missing: refused(409, 'approval_grades_missing', 'Tone, accuracy and policy have to be graded from 1 to 5.'),
  reason_missing: refused(409, 'approval_reason_missing', 'Say why.'),
  text_unusable: refused(409, 'approval_text_unusable', 'The text is empty, or too long for Chatwoot.'),
  text_unchanged: refused(409, 'approval_text_unchanged', 'That is the text already.'),
  not_drawn: refused(409, 'approval_not_drawn', 'This approval was not drawn for a second look.'),
  own_decision: refused(
    409,
    'approval_own_decision',
    'You have decided on this one yourself: a second look is for somebody else.',
  ),
  looked_before: refused(409, 'approval_looked_before', 'Somebody has given the second look already.'),
  not_decided: refused(409, 'approval_not_decided', 'This one was not approved by a person.'),
}
