import { describe, expect, it } from 'vitest'
import { choose } from '#domain/routing/choice'
import type { Candidate, Demand, Unfit } from '#domain/routing/choice-terms'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { aCandidate, aDemand, aRoutingDocument, CHOOSING_AT_MS } from '#tests/support/choosing'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const document = aRoutingDocument({
  operators: {
    1: { skills: ['billing'], languages: ['en'] },
    2: { skills: ['billing', 'technical'], languages: ['de', 'en'] },
    3: { shift: 'early' },
    4: { capacityPoints: 0 },
  },
  calendars: { early: { timeZone: 'UTC', week: { mon: [['06:00', '10:30']] } } },
})
const context = { document, nowMs: CHOOSING_AT_MS }
const chosen = (demand: Demand, candidates: readonly Candidate[], at = context) => {
  const choice = choose(demand, candidates, at)
  return choice.kind === 'chosen' ? [choice.operatorId, choice.receipt.chosenBy] : [null, null]
}
type Beside = { readonly demand?: Demand; readonly others?: readonly Candidate[] }
const unfitAt = (atMs: number, candidate: Candidate, { demand = aDemand(), others = [] }: Beside = {}) =>
  choose(demand, [candidate, ...others], { document, nowMs: atMs }).receipt.considered.find(
    ({ operatorId }) => operatorId === candidate.operator.operatorId,
  )?.unfit

describe('who would do', () => {
  const cases: readonly (readonly [Unfit, Candidate, Demand])[] = [
    ['offline', aCandidate({ availability: 'offline' }), aDemand()],
    ['away', aCandidate({ availability: 'away' }), aDemand()],
    ['not_in_inbox', aCandidate({ inboxes: [2] }), aDemand()],
    ['not_in_team', aCandidate({ teams: [5] }), aDemand({ need: { teamId: 6 } })],
    ['lacks_skill', aCandidate({ operatorId: 1 }), aDemand({ need: { skills: ['billing', 'technical'] } })],
    ['full', aCandidate({ load: { points: 3.5 } }), aDemand()],
    ['full', aCandidate({ operatorId: 4 }), aDemand()],
  ]
  it.each(cases)('%s: is not asked, and the receipt says so', (reason, candidate, demand) => {
    const choice = choose(demand, [candidate], context)
    expect(choice.kind).toBe('nobody')
    expect(choice.receipt).toMatchObject({
      chosen: null,
      chosenBy: null,
      considered: [{ unfit: [reason], score: null }],
    })
  })
  it('tells every reason, not only the first', () => {
    const candidate = aCandidate({ availability: 'away', inboxes: [], load: { points: 9 } })
    expect(unfitAt(CHOOSING_AT_MS, candidate)).toEqual(['away', 'not_in_inbox', 'full'])
  })
  it('asks nobody off shift, nor in the last minutes of one while another could begin at once', () => {
    const early = aCandidate({ operatorId: 3 })
    const demand = aDemand({ dueAtMs: CHOOSING_AT_MS + DAY_MS })
    const beside = { demand, others: [aCandidate({ operatorId: 9, load: { points: 3 } })] }
    expect(unfitAt(CHOOSING_AT_MS + 15 * MINUTE_MS, early, beside)).toEqual([])
    expect(unfitAt(CHOOSING_AT_MS + 15 * MINUTE_MS + 1, early, beside)).toEqual(['shift_ends'])
    expect(unfitAt(CHOOSING_AT_MS + 30 * MINUTE_MS, early)).toEqual(['off_shift'])
  })
  it('asks somebody in the last minutes of his shift where nobody else is at work, and the receipt says so', () => {
    const ending = { document, nowMs: CHOOSING_AT_MS + 20 * MINUTE_MS }
    const away = aCandidate({ operatorId: 9, availability: 'away' })
    const choice = choose(aDemand(), [aCandidate({ operatorId: 3 }), away], ending)
    expect(choice).toMatchObject({ kind: 'chosen', operatorId: 3, receipt: { waived: ['shift_ends'] } })
  })
  it('goes back to who had it and lost it only where nobody else is at work', () => {
    const had = aCandidate({ operatorId: 7 })
    const full = aCandidate({ operatorId: 9, load: { points: 4 } })
    const late = { document, nowMs: CHOOSING_AT_MS + 9 * MINUTE_MS }
    expect(unfitAt(late.nowMs, had, { demand: aDemand({ passed: [7] }), others: [full] })).toEqual(['passed'])
    expect(choose(aDemand({ passed: [7] }), [had], late)).toMatchObject({
      kind: 'chosen',
      operatorId: 7,
      receipt: { waived: ['passed'] },
    })
  })
  it('counts capacity in points of the channel, across inboxes', () => {
    const busy = aCandidate({ load: { points: 3.5 } })
    expect(unfitAt(CHOOSING_AT_MS, busy, { demand: aDemand({ channel: 'Email' }) })).toEqual([])
  })
  it('gives one conversation, however large, to somebody with nothing in hand', () => {
    const small = { ...document, capacityPoints: 0.5 }
    expect(chosen(aDemand(), [aCandidate()], { ...context, document: small })).toEqual([7, 'only_one'])
  })
})

describe('of those who would do', () => {
  const idle = aCandidate({ operatorId: 8, load: { points: 1, minutes: 4 } })
  const busy = aCandidate({ operatorId: 7, load: { points: 1, minutes: 8 } })

  it('chooses the least minutes of work, not the fewest conversations', () => {
    const short = aCandidate({ operatorId: 8, load: { conversations: 3, minutes: 3 } })
    const long = aCandidate({ operatorId: 7, load: { conversations: 1, minutes: 8 } })
    expect(chosen(aDemand(), [long, short])).toEqual([8, 'least_load'])
  })
  it('goes back to who answered last, even with more in hand, within the sticky days', () => {
    const lastOperator = (atMs: number) => aDemand({ lastOperator: { id: 7, atMs } })
    expect(chosen(lastOperator(CHOOSING_AT_MS - 7 * DAY_MS), [idle, busy])).toEqual([7, 'sticky'])
    expect(chosen(lastOperator(CHOOSING_AT_MS - 7 * DAY_MS - 1), [idle, busy])).toEqual([8, 'least_load'])
  })
  it('does not wait for who answered last', () => {
    const gone = aCandidate({ operatorId: 7, availability: 'offline' })
    const demand = aDemand({ lastOperator: { id: 7, atMs: CHOOSING_AT_MS } })
    expect(chosen(demand, [idle, gone])).toEqual([8, 'only_one'])
  })
  it('weighs the hard cases of the last weeks where this one is hard, and only there', () => {
    const spent = { ...idle, hardCases: 5 }
    expect(chosen(aDemand({ hard: true }), [spent, busy])).toEqual([7, 'fairness'])
    expect(chosen(aDemand({ hard: false }), [spent, busy])).toEqual([8, 'least_load'])
  })
  it('keeps who knows what few know, as long as that costs little', () => {
    const places = { ...document, topics: { billing: { skills: ['billing'] }, technical: { skills: ['technical'] } } }
    const demand = aDemand({ need: { skills: ['billing'] } })
    const specialist = (minutes: number) => aCandidate({ operatorId: 1, load: { points: 1, minutes } })
    const both = aCandidate({ operatorId: 2 })
    const at = { ...context, document: places }
    expect(chosen(demand, [specialist(5), both], at)).toEqual([1, 'specialist'])
    expect(chosen(demand, [specialist(5.1), both], at)).toEqual([2, 'least_load'])
    expect(choose(demand, [specialist(5.1), both], at).receipt.considered).toMatchObject([
      { operatorId: 2, minutes: 0, rareMinutes: 5, score: 5 },
      { operatorId: 1, minutes: 5.1, rareMinutes: 0, score: 5.1 },
    ])
  })
  it('of equals chooses who was given nothing for longest; never is longest', () => {
    const [recent, earlier] = [10, 20].map((minutes) =>
      aCandidate({ operatorId: minutes, lastGivenAtMs: CHOOSING_AT_MS - minutes * MINUTE_MS }),
    )
    if (recent === undefined || earlier === undefined) throw new Error('two were made')
    expect(chosen(aDemand(), [recent, earlier])).toEqual([20, 'longest_idle'])
    expect(chosen(aDemand(), [recent, earlier, aCandidate({ operatorId: 99 })])).toEqual([99, 'longest_idle'])
  })
  it('shows scores, best first, then who would not do', () => {
    const { considered } = choose(
      aDemand(),
      [aCandidate({ operatorId: 1, availability: 'away' }), busy, idle],
      context,
    ).receipt
    expect(considered.map(({ operatorId, score }) => [operatorId, score])).toEqual([
      [8, 4],
      [7, 8],
      [1, null],
    ])
  })
})

describe('where whoever is best has others to answer first', () => {
  const unsure = {
    ...document,
    operators: { ...document.operators, 5: { skills: ['all'] } },
    topics: { billing: { skills: ['billing'] } },
    classifier: { model: 'm', atLeastPercent: 70 },
    triage: { skills: ['all'] },
  }
  const at = { document: unsure, nowMs: CHOOSING_AT_MS }
  const need = { skills: ['all'], topic: { name: 'billing', confidencePercent: 60 } }
  const triage = (unanswered: number) => aCandidate({ operatorId: 5, load: { points: 1, minutes: 8, unanswered } })
  const knowing = aCandidate({ operatorId: 1 })

  it('asks one who knows the likeliest topic and could begin at once, and the receipt says so', () => {
    expect(choose(aDemand({ need }), [triage(1), knowing], at)).toMatchObject({
      kind: 'chosen',
      operatorId: 1,
      receipt: { need: { skills: ['billing'], by: { kind: 'topic', topic: 'billing', unsure: true } } },
    })
  })
  it('asks triage where it could begin at once, where the topic is unlikely, and where nobody could begin at once', () => {
    const unlikely = aDemand({ need: { ...need, topic: { name: 'billing', confidencePercent: 49 } } })
    const busy = aCandidate({ operatorId: 1, load: { points: 0.5, minutes: 1, unanswered: 1 } })
    expect(chosen(aDemand({ need }), [triage(0), knowing], at)[0]).toBe(5)
    expect(chosen(unlikely, [triage(1), knowing], at)[0]).toBe(5)
    expect(chosen(aDemand({ need }), [triage(1), busy], at)[0]).toBe(5)
  })
  it('asks nobody by a likely topic for what somebody had before and lost', () => {
    expect(chosen(aDemand({ need, passed: [9] }), [triage(1), knowing], at)[0]).toBe(5)
  })
  it('stays with who answered last', () => {
    const demand = aDemand({ need, lastOperator: { id: 5, atMs: CHOOSING_AT_MS } })
    expect(chosen(demand, [triage(1), knowing], at)).toEqual([5, 'sticky'])
  })
  it('asks one in the last minutes of his shift who could begin at once, and the receipt says so', () => {
    const ending = { document, nowMs: CHOOSING_AT_MS + 20 * MINUTE_MS }
    const demand = aDemand({ waitingSinceMs: ending.nowMs, dueAtMs: ending.nowMs + DAY_MS })
    const other = (unanswered: number) => aCandidate({ operatorId: 9, load: { points: 1, minutes: 8, unanswered } })
    expect(choose(demand, [aCandidate({ operatorId: 3 }), other(1)], ending)).toMatchObject({
      kind: 'chosen',
      operatorId: 3,
      receipt: { waived: ['shift_ends'], considered: [{ operatorId: 3 }, { operatorId: 9, unfit: ['busy'] }] },
    })
    expect(chosen(demand, [aCandidate({ operatorId: 3 }), other(0)], ending)[0]).toBe(9)
  })
})

describe('what somebody has already, who is there', () => {
  const demand = aDemand({ passed: [7], atOnce: true })
  const holder = aCandidate({ operatorId: 7, load: { points: 1, minutes: 8, unanswered: 1 } })

  it('goes to one who could begin at once', () => {
    expect(chosen(demand, [holder, aCandidate({ operatorId: 9 })])).toEqual([9, 'only_one'])
  })
  it('goes to nobody who has others to answer first, nor back to him', () => {
    const busy = aCandidate({ operatorId: 9, load: { points: 0.5, minutes: 1, unanswered: 1 } })
    const choice = choose(demand, [holder, busy], context)
    expect(choice.kind).toBe('nobody')
    expect(choice.receipt.considered.find(({ operatorId }) => operatorId === 9)?.unfit).toEqual(['busy'])
    expect(choose(demand, [holder], context).kind).toBe('nobody')
  })
})

describe('before closing', () => {
  const closing = { ...document, choice: { ...document.choice, closingMinutes: 20 } }
  const early = (points: number) => aCandidate({ operatorId: 3, load: { points, minutes: 8, unanswered: 1 } })
  const at = (minutes: number, by: RoutingDocument = closing) => ({
    document: by,
    nowMs: CHOOSING_AT_MS + minutes * MINUTE_MS,
  })

  it('capacity gives way where nobody who would do is at work afterwards, up to twice of it, and the receipt says so', () => {
    expect(choose(aDemand(), [early(4)], at(11))).toMatchObject({
      kind: 'chosen',
      operatorId: 3,
      receipt: { waived: expect.arrayContaining(['full']) },
    })
    expect(chosen(aDemand(), [early(7.5)], at(11))).toEqual([null, null])
  })
  it('capacity does not before, nor while anybody who would do is at work afterwards, nor unless the document says so', () => {
    expect(chosen(aDemand(), [early(4)], at(9))).toEqual([null, null])
    expect(chosen(aDemand(), [early(4), aCandidate({ operatorId: 9, availability: 'away' })], at(11))).toEqual([
      null,
      null,
    ])
    expect(chosen(aDemand(), [early(4)], at(11, document))).toEqual([null, null])
  })
})

describe('the language', () => {
  const german = aDemand({ need: { language: 'de' } })
  const english = aCandidate({ operatorId: 1 })
  const both = aCandidate({ operatorId: 2, load: { points: 1, minutes: 8 } })

  it('is asked for as long as somebody who speaks it is at work, even if full', () => {
    expect(chosen(german, [english, both])).toEqual([2, 'only_one'])
    expect(chosen(german, [english, aCandidate({ operatorId: 2, load: { points: 4 } })])).toEqual([null, null])
  })
  it('is given up where nobody at work speaks it, and the receipt says so', () => {
    const choice = choose(german, [english, aCandidate({ operatorId: 2, availability: 'offline' })], context)
    expect(choice).toMatchObject({
      kind: 'chosen',
      operatorId: 1,
      receipt: { waived: ['lacks_language'], need: { language: 'de' } },
    })
  })
  it('is given up when waiting for it has taken half of the time there was', () => {
    const full = aCandidate({ operatorId: 2, load: { points: 4 } })
    const at = (ms: number) => ({ document, nowMs: CHOOSING_AT_MS + ms })
    expect(chosen(german, [english, full], at(2.5 * MINUTE_MS - 1))).toEqual([null, null])
    expect(chosen(german, [english, full], at(2.5 * MINUTE_MS))).toEqual([1, 'only_one'])
    const undated = { ...german, dueAtMs: null }
    expect(chosen(undated, [english, full], at(5 * MINUTE_MS - 1))).toEqual([null, null])
    expect(chosen(undated, [english, full], at(5 * MINUTE_MS))).toEqual([1, 'only_one'])
  })
  it('is never a reason to give up a skill', () => {
    const demand = aDemand({ need: { language: 'de', skills: ['returns'] } })
    expect(chosen(demand, [english, both])).toEqual([null, null])
  })
  it('of an operator without a list is any', () => {
    expect(chosen(german, [aCandidate({ operatorId: 9 })])).toEqual([9, 'only_one'])
  })
})
