import { describe, expect, it } from 'vitest'
import type { LawFor } from '#domain/advance-watch'
import { type Change, changeOf, totalsOf } from '#domain/policy-changes'
import type { SlaDocument } from '#domain/sla-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'
import { aConversation, SHIPPED_LAW, START_MS, watched } from '#tests/support/builders'

const MINUTE_MS = 60_000
const LAW: LawFor = { law: SHIPPED_LAW }
const waiting = watched(aConversation())
const [standard] = DEFAULT_SLA.policies
if (standard === undefined) throw new Error('no shipped policy')

/** The shipped document with an answer within so many seconds. */
const within = (seconds: number): SlaDocument => {
  const target = { calendar: 'always', urgent: seconds, high: seconds, normal: seconds, low: seconds }
  return {
    ...DEFAULT_SLA,
    policies: [{ ...standard, targets: { ...standard.targets, first_response: target } }],
  }
}
const at = (afterMs: number) => ({ lawFor: LAW, nowMs: START_MS + afterMs })
const side = (targetMs: number, breached = false) => ({
  targetMs,
  dueAtMs: START_MS + targetMs,
  breachedAtMs: breached ? START_MS + targetMs : null,
})

describe('what a draft changes about a conversation', () => {
  it('is nothing when it says the same, though time has gone by', () => {
    expect(changeOf(waiting, { ...DEFAULT_SLA, description: 'the same' }, at(70 * MINUTE_MS))).toBeNull()
    expect(changeOf(waiting, { ...DEFAULT_ESCALATION, description: 'the same' }, at(70 * MINUTE_MS))).toBeNull()
  })

  it('is when an answer is due', () => {
    expect(changeOf(waiting, within(1_800), at(5 * MINUTE_MS))).toEqual({
      conversationId: waiting.conversationId,
      policyId: { before: 'standard', after: 'standard' },
      clocks: [
        { clock: 'first_response', before: side(60 * MINUTE_MS), after: side(30 * MINUTE_MS), breachesNow: false },
      ],
      raised: [],
      stoodDown: [],
    })
  })

  it('is a breach from the moment of activation on, where more time is gone than the draft gives', () => {
    const change = changeOf(waiting, within(600), at(20 * MINUTE_MS))
    expect(change?.clocks).toMatchObject([
      { clock: 'first_response', breachesNow: true, after: { breachedAtMs: START_MS + 20 * MINUTE_MS } },
    ])
    expect(change?.raised).toEqual(['response'])
  })

  it('is the policy that holds, and a clock that ends', () => {
    const named: SlaDocument = { ...DEFAULT_SLA, policies: [{ ...standard, id: 'other', targets: {} }] }
    expect(changeOf(waiting, named, at(MINUTE_MS))).toMatchObject({
      policyId: { before: 'standard', after: 'other' },
      clocks: [
        { clock: 'first_response', after: null },
        { clock: 'resolution', after: null },
      ],
    })
  })

  it('is which escalations end, when their rules are gone', () => {
    const late = watched(waiting, START_MS + 55 * MINUTE_MS)
    expect(changeOf(late, { ...DEFAULT_ESCALATION, rules: [] }, at(56 * MINUTE_MS))).toMatchObject({
      clocks: [],
      raised: [],
      stoodDown: ['response'],
    })
  })

  it('is counted, each conversation once', () => {
    const changes = [
      changeOf(waiting, within(1_800), at(5 * MINUTE_MS)),
      changeOf(waiting, within(600), at(20 * MINUTE_MS)),
    ].filter((change): change is Change => change !== null)
    expect(totalsOf(changes)).toEqual({ policyChanged: 0, dueMoved: 2, breachingNow: 1, raised: 1, stoodDown: 0 })
  })
})
