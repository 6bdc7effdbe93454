import { expect, it } from 'vitest'
import { choose } from '#domain/routing/choice'
import type { Candidate } from '#domain/routing/choice-terms'
import { unfitFor, without } from '#domain/routing/fitness'
import { withOneMore } from '#domain/routing/load'
import { planPass } from '#domain/routing/plan-pass'
import { profilesOf } from '#domain/routing/profile'
import { aDesk } from '#tests/support/choosing'
import { assertProperty, fc } from '#tests/support/property'

const idsOf = (candidates: readonly Candidate[]): number[] =>
  candidates.map(({ operator }) => operator.operatorId).sort()

it('never chooses an operator who would not do, but for what it says it gave up', () => {
  assertProperty(
    fc.property(aDesk, ({ demands, candidates, context }) => {
      for (const demand of demands) {
        const choice = choose(demand, candidates, context)
        if (choice.kind === 'nobody') continue
        const candidate = candidates.find(({ operator }) => operator.operatorId === choice.operatorId)
        if (candidate === undefined) throw new Error('chose somebody nobody offered')
        const asked = { ...demand, need: choice.receipt.need }
        expect(without(unfitFor(asked, candidate, context), choice.receipt.waived ?? [])).toEqual([])
      }
    }),
  )
})
it('goes by a topic that is not sure only to somebody who could begin at once, where triage had nobody who could', () => {
  assertProperty(
    fc.property(aDesk, ({ demands, candidates, context }) => {
      for (const demand of demands) {
        const { receipt } = choose(demand, candidates, context)
        if (receipt.chosen === null || receipt.need.by.kind !== 'topic') continue
        const free = candidates.filter(({ load }) => load.unanswered === 0).map(({ operator }) => operator.operatorId)
        expect(free).toContain(receipt.chosen)
        expect(receipt.need.topic?.confidencePercent).toBeGreaterThanOrEqual(50)
        expect(demand.passed).toEqual([])
        const triage = choose({ ...demand, need: { ...demand.need, topic: null } }, candidates, context)
        if (triage.kind === 'chosen') expect(free).not.toContain(triage.operatorId)
      }
    }),
  )
})
it('takes from one who is there only for one who could begin at once', () => {
  assertProperty(
    fc.property(aDesk, ({ demands, candidates, context }) => {
      for (const { choice } of planPass(
        demands.map((demand) => ({ ...demand, atOnce: true })),
        candidates,
        context,
      )) {
        const { chosen } = choice.receipt
        const taker = candidates.find(({ operator }) => operator.operatorId === chosen)
        if (chosen !== null) expect(taker?.load.unanswered).toBe(0)
      }
    }),
  )
})
it('chooses somebody whenever anybody would do', () => {
  assertProperty(
    fc.property(aDesk, ({ demands, candidates, context }) => {
      for (const demand of demands) {
        const some = candidates.some((candidate) => unfitFor(demand, candidate, context).length === 0)
        if (some) expect(choose(demand, candidates, context).kind).toBe('chosen')
      }
    }),
  )
})
it('says the same whatever the order of the operators and the conversations', () => {
  const shuffled = aDesk.chain((desk) =>
    fc.record({
      desk: fc.constant(desk),
      candidates: fc.shuffledSubarray(desk.candidates, { minLength: desk.candidates.length }),
      demands: fc.shuffledSubarray(desk.demands, { minLength: desk.demands.length }),
    }),
  )
  assertProperty(
    fc.property(shuffled, ({ desk, candidates, demands }) => {
      expect(planPass(demands, candidates, desk.context)).toEqual(planPass(desk.demands, desk.candidates, desk.context))
    }),
  )
})
it('plans every conversation once, and each receipt lists every operator once', () => {
  assertProperty(
    fc.property(aDesk, ({ demands, candidates, context }) => {
      const planned = planPass(demands, candidates, context)
      expect(planned.map(({ conversationId }) => conversationId).sort()).toEqual(
        demands.map(({ conversationId }) => conversationId).sort(),
      )
      for (const { choice } of planned) {
        expect(choice.receipt.considered.map(({ operatorId }) => operatorId).sort()).toEqual(idsOf(candidates))
        for (const { unfit, score } of choice.receipt.considered) expect(score === null).toBe(unfit.length > 0)
      }
    }),
  )
})
it('keeps to every capacity, or twice of it before closing, and leaves nobody waiting whom somebody could still take', () => {
  assertProperty(
    fc.property(aDesk, ({ demands, candidates, context }) => {
      const { document } = context
      const after = new Map(candidates.map((candidate) => [candidate.operator.operatorId, candidate]))
      const planned = planPass(demands, candidates, context)
      const demandOf = new Map(demands.map((demand) => [demand.conversationId, demand]))
      for (const { conversationId, choice } of planned) {
        const demand = demandOf.get(conversationId)
        const candidate = choice.kind === 'chosen' ? after.get(choice.operatorId) : undefined
        if (demand === undefined || candidate === undefined) continue
        const load = withOneMore(candidate.load, demand.channel, document)
        const alone = candidate.load.points === 0
        const { capacityPoints } = profilesOf(document).of(candidate.operator.operatorId)
        const most = choice.receipt.waived?.includes('full') === true ? 2 * capacityPoints : capacityPoints
        expect(alone || load.points <= most).toBe(true)
        after.set(candidate.operator.operatorId, { ...candidate, load })
      }
      for (const { conversationId, choice } of planned) {
        const demand = demandOf.get(conversationId)
        if (choice.kind === 'chosen' || demand === undefined) continue
        for (const candidate of after.values()) expect(unfitFor(demand, candidate, context)).not.toEqual([])
      }
    }),
  )
})
