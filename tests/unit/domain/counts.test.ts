import { describe, expect, it } from 'vitest'
import { countDelta, counts } from '#domain/counts'
import type { Snapshot } from '#domain/observation'
import type { ClockRun, Escalation, Watch } from '#domain/watch'
import { aSnapshot, START_MS } from '#tests/support/builders'

const nothing = { open: 0, pending: 0, snoozed: 0, unassigned: 0, waiting: 0, warned: 0, breached: 0, escalated: 0 }
const waiting = { ...nothing, open: 1, unassigned: 1, waiting: 1 }
const conversation = (changes: Partial<Snapshot> = {}) => ({ state: { snapshot: aSnapshot(changes) } })
const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const

const HALF_AN_HOUR_MS = 1_800_000
const aRun = (changes: Partial<ClockRun> = {}): ClockRun => ({
  run: 1,
  policyId: 'standard',
  calendar: 'always',
  startedAtMs: START_MS,
  targetMs: HALF_AN_HOUR_MS,
  countedMs: 0,
  sinceMs: START_MS,
  ...changes,
})
const anEscalation = (changes: Partial<Escalation> = {}): Escalation => ({
  ruleId: 'answer-late',
  raisedAtMs: START_MS,
  rules: ['answer-late'],
  rung: 0,
  rungName: 'assignee',
  rungAtMs: START_MS,
  ...changes,
})
const watching = (changes: Partial<Watch>) => ({
  ...conversation(),
  watch: { slaVersion: 0, slaSinceMs: 0, policyId: 'standard', escalationVersion: 0, runs: {}, ...changes },
})
const warned = aRun({ warned: [[50, START_MS + 900_000]] })
const breached = aRun({ ...warned, breachedAtMs: START_MS + HALF_AN_HOUR_MS })
const ended = { how: 'stood_down', atMs: START_MS } as const

describe('counts', () => {
  it.each([
    ['open, nobody assigned, waiting', {}, { open: 1, unassigned: 1, waiting: 1 }],
    ['open, assigned, answered', { assignee: avery, waitingSinceMs: null }, { open: 1 }],
    [
      'open, assigned to a bot',
      { assignee: { id: 7, kind: 'bot', name: 'Bot' } },
      { open: 1, unassigned: 1, waiting: 1 },
    ],
    ['pending with a bot, waiting', { status: 'pending' }, { pending: 1 }],
    ['snoozed', { status: 'snoozed' }, { snoozed: 1 }],
    ['resolved', { status: 'resolved' }, {}],
  ] satisfies [string, Partial<Snapshot>, object][])('%s', (_name, changes, expected) => {
    expect(counts(conversation(changes))).toEqual({ ...nothing, ...expected })
  })

  it.each([
    ['no clock runs', {}, {}],
    ['a clock that has not warned', { runs: { first_response: aRun() } }, {}],
    ['a running clock that has warned', { runs: { first_response: warned } }, { warned: 1 }],
    ['a running clock past its target', { runs: { first_response: breached } }, { breached: 1 }],
    ['two of each', { runs: { first_response: warned, resolution: warned } }, { warned: 1 }],
    ['a breach beside a warning', { runs: { first_response: breached, resolution: warned } }, { breached: 1 }],
    ['a clock that stands still', { runs: { resolution: { ...breached, pausedFor: 'pending' } } }, {}],
    ['a clock that has ended', { runs: { first_response: { ...breached, outcome: 'breached' } } }, {}],
    ['a running escalation', { escalations: { response: anEscalation() } }, { escalated: 1 }],
    ['two of them', { escalations: { response: anEscalation(), words: anEscalation() } }, { escalated: 1 }],
    ['an escalation that has ended', { escalations: { response: anEscalation({ ended }) } }, {}],
    [
      'an acknowledged one',
      { escalations: { response: anEscalation({ acknowledged: { by: 'Riley Example', atMs: START_MS } }) } },
      { escalated: 1 },
    ],
  ] satisfies [string, Partial<Watch>, object][])('%s', (_name, watch, expected) => {
    expect(counts(watching(watch))).toEqual({ ...waiting, ...expected })
  })

  it('has no place for what has no status yet', () => {
    expect(counts(undefined)).toEqual(nothing)
    expect(counts({ state: { lastInbound: { id: 1, atMs: 1, senderId: 1 } } })).toEqual(nothing)
  })
})

describe('countDelta', () => {
  it('moves a conversation from one counter to another', () => {
    expect(countDelta(conversation(), conversation({ status: 'snoozed' }))).toEqual({
      ...nothing,
      open: -1,
      snoozed: 1,
      unassigned: -1,
      waiting: -1,
    })
  })

  it('moves one whose warning became a breach', () => {
    const before = watching({ runs: { first_response: warned } })
    const after = watching({ runs: { first_response: breached } })
    expect(countDelta(before, after)).toEqual({ ...nothing, warned: -1, breached: 1 })
  })

  it('adds a new one and takes away a deleted one', () => {
    expect(countDelta(undefined, conversation())).toEqual(waiting)
    expect(countDelta(conversation({ status: 'pending' }), undefined)).toEqual({ ...nothing, pending: -1 })
  })
})
