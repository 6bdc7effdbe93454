import { describe, expect, it } from 'vitest'
import { CHOSEN_BY, type Considered, type Need, UNFIT } from '#domain/routing/choice-terms'
import { HELD_FOR, ROUTING_STATES, type Routing } from '#domain/routing/routing-record'
import { BEHIND, type Behind } from '#domain/routing/why-behind'
import { shortTime } from '#functions/console/src/format'
import {
  chosenWords,
  decidedBy,
  historyWords,
  idleWords,
  nearestFirst,
  needFacts,
  outcomeWords,
  pointsWords,
  scoreWords,
  standingOf,
  whyBehind,
  whyNot,
} from '#functions/console/src/receipt-words'
import type { Receipt } from '#functions/console/src/routing-shapes'
import { START_MS } from './listed-escalation.ts'

const NAMES = new Map([
  [41, 'Avery Example'],
  [42, 'Blair Example'],
])
const ROUTING: Routing = {
  state: 'assigned',
  atMs: START_MS,
  operatorId: 42,
  decision: 1,
  policyVersion: 3,
  ruleId: null,
}
const NEED: Need = {
  teamId: 5,
  skills: ['refunds'],
  language: 'de',
  priority: null,
  labels: [],
  by: { kind: 'rule', ruleId: 'refunds' },
  topic: { name: 'refund_request', confidencePercent: 91 },
}
const BLAIR: Considered = {
  operatorId: 42,
  name: 'Blair Example',
  points: 3,
  capacityPoints: 12,
  minutes: 8,
  hardCases: 1,
  idleSeconds: 240,
  unfit: [],
  score: 8,
}
const RECEIPT: Receipt = {
  decision: 1,
  atMs: START_MS,
  outcome: 'asked',
  why: null,
  routedFor: 'waiting',
  from: null,
  policyVersion: 3,
  model: 'm-5d1c',
  actions: [],
  choice: { need: NEED, chosen: 42, chosenBy: 'least_load', considered: [BLAIR] },
}

const standing = (more: Partial<Routing>) => standingOf({ ...ROUTING, ...more }, NAMES, START_MS)

describe('where routing stands', () => {
  it('has words for every state and every reason to wait', () => {
    for (const state of ROUTING_STATES) expect(standing({ state }).text).not.toBe('')
    const held = HELD_FOR.map((why) => standing({ state: 'held', why }).text)
    expect(new Set(held).size).toBe(HELD_FOR.length)
  })

  it('says that it was never looked at, which is not the same as held', () => {
    expect(standingOf(null, NAMES, START_MS)).toMatchObject({ mark: 'Not routed', tone: 'plain' })
  })

  it('says until when a greeting is waited for, and whom a suggestion means', () => {
    const untilMs = START_MS + 60_000
    expect(standing({ state: 'held', why: 'greeting', untilMs }).text).toMatch(
      `until ${shortTime(untilMs, START_MS)} at most.`,
    )
    expect(standing({ state: 'held', why: 'suggested' }).text).toMatch(/It would have been Blair Example\.$/)
  })

  it.each([
    [41, 'A person gave it to Avery Example; routing had chosen Blair Example.'],
    [null, 'A person gave it to nobody; routing had chosen Blair Example.'],
    [42, 'A person gave it to Blair Example.'],
  ])('names both when a person decided otherwise (%s)', (yieldedTo, words) => {
    expect(standing({ state: 'yielded', yieldedTo }).text).toBe(words)
  })

  it('asks for a look when nobody could take it, and when Chatwoot refused', () => {
    const tones = HELD_FOR.map((why) => [why, standing({ state: 'held', why }).tone])
    expect(tones.filter(([, tone]) => tone === 'warned').map(([why]) => why)).toEqual(['nobody', 'refused'])
  })

  it('says from whom it is being taken', () => {
    expect(standing({ state: 'asked', from: 41 }).text).toMatch(/It is taken from Avery Example\.$/)
    expect(standing({ state: 'asked' }).text).toBe('Blair Example was chosen; Chatwoot is being told.')
  })

  it('tells who had it before', () => {
    expect(historyWords(ROUTING, NAMES)).toBeNull()
    expect(historyWords({ ...ROUTING, passed: [41, 99], takenBack: 2 }, NAMES)).toBe(
      'Taken back 2 times. Not asked again: Avery Example, Operator 99.',
    )
  })
})

describe('a receipt', () => {
  const choice = { need: NEED, chosen: null, chosenBy: null, considered: [] }
  it.each<[string, Partial<Receipt>]>([
    ['Blair Example was chosen', {}],
    ['Blair Example was chosen, taken from Avery Example, who went offline', { from: 41, routedFor: 'offline' }],
    ['Blair Example would have been chosen', { outcome: 'held', why: 'suggested' }],
    [
      'A person gave it to Avery Example instead of Blair Example',
      { outcome: 'yielded', from: 42, to: 41, choice: null },
    ],
    ['A person took it from Blair Example', { outcome: 'yielded', from: 42, to: null, choice: null }],
    ['Nobody could take it', { outcome: 'held', why: 'nobody', choice }],
    ['Nothing to choose by yet', { outcome: 'held', why: 'greeting', choice: null }],
    ['Chatwoot refused the choice', { outcome: 'held', why: 'refused' }],
    [
      'Given back to Avery Example, whom a person had chosen',
      {
        outcome: 'returned',
        choice: null,
        actions: [{ verb: 'assign_team' }, { verb: 'assign_operator', operatorId: 41 }],
      },
    ],
    [
      'Taken back from routing’s choice: a person wants nobody to have it',
      { outcome: 'returned', choice: null, actions: [{ verb: 'assign_operator', operatorId: null }] },
    ],
  ])('%s', (words, more) => {
    expect(outcomeWords({ ...RECEIPT, ...more }, NAMES)).toBe(words)
  })

  it('says what was needed and what said so', () => {
    expect(needFacts({ need: NEED }, { teams: new Map([[5, 'Billing']]), model: 'm-5d1c' })).toEqual([
      { name: 'Needs', text: 'team Billing · skill refunds · German' },
      { name: 'Because of', text: 'rule refunds' },
      { name: 'Topic', text: 'refund request, 91 % sure' },
    ])
    const bare = { ...NEED, teamId: null, skills: [], language: null, by: { kind: 'triage' }, topic: null } as const
    const told = (model: string | null) =>
      needFacts({ need: bare }, { teams: new Map(), model }).map(({ text }) => text)
    expect(told('m-5d1c')).toEqual([
      'anybody of the inbox',
      'triage: no rule and no topic fits',
      'none that is sure enough',
    ])
    // without a model there is no topic to be sure of
    expect(told(null)).toHaveLength(2)
  })

  it('says what was given up, and shows a language that nobody knows as it is', () => {
    const facts = needFacts(
      { need: { ...NEED, language: 'x1' }, waived: ['lacks_language', 'passed'] },
      { teams: new Map(), model: null },
    )
    expect(facts[0]?.text).toBe('team 5 · skill refunds · x1')
    expect(facts.at(-1)).toEqual({
      name: 'Given up',
      text: 'the language, asking nobody twice: nobody else is free in time',
    })
  })

  it('has words for whatever decided', () => {
    for (const by of CHOSEN_BY) expect(chosenWords(by)).toMatch(/\.$/)
    expect(chosenWords(null)).toBeNull()
    expect(decidedBy(RECEIPT)).toBe('Routing policy version 3 · topic model m-5d1c')
    expect(decidedBy({ policyVersion: 0, model: null })).toBe('Routing policy as shipped · no topic model')
  })
})

describe('somebody who was considered', () => {
  const why = (unfit: Considered['unfit'], need = NEED): string => whyNot({ ...BLAIR, unfit, points: 12 }, need)

  it('has a reason in words for each', () => {
    expect(why(UNFIT).split(', ')).toEqual([
      'offline',
      'away',
      'not in the inbox',
      'not in the team',
      'lacks the skill refunds',
      'does not speak German',
      'off shift',
      'shift ends soon',
      'full: 12 of 12 points',
      'has others to answer first',
      'had it before and lost it',
      'has it or had it taken away',
      'kept for another conversation',
    ])
    expect(why(['lacks_skill'], { ...NEED, skills: ['refunds', 'vip'] })).toBe('lacks one of the skills refunds, vip')
    expect(why([])).toBe('')
  })

  it('has words for what put the chosen one before, where he could have taken it too', () => {
    const behind = (of: Behind | null) => whyBehind({ ...BLAIR, minutes: 31, behind: of }, BLAIR)
    expect(behind('more_in_hand')).toBe('23 min more in hand')
    expect(whyBehind({ ...BLAIR, minutes: 8.2, behind: 'more_in_hand' }, BLAIR)).toBe('a little more in hand')
    expect(new Set(BEHIND.map(behind)).size).toBe(BEHIND.length)
    expect(behind(null)).toBeNull()
    // as an older server answers
    expect(whyBehind(BLAIR, BLAIR)).toBeNull()
  })

  it('stands before those who were further from it', () => {
    const far = { ...BLAIR, operatorId: 1, unfit: ['offline', 'not_in_team'] } as const
    const near = { ...BLAIR, operatorId: 2, unfit: ['full'] } as const
    expect(nearestFirst([far, BLAIR, near]).map(({ operatorId }) => operatorId)).toEqual([2, 1])
  })

  it('is compared by minutes, and by what was added to them', () => {
    expect(scoreWords(BLAIR)).toEqual({ total: '8 min', parts: null })
    expect(scoreWords({ ...BLAIR, score: 20.4 })).toEqual({ total: '20 min', parts: '8 + 12' })
    expect(scoreWords({ ...BLAIR, score: null })).toEqual({ total: '8 min', parts: null })
  })

  it('has points without rounding errors', () => {
    expect(pointsWords({ ...BLAIR, points: 0.1 + 0.2 })).toBe('0.3/12')
    expect(why(['full'])).toBe('full: 12 of 12 points')
  })

  it('has been idle for a time, or for longer than is known', () => {
    expect(idleWords(BLAIR)).toBe('4m')
    expect(idleWords({ ...BLAIR, idleSeconds: null })).toBe('–')
  })
})
