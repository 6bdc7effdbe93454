import { describe, expect, it } from 'vitest'
import type { ClockStory } from '#domain/explain-clocks'
import { doubts, newestFirst, policyWords, stateOf, stretchWords } from '#functions/console/src/clock-words'
import { clockTime } from '#functions/console/src/format'
import type { ClocksAnswer, Stretch } from '#functions/console/src/watch-shapes'
import { START_MS } from './listed-escalation.ts'

const M = 60_000
const at = (ms: number) => clockTime(START_MS + ms, START_MS)
const stretch = (part: Partial<Stretch>): Stretch => ({
  fromMs: START_MS,
  toMs: START_MS + 28 * M,
  turn: 'operator',
  why: 'running',
  countedMs: 28 * M,
  ...part,
})
const aStory = (part: Partial<ClockStory> = {}): ClockStory => ({
  clock: 'first_response',
  run: 1,
  policyId: 'standard',
  slaVersions: [3],
  calendar: 'business',
  startedAtMs: START_MS,
  targetMs: 30 * M,
  countedMs: 28 * M,
  dueAtMs: START_MS + 30 * M,
  warned: [],
  breachedAtMs: null,
  outcome: 'running',
  endedAtMs: null,
  stretches: [stretch({})],
  ...part,
})

describe('a stretch in words', () => {
  it.each<[Partial<Stretch>, string]>([
    [{}, "operator's turn, counted 28m"],
    [{ countedMs: 28 * M + 12_000, turn: 'queue' }, "queue's turn, counted 28m 12s"],
    [{ why: 'closed', countedMs: 0 }, "operator's turn, closed, not counted"],
    [
      { why: 'waiting_on_customer', turn: 'customer', countedMs: 0 },
      "customer's turn, paused: waiting for the customer, not counted",
    ],
    [{ turn: 'our_outage' }, 'outage, counted 28m'],
  ])('%j', (part, words) => {
    expect(stretchWords(stretch(part), START_MS)).toBe(`${at(0)}–${at(28 * M)} ${words}`)
  })
})

describe('the state of a clock', () => {
  it.each<[Partial<ClockStory>, string, string]>([
    [{}, 'Running', 'plain'],
    [{ warned: [{ percent: 50, atMs: START_MS }] }, 'Running', 'warned'],
    [{ breachedAtMs: START_MS }, 'Running, overdue', 'late'],
    [{ outcome: 'met' }, 'Met', 'good'],
    [{ outcome: 'breached', breachedAtMs: START_MS }, 'Breached', 'late'],
    [{ outcome: 'cancelled' }, 'Cancelled', 'plain'],
    [{ outcome: 'paused', stretches: [stretch({ why: 'snoozed' })] }, 'Paused: snoozed', 'plain'],
    [{ outcome: 'paused', stretches: [] }, 'Paused', 'plain'],
    [
      { outcome: 'paused', stretches: [stretch({ why: 'waiting_on_customer' })], breachedAtMs: START_MS },
      'Paused: waiting for the customer',
      'late',
    ],
  ])('%j is %s', (part, words, tone) => {
    expect(stateOf(aStory(part))).toEqual({ words, tone })
  })

  it('names the policy, and every version that held under way', () => {
    expect(policyWords(aStory())).toBe('Policy standard, version 3')
    expect(policyWords(aStory({ slaVersions: [0, 4] }))).toBe('Policy standard, as shipped, then version 4')
  })

  it('has the newest run first', () => {
    const first = aStory()
    const next = aStory({ clock: 'next_response', startedAtMs: START_MS + M })
    const resolution = aStory({ clock: 'resolution' })
    expect(newestFirst([first, resolution, next])).toEqual([next, first, resolution])
  })
})

describe('what is to be known before one relies on it', () => {
  const answer: ClocksAnswer = {
    atMs: START_MS,
    policyId: 'standard',
    slaVersion: 3,
    clocks: [],
    agrees: true,
    complete: true,
    incompleteBecause: null,
    missingVersions: [],
    asOfMs: START_MS,
  }

  it('is nothing when the explanation is whole and agrees', () => {
    expect(doubts(answer)).toEqual([])
  })

  it('is that it does not agree with what is stored', () => {
    expect(doubts({ ...answer, agrees: false })).toEqual([expect.stringMatching(/^This does not agree/)])
  })

  it.each([
    ['beginning_expired', /past their retention/],
    ['too_many_events', /more events/],
    ['versions_missing', /policy version 2, version 4 is not known/],
  ] as const)('is that it is incomplete: %s', (incompleteBecause, words) => {
    const cut = { ...answer, agrees: null, complete: false, incompleteBecause, missingVersions: [2, 4] }
    expect(doubts(cut)).toEqual([expect.stringMatching(words)])
  })
})
