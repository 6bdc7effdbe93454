import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drainOrder, type HeldAction } from '#domain/held-actions'
import { assertProperty } from '#tests/support/property'

const held = (id: string, changes: Partial<HeldAction> = {}): HeldAction => ({
  account: 'shop',
  conversationId: 1,
  id,
  requestedAtMs: 1_000,
  heldAtMs: 2_000,
  ...changes,
})
const dues = (of: Readonly<Record<number, number>>) => (one: HeldAction) => of[one.conversationId] ?? null
const idsOf = (all: readonly HeldAction[]) => all.map(({ id }) => id)

describe('the order in which held actions go', () => {
  it('is by the least time left; what has no clock goes last', () => {
    const all = [held('none', { conversationId: 3 }), held('late', { conversationId: 2 }), held('soon')]
    expect(idsOf(drainOrder(all, dues({ 1: 10, 2: 20 })))).toEqual(['soon', 'late', 'none'])
  })

  it('keeps the actions of a conversation together, in the order in which they were asked for', () => {
    const all = [
      held('second', { requestedAtMs: 2 }),
      held('other', { conversationId: 2 }),
      held('third', { requestedAtMs: 2, heldAtMs: 3_000 }),
      held('first', { requestedAtMs: 1 }),
    ]
    expect(idsOf(drainOrder(all, dues({ 1: 10, 2: 10 })))).toEqual(['first', 'second', 'third', 'other'])
  })

  it('is the same however they are listed', () => {
    const one = fc.record({
      conversationId: fc.integer({ min: 1, max: 4 }),
      requestedAtMs: fc.integer({ min: 1, max: 3 }),
      account: fc.constantFrom('shop', 'outlet'),
    })
    const lists = fc.array(one, { maxLength: 12 }).map((all) => all.map((given, nth) => held(`a${nth}`, given)))
    assertProperty(
      fc.property(
        lists.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const due = dues({ 1: 10, 2: 10, 3: 5 })
          expect(drainOrder(shuffled, due)).toEqual(drainOrder(all, due))
        },
      ),
    )
  })
})
