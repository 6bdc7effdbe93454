import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RoutingDocument, RoutingRule } from '#domain/routing/routing-policy'
import { checkPolicy } from '#policies/check-policy'
import { DEFAULT_ROUTING } from '#policies/default-routing'

const EXAMPLE = JSON.parse(readFileSync('docs/examples/routing-skills.json', 'utf8')) as RoutingDocument

const notesOf = (changes: Partial<RoutingDocument>, of: RoutingDocument = DEFAULT_ROUTING) => {
  const checked = checkPolicy('routing', { ...of, ...changes })
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
  return checked.notes
}
const problemsIn = (document: unknown) => {
  const checked = checkPolicy('routing', document)
  return checked.ok ? [] : checked.problems
}
const rule = (id: string, more: Partial<RoutingRule> = {}): RoutingRule => ({
  id,
  name: id,
  when: { inboxes: [1] },
  to: { teamId: 1 },
  ...more,
})
const says = (text: string) => expect.stringContaining(text) as string

describe('all problems of a routing document', () => {
  it('are told at once, in whatever parts they are', () => {
    const [first, second] = EXAMPLE.rules
    const document = {
      ...EXAMPLE,
      rules: [{ ...first, to: { team: 1 } }, { ...second, id: 'chargebacks' }, 'none'],
      calendars: { early: { timeZone: 'UTC', week: { mon: [['17:00', '09:00']] } } },
      operators: { amelia: {}, 12: { shift: 'erly' } },
      takeBack: { ...EXAMPLE.takeBack, offlinePercent: 0 },
    }
    expect(problemsIn(document).map(({ path }) => path)).toEqual([
      'rules[0].to.team',
      'rules[2]',
      'calendars.early.week.mon[0]',
      'operators.amelia',
      'takeBack.offlinePercent',
      'rules[1].id',
      'operators.12.shift',
    ])
  })

  it('name every operator whose shift is not there, also where there are many', () => {
    const operators = Object.fromEntries(Array.from({ length: 60 }, (_, nth) => [`${nth + 1}`, { shift: 'night' }]))
    const problems = problemsIn({ ...DEFAULT_ROUTING, operators })
    expect(problems[0]).toEqual({ path: 'operators.1.shift', message: says('there is no calendar "night"') })
    expect(problems).toHaveLength(50)
  })
})

describe('problems of when a rule holds, and of days off', () => {
  it('name what is missing, and where', () => {
    const document = {
      ...EXAMPLE,
      rules: [
        rule('a', { when: { hours: { calendar: 'offise', open: false } } }),
        { ...rule('b'), when: { hours: { calendar: 'early' }, waitedMinutes: 0, words: ['Legal'], answered: 'yes' } },
      ],
      operators: { 12: { daysOff: ['2026-12-24'] }, 13: { shift: 'early', daysOff: ['24.12.2026'] } },
    }
    expect(problemsIn(document)).toEqual([
      { path: 'rules[1].when.words[0]', message: says('`legal` would do') },
      { path: 'rules[1].when.hours.open', message: says('true or false') },
      { path: 'rules[1].when.answered', message: says('true or false') },
      { path: 'rules[1].when.waitedMinutes', message: says('from 1 to 10080') },
      { path: 'operators.13.daysOff[0]', message: says('2026-12-25') },
      { path: 'rules[0].when.hours.calendar', message: says('there is no calendar "offise"') },
      { path: 'operators.12.daysOff', message: says('needs a `shift`') },
    ])
  })

  it('are none of a calendar that only a rule asks for', () => {
    const calendars = { office: { timeZone: 'UTC', week: { mon: [['09:00', '17:00']] } } } as const
    const rules = [rule('a', { when: { hours: { calendar: 'office', open: false } } })]
    expect(notesOf({ rules, calendars })).toEqual([])
  })
})

describe('notes on a routing document', () => {
  it('tell of rules after one that holds for every conversation, and of what they would fall back to', () => {
    const rules = [rule('a'), rule('all', { when: {} }), rule('late', { when: { inboxes: [2] } })]
    const classifier = { model: 'shop-1', atLeastPercent: 60 }
    expect(notesOf({ rules, classifier, topics: { refund: { teamId: 2 } }, triage: { teamId: 3 } })).toEqual([
      { path: 'rules[2]', message: says('never reached: rules[1] ("all") holds for every conversation') },
      { path: 'topics', message: says('no effect: rules[1]') },
      { path: 'triage', message: says('no effect: rules[1]') },
    ])
  })

  it('tell of a rule whose condition an earlier one has, in whatever order it is written', () => {
    const rules = [
      rule('a', { when: { inboxes: [1], channels: ['Email'] } }),
      rule('b', { when: { channels: ['Email'], inboxes: [1] } }),
    ]
    expect(notesOf({ rules })).toEqual([{ path: 'rules[1].when', message: says('that of rules[0] again') }])
  })

  it('tell of a rule that asks for nothing, and of what conditions hardly mean', () => {
    const when = { channels: ['webwidget'], labelsAll: ['a'], labelsNone: ['a'], languages: ['xx'] }
    expect(notesOf({ rules: [rule('a', { when, to: { skills: [] } })] })).toEqual([
      { path: 'rules[0].when.channels[0]', message: says('did you mean `WebWidget`?') },
      { path: 'rules[0].when.labelsAll[0]', message: says('never holds') },
      { path: 'rules[0].when.languages[0]', message: says('no language that is known') },
      { path: 'rules[0].to', message: says('asks for nothing') },
    ])
  })

  it('tell of labels that Chatwoot would store in lower case, wherever a conversation is sent', () => {
    expect(notesOf({ triage: { labels: ['Triage'] } })).toEqual([
      { path: 'triage.labels[0]', message: says('lower case') },
    ])
  })

  it('tell of skills that nobody has or nobody asks for, and propose the one that was meant', () => {
    const operators = { 11: { skills: ['billing', 'shiping'] } }
    expect(
      notesOf({ rules: [rule('a', { to: { skills: ['shipping'] } })], triage: { skills: ['law'] }, operators }),
    ).toEqual([
      { path: 'rules[0].to.skills[0]', message: says('no operator has the skill "shipping"; did you mean `shiping`?') },
      { path: 'triage.skills[0]', message: 'no operator has the skill "law"' },
      { path: 'operators.11.skills[0]', message: 'nothing asks for the skill "billing"' },
      { path: 'operators.11.skills[1]', message: says('did you mean `shipping`?') },
    ])
  })

  it('tell of skills that no single operator has together', () => {
    const operators = { 11: { skills: ['billing'] }, 12: { skills: ['disputes'] } }
    expect(notesOf({ triage: { skills: ['billing', 'disputes'] }, operators })).toEqual([
      { path: 'triage.skills', message: says('no operator has all of these') },
    ])
  })

  it('tell of topics without a classifier, and of a classifier without topics', () => {
    const rules = [rule('a', { when: { topics: ['refund'] } })]
    const topics = { refund: { teamId: 2 } }
    expect(notesOf({ rules, topics })).toEqual([
      { path: 'rules[0].when.topics', message: says('without a `classifier`') },
      { path: 'topics', message: says('without a `classifier`') },
    ])
    const classifier = { model: 'shop-1', atLeastPercent: 60 }
    expect(notesOf({ classifier })).toEqual([{ path: 'classifier', message: says('no rule asks for topics') }])
    expect(notesOf({ classifier, rules })).toEqual([])
  })

  it("tell of a calendar that is nobody's shift, and of one that ends", () => {
    const fair = {
      timeZone: 'UTC',
      week: {},
      specialDays: [{ date: '2026-05-01', hours: [['10:00', '20:00']] }],
    } as const
    expect(notesOf({ calendars: { fair } })).toEqual([
      { path: 'calendars.fair', message: says('special days only') },
      { path: 'calendars.fair', message: says('the `shift` of no operator') },
    ])
  })

  it('tell of languages that nobody speaks, of channels that there are not, and of what nobody has room for', () => {
    expect(
      notesOf({
        operators: { 11: { languages: ['de', 'xx'] } },
        channels: { Emial: { points: 1, minutes: 5 }, Voice: { points: 13, minutes: 10 } },
      }),
    ).toEqual([
      { path: 'operators.11.languages[1]', message: says('no language') },
      { path: 'channels.Emial', message: says('did you mean `Email`?') },
      { path: 'channels.Voice.points', message: says("anybody's capacity of 12") },
    ])
    const operators = { 11: { capacityPoints: 20 } }
    expect(notesOf({ operators, channels: { Voice: { points: 13, minutes: 10 } } })).toEqual([])
  })

  it('tell nothing of capacity that gives way before closing', () => {
    expect(notesOf({ choice: { ...DEFAULT_ROUTING.choice, closingMinutes: 45 } })).toEqual([])
  })

  it('tell of taking back that never happens', () => {
    const { takeBack } = DEFAULT_ROUTING
    expect(notesOf({ takeBack: { ...takeBack, most: 0 } })).toEqual([
      { path: 'takeBack.most', message: says('nothing is ever taken back') },
    ])
    expect(notesOf({ takeBack: { ...takeBack, offlinePercent: null, most: 0 } })).toEqual([])
  })
})
