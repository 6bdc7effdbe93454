import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore, Draft } from '#store/conversations'
import type { Stored } from '#store/item'
import { conversationPk } from '#store/keys'
import { aConversation, anObservation, aSnapshot, stateAfter } from './builders.ts'
import { aWatched } from './watched.ts'

export type StoreUnderTest = {
  readonly store: ConversationStore
  /** What the store's clock says. */
  readonly nowMs: number
  /** Puts an item as it is, past all conditions. */
  plant(stored: Stored): Promise<void>
  remove(account: string, conversationId: number): Promise<void>
  close(): Promise<void>
}

/** What every conversation store promises. Each test has conversations of its own. */
export function describeConversationStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let test: StoreUnderTest
    let lastId = 0
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())

    const fresh = (): number => ++lastId
    const aDraft = (conversationId: number, changes: Partial<Draft> = {}): Draft => {
      const { version, writtenAtMs, ...draft } = aConversation({ conversationId })
      return { ...draft, ...changes }
    }
    const read = async (conversationId: number): Promise<Stored | undefined> =>
      (await test.store.readMany([{ account: 'shop', conversationId }])).get(conversationPk('shop', conversationId))
    const resolved = stateAfter(
      anObservation({
        snapshot: aSnapshot({ status: 'resolved', waitingSinceMs: null, team: { id: 3, name: 'Returns' } }),
        inboxName: 'Example Website',
        csat: { messageId: 88_009, rating: 4, updatedAtUs: 1, hasFeedback: true },
      }),
    )

    it('knows nothing of a conversation that was never written', async () => {
      expect(await read(fresh())).toBeUndefined()
      expect(await test.store.readMany([])).toEqual(new Map())
    })

    it('writes a new conversation as version 1 and reads it back whole', async () => {
      const conversationId = fresh()
      const draft = aDraft(conversationId, { state: resolved, source: 'reconciled' })
      const conversation = { ...draft, version: 1, writtenAtMs: test.nowMs }
      expect(await test.store.commit(draft, undefined)).toEqual({ kind: 'stored', conversation })
      expect(await read(conversationId)).toEqual({ conversation, carried: {} })
    })

    it('keeps the watch as it is written, and forgets it with a write that has none', async () => {
      const conversationId = fresh()
      const { version, writtenAtMs, ...draft } = aWatched({ conversationId, source: 'clock' })
      expect(draft.watch?.nextAtMs).toBeDefined()
      await test.store.commit(draft, undefined)
      expect((await read(conversationId))?.conversation).toEqual({ ...draft, version: 1, writtenAtMs: test.nowMs })
      await test.store.commit(aDraft(conversationId), await read(conversationId))
      expect((await read(conversationId))?.conversation).not.toHaveProperty('watch')
      expect((await read(conversationId))?.carried).toEqual({})
    })

    it('counts versions up, one a write', async () => {
      const conversationId = fresh()
      for (const version of [1, 2, 3]) {
        const committed = await test.store.commit(aDraft(conversationId), await read(conversationId))
        expect(committed).toMatchObject({ kind: 'stored', conversation: { version } })
      }
    })

    it('does not write over a conversation that exists, and hands it back', async () => {
      const conversationId = fresh()
      await test.store.commit(aDraft(conversationId), undefined)
      const committed = await test.store.commit(aDraft(conversationId, { state: resolved }), undefined)
      expect(committed).toEqual({ kind: 'lost', current: await read(conversationId) })
      expect(committed).toMatchObject({ current: { conversation: { version: 1 } } })
    })

    it('does not write over a newer version, and hands it back whole', async () => {
      const conversationId = fresh()
      await test.store.commit(aDraft(conversationId), undefined)
      const stale = await read(conversationId)
      await test.store.commit(aDraft(conversationId, { state: resolved }), stale)
      const committed = await test.store.commit(aDraft(conversationId), stale)
      expect(committed).toEqual({ kind: 'lost', current: await read(conversationId) })
      expect(committed).toMatchObject({ current: { conversation: { version: 2, state: resolved } } })
    })

    it('says so when the conversation is gone, and then writes it anew', async () => {
      const conversationId = fresh()
      await test.store.commit(aDraft(conversationId), undefined)
      const held = await read(conversationId)
      await test.remove('shop', conversationId)
      expect(await test.store.commit(aDraft(conversationId), held)).toEqual({ kind: 'lost', current: undefined })
      expect(await test.store.commit(aDraft(conversationId), undefined)).toMatchObject({
        kind: 'stored',
        conversation: { version: 1 },
      })
    })

    it('lets exactly one of many racing writers win', async () => {
      const conversationId = fresh()
      await test.store.commit(aDraft(conversationId), undefined)
      const held = await read(conversationId)
      const racing = Array.from({ length: 8 }, () => test.store.commit(aDraft(conversationId), held))
      const kinds = (await Promise.all(racing)).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'stored')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'lost')).toHaveLength(7)
    })

    it('carries over what other capabilities keep on the item', async () => {
      const conversationId = fresh()
      const carried = { route: { rung: 2, since: 17 }, note: 'kept' }
      await test.plant({ conversation: aConversation({ conversationId, version: 4 }), carried })
      const committed = await test.store.commit(aDraft(conversationId, { state: resolved }), await read(conversationId))
      expect(committed).toMatchObject({ kind: 'stored', conversation: { version: 5 } })
      expect((await read(conversationId))?.carried).toEqual(carried)
    })

    it('reads more than a hundred at once, and only those that exist', async () => {
      const ids = Array.from({ length: 230 }, fresh)
      const even = ids.filter((id) => id % 2 === 0)
      await Promise.all(even.map((conversationId) => test.store.commit(aDraft(conversationId), undefined)))
      const found = await test.store.readMany(ids.map((conversationId) => ({ account: 'shop', conversationId })))
      expect([...found.keys()].sort()).toEqual(even.map((id) => conversationPk('shop', id)).sort())
    })

    it('keeps accounts apart', async () => {
      const conversationId = fresh()
      await test.store.commit(aDraft(conversationId, { account: 'other' }), undefined)
      expect(await read(conversationId)).toBeUndefined()
    })
  })
}
