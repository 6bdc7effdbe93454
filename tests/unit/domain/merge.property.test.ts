import { describe, expect, it } from 'vitest'
import type { ConversationState } from '#domain/conversation'
import { merge, sameState, stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import { observationArbitrary } from '#tests/support/arbitraries'
import { assertProperty, fc } from '#tests/support/property'

const observations = fc.array(observationArbitrary, { minLength: 1, maxLength: 10 })
const state = fc.array(observationArbitrary, { maxLength: 4 }).map(fold)

function fold(list: readonly Observation[], from: ConversationState = {}): ConversationState {
  return list.map(stateOf).reduce(merge, from)
}

/** Every observation at least once, some more often, in any order, cut into batches anywhere. */
const deliveries = observations.chain((list) =>
  fc.record({
    list: fc.constant(list),
    order: fc
      .tuple(
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.array(fc.constantFrom(...list), { maxLength: 5 }),
      )
      .chain(([once, again]) => fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length })),
    cuts: fc.array(fc.nat(list.length + 5), { maxLength: 4 }),
  }),
)

function batches<Item>(list: readonly Item[], cuts: readonly number[]): Item[][] {
  const edges = [0, ...[...cuts].sort((a, b) => a - b), list.length]
  return edges.slice(1).map((end, index) => list.slice(edges[index], end))
}

describe('the merge of observations', () => {
  it('ends in the same state for every order, with duplicates, however split into batches', () => {
    assertProperty(
      fc.property(deliveries, ({ list, order, cuts }) => {
        const batched = batches(order, cuts).reduce((stored, batch) => merge(stored, fold(batch)), {})
        expect(batched).toStrictEqual(fold(list))
      }),
    )
  })

  it('is commutative', () => {
    assertProperty(
      fc.property(state, state, (a, b) => {
        expect(merge(a, b)).toStrictEqual(merge(b, a))
      }),
    )
  })

  it('is associative', () => {
    assertProperty(
      fc.property(state, state, state, (a, b, c) => {
        expect(merge(merge(a, b), c)).toStrictEqual(merge(a, merge(b, c)))
      }),
    )
  })

  it('is idempotent, and nothing known adds nothing', () => {
    assertProperty(
      fc.property(state, (a) => {
        expect(merge(a, a)).toStrictEqual(a)
        expect(merge(a, {})).toStrictEqual(a)
      }),
    )
  })

  it('keeps what is stored: a state and its JSON are equal and merge alike', () => {
    assertProperty(
      fc.property(state, state, (a, b) => {
        const stored: ConversationState = JSON.parse(JSON.stringify(a))
        expect(stored).toStrictEqual(a)
        expect(merge(stored, b)).toStrictEqual(merge(a, b))
      }),
    )
  })

  it('calls two states the same exactly if they are equal', () => {
    assertProperty(
      fc.property(state, state, (a, b) => {
        const equal = JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b))
        expect(sameState(a, b)).toBe(equal)
        expect(sameState(a, JSON.parse(JSON.stringify(a)))).toBe(true)
      }),
    )
  })

  it('meets real ties in these tests: same instant, different rows', () => {
    const pairs = fc.sample(fc.tuple(observationArbitrary, observationArbitrary), 2_000)
    const ties = pairs.filter(
      ([{ snapshot: a }, { snapshot: b }]) => a && b && a.updatedAtUs === b.updatedAtUs && a.status !== b.status,
    )
    expect(ties.length).toBeGreaterThan(20)
  })
})

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, member]) => [key, sortKeys(member)]),
  )
}
