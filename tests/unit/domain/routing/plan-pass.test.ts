import { expect, it } from 'vitest'
import type { Candidate, Demand } from '#domain/routing/choice-terms'
import { NO_LOAD } from '#domain/routing/load'
import { planPass } from '#domain/routing/plan-pass'
import { aCandidate, aDemand, aRoutingDocument, CHOOSING_AT_MS } from '#tests/support/choosing'

const MINUTE_MS = 60_000
const document = aRoutingDocument({
  capacityPoints: 1,
  operators: {
    1: { skills: ['billing'] },
    2: { skills: ['billing', 'technical'] },
    3: { skills: ['billing'], capacityPoints: 3 },
  },
})
const context = { document, nowMs: CHOOSING_AT_MS }
const [one, two, three] = [1, 2, 3].map((operatorId) => aCandidate({ operatorId })) as [Candidate, Candidate, Candidate]
const plan = (demands: readonly Demand[], candidates: readonly Candidate[]) =>
  planPass(demands, candidates, context).map(({ conversationId, choice }) => [
    conversationId,
    choice.kind === 'chosen' ? choice.operatorId : null,
  ])
const order = (...demands: readonly Demand[]) => plan(demands, []).map(([conversationId]) => conversationId)
const technical = { skills: ['technical'] }

it('takes the next deadline first, then priority, then who waits longest, then the lowest id', () => {
  const late = aDemand({ conversationId: 1, dueAtMs: CHOOSING_AT_MS + 9 * MINUTE_MS, priority: 'urgent' })
  const soon = aDemand({ conversationId: 2 })
  const urgent = aDemand({ conversationId: 3, priority: 'urgent' })
  const raised = aDemand({ conversationId: 4, priority: 'low', need: { priority: 'high' } })
  const longer = aDemand({ conversationId: 6, waitingSinceMs: CHOOSING_AT_MS - 1 })
  const twin = aDemand({ conversationId: 5 })
  const undated = aDemand({ conversationId: 7, dueAtMs: null, priority: 'urgent' })
  expect(order(undated, late, twin, soon, longer, raised, urgent)).toEqual([3, 4, 6, 2, 5, 1, 7])
})
it('lets priority decide between deadlines of the same minute', () => {
  const soon = aDemand({ conversationId: 1, dueAtMs: CHOOSING_AT_MS + 1000 })
  const urgent = aDemand({ conversationId: 2, dueAtMs: CHOOSING_AT_MS + 59_000, priority: 'urgent' })
  expect(order(soon, urgent)).toEqual([2, 1])
})
it('counts what it gives as load for those behind', () => {
  const demands = [1, 2, 3].map((conversationId) => aDemand({ conversationId }))
  expect(plan(demands, [one, two])).toEqual([
    [1, 1],
    [2, 2],
    [3, null],
  ])
})
it('spares the only operator whom a conversation behind needs, and says so', () => {
  const flexible = aDemand({ conversationId: 1 })
  const rare = aDemand({ conversationId: 2, need: technical })
  const planned = planPass(
    [flexible, rare],
    [{ ...one, load: { ...NO_LOAD, conversations: 1, minutes: 9 } }, two],
    context,
  )
  expect(planned.map(({ choice }) => choice.receipt.chosen)).toEqual([1, 2])
  expect(planned[0]?.choice.receipt.considered).toMatchObject([{ operatorId: 1 }, { operatorId: 2, unfit: ['spared'] }])
})
it('does not let the more urgent one wait for that', () => {
  const flexible = aDemand({ conversationId: 1 })
  const rare = aDemand({ conversationId: 2, need: technical })
  expect(plan([flexible, rare], [two])).toEqual([
    [1, 2],
    [2, null],
  ])
})
it('spares nobody who has room for both', () => {
  const roomy = {
    ...document,
    operators: { ...document.operators, 2: { skills: ['billing', 'technical'], capacityPoints: 2 } },
  }
  const demands = [aDemand({ conversationId: 1 }), aDemand({ conversationId: 2, need: technical })]
  const busy = { ...three, load: { ...NO_LOAD, conversations: 1, points: 1, minutes: 9 } }
  const planned = planPass(demands, [busy, two], { ...context, document: roomy })
  expect(planned.map(({ choice }) => choice.receipt.chosen)).toEqual([2, 2])
})
it('shares out hard cases within one pass', () => {
  const demands = [1, 2].map((conversationId) => aDemand({ conversationId, hard: true }))
  const roomy = { ...document, capacityPoints: 9, operators: {}, choice: { ...document.choice, hardCaseMinutes: 60 } }
  const planned = planPass(demands, [{ ...one, hardCases: 1 }, two], { ...context, document: roomy })
  expect(planned.map(({ choice }) => choice.receipt.chosen)).toEqual([2, 1])
})
