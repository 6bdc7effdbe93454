import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APPROVAL_STATES, type Approval } from '#domain/approval'
import { lateDraft } from '#domain/approval-opening'
import type { ApprovalStore } from '#store/approvals'
import { anApproval } from './approvals.ts'
import { START_MS } from './builders.ts'

export type ApprovalStoreUnderTest = {
  readonly store: ApprovalStore
  put(approval: Approval): Promise<void>
  /** Sets the store's clock. */
  at(nowMs: number): void
  close(): Promise<void>
}

/** What every store of approvals promises. Each test has an approval of its own. */
export function describeApprovalStore(name: string, open: () => Promise<ApprovalStoreUnderTest>): void {
  describe(name, () => {
    let test: ApprovalStoreUnderTest
    let last = 0
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())
    const held = async (changes: Partial<Approval> = {}): Promise<Approval> => {
      test.at(START_MS + 1_000)
      const approval = anApproval({ id: `approval-${++last}`, ...changes })
      await test.put(approval)
      return approval
    }

    it('reads an approval as it was put, and none that is not there', async () => {
      const approval = await held()
      expect(await test.store.get(approval)).toEqual(approval)
      expect(await test.store.get({ ...approval, id: 'another' })).toBeUndefined()
      expect(await test.store.get({ ...approval, conversationId: 7 })).toBeUndefined()
      expect(await test.store.get({ ...approval, account: 'outlet' })).toBeUndefined()
    })

    it('gives an approval to one action, however many ask at once', async () => {
      const approval = await held()
      const claims = await Promise.all(['a', 'b', 'c', 'd'].map((action) => test.store.claim(approval, action)))
      expect(claims.filter(Boolean)).toHaveLength(1)
      const actionId = ['a', 'b', 'c', 'd'][claims.indexOf(true)]
      expect(await test.store.get(approval)).toEqual({ ...approval, state: 'applied', actionId, version: 3 })
    })

    it('gives it to the same action again, and to no other', async () => {
      const approval = await held()
      expect(await test.store.claim(approval, 'a')).toBe(true)
      expect(await test.store.claim(approval, 'a')).toBe(true)
      expect(await test.store.claim(approval, 'b')).toBe(false)
      expect(await test.store.get(approval)).toMatchObject({ actionId: 'a' })
    })

    it.each(APPROVAL_STATES.filter((state) => state !== 'approved'))('gives none away that is %s', async (state) => {
      const approval = await held({ state })
      expect(await test.store.claim(approval, 'a')).toBe(false)
      expect(await test.store.get(approval)).toEqual(approval)
    })

    it('knows the message that its action became, and of no other action', async () => {
      const approval = await held()
      await test.store.claim(approval, 'a')
      await test.store.noteSent(approval, { actionId: 'b', messageId: 7 })
      expect(await test.store.get(approval)).toMatchObject({ state: 'applied', messageId: null })
      for (const messageId of [8, 8, 9]) await test.store.noteSent(approval, { actionId: 'a', messageId })
      const sent = { state: 'audited', actionId: 'a', messageId: 8, endedAtMs: START_MS + 1_000, version: 4 } as const
      expect(await test.store.get(approval)).toEqual({ ...approval, ...sent })
      expect(await test.store.claim(approval, 'a')).toBe(false)
    })

    it('knows when a reviewer first had it before him, while it waits', async () => {
      const approval = await held({ state: 'pending_review' })
      expect((await test.store.noteSeen(approval, 'Avery B.')).seenAtMs).toEqual({ 'Avery B.': START_MS + 1_000 })
      test.at(START_MS + 2_000)
      await test.store.noteSeen(approval, 'Avery B.')
      await test.store.noteSeen(approval, 'Kim')
      const seenAtMs = { 'Avery B.': START_MS + 1_000, Kim: START_MS + 2_000 }
      expect(await test.store.get(approval)).toEqual({ ...approval, seenAtMs })
      const decided = await held()
      expect((await test.store.noteSeen(decided, 'Kim')).seenAtMs).toEqual({})
    })

    it('keeps a draft once, with its text, and gives it to no action', async () => {
      const approval = await held()
      const late = { id: `action/${approval.id}`, requestedAtMs: START_MS }
      const draft = lateDraft(late, approval, { id: `late-${approval.id}`, nowMs: START_MS })
      await test.store.keepDraft(draft)
      await test.store.keepDraft({ ...draft, text: 'Another.' })
      expect(await test.store.get(draft)).toEqual(draft)
      expect(await test.store.claim(draft, 'a')).toBe(false)
    })

    it('gives none away that is not there, has expired, or is for another text than was read', async () => {
      const approval = await held()
      expect(await test.store.claim({ ...approval, id: 'another' }, 'a')).toBe(false)
      expect(await test.store.claim({ ...approval, textHash: 'f'.repeat(64) }, 'a')).toBe(false)
      test.at(approval.expiresAtMs)
      expect(await test.store.claim(approval, 'a')).toBe(false)
      test.at(approval.expiresAtMs - 1)
      expect(await test.store.claim(approval, 'a')).toBe(true)
    })
  })
}
