import { type Approval, type ApprovalKey, isOpenApproval } from '#domain/approval'
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

  peek(key: ApprovalKey): Approval | undefined {
    return this.#held.get(nameOf(key))
  }

  async get(key: ApprovalKey): Promise<Approval | undefined> {
    return this.#held.get(nameOf(key))
  }

  async claim(approval: Approval, actionId: string): Promise<boolean> {
    const held = this.#held.get(nameOf(approval))
    if (held === undefined || held.textHash !== approval.textHash || held.expiresAtMs <= this.#now()) return false
    const isTheirs = held.state === 'applied' && held.actionId === actionId
    if (held.state !== 'approved' && !isTheirs) return false
    if (!isTheirs) this.put({ ...held, state: 'applied', actionId, version: held.version + 1 })
    return true
  }

  async noteSent(key: ApprovalKey, { actionId, messageId }: { actionId: string; messageId: number }): Promise<void> {
    const held = this.#held.get(nameOf(key))
    if (held?.state !== 'applied' || held.actionId !== actionId) return
    this.put({ ...held, state: 'audited', messageId, endedAtMs: this.#now(), version: held.version + 1 })
  }

  async noteSeen(approval: Approval, by: string): Promise<Approval> {
    const held = this.#held.get(nameOf(approval)) ?? approval
    if (!isOpenApproval(held)) return held
    const seen = { ...held, seenAtMs: { [by]: this.#now(), ...held.seenAtMs } }
    this.put(seen)
    return seen
  }

  async keepDraft(draft: Approval): Promise<void> {
    if (!this.#held.has(nameOf(draft))) this.put(draft)
  }
}

const nameOf = ({ account, conversationId, id }: ApprovalKey): string => `${account}#${conversationId}#${id}`
