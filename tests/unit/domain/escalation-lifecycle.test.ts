import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  climb,
  ESCALATION_LIFE,
  ESCALATION_MOVES,
  ESCALATION_STAGES,
  type EscalationMove,
  type EscalationStage,
  lift,
  raise,
  resolve,
  stageOf,
  standDown,
} from '#domain/escalation-lifecycle'
import type { Rung } from '#domain/escalation-policy'
import type { Escalation } from '#domain/watch'

const RUNGS: readonly Rung[] = [
  { name: 'first', actions: [], acknowledgeWithinSeconds: 60 },
  { name: 'second', actions: [], acknowledgeWithinSeconds: 60 },
  { name: 'last', actions: [], acknowledgeWithinSeconds: null },
]
const asking = raise({ ruleId: 'rule', rung: 0 }, RUNGS, 1_000)
if (asking === null) throw new Error('nothing was raised')
const LATER_MS = 100_000

const IN_STAGE: Readonly<Record<EscalationStage, Escalation>> = {
  asking,
  taken: { ...asking, acknowledged: { by: 'Riley Example', atMs: 2_000 } },
  over: { ...asking, ended: { how: 'stood_down', atMs: 3_000 } },
}

const MADE: Readonly<Record<EscalationMove, (escalation: Escalation) => Escalation | null>> = {
  climb: (escalation) => climb(escalation, RUNGS, LATER_MS),
  lift: (escalation) => lift(escalation, RUNGS, { rung: 2, nowMs: LATER_MS }),
  acknowledge: (escalation) => acknowledge(escalation, 'Avery Example', LATER_MS),
  stand_down: (escalation) => standDown(escalation, LATER_MS),
  resolve: (escalation) => resolve(escalation, 'Avery Example', LATER_MS),
}

describe('the life of an escalation', () => {
  it.each(ESCALATION_STAGES.flatMap((stage) => ESCALATION_MOVES.map((move) => [stage, move] as const)))(
    'is as the table says: %s, %s',
    (stage, move) => {
      const before = IN_STAGE[stage]
      const after = MADE[move](before)
      const leadsTo = ESCALATION_LIFE[stage][move]
      if (leadsTo === undefined) expect(after ?? before).toEqual(before)
      else {
        expect(after).not.toEqual(before)
        expect(after && stageOf(after)).toBe(leadsTo)
      }
    },
  )

  it('never leaves the end, and can reach it from everywhere', () => {
    expect(ESCALATION_LIFE.over).toEqual({})
    for (const stage of ['asking', 'taken'] as const) expect(Object.values(ESCALATION_LIFE[stage])).toContain('over')
  })

  it('climbs only when its time is over', () => {
    expect(climb(asking, RUNGS, 60_999)).toBe(asking)
    expect(climb(asking, RUNGS, 61_000)).toMatchObject({
      rung: 1,
      rungName: 'second',
      rungAtMs: 61_000,
      climbAtMs: 121_000,
    })
  })

  it('waits for good on the last rung, and where the ladder has become shorter', () => {
    const last = climb(climb(asking, RUNGS, 61_000), RUNGS, 121_000)
    expect(last).toMatchObject({ rung: 2, rungName: 'last' })
    expect(last).not.toHaveProperty('climbAtMs')
    expect(climb(asking, RUNGS.slice(0, 1), 61_000)).toEqual({ ...asking, climbAtMs: undefined })
  })

  it('tells an answer to nothing from one that changes nothing', () => {
    expect(acknowledge(undefined, 'Avery Example', LATER_MS)).toBeNull()
    expect(acknowledge(IN_STAGE.over, 'Avery Example', LATER_MS)).toBeNull()
    expect(acknowledge(IN_STAGE.taken, 'Avery Example', LATER_MS)).toBe(IN_STAGE.taken)
    expect(resolve(undefined, 'Avery Example', LATER_MS)).toBeNull()
    expect(resolve(IN_STAGE.over, 'Avery Example', LATER_MS)).toBeNull()
  })
})
