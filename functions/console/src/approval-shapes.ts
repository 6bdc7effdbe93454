/** Answers about drafts, as docs/api/approvals.md tells them. */

export type ApprovalState =
  | 'draft'
  | 'pending_review'
  | 'changes_requested'
  | 'approved'
  | 'applied'
  | 'audited'
  | 'learned'
  | 'rejected'
  | 'voided'
  | 'expired'

export const GRADED = ['tone', 'accuracy', 'policy'] as const
export type Graded = (typeof GRADED)[number]
export type Grade = 1 | 2 | 3 | 4 | 5
export type Grades = Readonly<Record<Graded, Grade>> & { readonly note: string | null }

export type Evidence = {
  readonly kind: 'article' | 'message' | 'canned_response' | 'past_answer'
  readonly id: string
  readonly title: string | null
  readonly url: string | null
  readonly excerpt: string | null
}
export type Block = { readonly code: string; readonly excerpt: string | null }

export type ListedApproval = {
  /** For addresses. */
  readonly id: string
  readonly account: string
  readonly conversationId: number
  readonly chatwootUrl: string | null
  readonly state: ApprovalState
  readonly open: boolean
  readonly version: number
  readonly proposedText: string
  readonly text: string
  readonly source: { readonly kind: string; readonly name: string; readonly version: string }
  readonly intent: string | null
  readonly evidence: readonly Evidence[]
  readonly impact: string
  readonly risk: 'low' | 'medium' | 'high'
  readonly rollback: string
  readonly affected: readonly { readonly kind: string; readonly id: string }[]
  readonly blocks: readonly Block[]
  readonly openedAtMs: number
  readonly dueAtMs: number | null
  readonly expiresAtMs: number
  readonly editedBy: string | null
  readonly editedAtMs: number | null
  readonly decidedBy: string | null
  readonly decidedAtMs: number | null
  readonly hasty: boolean
  readonly grades: Grades | null
  readonly reason: string | null
  readonly endedAtMs: number | null
  /** By hand, after what an open draft answers. */
  readonly answered: { readonly atMs: number; readonly operatorId: number | null } | null
  /** What a policy has approved it by. */
  readonly receipt: { readonly policy: string; readonly graded: number; readonly lowerBound: number } | null
  readonly secondLook: { readonly by: string; readonly grades: Grades } | null
  readonly secondLookWanted: boolean
  readonly messageId: number | null
}
export type ApprovalsAnswer = { readonly items: readonly ListedApproval[]; readonly nextCursor: string | null }
export type ApprovalAnswer = { readonly approval: ListedApproval }
