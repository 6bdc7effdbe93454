/** Approvals as people and proposers deal with them: opening one, and deciding on it as things stand at that moment. */
import type { Approval } from '#domain/approval'
import { type ApprovalGiven, approve, edit, type Moved } from '#domain/approval-commands'
import { newestOf, type OpenDraft, type Opened, openedApproval, proposalOf, whyNotOpen } from '#domain/approval-opening'
import { sendingActionId, sendingOf } from '#domain/approval-sending'
import type { DraftGuard } from '#domain/draft-proposal'
import { sha256Hex } from '#runtime/digest'
import { fullJitterMs } from '#runtime/retry'
import { type Decided, decideApproval, stepApproval, type Wanted } from './approval-steps.ts'
import { type ApprovalWriteDeps, putOpened, readApproval } from './approval-writes.ts'
import { conversationNow } from './conversation-now.ts'

export type ApprovalDeskDeps = ApprovalWriteDeps & {
  readonly guard: DraftGuard
  /** When somebody should have decided on what comes in then; null: no calendar says so. */
  readonly dueMs: (account: string, fromMs: number) => Promise<number | null>
}

export type ApprovalDesk = {
  readonly openDraft: OpenDraft
  /** Another text, by a person; the guard looks again. */
  edit(wanted: Wanted, edited: { readonly text: string; readonly by: string }): Promise<Decided>
  /** Writes the approval and the action that sends it in one go. */
  approve(wanted: Wanted, given: Pick<ApprovalGiven, 'by' | 'grades'>): Promise<Decided>
  /** Any other step. */
  decide(wanted: Wanted, law: (approval: Approval) => Moved): Promise<Decided>
}

const TRIES = 6
const BACKOFF = { baseMs: 20, capMs: 320 }

export function approvalDesk(deps: ApprovalDeskDeps): ApprovalDesk {
  const conversationOf = conversationNow(deps)
  const again = (nth: number) => deps.wait(fullJitterMs(nth, BACKOFF, deps.random))

  async function openDraft(proposal: Parameters<OpenDraft>[0]): Promise<Opened> {
    for (let nth = 0; nth < TRIES; nth += 1) {
      const known = await readApproval(proposal, deps)
      if (known !== undefined) return { kind: 'opened', approval: known, isNew: false }
      const conversation = await conversationOf(proposal.account, proposal.conversationId)
      const code = whyNotOpen(proposal, newestOf(conversation))
      if (code !== null) return { kind: 'refused', code }
      const nowMs = deps.now()
      const [blocks, dueAtMs] = await Promise.all([deps.guard(proposal), deps.dueMs(proposal.account, nowMs)])
      const approval = openedApproval(proposal, { blocks, nowMs, dueAtMs, textHash: sha256Hex(proposal.text) })
      const put = await putOpened(approval, conversation?.version ?? null, deps)
      if (put === 'written') return { kind: 'opened', approval, isNew: true }
      await again(nth)
    }
    throw new Error('The conversation of a draft kept changing')
  }

  return {
    openDraft,
    decide: (wanted, law) => stepApproval(wanted, law, deps),

    edit: (wanted, { text, by }) =>
      decideApproval(
        wanted,
        async (approval) => {
          const blocks = await deps.guard({ ...proposalOf(approval), text })
          return { moved: edit(approval, { text, textHash: sha256Hex(text), blocks }, { by, nowMs: deps.now() }) }
        },
        deps,
      ),

    approve: (wanted, { by, grades }) =>
      decideApproval(
        wanted,
        async (approval) => {
          const [conversation, blocks] = await Promise.all([
            conversationOf(approval.account, approval.conversationId),
            deps.guard(proposalOf(approval)),
          ])
          const newestFromCustomer = newestOf(conversation) ?? null
          const given = {
            by,
            grades,
            blocks,
            newestFromCustomer,
            actionId: sendingActionId(approval),
            nowMs: deps.now(),
          }
          const moved = approve(approval, given)
          if (moved.kind !== 'moved' || moved.approval.state !== 'approved') return { moved }
          const action = sendingOf(moved.approval)
          return {
            moved,
            with: { action, ...(conversation === null ? {} : { conversationVersion: conversation.version }) },
          }
        },
        deps,
      ),
  }
}
