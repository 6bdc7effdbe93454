import type { Approval, ApprovalKey } from '#domain/approval'
import type { ApprovalStore } from '#store/approvals'

/** Approvals in memory, with the promises of the table's store (approval-store-contract.ts). */
export class FakeApprovalStore implements ApprovalStore {
  readonly #held = new Map<string, Approval>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  put(approval: Approval): void {
    this.#held.set(nameOf(approval), approval)
  }

  async get(key: ApprovalKey): Promise<Approval | undefined> {
    return this.#held.get(nameOf(key))
  }

  async claim(approval: Approval, actionId: string): Promise<boolean> {
    const held = this.#held.get(nameOf(approval))
    if (held === undefined || held.textHash !== approval.textHash || held.expiresAtMs <= this.#now()) return false
    const isTheirs = held.state === 'applied' && held.actionId === actionId
    if (held.state !== 'approved' && !isTheirs) return false
    this.put({ ...held, state: 'applied', actionId })
    return true
  }

  async keepDraft(draft: Approval): Promise<void> {
    if (!this.#held.has(nameOf(draft))) this.put(draft)
  }
}

const nameOf = ({ account, conversationId, id }: ApprovalKey): string => `${account}#${conversationId}#${id}`
