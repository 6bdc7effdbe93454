import { describe, expect, it } from 'vitest'
import { jainIndex, type RoutedSpan, type RoutingReplay, replayRouting } from '#domain/routing/replay-routing'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { assertProperty, fc } from '#tests/support/property'
import {
  aReplay,
  aStory,
  assigned,
  aWorker,
  flagged,
  labelled,
  minute,
  opens,
  replied,
  resolved,
} from '#tests/support/routing-ledgers'

const { document } = aReplay()
const under = (changes: Partial<RoutingDocument>, more: Partial<RoutingReplay> = {}): RoutedSpan =>
  replayRouting(aReplay({ ...more, document: { ...document, ...changes } }))
const givenTo = ({ given }: RoutedSpan) =>
  Object.fromEntries([...given].map(([id, { operatorId, atMs }]) => [id, [operatorId, (atMs - minute(0)) / 60_000]]))
const minutesOf = ({ shares }: RoutedSpan) =>
  Object.fromEntries(shares.map(({ operatorId, minutes }) => [operatorId, minutes]))

describe('a replay of routing', () => {
  it('gives each arrival to whoever has least in hand then, whoever had it in truth', () => {
    const stories = [
      aStory(1, opens(1, assigned(42)), [2, replied(42)]),
      aStory(2, opens(1, assigned(42)), [3, replied(42)]),
      // by then the first two are answered
      aStory(3, opens(20), [21, assigned(41)]),
    ]
    const routed = replayRouting(aReplay({ stories }))
    expect(givenTo(routed)).toEqual({ 1: [41, 1], 2: [42, 1], 3: [41, 20] })
    expect(routed.nobody.size).toBe(0)
    expect(routed.shares).toEqual([
      { operatorId: 41, minutes: 18, hardCases: 0 },
      { operatorId: 42, minutes: 9, hardCases: 0 },
    ])
  })

  it('counts a first answer as broken that nobody comes to in time, one after the other', () => {
    const crowd = [1, 2, 3, 4, 5].map((id) => aStory(id, opens(1), [59, replied(41)]))
    const alone = under({}, { stories: crowd, operators: [aWorker(41)] })
    // done at minutes 4, 7, 10, 13 and 16; due at minute 11
    expect(alone.breached).toEqual([4, 5])
    expect(under({}, { stories: crowd }).breached).toEqual([])
  })

  it('tells of whom nobody would take, and of the promise that breaks by it', () => {
    const rules = [{ id: 'law', name: 'Law', when: { labelsAny: ['law'] }, to: { skills: ['law'] } }]
    const stories = [aStory(1, opens(1, labelled('law'))), aStory(2, opens(1))]
    const routed = under({ rules }, { stories })
    expect([...routed.nobody]).toMatchObject([[1, { skills: ['law'], by: { kind: 'rule', ruleId: 'law' } }]])
    expect(givenTo(routed)).toEqual({ 2: [41, 1] })
    expect(routed.breached).toEqual([1])
  })

  it('asks for what a label asks for that came later', () => {
    const rules = [{ id: 'law', name: 'Law', when: { labelsAny: ['law'] }, to: { skills: ['law'] } }]
    const stories = [aStory(1, opens(1), [5, labelled('law')])]
    const operators = { 42: { skills: ['law'] } }
    const late = [aWorker(42, { atMs: minute(6), availability: 'available' })]
    expect(under({ rules, operators }, { stories, operators: late }).given.get(1)).toMatchObject({
      operatorId: 42,
      atMs: minute(6),
      need: { skills: ['law'] },
    })
  })

  it('gives to somebody at last what needs nobody special any more', () => {
    const rules = [{ id: 'law', name: 'Law', when: { labelsAny: ['law'] }, to: { skills: ['law'] } }]
    const stories = [aStory(1, opens(1, labelled('law')), [5, labelled('other')])]
    const routed = under({ rules }, { stories })
    expect(givenTo(routed)).toEqual({ 1: [41, 5] })
    expect(routed.nobody.size).toBe(0)
  })

  it('gives what waits to whoever comes, at that instant, and within a shift only', () => {
    const stories = [aStory(1, opens(1))]
    const comes = [aWorker(41, { atMs: minute(7), availability: 'available' })]
    expect(givenTo(under({}, { stories, operators: comes }))).toEqual({ 1: [41, 7] })
    // START_MS is 09:00 UTC; shifts are looked at every five minutes while anything waits
    const calendars = { late: { timeZone: 'UTC', week: { mon: [['09:10', '17:00']] } } } as const
    const shifted = under({ calendars, operators: { 41: { shift: 'late' } } }, { stories, operators: [aWorker(41)] })
    expect(givenTo(shifted)).toEqual({ 1: [41, 11] })
  })

  it('takes back what an operator leaves behind, at the share of the deadline that was left', () => {
    // two at once: 41 answers the first until minute 4, and is gone by minute 3
    const stories = [aStory(1, opens(1)), aStory(2, opens(1))]
    const operators = [
      aWorker(41, { atMs: minute(3), availability: 'offline' }),
      aWorker(42, { atMs: minute(3), availability: 'available' }),
    ]
    const takeBack = { ...document.takeBack, offlinePercent: 50 }
    // at minute 7, half of the eight minutes that were left; answered at minute 10
    const taken = under({ takeBack }, { stories, operators })
    expect(minutesOf(taken)).toEqual({ 41: 18, 42: 9 })
    expect(taken.breached).toEqual([])
    const kept = under({ takeBack: { ...takeBack, offlinePercent: null } }, { stories, operators })
    expect(minutesOf(kept)).toEqual({ 41: 18, 42: 0 })
    expect(kept.breached).toEqual([2])
  })

  it('counts nothing against anybody where the customer went before the answer was due', () => {
    const stories = [aStory(1, opens(1), [5, resolved()])]
    const operators = [aWorker(41, { atMs: minute(30), availability: 'available' })]
    const routed = under({}, { stories, operators })
    expect(routed.breached).toEqual([])
    expect(routed.given.size).toBe(0)
    expect([...routed.nobody.keys()]).toEqual([1])
  })

  it('answers late what was answered and resolved in time by others', () => {
    const stories = [aStory(1, opens(1), [2, replied(42)], [3, resolved()])]
    const operators = [aWorker(41, { atMs: minute(30), availability: 'available' })]
    const routed = under({}, { stories, operators })
    expect(givenTo(routed)).toEqual({ 1: [41, 30] })
    expect(routed.breached).toEqual([1])
  })

  it('begins with what people have when the span begins', () => {
    const span = { fromMs: minute(10), toMs: minute(60) }
    const stories = [aStory(1, opens(8, assigned(41))), aStory(2, opens(11))]
    const routed = under({}, { stories, span })
    // the first stays with 41, so 42 has less in hand
    expect(givenTo(routed)).toEqual({ 2: [42, 11] })
    expect(routed.breached).toEqual([])
  })

  it('spreads hard cases', () => {
    const stories = [1, 2].map((id) => aStory(id, opens(id * 15, flagged())))
    const hard = under({ choice: { ...document.choice, hardCaseMinutes: 30 } }, { stories })
    expect(hard.shares.map(({ hardCases }) => hardCases)).toEqual([1, 1])
  })

  it('shares among those who were there and have any capacity', () => {
    const operators = [aWorker(41), aWorker(42), { ...aWorker(43), atFirst: 'offline' as const }]
    const routed = under({ operators: { 42: { capacityPoints: 0 } } }, { operators, stories: [aStory(1, opens(1))] })
    expect(minutesOf(routed)).toEqual({ 41: 9 })
  })

  it('is the same in whatever order the ledgers come, and gives nothing away twice', () => {
    // told once: what a ledger comes to is another test's business
    const morning = [0, 3, 10, 11, 30, 47].flatMap((at) =>
      [2, 15].map((after) => aStory(1, opens(at), [at + after, replied(41)]).moments),
    )
    assertProperty(
      fc.property(
        fc.array(fc.constantFrom(...morning), { maxLength: 12 }),
        fc.integer({ min: 0, max: 40 }),
        (arrivals, goneAt) => {
          const stories = arrivals.map((moments, nth) => ({ conversationId: nth + 1, moments, said: undefined }))
          const operators = [aWorker(41, { atMs: minute(goneAt), availability: 'offline' }), aWorker(42)]
          const routed = under({}, { stories, operators })
          expect(under({}, { stories: stories.toReversed(), operators: operators.toReversed() })).toEqual(routed)
          for (const id of routed.nobody.keys()) expect(routed.given.has(id)).toBe(false)
          expect(routed.given.size + routed.nobody.size).toBe(stories.length)
        },
      ),
    )
  })
})

describe("Jain's index", () => {
  it.each([
    [[], null],
    [[0, 0], null],
    [[3, 3, 3], 1],
    [[6, 0, 0], 1 / 3],
  ])('of %o is %o', (shares, index) => expect(jainIndex(shares)).toBe(index))
})
