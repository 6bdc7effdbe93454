import { describe, expect, it } from 'vitest'
import { hasOutcomes, OUTCOME_NAMES, slaOutcomes } from '#domain/sla-outcomes'
import type { ConversationEvent } from '#events/conversation-events'
import { tellStory } from '#tests/support/story'
import { tellWatchStory } from '#tests/support/watch-story'

const clock = (time: string): number => Date.parse(`2026-09-14T${time}Z`)
const told = tellWatchStory().map(({ events }) => events)
const eventsWith = (type: ConversationEvent['type']): readonly ConversationEvent[] =>
  told.find((events) => events.some((event) => event.type === type)) ?? []

describe('the outcomes of clocks', () => {
  it('have a name for each clock met and breached', () => {
    expect(OUTCOME_NAMES).toEqual([
      ...['first_response_met', 'first_response_breached'],
      ...['next_response_met', 'next_response_breached'],
      ...['resolution_met', 'resolution_breached'],
    ])
  })

  it('are none where no clock ended', () => {
    const outcomes = slaOutcomes(tellStory().flatMap(({ events }) => events))
    expect(outcomes).toEqual({ days: new Map(), breaches: [], withdrawn: [] })
    expect(hasOutcomes(outcomes)).toBe(false)
    expect(hasOutcomes(undefined)).toBe(false)
  })

  it('count a breach on the day it happened, and tell what is needed to excuse it', () => {
    const outcomes = slaOutcomes(eventsWith('sla.breached.v1'))
    expect(outcomes.days).toEqual(new Map([['2026-09-14', { first_response_breached: 1 }]]))
    expect(outcomes.breaches).toEqual([
      {
        conversationId: 1043,
        clock: 'first_response',
        run: 1,
        policyId: 'gold',
        slaVersion: 3,
        startedAtMs: clock('09:00:00'),
        targetMs: 1_800_000,
        breachedAtMs: clock('09:30:00'),
        turn: 'operator',
        operatorId: 41,
        teamId: null,
        inboxId: 11,
        lateMs: 150,
        lateBy: null,
      },
    ])
    expect(hasOutcomes(outcomes)).toBe(true)
  })

  it('take a withdrawn breach off the day on which it was counted, and count what was met', () => {
    const outcomes = slaOutcomes(eventsWith('sla.breach_withdrawn.v1'))
    expect(outcomes.days).toEqual(new Map([['2026-09-14', { first_response_breached: -1, first_response_met: 1 }]]))
    expect(outcomes.withdrawn).toEqual([
      { conversationId: 1043, clock: 'first_response', run: 1, breachedAtMs: clock('09:30:00') },
    ])
  })

  it('count by the UTC day of each outcome, not by that of the write', () => {
    const [breached] = eventsWith('sla.breached.v1').filter(({ type }) => type === 'sla.breached.v1')
    if (breached === undefined) throw new Error('the story has no breach')
    const on = (date: string): ConversationEvent => ({ ...breached, occurredAtMs: Date.parse(date) })
    const { days } = slaOutcomes([on('2026-09-13T23:59:59.999Z'), on('2026-09-14T00:00:00Z'), on('2026-09-14T09:00Z')])
    expect([...days]).toEqual([
      ['2026-09-13', { first_response_breached: 1 }],
      ['2026-09-14', { first_response_breached: 2 }],
    ])
  })
})
