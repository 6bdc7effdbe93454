import { describe, expect, it } from 'vitest'
import type { ConversationEventData, ConversationEventType } from '#events/conversation-events'
import { clockTime } from '#functions/console/src/format'
import { tell } from '#functions/console/src/ledger-words'
import { frozenExamples } from './event-examples.ts'

const S = 1_000
const M = 60 * S
const H = 60 * M
const avery = new Map([[41, 'Avery Example']])

function exampleOf(type: ConversationEventType) {
  const example = frozenExamples().find((event) => event.type === type)
  if (example === undefined) throw new Error(`No example of ${type}`)
  return example
}

/** The line of the frozen example of `type`, with other data where given. */
function lineOf<Type extends ConversationEventType>(type: Type, data: Partial<ConversationEventData[Type]> = {}) {
  const example = exampleOf(type)
  return tell({ ...example, data: { ...example.data, ...data } } as typeof example, avery)
}

/** A time of the examples' day in the words of the reader's own place, seen from when the example of `type` occurred. */
const at = (time: string, type: ConversationEventType): string =>
  clockTime(Date.parse(`2026-09-14T${time}Z`), exampleOf(type).occurredAtMs)

describe('clocks in words', () => {
  it('a warning says how much of the time is gone, and until when it lasts', () => {
    const text = `75 % of the time for the first response is gone (due ${at('09:30:00', 'sla.warned.v1')})`
    expect(lineOf('sla.warned.v1')).toEqual({ text, tone: 'warning' })
  })

  it('a warning of a clock that will never be due names no time', () => {
    expect(lineOf('sla.warned.v1', { dueAtMs: null }).text).toBe('75 % of the time for the first response is gone')
  })

  it.each([
    ['first_response', 'First response'],
    ['next_response', 'Next response'],
    ['resolution', 'Resolution'],
  ] as const)('a breach of %s says since when', (clock, words) => {
    expect(lineOf('sla.breached.v1', { clock })).toEqual({
      text: `${words} overdue since ${at('09:30:00', 'sla.breached.v1')}`,
      tone: 'late',
    })
  })

  it.each([
    ['backdesk', 12 * M, ', noticed 12m late'],
    ['source', 2 * H + 5 * M, ', learned 2h 05m late'],
    ['backdesk', M, ''],
    ['source', 30 * S, ''],
    [null, 1_900, ''],
  ] as const)('lateness by %s of %d ms ends the line with %j', (lateBy, lateMs, ending) => {
    const breach = lineOf('sla.breached.v1', { lateBy, lateMs })
    expect(breach.text).toBe(`First response overdue since ${at('09:30:00', 'sla.breached.v1')}${ending}`)
    const warning = lineOf('sla.warned.v1', { lateBy, lateMs })
    expect(warning.text).toBe(
      `75 % of the time for the first response is gone (due ${at('09:30:00', 'sla.warned.v1')})${ending}`,
    )
  })

  it('a clock that was met says how long it took of what', () => {
    expect(lineOf('sla.met.v1', { countedMs: 12 * M, targetMs: H / 2 })).toEqual({
      text: 'Answered in time: the first response took 12m of 30m',
      tone: 'answered',
    })
    expect(lineOf('sla.met.v1', { clock: 'resolution', countedMs: 65 * M, targetMs: 8 * H })).toEqual({
      text: 'Resolved in time: the resolution took 1h 05m of 8h',
      tone: 'closed',
    })
  })

  it('a breach that was withdrawn names the breach', () => {
    const text = `The breach of ${at('09:30:00', 'sla.breach_withdrawn.v1')} was none: the first response was not overdue then`
    expect(lineOf('sla.breach_withdrawn.v1')).toEqual({ text, tone: 'plain' })
  })

  it.each([
    [{}, 'SLA policy: gold (version 3)'],
    [{ slaVersion: 0, policyId: 'standard' }, 'SLA policy: standard (as shipped)'],
    [{ previousPolicyId: 'standard' }, 'SLA policy: gold, before standard (version 3)'],
    [{ slaVersion: 4, previousPolicyId: 'gold' }, 'SLA policy: gold (version 4)'],
    [{ policyId: null, previousPolicyId: 'gold' }, 'SLA policy: none, before gold (version 3)'],
  ])('a policy that applies (%j) is %j', (data, text) => {
    expect(lineOf('sla.policy_applied.v1', data)).toEqual({ text, tone: 'plain' })
  })
})

describe('escalations in words', () => {
  it('are told from the first call to the end', () => {
    expect(lineOf('escalation.raised.v1', { cause: 'late_answer' })).toEqual({
      text: 'Escalated: late answer (rule answer-nearly-late)',
      tone: 'warning',
    })
    expect(lineOf('escalation.joined.v1').text).toBe('Escalation “response” has one more reason (rule answer-late)')
    expect(lineOf('escalation.acknowledged.v1').text).toBe('Escalation “response” taken by Riley Example')
    expect(lineOf('escalation.stood_down.v1').text).toBe('Escalation “response” stood down by itself')
    expect(lineOf('escalation.resolved.v1').text).toBe('Escalation “words” resolved by Riley Example')
  })

  it('count rungs from one, as people do, and say until when an answer is asked for', () => {
    const acknowledgeByMs = Date.parse('2026-09-14T09:40:00Z')
    expect(lineOf('escalation.rung_reached.v1', { rung: 1, rungName: 'leads', acknowledgeByMs })).toEqual({
      text: `Escalation “response” reached rung 2 of its ladder: leads, asks for an answer by ${at('09:40:00', 'escalation.rung_reached.v1')}`,
      tone: 'warning',
    })
  })

  it('ask for nothing on a rung that waits for good', () => {
    const last = { rung: 2, rungName: 'on-call', acknowledgeByMs: null }
    expect(lineOf('escalation.rung_reached.v1', last).text).toBe(
      'Escalation “response” reached rung 3 of its ladder: on-call',
    )
  })

  it('keep to one line whatever their documents call them, and whoever takes them', () => {
    const hostile = 'late\n\u202Eanswer'
    expect(lineOf('escalation.raised.v1', { cause: hostile, ruleId: hostile }).text).toBe(
      'Escalated: late answer (rule late answer)',
    )
    expect(lineOf('escalation.acknowledged.v1', { by: ' \u202E ' }).text).toBe(
      'Escalation “response” taken by somebody',
    )
    expect(lineOf('escalation.resolved.v1', { by: null }).text).toBe('Escalation “words” resolved by somebody')
  })
})

describe('promises in words', () => {
  it.each([
    ['promise.made.v1', `Avery Example promised an answer by ${at('10:28:00', 'promise.made.v1')}`, 'plain'],
    [
      'promise.due_soon.v1',
      `Reminder: Avery Example promised an answer by ${at('10:28:00', 'promise.due_soon.v1')}`,
      'warning',
    ],
    ['promise.kept.v1', `Promise kept: an answer by ${at('10:28:00', 'promise.kept.v1')}`, 'answered'],
    ['promise.broken.v1', `Promise broken: no answer by ${at('11:10:00', 'promise.broken.v1')}`, 'late'],
    [
      'promise.dismissed.v1',
      `Promise of an answer by ${at('17:00:00', 'promise.dismissed.v1')} dismissed: it was none`,
      'plain',
    ],
  ] as const)('%s: %s', (type, text, tone) => {
    expect(lineOf(type)).toEqual({ text, tone })
  })

  it('are somebody’s when the operator is not known', () => {
    expect(lineOf('promise.made.v1', { operatorId: null }).text).toMatch(/^Somebody promised/)
  })
})

describe('what a conversation tells beside its turns', () => {
  it('a message worth a look says why, and never what it said', () => {
    expect(lineOf('conversation.message_flagged.v1')).toEqual({
      text: "The customer's message is worth a look: words listed under legal, tone -70 of -100",
      tone: 'warning',
    })
    expect(lineOf('conversation.message_flagged.v1', { categories: ['abuse', 'legal'], tone: 0 }).text).toBe(
      "The customer's message is worth a look: words listed under abuse, legal",
    )
    expect(lineOf('conversation.message_flagged.v1', { categories: [] }).text).toBe(
      "The customer's message is worth a look, tone -70 of -100",
    )
  })

  it('attributes of the customer are listed, as many as there is room for', () => {
    expect(lineOf('conversation.contact_changed.v1').text).toBe('About the customer: tier gold')
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a${index}`, `${index}`]))
    expect(lineOf('conversation.contact_changed.v1', { attributes: many }).text).toMatch(/a7 7 and 2 more$/)
    expect(lineOf('conversation.contact_changed.v1', { attributes: {} }).text).toBe(
      'About the customer: nothing known any more',
    )
  })
})
