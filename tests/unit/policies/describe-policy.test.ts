import { describe, expect, it } from 'vitest'
import type { SlaPolicy } from '#domain/sla-policy'
import { durationText } from '#policies/condition-text'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'
import { describeEscalation, describeSla } from '#policies/describe-policy'

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [45, '45s'],
    [900, '15m'],
    [7_200, '2h'],
    [5_400, '1h30m'],
    [259_200, '72h'],
    [3_661, '1h1m1s'],
  ])('of %i seconds reads %s', (seconds, text) => expect(durationText(seconds)).toBe(text))
})

describe('a document in lines', () => {
  it('has a line per policy: for whom, what is promised in whose hours, and when it warns', () => {
    expect(describeSla(DEFAULT_SLA)).toEqual([
      'standard (everyone): first response 15m/30m/1h/4h on always, next response 15m/30m/1h/4h on always, resolution 2h/8h/24h/72h on business, warns at 50/75/90 %',
    ])
  })

  it('tells what a policy asks of a conversation, and what it leaves out', () => {
    const [standard] = DEFAULT_SLA.policies as readonly [SlaPolicy]
    const policy: SlaPolicy = {
      ...standard,
      id: 'vip',
      when: { inboxes: [1, 2], labelsAll: ['paid', 'eu'], contact: { tier: ['vip', 'gold'] } },
      targets: { first_response: { calendar: 'always', urgent: 300, high: null, normal: null, low: null } },
      warnAtPercent: [],
    }
    expect(describeSla({ ...DEFAULT_SLA, policies: [policy] })).toEqual([
      'vip (inboxes 1 or 2, labelsAll paid and eu, tier vip or gold): first response 5m/-/-/- on always, no warnings',
    ])
  })

  it('has a line per rule and per ladder', () => {
    expect(describeEscalation(DEFAULT_ESCALATION)).toEqual([
      'answer-nearly-late (everyone): 90 % gone (first response, next response) -> standard',
      'late-and-unassigned (everyone): breach within 10m, unassigned (first response, next response) -> standard',
      'answer-late (everyone): breached (first response, next response) -> standard from rung 1',
      'grave-words (everyone): words: legal, abuse, safety -> leads',
      'negative-tone (everyone): tone -50 or less -> leads',
      'reopened-again (everyone): reopened 3 times -> leads',
      'bad-rating (everyone): rating 2 or less -> leads',
      'asked-for (everyone): label escalate -> standard',
      'vip-waits (tier vip or gold or platinum): customer begins to wait -> leads',
      'standard: assignee: note to assignee (10m) -> leads: notify leads (10m) -> on-call: page on-call (15m) -> executives: mail executives',
      'leads: leads: note to assignee + notify leads (30m) -> on-call: page on-call',
    ])
  })
})
