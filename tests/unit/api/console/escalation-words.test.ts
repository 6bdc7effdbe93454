import { describe, expect, it } from 'vitest'
import {
  barWords,
  causesOf,
  causeWords,
  endWords,
  markWords,
  nextClimbFirst,
  recordWords,
  rungWords,
  stageOf,
  triedWords,
  whyOf,
} from '#functions/console/src/escalation-words'
import { shortTime } from '#functions/console/src/format'
import { aListedEscalation, START_MS } from './listed-escalation.ts'

const M = 60_000
const TAKEN = { acknowledged: { by: 'Amelia Hart', atMs: START_MS + M }, climbAtMs: null }
const ENDED = { ended: { how: 'resolved', by: 'Amelia Hart', atMs: START_MS + 2 * M } } as const

describe('the stage of an escalation', () => {
  it.each([
    ['climbing', {}],
    ['top', { climbAtMs: null }],
    ['taken', TAKEN],
    ['taken', { ...TAKEN, climbAtMs: START_MS }],
    ['ended', ENDED],
    ['ended', { ...TAKEN, ...ENDED }],
  ] as const)('is %s', (stage, part) => {
    expect(stageOf(aListedEscalation(part))).toBe(stage)
  })
})

describe('escalations in a list', () => {
  const soon = aListedEscalation({ conversationId: 1, climbAtMs: START_MS + M })
  const later = aListedEscalation({ conversationId: 2, climbAtMs: START_MS + 5 * M })
  const top = aListedEscalation({ conversationId: 3, climbAtMs: null })
  const taken = aListedEscalation({ conversationId: 4, ...TAKEN })

  it('have what climbs next first, then what nobody has, then what somebody has', () => {
    expect(nextClimbFirst([taken, top, later, soon])).toEqual([soon, later, top, taken])
  })

  it('keep their place when they end, so that nothing jumps away under the hand', () => {
    const ended = { ...soon, ...ENDED }
    expect(nextClimbFirst([taken, top, later, ended])).toEqual([ended, later, top, taken])
  })

  it('stand in the same order however they come', () => {
    const twins = [1, 2, 3].map((conversationId) => aListedEscalation({ conversationId }))
    expect(nextClimbFirst([...twins].reverse())).toEqual(nextClimbFirst(twins))
  })

  it.each([
    [[], 'No escalation is active'],
    [[soon], '1 escalation waits for an answer'],
    [[taken], '1 escalation: somebody has it'],
    [[soon, taken, { ...taken, id: 'b' }], '3 escalations: 1 waits for an answer'],
    [[soon, top], '2 escalations wait for an answer'],
    [[taken, { ...taken, id: 'b' }], '2 escalations: somebody has each of them'],
    [[soon, { ...later, ...ENDED }], '1 escalation waits for an answer'],
  ])('%# are told in one line', (escalations, words) => {
    expect(barWords(escalations)).toBe(words)
  })

  it('are counted by cause', () => {
    const vip = aListedEscalation({ conversationId: 9, cause: 'vip' })
    expect([...causesOf([vip, soon, later])]).toEqual([
      ['response', 2],
      ['vip', 1],
    ])
  })
})

describe('one escalation in words', () => {
  it('tells its rung counted from 1, and that it has none for a moment', () => {
    expect(rungWords({ rung: 1, rungName: 'leads' })).toBe('Rung 2: leads')
    expect(rungWords({ rung: 1, rungName: ' ' })).toBe('Rung 2')
    expect(rungWords({ rung: null, rungName: null })).toBe('Just raised')
  })

  it('tells in the queue how far up it is and whether somebody has it', () => {
    const mark = { ...aListedEscalation(), rung: 1, rungName: 'leads', rungAtMs: START_MS }
    expect(markWords(mark)).toBe('leads: nobody has it')
    expect(markWords({ ...mark, ...TAKEN })).toBe('leads: Amelia Hart has it')
    expect(markWords({ ...mark, rungName: '', acknowledged: { by: '\u202E', atMs: 1 } })).toBe(
      'rung 2: somebody has it',
    )
  })

  it('tells who was asked when', () => {
    const tried = [
      { name: 'assignee', atMs: START_MS, to: ['a note to who has it'] },
      { name: 'leads', atMs: START_MS + M, to: ['leads', 'priority set to high'] },
    ]
    const at = (atMs: number) => shortTime(atMs, START_MS)
    expect(triedWords({ packet: { tried } }, START_MS)).toBe(
      `assignee ${at(START_MS)} (a note to who has it), leads ${at(START_MS + M)} (leads, priority set to high)`,
    )
    expect(triedWords({ packet: null }, START_MS)).toBe('')
  })

  it.each([
    [null, ''],
    [{ how: 'stood_down', by: null, atMs: START_MS }, 'Stood down by itself 4 min ago'],
    [{ how: 'resolved', by: 'Amelia Hart', atMs: START_MS }, 'Done by Amelia Hart 4 min ago'],
    [{ how: 'resolved', by: null, atMs: START_MS }, 'Done by somebody 4 min ago'],
    [{ how: null, by: null, atMs: START_MS }, 'Ended'],
  ] as const)('tells how it ended: %j', (ended, words) => {
    expect(endWords({ ended }, START_MS + 4 * M)).toBe(words)
  })

  it('spells causes as people would', () => {
    expect(causeWords('late-answer_2')).toBe('Late answer 2')
  })
})

describe('why it was raised', () => {
  const record = { ruleId: 'answer-late', name: 'An answer is late', right: 8, wrong: 2, precision: 0.8 }

  it('names the rules with how often each was right, and of how many', () => {
    expect(whyOf({ rules: ['answer-late', 'vip-waits'] }, [record])).toEqual([
      { ruleId: 'answer-late', name: 'An answer is late', record: 'right 80 %, n = 10' },
      { ruleId: 'vip-waits', name: 'Vip waits', record: 'no data yet' },
    ])
  })

  it('calls a rule that is in force no more by its id', () => {
    expect(whyOf({ rules: ['answer-late'] }, [{ ...record, name: null }])[0]?.name).toBe('Answer late')
  })

  it('never takes no answers for a figure', () => {
    expect(recordWords({ ...record, right: 0, wrong: 0, precision: null })).toBe('no data yet')
    expect(recordWords({ ...record, right: 0, wrong: 3, precision: 0 })).toBe('right 0 %, n = 3')
    expect(recordWords({ ...record, right: 2, wrong: 1, precision: 0.6666 })).toBe('right 66.6 %, n = 3')
  })
})
