/** Drafts that wait for a person, and what became of others. */
import { type Approval, type ApprovalKey, type ApprovalState, isOpenApproval } from '#domain/approval'
import { approvalKeyIn } from '#domain/approval-id'
import type { ChatwootLinks } from '#domain/chatwoot-links'
import type { ConversationState } from '#domain/conversation'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { allows } from './access.ts'
import type { Asked } from './account-route.ts'
import type { ApprovalsQuery } from './approval-inputs.ts'
import { type ApprovalView, approvalView } from './approval-view.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

export type ApprovalReadDeps = {
  readonly approvalPage: (
    account: string,
    asked: PageAsked & { readonly state: ApprovalState },
  ) => Promise<{ readonly items: readonly Approval[]; readonly nextCursor: string | null } | BadCursor>
  readonly approval: (key: ApprovalKey) => Promise<Approval | undefined>
  /** Notes that a reviewer has it before him; gives it as it is then. */
  readonly noteSeen: (approval: Approval, by: string) => Promise<Approval>
  /** Of the conversations that are known, by id. */
  readonly conversationStates: (
    account: string,
    ids: readonly number[],
  ) => Promise<ReadonlyMap<number, ConversationState>>
  readonly links: ChatwootLinks
  readonly now: () => number
}

export const NO_SUCH_APPROVAL = refused(404, 'no_such_approval', 'This account has no such approval.')

/** The key in an address, if it is one of this account. */
export function approvalKey({ account, path }: Pick<Asked<unknown>, 'account' | 'path'>): ApprovalKey | null {
  const key = approvalKeyIn(path.id ?? '')
  return key?.account === account ? key : null
}

/** GET /v1/approvals. */
export async function readApprovals(asked: Asked<ApprovalsQuery>, deps: ApprovalReadDeps): Promise<Answer> {
  const { account, by } = asked
  const { state, cursor = null, limit } = asked.query
  const page = await deps.approvalPage(account, { state, cursor, limit })
  if ('badCursor' in page) return BAD_CURSOR
  const items = await approvalViews(page.items, { account, by }, deps)
  return { kind: 'json', body: { account, state, items, nextCursor: page.nextCursor }, fresh: { asOfMs: deps.now() } }
}

/** GET /v1/approvals/{id}. Whoever may decide has seen it by this; a viewer only looks on. */
export async function readApproval(asked: Asked<unknown>, deps: ApprovalReadDeps): Promise<Answer> {
  const key = approvalKey(asked)
  const found = key === null ? undefined : await deps.approval(key)
  if (found === undefined) return NO_SUCH_APPROVAL
  const { account, by, role } = asked
  const approval = allows(role, 'operator') ? await deps.noteSeen(found, by) : found
  const [view] = await approvalViews([approval], { account, by }, deps)
  return { kind: 'json', body: { account, approval: view }, fresh: { asOfMs: deps.now() } }
}

/** With what their conversations say by now. */
export async function approvalViews(
  approvals: readonly Approval[],
  { account, by }: { readonly account: string; readonly by: string },
  { conversationStates, links }: Pick<ApprovalReadDeps, 'conversationStates' | 'links'>,
): Promise<ApprovalView[]> {
  const open = new Set(approvals.filter(isOpenApproval).map(({ conversationId }) => conversationId))
  const states = open.size === 0 ? undefined : await conversationStates(account, [...open])
  return approvals.map((one) => approvalView(one, { by, links, state: states?.get(one.conversationId) }))
}
