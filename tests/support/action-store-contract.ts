import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTION_MOVES, ACTION_STATES, type Action, type ActionState } from '#domain/action'
import type { ActionStore, Enlisted, Settlement } from '#store/actions'
import type { HeldActions } from '#store/held-actions'
import { aNote, aPriority } from './actions.ts'

export type ActionStoreUnderTest = {
  readonly store: ActionStore
  enlist(action: Action): Promise<Enlisted>
  propose(action: Action): Promise<Enlisted>
  release(action: Action): Promise<Action | undefined>
  hold(action: Action): Promise<boolean>
  readonly held: HeldActions
  /** Lets the store's clock go on. */
  pass(ms: number): void
  /** What the store's clock says. */
  nowMs(): number
  close(): Promise<void>
}

const ends: Readonly<Record<Exclude<ActionState, 'proposed' | 'queued' | 'held'>, Settlement>> = {
  applied: { state: 'applied' },
  failed: { state: 'failed', code: 'conversation_gone' },
  superseded: { state: 'superseded', code: 'human_won' },
}

/** What every store of actions promises. Each test has an action of its own. */
export function describeActionStore(name: string, open: () => Promise<ActionStoreUnderTest>): void {
  describe(name, () => {
    let test: ActionStoreUnderTest
    let last = 0
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())
    const fresh = (): Action => aNote({ id: `action/${++last}` })
    const inState = async (state: ActionState): Promise<Action> => {
      const action = fresh()
      await (state === 'proposed' ? test.propose(action) : test.enlist(action))
      if (state === 'held') {
        await test.store.beginTry(action)
        await test.hold(action)
      } else if (state !== 'queued' && state !== 'proposed') await test.store.settle(action, ends[state])
      return action
    }

    it('enlists an action once, and then says what has become of it', async () => {
      const action = fresh()
      expect(await test.enlist(action)).toEqual({ kind: 'new' })
      expect(await test.enlist(action)).toEqual({ kind: 'known', state: 'queued' })
      await test.store.settle(action, ends.failed)
      expect(await test.enlist(action)).toEqual({ kind: 'known', state: 'failed' })
    })

    it('counts tries from 1, and remembers when the first was', async () => {
      const action = await inState('queued')
      const firstTriedAtMs = test.nowMs()
      expect(await test.store.beginTry(action)).toEqual({ kind: 'begun', attempts: 1, firstTriedAtMs })
      test.pass(20_000)
      await test.store.noteError(action, 'rate_limited')
      expect(await test.store.beginTry(action)).toEqual({ kind: 'begun', attempts: 2, firstTriedAtMs })
    })

    it('begins nothing that nobody asked for', async () => {
      expect(await test.store.beginTry(fresh())).toEqual({ kind: 'unknown' })
      expect(await test.store.settle(fresh(), ends.applied)).toBe(false)
      const action = fresh()
      await test.store.noteError(action, 'rate_limited')
      expect(await test.enlist(action)).toEqual({ kind: 'new' })
    })

    it('keeps what is proposed until it is released, and answers it again until it has ended', async () => {
      const action = fresh()
      expect(await test.propose(action)).toEqual({ kind: 'new' })
      expect(await test.enlist(action)).toEqual({ kind: 'known', state: 'proposed' })
      expect(await test.release(action)).toEqual(action)
      expect(await test.propose(action)).toEqual({ kind: 'known', state: 'queued' })
      expect(await test.release(action)).toEqual(action)
      expect(await test.store.beginTry(action)).toMatchObject({ kind: 'begun', attempts: 1 })
      await test.store.settle(action, ends.applied)
      expect(await test.release(action)).toBeUndefined()
    })

    it('tells what was set by actions that were wanted later and are applied, of the same conversation alone', async () => {
      const conversationId = 77
      const wish = async (id: string, requestedAtMs: number, changes: object, state?: 'applied' | 'failed') => {
        const action = { ...aPriority({ id, conversationId, requestedAtMs }), ...changes } as Action
        await test.enlist(action)
        if (state !== undefined) await test.store.settle(action, ends[state])
        return action
      }
      const early = await wish('touch/a', 1_000, {})
      await wish('touch/before', 999, { verb: 'set_status' }, 'applied')
      await wish('touch/same-moment', 1_000, { verb: 'set_status' }, 'applied')
      await wish('touch/failed', 1_001, { verb: 'set_status' }, 'failed')
      await wish('touch/queued', 1_001, { verb: 'set_status' })
      await wish('touch/elsewhere', 1_001, { conversationId: 78, verb: 'set_status' }, 'applied')
      await wish('touch/note', 1_001, { verb: 'add_note' }, 'applied')
      expect(await test.store.touchedSince(early)).toEqual(new Set())
      await wish('touch/label', 1_001, { verb: 'add_label', label: 'vip' }, 'applied')
      await wish('touch/attributes', 1_001, { verb: 'set_custom_attributes', attributes: { a: 1, b: 2 } }, 'applied')
      await wish('touch/later', 1_001, {}, 'applied')
      const all = new Set(['label vip', 'attribute a', 'attribute b', 'priority'])
      expect(await test.store.touchedSince(early)).toEqual(all)
    })

    it('takes what was proposed for wanted from when it was let go', async () => {
      const proposed = aPriority({ id: 'touch/proposed', conversationId: 79, requestedAtMs: 1_000 })
      await test.propose(proposed)
      const meanwhile = aPriority({ id: 'touch/meanwhile', conversationId: 79, requestedAtMs: test.nowMs() })
      await test.enlist(meanwhile)
      await test.store.settle(meanwhile, ends.applied)
      test.pass(1_000)
      await test.release(proposed)
      expect(await test.store.touchedSince(proposed)).toEqual(new Set())
      await test.store.settle(proposed, ends.applied)
      expect(await test.store.touchedSince(meanwhile)).toEqual(new Set(['priority']))
    })

    it('releases nothing that was not proposed', async () => {
      expect(await test.release(fresh())).toBeUndefined()
      expect(await test.release(await inState('queued'))).toBeUndefined()
    })

    it.each(['proposed', 'held', 'applied', 'failed', 'superseded'] as const)(
      'begins nothing that is %s',
      async (state) => {
        expect(await test.store.beginTry(await inState(state))).toEqual({ kind: 'settled', state })
      },
    )

    const pairs = ACTION_STATES.flatMap((from) =>
      (['applied', 'failed', 'superseded'] as const).map((to) => [from, to] as const),
    )
    it.each(pairs)('moves from %s to %s exactly where the lifecycle allows it', async (from, to) => {
      const action = await inState(from)
      const allowed = ACTION_MOVES[from].includes(to)
      expect(await test.store.settle(action, ends[to])).toBe(allowed)
      expect(await test.enlist(action)).toEqual({ kind: 'known', state: allowed ? to : from })
    })

    it.each(ACTION_STATES)('holds what is %s exactly where the lifecycle allows it', async (from) => {
      const action = await inState(from)
      const allowed = ACTION_MOVES[from].includes('held')
      expect(await test.hold(action)).toBe(allowed)
      expect(await test.enlist(action)).toEqual({ kind: 'known', state: allowed ? 'held' : from })
    })

    it('lets a held action go with what it wants, again until it is forgotten, and counts its tries from 1', async () => {
      const action = await inState('held')
      const entry = await entryOf(action)
      expect(entry).toMatchObject({ requestedAtMs: action.requestedAtMs, heldAtMs: test.nowMs() })
      expect(await test.held.release(entry)).toEqual(action)
      expect(await test.held.release(entry)).toEqual(action)
      expect(await test.store.beginTry(action)).toMatchObject({ kind: 'begun', attempts: 1 })
      await test.held.forget(entry)
      expect(await test.held.release(entry)).toBeUndefined()
      expect(await test.held.list(action.account)).not.toContainEqual(entry)
    })

    it('keeps the first try of an action that may have arrived before it was held', async () => {
      const action = await inState('queued')
      const firstTriedAtMs = test.nowMs()
      await test.store.beginTry(action)
      test.pass(20_000)
      await test.store.beginTry(action)
      await test.hold(action)
      const entry = await entryOf(action)
      await test.held.release(entry)
      expect(await test.store.beginTry(action)).toEqual({ kind: 'begun', attempts: 2, firstTriedAtMs })
    })

    it('does not take an action held anew for the one that was let go before', async () => {
      const action = await inState('held')
      const first = await entryOf(action)
      await test.held.release(first)
      test.pass(1_000)
      await test.store.beginTry(action)
      await test.hold(action)
      await test.held.forget(first)
      expect(await test.held.release(first)).toBeUndefined()
      const second = await entryOf(action)
      expect(second.heldAtMs).toBe(first.heldAtMs + 1_000)
      expect(await test.held.release(second)).toEqual(action)
    })

    it('lets nothing go that has ended meanwhile, and lists held ones by account', async () => {
      const action = await inState('held')
      const entry = await entryOf(action)
      await test.store.settle(action, ends.superseded)
      expect(await test.held.release(entry)).toBeUndefined()
      await test.held.forget(entry)
      expect(await test.enlist(action)).toEqual({ kind: 'known', state: 'superseded' })
      expect(await test.held.list('outlet')).toEqual([])
    })

    const entryOf = async (action: Action) => {
      const entry = (await test.held.list(action.account)).find(({ id }) => id === action.id)
      if (entry === undefined) throw new Error('not held')
      return entry
    }

    it('keeps actions of the same id in different conversations and accounts apart', async () => {
      const action = fresh()
      await test.enlist(action)
      expect(await test.enlist({ ...action, conversationId: 7 })).toEqual({ kind: 'new' })
      expect(await test.enlist({ ...action, account: 'outlet' })).toEqual({ kind: 'new' })
    })
  })
}
