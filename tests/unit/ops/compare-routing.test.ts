import { describe, expect, it } from 'vitest'
import type { Need } from '#domain/routing/choice-terms'
import type { RoutedSpan } from '#domain/routing/replay-routing'
import { compareRouting } from '#infra/ops/compare-routing'
import { routingLines } from '#infra/ops/routing-words'
import { aNeed } from '#tests/support/choosing'

type Row = readonly [conversationId: number, operatorId: number | null, need?: Partial<Need>]

const routed = (rows: readonly Row[], more: Partial<RoutedSpan> = {}): RoutedSpan => ({
  given: new Map(
    rows.flatMap(([id, operatorId, need]) =>
      operatorId === null
        ? []
        : [[id, { atMs: 1_000, operatorId, chosenBy: 'least_load' as const, need: aNeed(need) }] as const],
    ),
  ),
  nobody: new Map(rows.flatMap(([id, operatorId, need]) => (operatorId === null ? [[id, aNeed(need)] as const] : []))),
  breached: [],
  furtherLate: 0,
  shares: [
    { operatorId: 41, minutes: 30, hardCases: 0 },
    { operatorId: 42, minutes: 30, hardCases: 0 },
  ],
  ...more,
})
const byRule = { kind: 'rule', ruleId: 'refunds' } as const
const billing = { teamId: 2, skills: ['billing'], by: byRule }
const names = {
  operator: (id: number): string => ({ 41: 'Avery', 42: 'Blair' })[id] ?? `operator ${id}`,
  team: (id: number): string => ({ 2: 'Billing' })[id] ?? String(id),
}
const told = (active: RoutedSpan, draft: RoutedSpan) => routingLines(compareRouting({ active, draft }), names)

describe('two replays of routing', () => {
  it('that are the same move nothing', () => {
    const one = routed([
      [1, 41],
      [2, null],
    ])
    expect(compareRouting({ active: one, draft: one })).toMatchObject({
      conversations: 2,
      given: { active: 1, draft: 1 },
      nobody: { active: 1, draft: 1 },
      fairness: { minutes: { active: 1, draft: 1 }, hardCases: { active: null, draft: null } },
      moved: { count: 0, byNeed: 0, conversations: [] },
    })
  })

  it('tell what goes to others because the draft asks for them, before what follows from it', () => {
    const active = routed([
      [1, 41],
      [2, 42],
      [3, 41],
      [4, 41],
    ])
    const draft = routed([
      [1, 42],
      [2, 42, billing],
      [3, null, billing],
      [4, 41],
    ])
    const { moved, left } = compareRouting({ active, draft })
    expect(moved).toMatchObject({ count: 3, byNeed: 2 })
    expect(moved.conversations.map(({ conversationId, why, chosenBy }) => [conversationId, why, chosenBy])).toEqual([
      // the same operator, in another team
      [2, 'need', 'least_load'],
      [3, 'need', null],
      [1, 'load', 'least_load'],
    ])
    expect(left).toMatchObject([{ conversationId: 3, need: { skills: ['billing'] } }])
  })

  it('leave aside what waited by one of them only', () => {
    expect(compareRouting({ active: routed([[1, 41]]), draft: routed([]) })).toMatchObject({
      conversations: 1,
      moved: { count: 0 },
    })
  })

  it('count what is late, and what is fair, on both sides', () => {
    const uneven = [
      { operatorId: 41, minutes: 60, hardCases: 3 },
      { operatorId: 42, minutes: 0, hardCases: 0 },
    ]
    const comparison = compareRouting({
      active: routed([[1, 41]], { breached: [1, 2], shares: uneven }),
      draft: routed([[1, 41]], { breached: [2, 3] }),
    })
    expect(comparison).toMatchObject({
      breached: { active: 2, draft: 2 },
      fairness: { minutes: { active: 0.5, draft: 1 }, hardCases: { active: 0.5, draft: null } },
      newlyBreached: [3],
      breachedNoMore: [1],
    })
  })

  it('list fifty of each in lines, say how many more there are, and leave out none beside that', () => {
    const ids = Array.from({ length: 60 }, (_, nth) => nth + 1)
    const active = routed(ids.map((id): Row => [id, 41]))
    const draft = routed(
      ids.map((id): Row => [id, null, billing]),
      { breached: ids },
    )
    const { moved, left, newlyBreached } = compareRouting({ active, draft })
    expect([moved.count, moved.conversations.length, left.length, newlyBreached.length]).toEqual([60, 60, 60, 60])
    const lines = told(active, draft)
    expect(lines.filter((line) => line.includes('-> nobody'))).toHaveLength(50)
    expect(lines.filter((line) => line === '... and 10 more: --json has them all')).toHaveLength(2)
    expect(lines.at(-1)).toMatch(/^too late only by the draft \(60\): 1, 2, .*, 50 and 10 more$/)
  })

  it('say so where there is nothing to compare', () => {
    expect(told(routed([]), routed([]))).toEqual([
      'No conversation needed anybody in this time: there is nothing to compare.',
    ])
  })

  it('are told in lines', () => {
    const active = routed([
      [1, 41],
      [2, 41],
    ])
    const draft = routed(
      [
        [1, 42, billing],
        [2, null, { skills: ['law'], by: { kind: 'topic', topic: 'law' } }],
      ],
      { breached: [2], furtherLate: 3 },
    )
    expect(told(active, draft)).toEqual([
      '                                  in force     draft',
      'given to somebody                        2         1        -1',
      'given to nobody                          0         1        +1',
      'first answers too late                   0         1        +1',
      'further answers too late                 0         3        +3',
      'fairness of minutes (1 is even)          1         1',
      'fairness of hard cases                   -         -',
      'moved: 2, of which 2 need others by the draft; the rest follows from who has less in hand',
      '1\tAvery -> Blair in team Billing (rule refunds, least load)',
      '2\tAvery -> nobody (topic law)',
      'nobody by the draft: 2 law (topic law)',
      'too late only by the draft (1): 2',
    ])
  })
})
