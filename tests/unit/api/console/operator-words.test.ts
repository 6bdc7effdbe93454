import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AVAILABILITIES } from '#domain/operator'
import {
  figuresOf,
  forWords,
  loadPercent,
  ofTeam,
  operatorNameOf,
  staleWords,
  teamsOf,
  troubleFirst,
  troubleOf,
} from '#functions/console/src/operator-words'
import type { ListedOperator } from '#functions/console/src/routing-shapes'
import { START_MS } from './listed-escalation.ts'

const anOperator = (more: Partial<ListedOperator> = {}): ListedOperator => ({
  ...{ points: 3, capacityPoints: 12, skills: [] },
  operatorId: 41,
  name: 'Avery Example',
  role: 'agent',
  availability: 'available',
  sinceMs: START_MS,
  gone: false,
  teams: [],
  open: 0,
  waiting: 0,
  ...more,
})

/** An id is one operator's: the order of two that are the same person is nobody's question. */
const operators = fc.uniqueArray(
  fc
    .record({
      operatorId: fc.integer({ min: 1, max: 50 }),
      availability: fc.constantFrom(...AVAILABILITIES),
      gone: fc.boolean(),
      open: fc.option(fc.nat(20), { nil: null }),
      waiting: fc.option(fc.nat(9), { nil: null }),
    })
    .map(anOperator),
  { selector: ({ operatorId }) => operatorId },
)

describe('the order of operators', () => {
  it('has those on top whose customers wait for nobody', () => {
    const named = [
      anOperator({ name: 'there, busy', open: 9, waiting: 9 }),
      anOperator({ name: 'there, idle' }),
      anOperator({ name: 'offline, waited for', availability: 'offline', waiting: 1 }),
      anOperator({ name: 'offline', availability: 'offline', open: 3 }),
      anOperator({ name: 'away, waited for', availability: 'away', waiting: 5 }),
      anOperator({ name: 'away', availability: 'away' }),
      anOperator({ name: 'gone, waited for', gone: true, waiting: 2 }),
    ]
    expect(troubleFirst(named).map(({ name }) => name)).toEqual([
      'offline, waited for',
      'gone, waited for',
      'away, waited for',
      'there, busy',
      'there, idle',
      'away',
      'offline',
    ])
  })

  it('loses nobody, has no trouble below calm, and is the same whatever order they came in', () => {
    fc.assert(
      fc.property(operators, (some) => {
        const sorted = troubleFirst(some)
        expect(sorted).toHaveLength(some.length)
        const calm = sorted.findIndex((one) => troubleOf(one) === 'none')
        if (calm >= 0) expect(sorted.slice(calm).every((one) => troubleOf(one) === 'none')).toBe(true)
        expect(troubleFirst([...some].reverse())).toEqual(sorted)
      }),
    )
  })
})

describe('figures of a team', () => {
  const billing = { id: 5, name: 'Billing' }
  const some = [
    anOperator({ teams: [billing] }),
    anOperator({ operatorId: 42, availability: 'away', waiting: 2, teams: [billing, { id: 6, name: null }] }),
    anOperator({ operatorId: 43, availability: 'offline', waiting: null }),
    anOperator({ operatorId: 44, gone: true, availability: 'offline', waiting: 1 }),
  ]

  it('count who is there, and customers who wait for somebody who is not', () => {
    expect(figuresOf(some)).toEqual({ available: 1, away: 1, offline: 1, stranded: 3 })
  })

  it('are those of its members', () => {
    expect(ofTeam(some, 5).map(({ operatorId }) => operatorId)).toEqual([41, 42])
    expect(ofTeam(some, null)).toBe(some)
    expect([...teamsOf(some)]).toEqual([
      [5, 'Billing'],
      [6, 'Team 6'],
    ])
  })
})

describe('in words', () => {
  it('an operator whose name shows nothing has a number', () => {
    expect(operatorNameOf(anOperator({ name: '\u202E ' }))).toBe('Operator 41')
  })

  it('times are told by the minute, as readings are no finer', () => {
    expect(forWords(START_MS, START_MS + 59_000)).toBe('just now')
    expect(forWords(START_MS + 5_000, START_MS)).toBe('just now')
    expect(forWords(START_MS, START_MS + 125 * 60_000 + 40_000)).toBe('for 2h 05m')
  })

  it('a list is doubted when Chatwoot has not told for long, or never', () => {
    expect(staleWords({ stale: false, readAtMs: START_MS }, START_MS)).toBeNull()
    expect(staleWords({ stale: true, readAtMs: START_MS }, START_MS + 300_000)).toMatch(/for 5m who is there/)
    expect(staleWords({ stale: true, readAtMs: null }, START_MS)).toMatch(/not been asked yet/)
  })
})

describe('how full an operator is', () => {
  it.each([
    [0, 12, 0],
    [4.5, 12, 38],
    [12, 12, 100],
    [15, 12, 125],
    [0, 0, 100],
  ])('%d of %d points are %d %%', (points, capacityPoints, percent) => {
    expect(loadPercent(anOperator({ points, capacityPoints }))).toBe(percent)
  })
})
