import { describe, expect, it } from 'vitest'
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
} from '#tests/support/escalating'

const asked: Moment = { at: 0, what: 'customer writes' }
const looks = (...minutes: number[]): Moment[] => minutes.map((at) => ({ at }))

describe('a ladder', () => {
  it('is climbed rung by rung, each with its own time for an acknowledgement', () => {
    const writes = lives(rulesOf(nearlyLate), [asked, ...looks(30, 54, 60, 64, 74, 88, 89, 200)])
    expect(toldBy(writes)).toEqual([
      '54 raised nearly-late',
      '54 rung_reached assignee',
      '64 rung_reached leads',
      '74 rung_reached on-call',
      '89 rung_reached executives',
    ])
  })

  it('names the instant of its next rung, and none beyond the last', () => {
    const rules = rulesOf(nearlyLate)
    expect(nextMinute(lives(rules, [asked, ...looks(54)]))).toBe(60)
    expect(nextMinute(lives(rules, [asked, ...looks(54, 60)]))).toBe(64)
    expect(nextMinute(lives(rules, [asked, ...looks(54, 60, 64, 74, 89)]))).toBeUndefined()
  })

  it('is climbed no further once somebody acknowledges', () => {
    const writes = lives(rulesOf(nearlyLate), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('acknowledge') },
      ...looks(64, 200),
    ])
    expect(toldBy(writes).slice(2)).toEqual(['58 acknowledged Riley Example'])
    expect(escalationIn(writes)?.acknowledged).toEqual({ by: 'Riley Example', atMs: minute(58) })
  })

  it('keeps the first acknowledgement', () => {
    const again: Moment = { at: 59, command: commandOn('acknowledge', { by: 'Avery Example' }) }
    const writes = lives(rulesOf(nearlyLate), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('acknowledge') },
      again,
    ])
    expect(escalationIn(writes)?.acknowledged?.by).toBe('Riley Example')
  })

  it('is not acknowledged by a word about an earlier escalation', () => {
    const old: Moment = {
      at: 58,
      command: () => ({ do: 'acknowledge', cause: 'response', raisedAtMs: 1, by: 'Riley Example' }),
    }
    expect(escalationIn(lives(rulesOf(nearlyLate), [asked, ...looks(54), old]))?.acknowledged).toBeUndefined()
  })

  it('is climbed one rung a write after an outage: nobody is asked for an answer they had no time to give', () => {
    const writes = lives(rulesOf(nearlyLate), [asked, ...looks(54, 600, 601, 610)])
    expect(toldBy(writes).slice(2)).toEqual(['600 rung_reached leads', '610 rung_reached on-call'])
  })

  it('is entered at the last rung by a rule that begins beyond it', () => {
    const beyond = aRule('beyond', { on: 'breached' }, { startAtRung: 9 })
    expect(toldBy(lives(rulesOf(beyond), [asked, ...looks(60)]))).toEqual([
      '60 raised beyond',
      '60 rung_reached executives',
    ])
  })

  it('without rungs, or unknown, is not entered at all', () => {
    const nowhere = ['empty', 'unknown'].map((ladder) => aRule(ladder, { on: 'breached' }, { ladder, cause: ladder }))
    expect(toldBy(lives(rulesOf(...nowhere), [asked, ...looks(60)]))).toEqual([])
  })
})

describe('a second rule of the same cause', () => {
  it('joins, lifts the escalation to where it begins, and takes the acknowledgement back', () => {
    const writes = lives(rulesOf(nearlyLate, late), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('acknowledge') },
      ...looks(60, 70),
    ])
    expect(toldBy(writes).slice(2)).toEqual([
      '58 acknowledged Riley Example',
      '60 joined late',
      '60 rung_reached leads',
      '70 rung_reached on-call',
    ])
    expect(escalationIn(writes)).toMatchObject({ ruleId: 'nearly-late', rules: ['nearly-late', 'late'] })
    expect(escalationIn(writes)).not.toHaveProperty('acknowledged')
  })

  it('only joins when the escalation is as high already: the acknowledgement holds', () => {
    const writes = lives(rulesOf(nearlyLate, { ...late, startAtRung: 0 }), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('acknowledge') },
      ...looks(61, 90),
    ])
    expect(toldBy(writes).slice(2)).toEqual(['58 acknowledged Riley Example', '61 joined late'])
  })

  it('that calls in the same write makes one escalation of both', () => {
    const writes = lives(rulesOf(nearlyLate, late), [asked, ...looks(75)])
    expect(toldBy(writes)).toEqual(['75 raised nearly-late', '75 joined late', '75 rung_reached leads'])
  })

  it('keeps the escalation going that would end without it', () => {
    const labelled = aRule('labelled', { on: 'label', label: 'escalate' })
    const writes = lives(rulesOf(nearlyLate, labelled), [
      asked,
      ...looks(54),
      { at: 55, what: 'operator replies', learnedAt: 56 },
      { at: 56, what: 'label escalate' },
      ...looks(64),
      { at: 70, what: 'unlabel escalate' },
    ])
    expect(toldBy(writes).slice(2)).toEqual(['56 joined labelled', '64 rung_reached leads', '70 stood_down'])
  })
})

describe('rules of different causes', () => {
  it('have escalations of their own', () => {
    const words = aRule('words', { on: 'words', categories: ['legal'] }, { cause: 'words' })
    const writes = lives(rulesOf(late, words), [
      { at: 0, what: 'customer threatens' },
      ...looks(60),
      { at: 61, what: 'operator replies' },
    ])
    expect(toldBy(writes)).toEqual([
      '0 raised words',
      '0 rung_reached assignee',
      '60 rung_reached leads',
      '60 raised late',
      '60 rung_reached leads',
      '61 stood_down',
      '61 stood_down',
    ])
  })
})

describe('a person', () => {
  it('resolves an escalation, and its reason calls no second time', () => {
    const writes = lives(rulesOf(nearlyLate), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('resolve') },
      ...looks(60, 90),
    ])
    expect(toldBy(writes).slice(2)).toEqual(['58 resolved Riley Example'])
  })

  it('resolves what was acknowledged', () => {
    const writes = lives(rulesOf(nearlyLate), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('acknowledge') },
      { at: 59, command: commandOn('resolve') },
    ])
    expect(toldBy(writes).slice(2)).toEqual(['58 acknowledged Riley Example', '59 resolved Riley Example'])
  })

  it('finds nothing to acknowledge or resolve where there is no escalation', () => {
    for (const to of ['acknowledge', 'resolve'] as const)
      expect(lives(rulesOf(late), [asked, { at: 1, command: commandOn(to) }]).at(-1)?.events).toEqual([])
  })

  it('who resolves leaves the way to a new escalation of the same cause', () => {
    const writes = lives(rulesOf(nearlyLate, late), [
      asked,
      ...looks(54),
      { at: 58, command: commandOn('resolve') },
      ...looks(60),
    ])
    expect(toldBy(writes).slice(3)).toEqual(['60 raised late', '60 rung_reached leads'])
  })
})
