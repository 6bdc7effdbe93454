import { describe, expect, it } from 'vitest'
import {
  ESCALATION_STATES,
  type EscalationEvent,
  type EscalationRecord,
  type EscalationState,
  RECORD_MOVES,
  withEvent,
} from '#domain/escalation-record'
import { parseEvent } from '#events/catalogue'
import { START_MS } from '#tests/support/builders'
import { A_LIFE, anEscalationEvent, ESCALATION_KEY } from '#tests/support/escalations'
import { assertProperty, fc } from '#tests/support/property'

const MINUTE_MS = 60_000

/** Each event as the store would note it: what is known already changes nothing. */
const recordOf = (events: readonly EscalationEvent[]): EscalationRecord | undefined =>
  events.reduce<EscalationRecord | undefined>((known, event) => withEvent(known, event) ?? known, undefined)

describe('the record of an escalation', () => {
  it('is made of events that the catalogue knows', () => {
    for (const event of A_LIFE) expect(() => parseEvent(event)).not.toThrow()
  })

  it('begins as raised, by the rule that raised it', () => {
    expect(recordOf(A_LIFE.slice(0, 2))).toMatchObject({
      ...ESCALATION_KEY,
      state: 'raised',
      ruleId: 'answer-late',
      rules: ['answer-late'],
      clock: 'first_response',
      rung: { rung: 0, name: 'assignee', atMs: START_MS },
      acknowledgeByMs: START_MS + 10 * MINUTE_MS,
      acknowledged: null,
      ended: null,
      escalationVersion: 2,
    })
  })

  it('says who took it, and that it climbs no further', () => {
    expect(recordOf(A_LIFE.slice(0, 4))).toMatchObject({
      state: 'acknowledged',
      acknowledged: { by: 'Riley Example', atMs: START_MS + 2 * MINUTE_MS },
      acknowledgeByMs: null,
    })
  })

  it('is raised anew when another rule lifts it, and nobody has it then', () => {
    expect(recordOf(A_LIFE.slice(0, 6))).toMatchObject({
      state: 'raised',
      rules: ['answer-late', 'late-and-unassigned'],
      rung: { rung: 2, name: 'on-call' },
      acknowledged: null,
    })
  })

  it('keeps who had it, and its whole story, after its end', () => {
    const record = recordOf(A_LIFE)
    expect(record).toMatchObject({
      state: 'stood_down',
      acknowledged: { by: 'Avery Example' },
      ended: { by: null, atMs: START_MS + 5 * MINUTE_MS },
    })
    expect(record?.history.map(({ what }) => what)).toEqual([
      'raised',
      'rung_reached',
      'rung_reached',
      'acknowledged',
      'joined',
      'rung_reached',
      'acknowledged',
      'stood_down',
    ])
  })

  it('says who resolved it', () => {
    const resolved = anEscalationEvent('escalation.resolved.v1', {}, { version: 3 })
    expect(recordOf([...A_LIFE.slice(0, 2), resolved])).toMatchObject({
      state: 'resolved',
      ended: { by: 'Riley Example' },
    })
  })

  it('does not know its rule before an event names it', () => {
    const early = recordOf([anEscalationEvent('escalation.acknowledged.v1', {}, { version: 4 })])
    expect(early).toMatchObject({ state: 'acknowledged', ruleId: null, rules: [], rung: null })
  })

  it('is the same whatever the order and the repeats in which its events come', () => {
    const orders = fc
      .tuple(fc.shuffledSubarray([...A_LIFE], { minLength: A_LIFE.length }), fc.array(fc.constantFrom(...A_LIFE)))
      .map(([order, repeats]) => [...order, ...repeats])
    assertProperty(
      fc.property(orders, (events) => {
        expect(recordOf(events)).toEqual(recordOf(A_LIFE))
      }),
    )
  })

  it('learns nothing from an event it knows', () => {
    const record = recordOf(A_LIFE)
    for (const event of A_LIFE) expect(withEvent(record, event)).toBeNull()
  })
})

describe('the lifecycle of an escalation', () => {
  const into: Readonly<Record<EscalationState, EscalationEvent>> = {
    raised: anEscalationEvent('escalation.rung_reached.v1', { rung: 1, rungName: 'leads' }, { version: 9 }),
    acknowledged: anEscalationEvent('escalation.acknowledged.v1', {}, { version: 9 }),
    stood_down: anEscalationEvent('escalation.stood_down.v1', {}, { version: 9 }),
    resolved: anEscalationEvent('escalation.resolved.v1', {}, { version: 9 }),
  }
  const before = (state: EscalationState): EscalationEvent[] => {
    const raised = A_LIFE.slice(0, 2)
    return state === 'raised' ? raised : [...raised, { ...into[state], version: 8 }]
  }
  const pairs = ESCALATION_STATES.flatMap((from) => ESCALATION_STATES.map((to) => [from, to] as const))
  it.each(pairs)('moves from %s to %s exactly where the table allows it', (from, to) => {
    const allowed = RECORD_MOVES[from].includes(to)
    expect(recordOf([...before(from), into[to]])?.state).toBe(allowed ? to : from)
  })
})
