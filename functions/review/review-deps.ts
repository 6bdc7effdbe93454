import type { Action, ActionKey, ActionState } from '#domain/action'
import type { Approval, ApprovalKey } from '#domain/approval'
import type { Moved } from '#domain/approval-commands'
import type { Alone } from '#domain/autonomy'

type Fields = Readonly<Record<string, string | number | boolean | null>>

export type Stepped =
  | { readonly kind: 'done'; readonly approval: Approval; readonly changed: boolean }
  | { readonly kind: 'refused' | 'changed'; readonly approval: Approval }
  | { readonly kind: 'gone' }
  | { readonly kind: 'contended' }

export type ReviewDeps = {
  /** As it stands now. */
  readonly approval: (key: ApprovalKey) => Promise<Approval | undefined>
  /** Whether a person has answered by hand what it answers. */
  readonly isAnswered: (approval: Approval) => Promise<boolean>
  readonly approvalsOf: (account: string, conversationId: number) => Promise<readonly Approval[]>
  /** Approves one that just came in, where its writer has earned that; null: autonomy is not asked of it. */
  readonly approveAlone: (key: ApprovalKey) => Promise<Alone | null>
  /** One step by what `law` says of the approval as it stands, in a conditional write. */
  readonly step: (key: ApprovalKey, law: (approval: Approval) => Moved) => Promise<Stepped>
  /** Undefined: there is no such action any more. */
  readonly actionState: (key: ActionKey) => Promise<ActionState | undefined>
  /** Puts an action that is stored already on its way; again is harmless. */
  readonly sendAction: (action: Action) => Promise<void>
  /** Stores an action and sends it; again is harmless. */
  readonly requestAction: (action: Action) => Promise<unknown>
  /** Keeps what can be learned of an approval that has ended; again is harmless. */
  readonly recordSignal: (approval: Approval) => Promise<unknown>
  /** Whether somebody has switched off `review`, `review.note` or outage mode is on, for this account or all. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** Has a message come again at an instant. */
  readonly sendAgain: (body: string, atMs: number) => Promise<void>
  /** Where people decide on it. */
  readonly linkTo: (key: ApprovalKey) => string
  readonly now: () => number
  readonly count: (
    name:
      | 'ApprovalsOpened'
      | 'ApprovalsApproved'
      | 'ApprovalsOverdue'
      | 'ApprovalsVoided'
      | 'ApprovalsExpired'
      | 'ApprovalsHasty'
      | 'SeededMissed'
      | 'ApprovedAlone'
      | 'AutonomySampled',
  ) => void
  readonly log: {
    info(code: string, fields: Fields): void
    warn(code: string, fields: Fields): void
    fault(code: string, error: unknown, fields: Fields): void
  }
}

/** Whatever kept changing under way comes again; everything else is done, or was not to be. */
export function done({ kind }: Stepped): void {
  if (kind === 'contended') throw new Error('The approval kept changing under way')
}
