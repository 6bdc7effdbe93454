import { describe, expect, it } from 'vitest'
import { likelyNeed, type RoutingSubject, requirementOf } from '#domain/routing/requirement'
import { UNSEEN } from '#domain/situation'
import { aNeed, aRoutingDocument } from '#tests/support/choosing'

const document = aRoutingDocument({
  rules: [
    { id: 'vip', name: 'VIP', when: { contact: { tier: ['vip'] } }, to: { priority: 'high', labels: ['vip'] } },
    { id: 'de', name: 'German bills', when: { topics: ['billing'], languages: ['de'] }, to: { teamId: 9 } },
    { id: 'inbox', name: 'Inbox 3', when: { inboxes: [3] }, to: { teamId: 3, skills: ['technical'] } },
    { id: 'inbox-too', name: 'Never reached', when: { inboxes: [3] }, to: { teamId: 4 } },
  ],
  topics: { billing: { teamId: 1, skills: ['billing'] } },
  classifier: { model: 'm', atLeastPercent: 70 },
  triage: { teamId: 2, skills: ['all'] },
})
const need = (
  {
    situation,
    ...parts
  }: Partial<Omit<RoutingSubject, 'situation'>> & { situation?: Partial<RoutingSubject['situation']> },
  by = document,
) =>
  requirementOf(
    { topic: null, language: null, words: [], nowMs: 0, ...parts, situation: { ...UNSEEN, ...situation } },
    by,
  )
const billing = { name: 'billing', confidencePercent: 70 }

describe('whom a conversation needs', () => {
  it('is said by the first rule that holds', () => {
    expect(need({ situation: { inboxId: 3 }, topic: billing })).toEqual(
      aNeed({ teamId: 3, skills: ['technical'], by: { kind: 'rule', ruleId: 'inbox' }, topic: billing }),
    )
  })
  it('is said by a rule of topic and language only where both are known', () => {
    expect(need({ topic: billing, language: 'de' }).by).toEqual({ kind: 'rule', ruleId: 'de' })
    expect(need({ topic: billing, language: 'en' }).by).toEqual({ kind: 'topic', topic: 'billing' })
    expect(need({ topic: billing }).by).toEqual({ kind: 'topic', topic: 'billing' })
    expect(need({ language: 'de' }).by).toEqual({ kind: 'triage' })
  })
  it('is else said by a topic that is sure enough', () => {
    expect(need({ topic: billing })).toEqual(
      aNeed({ teamId: 1, skills: ['billing'], by: { kind: 'topic', topic: 'billing' }, topic: billing }),
    )
  })
  it.each([
    ['not sure enough', { topic: { name: 'billing', confidencePercent: 69 } }],
    ['a topic the document does not know', { topic: { name: 'constructor', confidencePercent: 99 } }],
    ['no topic', {}],
  ])('is else triage: %s', (_, parts) => {
    expect(need(parts)).toMatchObject({ teamId: 2, skills: ['all'], by: { kind: 'triage' } })
  })
  it('is triage where the document has no classifier', () => {
    expect(need({ topic: billing }, { ...document, classifier: null }).by).toEqual({ kind: 'triage' })
  })
  it('adds what the rule says of priority and labels', () => {
    expect(need({ situation: { contact: { tier: 'VIP' } } })).toMatchObject({ priority: 'high', labels: ['vip'] })
  })
})

describe('where it would go by its likeliest topic', () => {
  const likely = (confidencePercent: number, by = document) =>
    likelyNeed(need({ topic: { name: 'billing', confidencePercent }, language: 'de' }, by), by)

  it('is the topic’s place where the topic is likelier than not, and it says that it is unsure', () => {
    expect(likely(50)).toEqual(
      aNeed({
        teamId: 1,
        skills: ['billing'],
        by: { kind: 'topic', topic: 'billing', unsure: true },
        topic: { name: 'billing', confidencePercent: 50 },
      }),
    )
    expect(likely(49)).toBeNull()
  })
  it('is nowhere where a rule, a sure topic or a person has said where', () => {
    expect(likely(70)).toBeNull()
    expect(likelyNeed(need({ situation: { inboxId: 3 }, topic: billing }), document)).toBeNull()
    const unsure = { ...billing, confidencePercent: 60 }
    expect(likelyNeed(need({ situation: { teamId: 5 }, topic: unsure }), document)).toBeNull()
  })
  it('is nowhere without a classifier, or for a topic that the document does not know', () => {
    expect(likely(60, { ...document, classifier: null })).toBeNull()
    expect(likelyNeed(need({ topic: { name: 'constructor', confidencePercent: 60 } }), document)).toBeNull()
  })
})

describe('a team the conversation already has', () => {
  it('is kept where the rule names none', () => {
    expect(need({ situation: { teamId: 5, contact: { tier: 'vip' } } }).teamId).toBe(5)
  })
  it('gives way to the team of a rule', () => {
    expect(need({ situation: { teamId: 5, inboxId: 3 } })).toMatchObject({ teamId: 3, skills: ['technical'] })
  })
  it('is kept against topic and triage, whose skills are then not asked of it', () => {
    expect(need({ situation: { teamId: 5 }, topic: billing })).toMatchObject({ teamId: 5, skills: [] })
    expect(need({ situation: { teamId: 5 } })).toMatchObject({ teamId: 5, skills: [] })
    expect(need({ situation: { teamId: 1 }, topic: billing })).toMatchObject({ teamId: 1, skills: ['billing'] })
  })
})

it('asks for a language only where an operator lists any', () => {
  expect(need({ language: 'de' }).language).toBeNull()
  expect(need({ language: 'de' }, { ...document, operators: { 4: { languages: ['de'] } } }).language).toBe('de')
})

describe('a rule that asks when, or for how long', () => {
  const NOON_MS = Date.parse('2026-11-04T12:00:00Z')
  const NIGHT_MS = Date.parse('2026-11-04T23:00:00Z')
  const by = aRoutingDocument({
    rules: [
      { id: 'long', name: 'Nobody free', when: { inboxes: [3], waitedMinutes: 20 }, to: {} },
      { id: 'legal', name: 'Law', when: { words: ['legal', 'press'] }, to: { skills: ['legal'] } },
      {
        id: 'night',
        name: 'By night',
        when: { inboxes: [4], hours: { calendar: 'office', open: false } },
        to: { teamId: 9 },
      },
      { id: 'again', name: 'Under way', when: { inboxes: [5], answered: true }, to: { skills: ['follow-up'] } },
      { id: 'inbox', name: 'Inbox 3', when: { inboxes: [3] }, to: { skills: ['billing'] } },
    ],
    calendars: { office: { timeZone: 'UTC', week: { wed: [['09:00', '17:00']] } } },
  })
  const ruleFor = (
    situation: Partial<RoutingSubject['situation']>,
    more: Partial<Omit<RoutingSubject, 'situation'>> = {},
  ) => {
    const needed = need({ situation, nowMs: NOON_MS, ...more }, by).by
    return needed.kind === 'rule' ? needed.ruleId : needed.kind
  }

  it('holds once the customer has waited so long, and then asks for less', () => {
    const waitingSinceMs = NOON_MS
    expect(ruleFor({ inboxId: 3, waitingSinceMs }, { nowMs: NOON_MS + 20 * 60_000 - 1 })).toBe('inbox')
    expect(ruleFor({ inboxId: 3, waitingSinceMs }, { nowMs: NOON_MS + 20 * 60_000 })).toBe('long')
    expect(ruleFor({ inboxId: 3, waitingSinceMs: null }, { nowMs: NOON_MS + 20 * 60_000 })).toBe('inbox')
  })

  it('holds while its calendar is open, or closed', () => {
    expect(ruleFor({ inboxId: 4 })).toBe('triage')
    expect(ruleFor({ inboxId: 4 }, { nowMs: NIGHT_MS })).toBe('night')
  })

  it('holds for words of a list, and for what a person has answered before', () => {
    expect(ruleFor({}, { words: ['abuse', 'press'] })).toBe('legal')
    expect(ruleFor({}, { words: ['abuse'] })).toBe('triage')
    expect(ruleFor({ inboxId: 5, answeredBefore: true })).toBe('again')
    expect(ruleFor({ inboxId: 5 })).toBe('triage')
  })
})
