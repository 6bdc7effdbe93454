import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { SlaPolicy } from '#domain/sla-policy'
import { durationText } from '#policies/condition-text'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { describeEscalation, describePolicy, describeSla } from '#policies/describe-policy'

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
      'draft-overdue (everyone): a draft of a reply is overdue -> leads',
      'vip-waits (tier vip or gold or platinum): customer begins to wait -> leads',
      'standard: assignee: note to assignee (10m) -> leads: notify leads (10m) -> on-call: page on-call (15m) -> executives: mail executives',
      'leads: leads: note to assignee + notify leads (30m) -> on-call: page on-call',
    ])
  })

  it('has a line per rule, topic and operator of routing, and its limits', () => {
    const example = JSON.parse(readFileSync('docs/examples/routing-skills.json', 'utf8')) as RoutingDocument
    expect(describePolicy(example)).toEqual([
      'suggests, and assigns nobody; where Chatwoot assigns by itself: after 1m with nobody',
      'chargebacks (labelsAny chargeback) -> team 2, skilled in billing and disputes, priority high',
      'german (languages de, labelsNone spam) -> team 1',
      'refunds-that-wait (topics refund, waited 45m) -> team 2, priority high',
      'sure-refunds (channels Email, topics refund) -> skilled in billing, label refund',
      'topic at 70 % and more by model shop-1: refund -> skilled in billing',
      'topic at 70 % and more by model shop-1: Where is my parcel? -> team 3, skilled in shipping, label delivery',
      'everything else -> team 1, label triage',
      'operator 11: billing, disputes; speaks de, en; capacity 12; works by early',
      'operator 12: billing; speaks en; capacity 18; works by late; off on 2026-12-23, 2026-12-24',
      'operator 13: shipping; speaks de, en; capacity 12',
      'operator 14: no skills; capacity 0',
      'capacity 12; a conversation takes WebWidget 3 (8m), Email 1 (12m), others 2 (10m)',
      'kept with who answered last for 7 days; nothing new in the last 20m of a shift; a hard case counts 5m; a greeting waits 1m; hand-over 30m before the end of a shift',
      'taken back: offline at 50 %, away at 80 % of what was left, or after 10m; at most 2 times',
    ])
  })

  it('tells a routing document that keeps its hands off', () => {
    const { takeBack } = DEFAULT_ROUTING
    const lines = describePolicy({
      ...DEFAULT_ROUTING,
      mode: 'off',
      choice: { ...DEFAULT_ROUTING.choice, stickyDays: 0 },
      takeBack: { ...takeBack, offlinePercent: null },
      handOverMinutes: null,
    })
    expect(lines[0]).toBe('off: decides nothing')
    expect(lines.at(-2)).toMatch(/^nobody is kept; .*no hand-over$/)
    expect(lines.at(-1)).toBe('nothing is taken back')
    const assigning = describePolicy({ ...DEFAULT_ROUTING, mode: 'assign', besideAutoAssignmentSeconds: null })
    expect(assigning[0]).toBe('assigns; where Chatwoot assigns by itself: never')
  })

  it('says from how many breaches on, how far ahead and for which teams a forecast is told', () => {
    const [first] = DEFAULT_ESCALATION.rules
    if (first === undefined) throw new Error('the default has rules')
    const on = { on: 'queue_forecast', breaches: 5, withinSeconds: 1_800 } as const
    const rules = [
      { ...first, on },
      { ...first, on: { ...on, teams: [4, 9] } },
    ]
    expect(describeEscalation({ ...DEFAULT_ESCALATION, rules, ladders: {} })).toEqual([
      'answer-nearly-late (everyone): 5 or more of a team predicted to breach within 30m -> standard',
      'answer-nearly-late (everyone): 5 or more of a team predicted to breach within 30m (teams 4, 9) -> standard',
    ])
  })
})
