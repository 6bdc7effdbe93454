import { describe, expect, it } from 'vitest'
import {
  CANARY_SILENT_AFTER_MS,
  CANARY_SLOW_ABOVE_MS,
  INTAKE_REASONS,
  type IntakeFacts,
  intakeStanding,
  LOSING_ABOVE,
  SILENT_AFTER_MS,
} from '#domain/intake-health'
import { START_MS } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'

const MINUTE_MS = 60_000
const calm: IntakeFacts = {
  nowMs: START_MS,
  lastReceivedAtMs: START_MS - MINUTE_MS,
  lastRefusedAtMs: null,
  openConversations: 12,
  found: 0,
  lastFoundAtMs: null,
  sweep: { sweptAtMs: START_MS - 4 * MINUTE_MS, news: 0 },
  canary: null,
  deadLettered: 0,
  behind: false,
}
const silentMs = START_MS - SILENT_AFTER_MS - 1
const stopped = { sweptAtMs: START_MS - 60 * MINUTE_MS, news: 9 }
const canary = { onSinceMs: START_MS - 60 * MINUTE_MS, lastSentAtMs: null, lastHeardAtMs: START_MS, lagMs: 900 }
const unheard = { ...canary, lastHeardAtMs: START_MS - CANARY_SILENT_AFTER_MS - 1 }

describe('how an account’s intake stands', () => {
  it.each([
    ['webhooks come', {}, 'ok', []],
    ['a quiet night: nothing comes, and sweeps find nothing', { lastReceivedAtMs: silentMs }, 'ok', []],
    [
      'nothing comes, and the last sweep found what it should have told',
      { lastReceivedAtMs: silentMs, sweep: { sweptAtMs: START_MS, news: 1 } },
      'degraded',
      ['webhooks_silent'],
    ],
    [
      'nothing comes, and something was found',
      { lastReceivedAtMs: silentMs, found: 1, lastFoundAtMs: START_MS },
      'degraded',
      ['webhooks_silent'],
    ],
    [
      'nothing ever came, and sweeps find conversations',
      { lastReceivedAtMs: null, found: 1, lastFoundAtMs: START_MS },
      'degraded',
      ['webhooks_silent'],
    ],
    [
      'nothing comes while conversations are open, and nobody sweeps',
      { lastReceivedAtMs: silentMs, sweep: stopped },
      'degraded',
      ['webhooks_silent'],
    ],
    [
      'nothing comes, nothing is open, and nobody sweeps',
      { lastReceivedAtMs: silentMs, sweep: null, openConversations: 0 },
      'ok',
      [],
    ],
    ['one event was forgotten', { found: 1, lastFoundAtMs: START_MS }, 'ok', []],
    [
      'one was forgotten, and then came a quiet hour',
      { lastReceivedAtMs: silentMs, found: 1, lastFoundAtMs: silentMs - 1 },
      'ok',
      [],
    ],
    ['many were', { found: LOSING_ABOVE + 1 }, 'degraded', ['losing']],
    ['some were refused', { lastRefusedAtMs: START_MS - MINUTE_MS }, 'degraded', ['refusing']],
    ['some were refused long ago', { lastRefusedAtMs: START_MS - 16 * MINUTE_MS }, 'ok', []],
    ['dead letters lie', { deadLettered: 1 }, 'degraded', ['dead_letters']],
    ['nobody knows whether dead letters lie', { deadLettered: null }, 'ok', []],
    ['changes are not shown yet', { behind: true }, 'degraded', ['behind']],
    ['a canary that is heard', { canary }, 'ok', []],
    ['one that is slow', { canary: { ...canary, lagMs: CANARY_SLOW_ABOVE_MS + 1 } }, 'degraded', ['canary_slow']],
    ['one that is not heard, while others are', { canary: unheard }, 'degraded', ['canary_silent']],
    [
      'one that is not heard, and no other',
      { canary: unheard, lastReceivedAtMs: silentMs },
      'degraded',
      ['webhooks_silent', 'canary_silent'],
    ],
    ['one that was switched on just now', { canary: { ...unheard, onSinceMs: START_MS } }, 'ok', []],
    ['nothing has ever happened', { lastReceivedAtMs: null, sweep: null, openConversations: null }, 'no_data', []],
  ] as const)('%s', (_, changes, state, reasons) => {
    expect(intakeStanding({ ...calm, ...changes })).toMatchObject({ state, reasons, reason: reasons[0] ?? null })
  })

  it('calls silence proven only where something was found to be missing', () => {
    const proven = (changes: Partial<IntakeFacts>) => intakeStanding({ ...calm, ...changes }).silenceProven
    expect(proven({ lastReceivedAtMs: silentMs, found: 1, lastFoundAtMs: START_MS })).toBe(true)
    expect(proven({ lastReceivedAtMs: silentMs, canary: unheard })).toBe(true)
    expect(proven({ lastReceivedAtMs: silentMs, sweep: stopped })).toBe(false)
    expect(proven({ found: 9 })).toBe(false)
  })

  const agoMs = fc.integer({ min: 0, max: 3 * 3_600_000 })
  const instant = fc.option(
    agoMs.map((ms) => START_MS - ms),
    { nil: null },
  )
  const facts: fc.Arbitrary<IntakeFacts> = fc.record({
    nowMs: fc.constant(START_MS),
    lastReceivedAtMs: instant,
    lastRefusedAtMs: instant,
    openConversations: fc.option(fc.nat(20), { nil: null }),
    found: fc.nat(8),
    lastFoundAtMs: instant,
    sweep: fc.option(fc.record({ sweptAtMs: instant, news: fc.nat(5) }), { nil: null }),
    canary: fc.option(
      fc.record({
        onSinceMs: agoMs.map((ms) => START_MS - ms),
        lastSentAtMs: instant,
        lastHeardAtMs: instant,
        lagMs: fc.option(fc.nat(120_000), { nil: null }),
      }),
      { nil: null },
    ),
    deadLettered: fc.option(fc.nat(3), { nil: null }),
    behind: fc.boolean(),
  })

  it('is degraded exactly where there is a reason, and names the worst', () => {
    assertProperty(
      fc.property(facts, (given) => {
        const { state, reason, reasons } = intakeStanding(given)
        expect(state === 'degraded').toBe(reasons.length > 0)
        expect(reason).toBe(INTAKE_REASONS.find((one) => reasons.includes(one)) ?? null)
      }),
    )
  })

  it('never gets better by what is worse: more findings, more dead letters, an older receipt', () => {
    assertProperty(
      fc.property(facts, fc.nat(9), agoMs, (given, more, ms) => {
        const { lastReceivedAtMs } = given
        const worse = {
          ...given,
          found: given.found + more,
          deadLettered: (given.deadLettered ?? 0) + more,
          lastReceivedAtMs: lastReceivedAtMs === null ? null : lastReceivedAtMs - ms,
        }
        expect(intakeStanding(worse).reasons).toEqual(expect.arrayContaining([...intakeStanding(given).reasons]))
      }),
    )
  })

  it('is never silent while webhooks come', () => {
    assertProperty(
      fc.property(facts, (given) => {
        const { reasons, silenceProven } = intakeStanding({ ...given, lastReceivedAtMs: START_MS })
        expect([reasons.includes('webhooks_silent'), silenceProven]).toEqual([false, false])
      }),
    )
  })
})
