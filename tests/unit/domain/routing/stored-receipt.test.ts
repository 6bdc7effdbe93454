import { describe, expect, it } from 'vitest'
import type { ChoiceReceipt, Considered, Unfit } from '#domain/routing/choice-terms'
import { keptOf } from '#domain/routing/stored-receipt'

const considered = (operatorId: number, ...unfit: Unfit[]): Considered => ({
  ...{ operatorId, name: `Operator ${operatorId}`, points: 0, capacityPoints: 12, minutes: 0, hardCases: 0 },
  ...{ idleSeconds: null, unfit, score: unfit.length === 0 ? 0 : null },
})
const receipt = (all: readonly Considered[]): ChoiceReceipt => ({
  need: { teamId: null, skills: [], language: null, priority: null, labels: [], by: { kind: 'triage' }, topic: null },
  chosen: all[0]?.operatorId ?? null,
  chosenBy: 'least_load',
  considered: all,
})
const many = (from: number, count: number, ...unfit: Unfit[]): Considered[] =>
  Array.from({ length: count }, (_, nth) => considered(from + nth, ...unfit))

describe('the story of a choice as it is kept', () => {
  it('has everybody of a desk of fifty', () => {
    const all = receipt([...many(1, 20), ...many(21, 30, 'full')])
    expect(keptOf(all)).toBe(all)
  })

  it('has those who would do and the nearest of the others of a larger one, and counts the rest', () => {
    const all = receipt([...many(1, 20), ...many(100, 200, 'offline', 'not_in_inbox'), ...many(500, 10, 'full')])
    const kept = keptOf(all)
    expect(kept.considered.slice(0, 20)).toEqual(all.considered.slice(0, 20))
    expect(kept.considered.slice(20, 30).map(({ operatorId }) => operatorId)).toEqual(
      Array.from({ length: 10 }, (_, nth) => 500 + nth),
    )
    expect([kept.considered.length, kept.leftOut]).toEqual([50, 180])
  })
})
