/**
 * Everything at once, at random and repeatable: two routers racing, operators who go in the middle of it, people who assign
 * at the same moment, webhooks late, twice and out of order, Chatwoot timing out after it did what it was asked.
 */
import { describe, expect, it } from 'vitest'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { ACCOUNT } from '#tests/support/builders'
import { type RoutingWorld, routingWorld } from '#tests/support/routing-world'

const SEEDS = [1, 2, 3, 4, 5]
const STEPS = 80
const OPERATORS = [41, 42, 43, 44]
const MOST_AT_ONCE = 2
const DOCUMENT = {
  capacityPoints: 6,
  channels: { WebWidget: { points: 3, minutes: 8 } },
  takeBack: { offlinePercent: 50, awayPercent: null, idlePercent: null, withoutDeadlineSeconds: 120, most: 2 },
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe.each(SEEDS)('a bad day, seed %i', (seed) => {
  it('gives no conversation twice, fills no seat twice, fights with nobody, and explains all of it', async () => {
    const random = seeded(seed)
    const world = await routingWorld(DOCUMENT, random)
    try {
      for (const id of OPERATORS) world.addOperator(id)
      for (let step = 0; step < STEPS; step += 1) {
        await happen(world, random)
        expectSeatsKept(world)
      }
      world.trouble.timesOutAfter = false
      world.trouble.personBetween = null
      await world.settle()
      expectSeatsKept(world)
      await expectExplained(world)
      expectNobodyForgotten(world)
    } finally {
      await world.close()
    }
  }, 120_000)
})

async function happen(world: RoutingWorld, random: () => number): Promise<void> {
  const below = (most: number): number => Math.floor(random() * most)
  const one = <Item>(of: readonly Item[]): Item | undefined => of[below(of.length)]
  const open = [...world.rows.values()].filter(({ status }) => status === 'open')
  const some = (): string[] => world.events.splice(0, 1 + below(4)).map(({ body }) => body)
  await world.clock.advance(below(4_000))
  const dice = random()
  if (dice < 0.16) return world.customerOpens(world.rows.size + 1)
  if (dice < 0.36) return world.deliver(below(world.webhooks.length), random() < 0.15)
  if (dice < 0.52) return world.route(some())
  if (dice < 0.64) {
    const bodies = some()
    // the same events twice, or two halves, at the same time
    return random() < 0.5 ? world.race(bodies, bodies) : world.race(bodies, some())
  }
  if (dice < 0.8) {
    world.trouble.timesOutAfter = random() < 0.15
    world.trouble.personBetween = random() < 0.15 ? (one(OPERATORS) ?? null) : null
    const due = [...world.actions].filter(([, queue]) => queue.length > 0).map(([id]) => id)
    return world.act(one(due) ?? 0)
  }
  if (dice < 0.86) {
    const row = one(open)
    if (row !== undefined) world.personAssigns(row.id, random() < 0.2 ? null : (one(OPERATORS) ?? null))
    return
  }
  if (dice < 0.93) {
    const operatorId = one(OPERATORS) ?? 0
    return world.setAvailability(operatorId, random() < 0.5 ? 'available' : 'offline')
  }
  if (dice < 0.97) {
    const row = one(open)
    if (row !== undefined) world.resolve(row.id)
    return
  }
  return world.sweep()
}

const lastBy = (world: RoutingWorld, id: number) => world.assignments.findLast((one) => one.id === id)?.by

/** What the router gave; people may take on as much as they like. */
function expectSeatsKept(world: RoutingWorld): void {
  for (const operatorId of OPERATORS) {
    const given = [...world.rows.values()].filter(
      (row) => row.status === 'open' && row.assigneeId === operatorId && lastBy(world, row.id) === 'backdesk',
    )
    expect(given.length, `operator ${operatorId}`).toBeLessThanOrEqual(MOST_AT_ONCE + 1)
  }
}

async function expectExplained(world: RoutingWorld): Promise<void> {
  for (const id of world.rows.keys()) {
    const receipts = [...(await world.deps.receipts(ACCOUNT, id, 100))].reverse()
    const asked = receipts.flatMap(assignmentIn)
    const ours = world.assignments.filter((one) => one.id === id && one.by === 'backdesk')
    // each write of ours follows from a decision of its own, in the order of the decisions
    const unexplained = ours.filter(({ operatorId }) => {
      const at = asked.indexOf(operatorId ?? 0)
      if (at >= 0) asked.splice(0, at + 1)
      return at < 0
    })
    expect(unexplained, `conversation ${id}`).toEqual([])
    expectPersonObeyed(world, id, receipts)
  }
}

const assignmentIn = ({ actions }: StoredReceipt): number[] =>
  actions.flatMap((action) => (action.verb === 'assign_operator' ? [action.operatorId] : []))

/** After a person's choice the router gives it to nobody else, unless it is taken from them for cause. */
function expectPersonObeyed(world: RoutingWorld, id: number, receipts: readonly StoredReceipt[]): void {
  const row = world.rows.get(id)
  const all = world.assignments.filter((one) => one.id === id)
  const chosen = all.findLastIndex(({ by }) => by === 'person')
  const person = all[chosen]?.operatorId ?? null
  if (row?.status !== 'open' || person === null || row.assigneeId === person) return
  const forCause = receipts.some(({ from, routedFor }) => from === person && routedFor === 'offline')
  expect(forCause, `conversation ${id}: ${JSON.stringify(all)}`).toBe(true)
}

/** Whoever waits with nobody waits because nobody who is there has room. */
function expectNobodyForgotten(world: RoutingWorld): void {
  const open = [...world.rows.values()].filter(({ status }) => status === 'open')
  const withNobody = open.filter(({ assigneeId }) => assigneeId === null)
  if (withNobody.length === 0) return
  for (const { operatorId, availability } of world.operators.values()) {
    const his = open.filter(({ assigneeId }) => assigneeId === operatorId)
    if (availability === 'available') expect(his.length, `operator ${operatorId}`).toBeGreaterThanOrEqual(MOST_AT_ONCE)
  }
}
