import { describe, expect, it } from 'vitest'
import type { OperatorSeen, Reading } from '#domain/chatwoot-reading'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { AVAILABILITIES, type StoredOperator } from '#domain/operator'
import { type Presence, takeReading } from '#domain/presence'
import { START_MS } from '#tests/support/builders'
import { A_DIRECTORY, aReading, NOBODY, seen } from '#tests/support/operators'
import { assertProperty, fc } from '#tests/support/property'

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
const people = fc.uniqueArray(
  fc.record({
    operatorId: fc.integer({ min: 41, max: 45 }),
    availability: fc.constantFrom(...AVAILABILITIES),
    teams: ids,
    inboxes: ids,
  }),
  { selector: ({ operatorId }) => operatorId, minLength: 1, maxLength: 5 },
)
/** Readings a minute apart, as Chatwoot changes: some of availability alone, some of everything. */
const readings: fc.Arbitrary<Reading[]> = fc
  .array(fc.record({ people, whole: fc.boolean() }), { minLength: 1, maxLength: 8 })
  .map((times) =>
    times.map((time, nth) => {
      const listed = time.people.map(({ operatorId, availability, teams, inboxes }): OperatorSeen => {
        const one = seen({ operatorId, availability, name: `Operator ${operatorId}` })
        return time.whole ? { ...one, teams, inboxes } : one
      })
      const of = { requestId: `r${nth}`, readAtMs: START_MS + nth * 60_000, operators: listed }
      return aReading(time.whole ? { ...of, directory: A_DIRECTORY } : of)
    }),
  )
/** The readings in any order, some of them twice. */
const delivered = readings.chain((inOrder) =>
  fc
    .tuple(
      fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
      fc.shuffledSubarray(inOrder),
      fc.constant(inOrder),
    )
    .map(([once, again, all]) => ({ inOrder: all, asTheyCame: [...once, ...again] })),
)

type Seen = { readonly presence: Presence; readonly writes: readonly [StoredOperator | undefined, StoredOperator][] }

function taken(all: readonly Reading[]): Seen {
  const writes: [StoredOperator | undefined, StoredOperator][] = []
  let presence: Presence = NOBODY
  for (const reading of all) {
    const step = takeReading(presence, reading, reading.readAtMs + 700)
    if (step === null) continue
    const operators = new Map(presence.operators.map((one) => [one.operatorId, one]))
    for (const after of step.operators) {
      writes.push([operators.get(after.operatorId), after])
      operators.set(after.operatorId, after)
    }
    presence = { mark: step.mark, operators: [...operators.values()], directory: step.directory ?? presence.directory }
  }
  return { presence, writes }
}

const WRITE = { version: 0, writtenAtMs: 0, correlationId: '' }
/** What counts for whoever is there; when it was first seen depends on what was seen. */
const standing = ({ presence }: Seen) => ({
  mark: presence.mark,
  directory: presence.directory?.readAtMs,
  operators: presence.operators
    .filter(({ gone }) => gone !== true)
    .map(({ operatorId, availability, teams, inboxes }) => ({ operatorId, availability, teams, inboxes }))
    .sort((a, b) => a.operatorId - b.operatorId),
})

describe('readings of operators', () => {
  it('make the same of an account in whatever order they come, and however often', () => {
    assertProperty(
      fc.property(delivered, ({ inOrder, asTheyCame }) => {
        expect(standing(taken(asTheyCame))).toEqual(standing(taken(inOrder)))
      }),
    )
  })

  it('write an operator only when he changed, one version after the other, and tell of each turn once', () => {
    assertProperty(
      fc.property(delivered, ({ asTheyCame }) => {
        const { writes, presence } = taken(asTheyCame)
        for (const [before, after] of writes) {
          expect(after.version).toBe((before?.version ?? 0) + 1)
          expect(before && { ...before, ...WRITE }).not.toEqual({ ...after, ...WRITE })
        }
        const events = writes.flatMap((pair) => deriveOperatorEvents(...pair))
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
        for (const { operatorId, availability } of presence.operators) {
          const last = events.findLast((event) => event.operatorId === operatorId)
          expect(last?.type).toBe(`operator.${availability}.v1`)
        }
      }),
    )
  })
})
