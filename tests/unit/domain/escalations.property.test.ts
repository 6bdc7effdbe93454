import { describe, expect, it } from 'vitest'
import { parseEvent } from '#events/catalogue'
import type { ConversationEvent } from '#events/conversation-events'
import { assertLives, type History, lifelike, live, wild } from '#tests/support/clock-histories'
import { aRule, late, nearlyLate, rulesOf, willBeLate } from '#tests/support/escalating'
import { fc } from '#tests/support/property'
import type { Written } from '#tests/support/watch-writes'

/** Every trigger; two causes are shared by several rules. */
const RULES = rulesOf(
  nearlyLate,
  late,
  willBeLate,
  aRule('any-forecast', { on: 'breach_forecast', withinSeconds: 3_600, unassignedOnly: false }, { startAtRung: 2 }),
  aRule('words', { on: 'words', categories: ['legal'] }, { cause: 'customer' }),
  aRule('tone', { on: 'negative_tone', atMost: -60 }, { cause: 'customer', startAtRung: 1 }),
  aRule('waits', { on: 'waiting' }, { cause: 'customer', when: { contact: { tier: ['gold'] } } }),
  aRule('reopened', { on: 'reopened', times: 1 }, { cause: 'reopened' }),
  aRule('rating', { on: 'csat', atMost: 2 }, { cause: 'rating' }),
  aRule('labelled', { on: 'label', label: 'vip' }, { cause: 'label' }),
)

type Told = Extract<ConversationEvent, { type: `escalation.${string}` }>

const toldIn = (writes: readonly Written[]): Told[] =>
  writes.flatMap(({ events }) => events.filter((event): event is Told => event.type.startsWith('escalation.')))

const holdsFor = (histories: fc.Arbitrary<History>, check: (writes: readonly Written[], history: History) => void) =>
  assertLives(fc.property(histories, (history) => check(live(history, RULES).writes, history)))

describe.each([
  ['lifelike', lifelike],
  ['wild', wild],
] as const)('the escalations of a %s history', (_, histories) => {
  it('begin once, climb or are lifted, and end once', () => {
    holdsFor(histories, (writes) => {
      const running = new Map<string, { raisedAtMs: number; rung: number }>()
      for (const { type, data } of toldIn(writes)) {
        const { cause, raisedAtMs } = data
        const known = running.get(cause)
        if (type === 'escalation.raised.v1') {
          expect(known).toBeUndefined()
          running.set(cause, { raisedAtMs, rung: -1 })
          continue
        }
        expect(known?.raisedAtMs).toBe(raisedAtMs)
        if (type === 'escalation.rung_reached.v1') {
          expect(data.rung).toBeGreaterThan(known?.rung ?? Number.NaN)
          running.set(cause, { raisedAtMs, rung: data.rung })
        }
        if (type === 'escalation.stood_down.v1' || type === 'escalation.resolved.v1') running.delete(cause)
      }
      const stored = Object.entries(writes.at(-1)?.after?.watch?.escalations ?? {})
      const active = stored.filter(([, { ended }]) => ended === undefined).map(([cause]) => cause)
      expect(active.sort()).toEqual([...running.keys()].sort())
    })
  })

  it('tell nothing that the catalogue does not know', () => {
    holdsFor(histories, (writes) => {
      for (const event of toldIn(writes)) expect(parseEvent(event)).toEqual(event)
    })
  })

  it('name a next instant that is still to come, and do nothing before it', () => {
    holdsFor(histories, (writes, history) => {
      for (const [index, { after, before, events, nowMs }] of writes.entries()) {
        expect(after?.watch?.nextAtMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(nowMs)
        const turn = history[index]
        const isNews = turn?.observations !== undefined || turn?.document !== undefined
        if (!isNews && nowMs < (before?.watch?.nextAtMs ?? Number.POSITIVE_INFINITY)) expect(events).toEqual([])
      }
    })
  })

  it('stay as they are when somebody looks twice', () => {
    holdsFor(histories, (writes, history) => {
      const twice = live(
        history.flatMap((turn) => [turn, { nowMs: turn.nowMs }]),
        RULES,
      ).writes
      expect(toldIn(twice).map(({ type, data }) => [type, data])).toEqual(
        toldIn(writes).map(({ type, data }) => [type, data]),
      )
    })
  })
})
