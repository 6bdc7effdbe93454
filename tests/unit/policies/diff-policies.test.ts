import { describe, expect, it } from 'vitest'
import type { SlaDocument, SlaPolicy } from '#domain/sla-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { diffPolicies } from '#policies/diff-policies'
import { assertProperty, fc } from '#tests/support/property'

const [standard] = DEFAULT_SLA.policies as readonly [SlaPolicy]
const vip: SlaPolicy = { ...standard, id: 'vip', when: { contact: { tier: ['vip'] } } }

describe('the difference of two documents', () => {
  it('is none between a document and its copy', () => {
    expect(diffPolicies(DEFAULT_SLA, structuredClone(DEFAULT_SLA))).toEqual([])
    expect(diffPolicies(DEFAULT_ESCALATION, structuredClone(DEFAULT_ESCALATION))).toEqual([])
  })

  it('names the value that changed', () => {
    const { resolution } = standard.targets
    const after = { ...standard, targets: { ...standard.targets, resolution: { ...resolution, urgent: 3_600 } } }
    expect(diffPolicies(DEFAULT_SLA, { ...DEFAULT_SLA, policies: [after] })).toEqual([
      { path: 'policies[standard].targets.resolution.urgent', before: 7_200, after: 3_600 },
    ])
  })

  it('is one policy where one was put in front of the others', () => {
    const before: SlaDocument = { ...DEFAULT_SLA, policies: [standard] }
    expect(diffPolicies(before, { ...before, policies: [vip, standard] })).toEqual([
      { path: 'policies[vip]', before: undefined, after: vip },
    ])
  })

  it('is the order where only the order changed', () => {
    const before = { ...DEFAULT_SLA, policies: [vip, standard] }
    expect(diffPolicies(before, { ...before, policies: [standard, vip] })).toEqual([
      { path: 'policies (order)', before: ['vip', 'standard'], after: ['standard', 'vip'] },
    ])
  })

  it('matches days by date, rungs by name, words and percents by what they are', () => {
    const days = (...dates: string[]) => ({ holidays: dates.map((date) => ({ date })) })
    expect(diffPolicies(days('2026-12-25', '2026-12-26'), days('2026-12-24', '2026-12-26'))).toEqual([
      { path: 'holidays[2026-12-25]', before: { date: '2026-12-25' }, after: undefined },
      { path: 'holidays[2026-12-24]', before: undefined, after: { date: '2026-12-24' } },
    ])
    const rungs = (seconds: number) => ({ rungs: [{ name: 'leads', acknowledgeWithinSeconds: seconds }] })
    expect(diffPolicies(rungs(600), rungs(900))).toEqual([
      { path: 'rungs[leads].acknowledgeWithinSeconds', before: 600, after: 900 },
    ])
    expect(diffPolicies({ legal: ['sue', 'lawyer'] }, { legal: ['lawyer', 'court'] })).toEqual([
      { path: 'legal[sue]', before: 'sue', after: undefined },
      { path: 'legal[court]', before: undefined, after: 'court' },
    ])
    expect(diffPolicies({ warnAtPercent: [50, 90] }, { warnAtPercent: [50, 75, 90] })).toEqual([
      { path: 'warnAtPercent[75]', before: undefined, after: 75 },
    ])
  })

  it('shows hours and actions whole: nothing tells their elements apart', () => {
    const hours = (...mon: string[][]) => ({ week: { mon } })
    const before = hours(['09:00', '17:00'])
    const after = hours(['09:00', '12:00'], ['13:00', '17:00'])
    expect(diffPolicies(before, after)).toEqual([{ path: 'week.mon', before: before.week.mon, after: after.week.mon }])
    const twice = { rungs: [{ name: 'a' }, { name: 'a' }] }
    expect(diffPolicies(twice, { rungs: [{ name: 'a' }] })).toEqual([
      { path: 'rungs', before: twice.rungs, after: [{ name: 'a' }] },
    ])
  })

  it('names rules, operators and topics of routing by what people call them', () => {
    const rule = { id: 'refunds', name: 'Refunds', when: { topics: ['refund'] }, to: { skills: ['billing'] } }
    const before = { ...DEFAULT_ROUTING, rules: [rule], operators: { 12: { skills: ['billing'] } } }
    const after = {
      ...DEFAULT_ROUTING,
      rules: [{ ...rule, to: { skills: ['billing', 'disputes'] } }],
      operators: { 12: { skills: ['billing'], capacityPoints: 6 } },
      topics: { 'two words': { teamId: 3 } },
    }
    expect(diffPolicies(before, after)).toEqual([
      { path: 'rules[refunds].to.skills[disputes]', before: undefined, after: 'disputes' },
      { path: 'topics["two words"]', before: undefined, after: { teamId: 3 } },
      { path: 'operators.12.capacityPoints', before: undefined, after: 6 },
    ])
  })

  it('tells what appeared and what went, null included', () => {
    expect(diffPolicies({ a: 1, c: null }, { b: 2, c: 3, 'two words': 4 })).toEqual([
      { path: 'a', before: 1, after: undefined },
      { path: 'c', before: null, after: 3 },
      { path: 'b', before: undefined, after: 2 },
      { path: '["two words"]', before: undefined, after: 4 },
    ])
    expect(diffPolicies(null, {})).toEqual([{ path: 'document', before: null, after: {} }])
  })

  it('is empty exactly when the documents are equal as JSON', () => {
    const json = fc.jsonValue({ maxDepth: 4 })
    assertProperty(
      fc.property(json, json, (before, after) => {
        expect(diffPolicies(before, JSON.parse(JSON.stringify(before)))).toEqual([])
        const equal = sorted(before) === sorted(after)
        expect(diffPolicies(before, after).length === 0).toBe(equal)
      }),
    )
  })
})

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
