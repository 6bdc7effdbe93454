import { describe, expect, it } from 'vitest'
import type { EscalationDocument, Trigger } from '#domain/escalation-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import {
  aRule,
  commandOn,
  escalationIn,
  late,
  lives,
  type Moment,
  minute,
  nearlyLate,
  nextMinute,
  rulesOf,
  toldBy,
  willBeLate,
} from '#tests/support/escalating'

const asked: Moment = { at: 0, what: 'customer writes' }
const looks = (...minutes: number[]): Moment[] => minutes.map((at) => ({ at }))

/** What calls, and what makes it go away: the last deed of each. */
const ENDINGS: readonly (readonly [name: string, on: Trigger, calls: readonly string[], ends: string])[] = [
  ['a warning, by the answer', { on: 'warned', percent: 50 }, ['customer writes', 'tick'], 'operator replies'],
  [
    'a warning, by a snooze: a clock that stands worries nobody',
    { on: 'warned', percent: 50 },
    ['customer writes', 'tick'],
    'snoozed',
  ],
  ['a breach, by the late answer', { on: 'breached' }, ['customer writes', 'tick', 'tick'], 'operator replies'],
  ['a breach, by resolving', { on: 'breached' }, ['customer writes', 'tick', 'tick'], 'resolved'],
  ['a forecast, by somebody who takes it', willBeLate.on, ['customer writes', 'tick', '+20'], 'assigned'],
  [
    'a forecast for whoever has it, by the answer',
    { ...willBeLate.on, unassignedOnly: false } as Trigger,
    ['customer writes', 'assigned', '+20'],
    'operator replies',
  ],
  [
    'grave words, by the answer',
    { on: 'words', categories: ['legal', 'abuse'] },
    ['customer threatens'],
    'operator replies',
  ],
  ['a negative tone, by the answer', { on: 'negative_tone', atMost: -60 }, ['customer rages'], 'operator replies'],
  ['a wait, by the answer', { on: 'waiting' }, ['customer writes'], 'operator replies'],
  ['a wait, by its clearing', { on: 'waiting' }, ['customer writes'], 'wait is cleared'],
  [
    'a label, by taking it away',
    { on: 'label', label: 'escalate' },
    ['customer writes', 'label escalate'],
    'unlabel escalate',
  ],
  [
    'an overdue draft, by the decision',
    { on: 'draft_overdue' },
    ['customer writes', 'label reply-draft-overdue'],
    'unlabel reply-draft-overdue',
  ],
  [
    'an overdue draft, by resolving',
    { on: 'draft_overdue' },
    ['customer writes', 'label reply-draft-overdue'],
    'resolved',
  ],
  ['a label, by resolving', { on: 'label', label: 'escalate' }, ['customer writes', 'label escalate'], 'resolved'],
  ['a reopening, by resolving', { on: 'reopened', times: 1 }, ['customer writes', 'resolved', 'reopened'], 'resolved'],
  [
    'a rating, by a better one',
    { on: 'csat', atMost: 2 },
    ['customer writes', 'resolved', 'customer rates 1'],
    'customer rates 4',
  ],
]

describe('an escalation stands down by itself', () => {
  it.each(ENDINGS)('from %s', (_, on, calls, ends) => {
    // half an hour apart, so that ticks find half and all of the hour; `+20` is a look twenty minutes later
    let at = 0
    const moments: Moment[] = [...calls, ends].map((what, index) => {
      if (index > 0) at += what === '+20' ? 20 : calls.includes('+20') && what === ends ? 5 : 30
      return what === 'tick' || what === '+20' ? { at } : { at, what }
    })
    const writes = lives(rulesOf(aRule('rule', on)), moments)
    const before = writes.at(-2)?.after?.watch?.escalations?.response
    expect(before?.ended).toBeUndefined()
    expect(before?.ruleId).toBe('rule')
    expect(toldBy(writes).at(-1)).toBe(`${at} stood_down`)
    expect(toldBy(writes).filter((told) => told.endsWith('raised rule'))).toHaveLength(1)
  })

  it('only when nothing is left of all that its rules called for', () => {
    const words = aRule('words', { on: 'words', categories: ['legal'] })
    const labelled = aRule('labelled', { on: 'label', label: 'escalate' })
    const writes = lives(rulesOf(words, labelled), [
      { at: 0, what: 'customer threatens' },
      { at: 1, what: 'label escalate' },
      { at: 2, what: 'operator replies' },
      { at: 3, what: 'unlabel escalate' },
    ])
    expect(toldBy(writes)).toEqual(['0 raised words', '0 rung_reached assignee', '1 joined labelled', '3 stood_down'])
  })

  it('when its rules are in the document no more', () => {
    const writes = lives(rulesOf(nearlyLate), [asked, ...looks(54), { at: 55, rules: rulesOf(late) }])
    expect(toldBy(writes).slice(2)).toEqual(['55 stood_down'])
  })

  it('but not by what its ladder does: another team is no reason', () => {
    const ofTeam = aRule('of-team', { on: 'breached' }, { when: { teams: [5] } })
    const moments: Moment[] = [asked, { at: 1, what: 'team 5' }, ...looks(60), { at: 61, what: 'team 6' }]
    expect(escalationIn(lives(rulesOf(ofTeam), moments))?.ended).toBeUndefined()
  })

  it('and is forgotten by the write after that', () => {
    const writes = lives(rulesOf(nearlyLate), [
      asked,
      ...looks(54),
      { at: 55, what: 'operator replies' },
      { at: 56, what: 'assigned' },
    ])
    expect(escalationIn(writes.slice(0, -1))?.ended).toEqual({ how: 'stood_down', atMs: minute(55) })
    expect(escalationIn(writes)).toBeUndefined()
  })
})

describe('a rule calls', () => {
  it('only while its condition holds', () => {
    const gold = aRule('gold', { on: 'waiting' }, { when: { contact: { tier: ['gold'] } } })
    expect(toldBy(lives(rulesOf(gold), [asked]))).toEqual([])
    const known: Moment[] = [
      { at: 0, what: 'is created' },
      { at: 1, what: 'tier gold' },
      { at: 2, what: 'customer writes' },
    ]
    expect(toldBy(lives(rulesOf(gold), known))).toEqual(['2 raised gold', '2 rung_reached assignee'])
  })

  it('only of the clocks it names', () => {
    const next = aRule('next', { on: 'breached', clocks: ['next_response'] })
    expect(toldBy(lives(rulesOf(next), [asked, ...looks(60)]))).toEqual([])
  })

  it('names the clock it is about', () => {
    expect(escalationIn(lives(rulesOf(late), [asked, ...looks(60)]))?.clock).toBe('first_response')
  })

  it('for a warning of its percentage or more', () => {
    const early = aRule('early', { on: 'warned', percent: 60 })
    expect(toldBy(lives(rulesOf(early), [asked, ...looks(30, 53, 54)]))[0]).toBe('54 raised early')
  })

  it('for nobody when what happened is stale by the time we learn of it', () => {
    const words = aRule('words', { on: 'words', categories: ['legal'] }, { cause: 'words' })
    const learned = (learnedAt: number) =>
      lives(rulesOf(words, late), [{ at: 0, what: 'customer threatens', learnedAt }])
    expect(toldBy(learned(60))).toEqual([
      '60 raised words',
      '60 rung_reached assignee',
      '60 raised late',
      '60 rung_reached leads',
    ])
    expect(toldBy(learned(61))).toEqual(['61 raised late', '61 rung_reached leads'])
    expect(toldBy(learned(121))).toEqual([])
  })

  it.each([
    ['grave words', aRule('said', { on: 'words', categories: ['legal'] }), 'customer threatens'],
    ['a negative tone', aRule('said', { on: 'negative_tone', atMost: -60 }), 'customer rages'],
  ])('for %s though a bot answers, in the same write or later, until a person does', (_, said, what) => {
    const raised = (minutes: number) => [`${minutes} raised said`, `${minutes} rung_reached assignee`]
    const answers: Moment = { at: 5, what: 'operator replies' }
    const later = lives(rulesOf(said), [{ at: 0, what }, { at: 1, what: 'bot replies' }, answers])
    expect(toldBy(later)).toEqual([...raised(0), '5 stood_down'])
    const together: Moment[] = [
      { at: 0, what, learnedAt: 2 },
      { at: 1, what: 'bot replies', learnedAt: 2 },
    ]
    expect(toldBy(lives(rulesOf(said), [...together, answers]))).toEqual([...raised(2), '5 stood_down'])
    const resolved = lives(rulesOf(said), [...together, { at: 5, what: 'resolved' }])
    expect(toldBy(resolved)).toEqual([...raised(2), '5 stood_down'])
  })

  it('again for a worry that slept with its clock, when that wakes late', () => {
    for (const [rule, at] of [
      [nearlyLate, 54],
      [late, 60],
    ] as const) {
      const slept: Moment[] = [asked, ...looks(at), { at: at + 1, what: 'snoozed' }, { at: 90, what: 'wakes' }]
      const rung = rule === late ? 'leads' : 'assignee'
      expect(toldBy(lives(rulesOf(rule), [...slept, ...looks(91)])).slice(2)).toEqual([
        `${at + 1} stood_down`,
        `90 raised ${rule.id}`,
        `90 rung_reached ${rung}`,
      ])
    }
  })

  it('for nobody when it is long past that it woke', () => {
    const slept: Moment[] = [asked, ...looks(60), { at: 61, what: 'snoozed' }]
    const wakes: Moment = { at: 90, what: 'wakes', learnedAt: 90 + 61 }
    expect(toldBy(lives(rulesOf(late), [...slept, wakes])).slice(2)).toEqual(['61 stood_down'])
  })

  it('for nobody when a clock wakes in good time', () => {
    const slept: Moment[] = [asked, ...looks(30), { at: 40, what: 'snoozed' }, { at: 90, what: 'wakes' }]
    expect(toldBy(lives(rulesOf(nearlyLate, late), slept))).toEqual([])
  })

  it('for a label that a conversation has as it comes back', () => {
    const labelled = aRule('labelled', { on: 'label', label: 'escalate' })
    const writes = lives(rulesOf(labelled), [
      asked,
      { at: 1, what: 'label escalate' },
      { at: 2, what: 'resolved' },
      { at: 10, what: 'reopened' },
    ])
    expect(toldBy(writes).slice(2)).toEqual(['2 stood_down', '10 raised labelled', '10 rung_reached assignee'])
  })

  it('for leads, by the shipped document, when nobody decides on a draft; and for nobody by another label', () => {
    const draft: EscalationDocument = {
      ...DEFAULT_ESCALATION,
      rules: DEFAULT_ESCALATION.rules.filter(({ cause }) => cause === 'draft'),
    }
    const labelled = (label: string) => lives(draft, [asked, { at: 15, what: `label ${label}` }, { at: 46 }])
    expect(toldBy(labelled('reply-draft-overdue'))).toEqual([
      '15 raised draft-overdue',
      '15 rung_reached leads',
      '46 rung_reached on-call',
    ])
    expect(DEFAULT_ESCALATION.ladders.leads?.rungs[0]?.actions).toContainEqual({ do: 'notify', target: 'leads' })
    expect(toldBy(labelled('escalate'))).toEqual([])
  })

  it('by names that every object answers to as by any other', () => {
    const odd = aRule('odd', { on: 'waiting' }, { cause: 'constructor' })
    const proto = aRule('proto', { on: 'waiting' }, { cause: '__proto__' })
    const of = aRule('of', { on: 'waiting' }, { when: { contact: { constructor: ['x'] } } })
    const nowhere = aRule('nowhere', { on: 'waiting' }, { cause: 'nowhere', ladder: 'toString' })
    const writes = lives(rulesOf(odd, proto, of, nowhere), [
      asked,
      ...looks(1),
      { at: 2, command: commandOn('acknowledge', { cause: 'valueOf' }) },
    ])
    expect(toldBy(writes)).toEqual([
      '0 raised odd',
      '0 rung_reached assignee',
      '0 raised proto',
      '0 rung_reached assignee',
      // ten minutes on, nothing was raised twice
    ])
  })

  it('for nobody when the answer came in the same write', () => {
    const words = aRule('words', { on: 'words', categories: ['legal'] })
    const moments: Moment[] = [
      { at: 0, what: 'customer threatens', learnedAt: 2 },
      { at: 1, what: 'operator replies', learnedAt: 2 },
    ]
    expect(toldBy(lives(rulesOf(words), moments))).toEqual([])
  })

  it('from the n-th reopening on', () => {
    const twice = aRule('twice', { on: 'reopened', times: 2 })
    const moments = ['customer writes', 'resolved', 'reopened', 'resolved', 'reopened'].map((what, at) => ({
      at,
      what,
    }))
    expect(toldBy(lives(rulesOf(twice), moments))).toEqual(['4 raised twice', '4 rung_reached assignee'])
  })

  it('for a tone or a rating as bad as it says, or worse', () => {
    const tone = (atMost: number) => rulesOf(aRule('tone', { on: 'negative_tone', atMost }))
    expect(toldBy(lives(tone(-80), [{ at: 0, what: 'customer rages' }]))).toHaveLength(2)
    expect(toldBy(lives(tone(-81), [{ at: 0, what: 'customer rages' }]))).toEqual([])
    const rated = rulesOf(aRule('csat', { on: 'csat', atMost: 2 }))
    expect(toldBy(lives(rated, [asked, { at: 1, what: 'customer rates 3' }]))).toEqual([])
  })
})

describe('a breach is foretold', () => {
  it('at the instant that is named for it, and once', () => {
    const writes = lives(rulesOf(willBeLate), [asked, ...looks(30)])
    expect(nextMinute(writes)).toBe(50)
    expect(toldBy(lives(rulesOf(willBeLate), [asked, ...looks(30, 50, 51, 55)]))).toEqual([
      '50 raised will-be-late',
      '50 rung_reached assignee',
    ])
  })

  it('again when it was taken and is given back, and once for that', () => {
    const writes = lives(rulesOf(willBeLate), [
      asked,
      ...looks(50),
      { at: 51, what: 'assigned' },
      { at: 52, what: 'unassigned' },
      ...looks(53),
    ])
    expect(toldBy(writes).slice(2)).toEqual(['51 stood_down', '52 raised will-be-late', '52 rung_reached assignee'])
  })

  it('again for the next run', () => {
    const writes = lives(rulesOf(willBeLate), [
      asked,
      ...looks(50),
      { at: 51, what: 'operator replies' },
      { at: 60, what: 'customer writes' },
      ...looks(110),
    ])
    expect(toldBy(writes).slice(2)).toEqual(['51 stood_down', '110 raised will-be-late', '110 rung_reached assignee'])
  })

  it('when the conversation is given back with little time left', () => {
    const writes = lives(rulesOf(willBeLate), [
      asked,
      { at: 1, what: 'assigned' },
      ...looks(50),
      { at: 55, what: 'unassigned' },
    ])
    expect(toldBy(writes)).toEqual(['55 raised will-be-late', '55 rung_reached assignee'])
  })

  it('by each rule for itself', () => {
    const wide = aRule('wide', { ...willBeLate.on, withinSeconds: 3_600 } as Trigger, { cause: 'wide' })
    const writes = lives(rulesOf(willBeLate, wide), [
      asked,
      ...looks(50),
      { at: 51, what: 'operator replies', learnedAt: 52 },
      { at: 52, what: 'customer writes' },
    ])
    expect(escalationIn(writes)?.ended?.how).toBe('stood_down')
    expect(escalationIn(writes, 'wide')?.ended).toBeUndefined()
  })

  it('anew for a deadline that moved away', () => {
    const writes = lives(rulesOf(willBeLate), [asked, ...looks(50), { at: 51, what: 'label slow' }, ...looks(109, 110)])
    expect(toldBy(writes).slice(2)).toEqual(['51 stood_down', '110 raised will-be-late', '110 rung_reached assignee'])
  })

  it('never after the fact', () => {
    expect(toldBy(lives(rulesOf(willBeLate), [asked, ...looks(60)]))).toEqual([])
  })
})
