import type { Approval } from '#domain/approval'
import { type Opened, openedApproval } from '#domain/approval-opening'
import type { Block, DraftProposal } from '#domain/draft-proposal'
import type { ProposeBody } from '#functions/api/propose-draft'
import { START_MS } from './builders.ts'

/** As an external proposer hands it in. */
export const aProposedDraft = (changes: Partial<ProposeBody> = {}): ProposeBody => ({
  id: 'run-1/turn-1',
  conversationId: 7,
  text: 'Hello Ada, please restart the router.',
  source: { name: 'ai-customer', version: '3' },
  intent: 'router_reset',
  evidence: [{ kind: 'message', id: '88001', title: null, url: null, excerpt: null }],
  impact: 'Answers the question.',
  risk: 'low',
  rollback: 'Write that no restart is needed.',
  boundTo: { conversationVersion: 3, lastMessageId: 88001 },
  ...changes,
})

export type FakeDrafts = {
  /** By id: the first of each. */
  readonly opened: Map<string, Approval>
  /** What the guard says of the next. */
  blocks: readonly Block[]
  /** What is refused, until it is unset. */
  refuses: Extract<Opened, { kind: 'refused' }>['code'] | null
  open(proposal: DraftProposal): Promise<Opened>
}

/** Opens drafts as the store does, without a table. */
export function fakeDrafts(nowMs = START_MS): FakeDrafts {
  const opened = new Map<string, Approval>()
  return {
    opened,
    blocks: [],
    refuses: null,
    async open(proposal) {
      if (this.refuses !== null) return { kind: 'refused', code: this.refuses }
      const known = opened.get(proposal.id)
      if (known !== undefined) return { kind: 'opened', approval: known, isNew: false }
      const approval = openedApproval(proposal, { blocks: this.blocks, nowMs, dueAtMs: null, textHash: '0'.repeat(64) })
      opened.set(proposal.id, approval)
      return { kind: 'opened', approval, isNew: true }
    },
  }
}
