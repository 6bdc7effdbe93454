import { describe, expect, it } from 'vitest'
import type { ConversationEvent } from '#events/conversation-events'
import {
  ago,
  duration,
  initials,
  openTime,
  percent,
  relative,
  spokenDuration,
  waitWords,
} from '#functions/console/src/format'
import { namesIn, tell } from '#functions/console/src/ledger-words'
import { frozenExamples } from './event-examples.ts'

const S = 1_000
const M = 60 * S
const H = 60 * M
const D = 24 * H

describe('durations', () => {
  it.each([
    [-5 * S, '0s'],
    [0, '0s'],
    [59.9 * S, '59s'],
    [M, '1m 00s'],
    [4 * M + 7 * S, '4m 07s'],
    [H, '1h 00m'],
    [2 * H + 5 * M + 59 * S, '2h 05m'],
    [D, '1d 00h'],
    [3 * D + 4 * H, '3d 04h'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })

  it.each([
    [S, '1 second'],
    [4 * M + 7 * S, '4 minutes'],
    [H + M, '1 hour 1 minute'],
    [2 * D + H, '2 days 1 hour'],
  ])('%d ms is read out as %s', (ms, words) => {
    expect(spokenDuration(ms)).toBe(words)
  })

  it('of open time have no days', () => {
    expect([28 * M, 8 * H, 24 * H, 72 * H + 5 * M + 9 * S].map(openTime)).toEqual(['28m', '8h', '24h', '72h 05m'])
  })

  it('since something that happened are never ahead', () => {
    expect(ago(5 * H, 0)).toBe('just now')
    expect(ago(0, 5 * H)).toBe('5 h ago')
  })

  it.each([
    [-3 * S, 'just now'],
    [-30 * S, '30 s ago'],
    [-90 * S, '1 min ago'],
    [-5 * H, '5 h ago'],
    [-2 * D, '2 d ago'],
    [3 * H, 'in 3 h'],
  ])('%d ms from now is %s', (gap, words) => {
    expect(relative(1_000_000_000_000 + gap, 1_000_000_000_000)).toBe(words)
  })
})

describe('figures', () => {
  it.each([
    [1, '100 %'],
    [0.9999, '99.9 %'],
    [0.9995, '99.9 %'],
    [0.99, '99 %'],
    [0.29, '29 %'],
    [0, '0 %'],
  ])('%d is %s: anything missing never reads as 100 %%', (ratio, words) => {
    expect(percent(ratio)).toBe(words)
  })

  it.each([
    ['Jordan Sample', 'JS'],
    ['Ana', 'A'],
    ['  tomás  de  la  cruz ', 'TC'],
    ['', '?'],
    ['𝒜lan 𝒯uring', '𝒜𝒯'],
  ])('the initials of %j are %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})

describe('the ledger in words', () => {
  it.each(frozenExamples().map((event) => [event.type, event] as const))('tells %s in a sentence', (type, event) => {
    const { text } = tell(event, new Map())
    expect(text).toMatch(/^[A-Z\d]/)
    expect(text).not.toContain('undefined')
    expect(text).not.toContain('null')
    expect(text).not.toContain('NaN')
    expect(text).not.toContain(type)
  })

  it('names people that the ledger has named', () => {
    const examples = frozenExamples()
    const assigned = examples.find((event) => event.type === 'conversation.assigned.v1')
    const replied = examples.find((event) => event.type === 'conversation.operator_replied.v1')
    if (assigned === undefined || replied === undefined) throw new Error('examples are missing')
    const { to } = assigned.data
    const reply = { ...replied, data: { ...replied.data, operatorId: to.id, waitedMs: 65 * S, first: true } }
    const names = namesIn([{ ...assigned, data: { ...assigned.data, to: { ...to, kind: 'operator' } } }])
    expect(tell(reply, names).text).toBe(`${to.name} replied for the first time after 1m 05s`)
    expect(tell(reply, new Map()).text).toContain(`Operator ${to.id}`)
  })

  it('does not fail on an event of a newer server', () => {
    const event = { ...frozenExamples()[0], type: 'conversation.sla_breached.v2' } as unknown
    expect(tell(event as ConversationEvent, new Map())).toEqual({ text: 'Sla breached', tone: 'plain' })
    const forecast = { ...frozenExamples()[0], type: 'sla.breach_foretold.v1', data: {} } as unknown
    expect(tell(forecast as ConversationEvent, new Map())).toEqual({ text: 'Sla breach foretold', tone: 'plain' })
  })
})

describe('something that waits', () => {
  it('has just come, or says for how long', () => {
    expect(waitWords(1_000, 9_000)).toBe('just came')
    expect(waitWords(0, 12 * 60_000)).toBe('waits 12 min')
    // the clock on screen may be a little behind
    expect(waitWords(5_000, 1_000)).toBe('just came')
  })
})
