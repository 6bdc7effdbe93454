import { describe, expect, it } from 'vitest'
import type { Replayed, ReplayedEscalation, ReplayedRun } from '#domain/replay-policy'
import { compareReplays, type Pair } from '#infra/ops/compare-replays'
import { comparisonLines } from '#infra/ops/policy-words'

const SPAN = { fromMs: 1_000, toMs: 2_000 }
const aRun = (changes: Partial<ReplayedRun> = {}): ReplayedRun => ({
  clock: 'first_response',
  startedAtMs: 900,
  dueAtMs: 1_500,
  warned: [],
  breachedAtMs: null,
  ...changes,
})
const raised = (ruleId: string, raisedAtMs = 1_200): ReplayedEscalation => ({
  cause: 'response',
  ruleId,
  rules: [ruleId],
  raisedAtMs,
  rung: 0,
  ended: null,
})
const told = (runs: readonly ReplayedRun[], escalations: readonly ReplayedEscalation[] = []): Replayed => ({
  runs,
  escalations,
  beheaded: false,
})
const compared = (...pairs: Pair[]) => compareReplays(pairs, SPAN)

describe('two replays side by side', () => {
  it('count what happened within the span, and nothing beside it', () => {
    const warned = [
      [50, 999],
      [75, 1_000],
      [90, 2_000],
      [95, 2_001],
    ] as const
    const pair = {
      conversationId: 7,
      active: told([aRun({ warned, breachedAtMs: 2_001 })], [raised('late', 999)]),
      draft: told([aRun({ warned: [], breachedAtMs: 1_500 })], [raised('late', 1_000)]),
    }
    expect(compared(pair)).toMatchObject({
      conversations: 1,
      warned: { active: 2, draft: 0 },
      breached: { active: 0, draft: 1 },
      escalated: { late: { active: 0, draft: 1 } },
      examples: { newlyBreached: [7], breachedNoMore: [], newlyEscalated: [7], escalatedNoMore: [] },
    })
  })

  it('tell runs that would be due at another instant, and only those that both have', () => {
    const { moved, examples } = compared(
      { conversationId: 1, active: told([aRun()]), draft: told([aRun({ dueAtMs: 1_700 })]) },
      { conversationId: 2, active: told([aRun()]), draft: told([aRun()]) },
      { conversationId: 3, active: told([]), draft: told([aRun()]) },
      { conversationId: 4, active: told([aRun({ dueAtMs: null })]), draft: told([aRun()]) },
      { conversationId: 5, active: told([aRun({ dueAtMs: 10 })]), draft: told([aRun({ dueAtMs: 20 })]) },
    )
    expect(moved).toBe(1)
    expect(examples.moved).toEqual([{ conversationId: 1, clock: 'first_response', active: 1_500, draft: 1_700 }])
  })

  it('count all, and name ten', () => {
    const pairs = Array.from({ length: 25 }, (_, nth) => ({
      conversationId: nth + 1,
      active: told([aRun({ breachedAtMs: 1_500 })]),
      draft: told([aRun()]),
    }))
    const { breached, examples } = compared(...pairs)
    expect(breached).toEqual({ active: 25, draft: 0 })
    expect(examples.breachedNoMore).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('of nothing are nothing', () => {
    expect(compared()).toMatchObject({ conversations: 0, breached: { active: 0, draft: 0 }, escalated: {} })
  })

  it('read as a table', () => {
    const pair = {
      conversationId: 7,
      active: told([aRun()]),
      draft: told([aRun({ breachedAtMs: 1_500 })], [raised('late')]),
    }
    expect(comparisonLines(compared(pair))).toEqual([
      '                            in force     draft',
      'warned                             0         0',
      'breached                           0         1        +1',
      'escalated by late                  0         1        +1',
      'due at another instant                       0',
      'breached only by the draft: 7',
      'escalated only by the draft: 7',
    ])
  })
})
