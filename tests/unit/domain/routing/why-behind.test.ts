import { describe, expect, it } from 'vitest'
import { choose } from '#domain/routing/choice'
import type { Candidate, Demand } from '#domain/routing/choice-terms'
import { type Behind, behindOf } from '#domain/routing/why-behind'
import { aCandidate, aDemand, aRoutingDocument, CHOOSING_AT_MS } from '#tests/support/choosing'

const MINUTE_MS = 60_000
const document = aRoutingDocument({
  capacityPoints: 20,
  operators: { 3: { skills: ['law'] } },
  rules: [{ id: 'law', name: 'Law', when: {}, to: { skills: ['law'] } }],
})

/** Of two who would do, the second is not chosen. */
function whyNotTheSecond(demand: Demand, candidates: readonly [Candidate, Candidate]): Behind | null {
  const { receipt } = choose(demand, candidates, { document, nowMs: CHOOSING_AT_MS })
  const [first, second] = candidates.map(({ operator }) => operator.operatorId)
  expect(receipt.chosen).toBe(first)
  const behind = (id: number | undefined) => {
    const one = receipt.considered.find(({ operatorId }) => operatorId === id)
    return one === undefined ? null : behindOf(receipt, one)
  }
  expect(behind(first)).toBeNull()
  return behind(second)
}
const idleFor = (operatorId: number, minutes: number): Candidate =>
  aCandidate({ operatorId, lastGivenAtMs: CHOOSING_AT_MS - minutes * MINUTE_MS })

describe('why one who would have done was not chosen', () => {
  it('somebody else answered this customer last', () => {
    const demand = aDemand({ lastOperator: { id: 1, atMs: CHOOSING_AT_MS - MINUTE_MS } })
    expect(
      whyNotTheSecond(demand, [aCandidate({ operatorId: 1, load: { minutes: 9 } }), aCandidate({ operatorId: 2 })]),
    ).toBe('answered_less_lately')
  })

  it('more work in hand', () => {
    expect(
      whyNotTheSecond(aDemand(), [aCandidate({ operatorId: 2 }), aCandidate({ operatorId: 1, load: { minutes: 3 } })]),
    ).toBe('more_in_hand')
  })

  it('more hard cases, of a hard case', () => {
    const candidates = [aCandidate({ operatorId: 2 }), aCandidate({ operatorId: 1, hardCases: 2 })] as const
    expect(whyNotTheSecond(aDemand({ hard: true }), candidates)).toBe('more_hard_cases')
  })

  it('knows what few know, and is kept for it', () => {
    expect(whyNotTheSecond(aDemand(), [aCandidate({ operatorId: 4 }), aCandidate({ operatorId: 3 })])).toBe(
      'kept_for_few',
    )
  })

  it('was given something more recently, where the rest is the same', () => {
    expect(whyNotTheSecond(aDemand(), [idleFor(2, 30), idleFor(1, 10)])).toBe('given_later')
  })

  it('has the higher number, where all is the same', () => {
    expect(whyNotTheSecond(aDemand(), [aCandidate({ operatorId: 1 }), aCandidate({ operatorId: 2 })])).toBe(
      'number_after',
    )
  })

  it('is not asked of one who would not do, nor where nobody was chosen', () => {
    const away = aCandidate({ operatorId: 2, availability: 'away' })
    expect(whyNotTheSecond(aDemand(), [aCandidate({ operatorId: 1 }), away])).toBeNull()
    const { receipt } = choose(aDemand(), [away], { document, nowMs: CHOOSING_AT_MS })
    expect(receipt.considered.map((one) => behindOf(receipt, one))).toEqual([null])
  })
})
