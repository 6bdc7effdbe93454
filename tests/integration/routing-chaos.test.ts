/**
 * Everything at once, at random and repeatable: two routers racing, operators who go in the middle of it, people who assign
 * at the same moment, Chatwoot timing out after it did what it was asked; webhooks and readings late, twice and out of order.
 * `presence`, `process`, `route` and `act` are the real ones over a table on its local engine, and every read, write and
 * call of theirs takes its turn by chance. `CHAOS_SEEDS=1000:200` plays 200 other days.
 */
import { describe, expect, it } from 'vitest'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { ACCOUNT } from '#tests/support/builders'
import {
  aRound,
  type Diary,
  documentFor,
  emptyDiary,
  OPERATORS,
  seeded,
  TAKEN_BACK_AT_MOST,
} from '#tests/support/routing-chaos'
import { type Ours, type RoutingWorld, routingWorld } from '#tests/support/routing-world'

/** Without the condition on the conversation day 12 fails, without `act`'s look or what it expects day 2 does. */
const SEEDS = seedsIn(process.env.CHAOS_SEEDS) ?? [1, 2, 3, 12]
const ROUNDS = 40

function seedsIn(given: string | undefined): number[] | undefined {
  const [first, days = 1] = (given ?? '').split(':').flatMap((one) => (one === '' ? [] : Number(one)))
  return first === undefined ? undefined : Array.from({ length: days }, (_, nth) => first + nth)
}

/** What has happened in all days: a day on which nothing goes wrong shows nothing. */
const seen = { races: 0, raced: 0, timedOut: 0, leftMeanwhile: 0, returned: 0, takenBack: 0 }

describe('bad days', () => {
  it.each(SEEDS)(
    'seed %i: nothing given twice, no seat filled twice, no tug-of-war, and all explained',
    async (seed) => {
      const random = seeded(seed)
      const mostAtOnce = 1 + ((seed + 1) % 2)
      const world = await routingWorld(documentFor(mostAtOnce), { seeded: random, presence: true })
      const diary = emptyDiary()
      try {
        for (const id of OPERATORS) world.addOperator(id)
        await lookAround(world)
        const { unassigned } = world.deps
        // the index lags: what it does not show yet comes by its event, or with the next look
        const lagging: typeof unassigned = async (...asked) => (await unassigned(...asked)).filter(() => random() < 0.6)
        Object.assign(world.deps, { unassigned: lagging })
        for (let round = 0; round < ROUNDS; round += 1) {
          if (round === ROUNDS / 2) await afterLunch(world)
          await aRound({ world, random, diary })
          await expectSeatsKept(world, diary, mostAtOnce)
        }
        Object.assign(world.deps, { unassigned })
        Object.assign(world.trouble, { timesOutAfter: false, personBetween: null })
        await lookAround(world)
        await world.settle()
        // what was answered takes no seat any more
        await world.clock.advance(20 * 60_000)
        await world.settle()
        await expectSeatsKept(world, diary, mostAtOnce)
        await expectExplained(world)
        await expectNobodyForgotten(world, mostAtOnce)
        note(world, diary)
      } finally {
        await world.close()
      }
    },
    120_000,
  )

  it('were bad: of each of these something happened', () => {
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0)
  })
})

/** Everybody is known as they are by now, whatever readings are still on their way. */
async function lookAround(world: RoutingWorld): Promise<void> {
  // of two readings of one instant either may be the later
  await world.clock.advance(1)
  world.lookAround()
  while (world.readings.length > 0) await world.present(0)
}

/** Two do not come back, and hours later what they have is taken back: in the midst of everything else. */
async function afterLunch(world: RoutingWorld): Promise<void> {
  await world.settle()
  for (const [nth, id] of OPERATORS.entries()) world.setAvailability(id, nth < 2 ? 'offline' : 'available')
  await lookAround(world)
  await world.clock.advance(4 * 3_600_000)
  await world.sweep()
}

function note({ counts, ours }: RoutingWorld, { leftMeanwhile }: Diary): void {
  seen.races += counts.LostRaces ?? 0
  seen.raced += ours.filter(({ raced }) => raced).length
  seen.timedOut += counts.ActionsRepeated ?? 0
  seen.leftMeanwhile += leftMeanwhile
  seen.returned += counts.RoutingReturned ?? 0
  seen.takenBack += counts.RoutingTakenBack ?? 0
}

type Explained = { readonly receipt: StoredReceipt; readonly operatorId: number }

/** What decided an assignment of ours: the receipt that has its action. */
async function explain(world: RoutingWorld, ours: Ours): Promise<Explained | undefined> {
  const known = explained.get(ours)
  if (known !== undefined) return known
  const id = world.assignments[ours.nth]?.id ?? 0
  for (const receipt of await world.deps.receipts(ACCOUNT, id, 100)) {
    const action = receipt.actions.find((one) => one.id === ours.actionId)
    if (action?.verb !== 'assign_operator') continue
    const found = { receipt, operatorId: action.operatorId }
    explained.set(ours, found)
    return found
  }
  return undefined
}
const explained = new WeakMap<Ours, Explained>()

/**
 * What the router gave and the customer waits for; people may take on as much as they like. Never one more than there is
 * room for, but for one that somebody was at while it was on its way.
 */
async function expectSeatsKept(
  world: RoutingWorld,
  { touchedAtMs, reopened }: Diary,
  mostAtOnce: number,
): Promise<void> {
  for (const operatorId of OPERATORS) {
    const given: { readonly id: number; readonly racing: boolean }[] = []
    for (const row of world.rows.values()) {
      if (row.status !== 'open' || row.assigneeId !== operatorId || row.waitingSinceMs === null) continue
      const last = world.assignments.findLastIndex(({ id }) => id === row.id)
      const ours = world.ours.find(({ nth }) => nth === last)
      if (ours === undefined || reopened.has(row.id)) continue
      const why = await explain(world, ours)
      if (why?.receipt.outcome === 'returned') continue
      const racing = ours.raced || (touchedAtMs.get(row.id) ?? 0) >= (why?.receipt.atMs ?? 0)
      given.push({ id: row.id, racing })
    }
    const said = `operator ${operatorId}: ${JSON.stringify(given)}`
    expect(given.filter(({ racing }) => !racing).length, said).toBeLessThanOrEqual(mostAtOnce)
    expect(given.length, said).toBeLessThanOrEqual(mostAtOnce + 1)
  }
}

/** Each write of ours follows from a decision of its own, is made once, and takes from nobody what a person gave them. */
async function expectExplained(world: RoutingWorld): Promise<void> {
  const done = new Set<string>()
  for (const ours of world.ours) {
    const { id, operatorId } = world.assignments[ours.nth] ?? {}
    const why = await explain(world, ours)
    const said = `conversation ${id}: ${JSON.stringify({ ours, why: why?.receipt.outcome })}`
    expect(why?.operatorId, said).toBe(operatorId)
    expect(done.has(ours.actionId), said).toBe(false)
    done.add(ours.actionId)
    if (!ours.raced) expect(ours.from, said).toBe(why?.receipt.from)
  }
  for (const id of world.rows.keys()) {
    const receipts = await world.deps.receipts(ACCOUNT, id, 100)
    // two decisions never have one number: each was made over the one before
    const numbers = receipts.flatMap(({ decision, outcome }) => (outcome === 'yielded' ? [] : [decision]))
    expect(new Set(numbers).size, `conversation ${id}`).toBe(numbers.length)
    expectPeopleObeyed(world, id, receipts)
  }
}

/** After a person's choice come at most the write that raced with it, what puts it back, and what is taken back for cause. */
function expectPeopleObeyed(world: RoutingWorld, id: number, receipts: readonly StoredReceipt[]): void {
  const all = world.assignments.flatMap((one, nth) => (one.id === id ? [{ ...one, nth }] : []))
  const said = `conversation ${id}: ${JSON.stringify(all)}`
  const chosen = all.flatMap(({ by }, at) => (by === 'person' ? [at] : []))
  for (const [nth, at] of chosen.entries()) {
    const after = all.slice(at + 1, chosen[nth + 1])
    expect(after.length, said).toBeLessThanOrEqual(2 + TAKEN_BACK_AT_MOST)
  }
  const row = world.rows.get(id)
  const person = all[chosen.at(-1) ?? -1]?.operatorId ?? null
  if (row?.status !== 'open' || person === null || row.assigneeId === person) return
  const forCause = receipts.some(({ from, routedFor }) => from === person && routedFor === 'offline')
  expect(forCause, said).toBe(true)
}

/** Whoever waits with nobody waits because nobody has room who is there, and from whom no person took it. */
async function expectNobodyForgotten(world: RoutingWorld, mostAtOnce: number): Promise<void> {
  const open = [...world.rows.values()].filter(({ status }) => status === 'open')
  const waiting = open.filter(({ assigneeId, waitingSinceMs }) => assigneeId === null && waitingSinceMs !== null)
  const held = await world.deps.conversations(
    ACCOUNT,
    waiting.map(({ id }) => id),
  )
  for (const { id } of waiting) {
    const takenFrom = held.get(id)?.conversation.routing?.takenFrom ?? []
    for (const { operatorId, availability } of world.operators.values()) {
      if (availability !== 'available' || takenFrom.includes(operatorId)) continue
      const his = open.filter(({ assigneeId, waitingSinceMs }) => assigneeId === operatorId && waitingSinceMs !== null)
      expect(his.length, `conversation ${id}, operator ${operatorId}`).toBeGreaterThanOrEqual(mostAtOnce)
    }
  }
}
