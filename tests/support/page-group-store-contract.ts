import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GroupName, Member } from '#domain/page-group'
import { CHECK_MS, QUIET_MS } from '#domain/page-groups'
import type { PageGroupStore } from '#store/page-groups'
import { START_MS } from './builders.ts'

export type PageGroupStoreUnderTest = { readonly store: PageGroupStore; close(): Promise<void> }

const MINUTE_MS = 60_000
export const aMember = (conversationId: number, changes: Partial<Member> = {}): Member => ({
  ...{ conversationId, of: 'escalation', sinceMs: START_MS, joinedAtMs: START_MS, taken: false },
  ...changes,
})
export const calling = (conversationId: number, changes: Partial<Member> = {}) => ({
  member: aMember(conversationId, changes),
  teamName: 'Billing',
})

/** What every store of page groups promises. Each test has a group of its own. */
export function describePageGroupStore(name: string, open: () => Promise<PageGroupStoreUnderTest>): void {
  describe(name, () => {
    let test: PageGroupStoreUnderTest
    let last = 0
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())
    const fresh = (): GroupName => ({ account: 'shop', cause: 'response', teamId: ++last, target: 'on-call' })
    const at = (by: string, minutes = 0) => ({ by, nowMs: START_MS + minutes * MINUTE_MS })
    const ended = (conversationId: number) => ({ conversationId, sinceMs: START_MS, how: 'ended' as const })

    it('opens a group for the first conversation, and counts each once', async () => {
      const group = fresh()
      expect(await test.store.get(group)).toBeUndefined()
      expect(await test.store.join(group, calling(1), at('a'))).toMatchObject({
        ...{ moved: true, planned: true },
        group: { ...group, open: 1, teamName: 'Billing', owes: { action: 'trigger', by: 'a' } },
      })
      expect(await test.store.join(group, calling(1), at('b'))).toMatchObject({ moved: false, planned: false })
      expect(await test.store.join(group, calling(2), at('c'))).toMatchObject({ moved: true, planned: false })
      expect(await test.store.get(group)).toMatchObject({ open: 2, joins: 2 })
    })

    it('lists its members, as many as are asked for', async () => {
      const group = fresh()
      for (const id of [3, 1, 2]) await test.store.join(group, calling(id), at('a'))
      expect(await test.store.members(group, 200)).toEqual([aMember(1), aMember(2), aMember(3)])
      expect(await test.store.members(group, 2)).toHaveLength(2)
      expect(await test.store.members(fresh(), 2)).toEqual([])
    })

    it('tells who is in one group from who is in another', async () => {
      const [one, other] = [fresh(), { ...fresh(), teamId: null }]
      await test.store.join(one, calling(1), at('a'))
      await test.store.join(other, calling(2), at('a'))
      expect(await test.store.members({ ...one, target: 'on' }, 200)).toEqual([])
      expect(await test.store.members(other, 200)).toEqual([aMember(2)])
    })

    it('keeps a taken member, and forgets one that has ended', async () => {
      const group = fresh()
      for (const id of [1, 2]) await test.store.join(group, calling(id), at('a'))
      await test.store.leave(group, { ...ended(1), how: 'taken' }, at('b'))
      await test.store.leave(group, ended(2), at('c'))
      expect(await test.store.members(group, 200)).toEqual([aMember(1, { taken: true })])
      expect(await test.store.get(group)).toMatchObject({ open: 0, taken: 1, owes: { action: 'acknowledge', by: 'c' } })
      expect(await test.store.leave(group, ended(2), at('d'))).toMatchObject({ moved: false })
    })

    it('is gone once it was said that it is over', async () => {
      const group = fresh()
      await test.store.join(group, calling(1), at('a'))
      const left = await test.store.leave(group, ended(1), at('b'))
      const say = left.group?.owes
      if (say == null) throw new Error('nothing is owed')
      expect(await test.store.said(group, say)).toBeNull()
      expect(await test.store.get(group)).toBeUndefined()
      expect(await test.store.leave(group, ended(1), at('c'))).toEqual({
        group: undefined,
        moved: false,
        planned: false,
      })
    })

    it('says what has to be said after a page that was overtaken', async () => {
      const group = fresh()
      const joined = await test.store.join(group, calling(1), at('a'))
      const say = joined.group?.owes
      if (say == null) throw new Error('nothing is owed')
      expect(await test.store.said(group, say)).toBeNull()
      expect(await test.store.get(group)).toMatchObject({ owes: null })
      await test.store.leave(group, ended(1), at('b'))
      expect(await test.store.said(group, say)).toMatchObject({ action: 'resolve', openedAtMs: say.openedAtMs })
      expect(await test.store.get(group)).toMatchObject({ open: 0 })
    })

    it('is looked at when it was planned, and at no other time', async () => {
      const group = fresh()
      for (const id of [1, 2, 3]) await test.store.join(group, calling(id), at('a'))
      expect(await test.store.check(group, START_MS + CHECK_MS, at('b', 10))).toMatchObject({ moved: false })
      const looked = await test.store.check(group, START_MS + QUIET_MS, at('c', 5))
      expect(looked).toMatchObject({ moved: true, planned: true, group: { told: { count: 3 }, owes: { by: 'c' } } })
    })

    it('foresees without members', async () => {
      const group = fresh()
      const foreseen = { count: 3, unassigned: 3, dueWithinMinutes: 15, ids: [1, 2, 3], atMs: START_MS }
      const stepped = await test.store.foresee(group, { foreseen, teamName: null }, at('a'))
      expect(stepped).toMatchObject({ planned: true, group: { foreseen, teamName: null, open: 0 } })
      expect(await test.store.members(group, 200)).toEqual([])
    })
  })
}
