import { afterEach, describe, expect, it } from 'vitest'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { ACCOUNT, START_MS } from '#tests/support/builders'
import { seeded } from '#tests/support/routing-chaos'
import { type RoutingWorld, routingWorld } from '#tests/support/routing-world'

const M = 60_000
/** A chat takes 3 points: two at once. */
const TWO_AT_ONCE = { capacityPoints: 6, channels: { WebWidget: { points: 3, minutes: 8 } } }

let world: RoutingWorld
afterEach(() => world.close())

const receiptsOf = (id: number): Promise<readonly StoredReceipt[]> => world.deps.receipts(ACCOUNT, id, 100)
const assignee = (id: number): number | null => world.rows.get(id)?.assigneeId ?? null
const toldOf = (id: number): string[] =>
  world.told.filter((event) => event.conversationId === id && event.type.startsWith('routing.')).map(({ type }) => type)
const takeEvents = (): string[] => world.events.splice(0).map(({ body }) => body)

describe('a conversation that comes', () => {
  it('is given to whoever has least in hand, and its receipt says why', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42)
    world.customerOpens(1)
    await world.settle()
    world.customerOpens(2)
    await world.settle()
    expect([assignee(1), assignee(2)].sort()).toEqual([41, 42])
    const [receipt] = await receiptsOf(2)
    expect(receipt).toMatchObject({ outcome: 'asked', decision: 1, routedFor: 'waiting', from: null })
    expect(receipt?.choice).toMatchObject({ chosen: assignee(2), chosenBy: 'least_load' })
    expect(receipt?.choice?.considered.map(({ operatorId }) => operatorId).sort()).toEqual([41, 42])
    expect(toldOf(2)).toEqual(['routing.asked.v1'])
    const held = (await world.deps.conversations(ACCOUNT, [2])).get(2)
    expect(held?.conversation.routing).toMatchObject({ state: 'assigned', operatorId: assignee(2) })
  })

  it('waits with a reason where nobody would do, and goes the moment somebody comes back', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41, 'offline')
    world.customerOpens(1)
    await world.settle()
    expect(assignee(1)).toBeNull()
    expect((await receiptsOf(1)).map(({ outcome, why }) => [outcome, why])).toEqual([['held', 'nobody']])
    world.setAvailability(41, 'available')
    await world.route(takeEvents())
    await world.act(1)
    expect(assignee(1)).toBe(41)
  })

  it('is left alone where nobody is known to work: the account has no token, and nothing is said about it', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.customerOpens(1)
    await world.settle()
    expect([toldOf(1), await receiptsOf(1)]).toEqual([[], []])
  })

  it('waits while all are full, and goes the moment a seat is free', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    for (const id of [1, 2, 3]) world.customerOpens(id)
    await world.settle()
    expect([1, 2, 3].filter((id) => assignee(id) === 41)).toHaveLength(2)
    const [given] = [1, 2, 3].filter((id) => assignee(id) === 41)
    world.resolve(given ?? 0)
    await world.settle()
    expect([1, 2, 3].filter((id) => assignee(id) === 41)).toHaveLength(3)
  })

  it('is shown with its receipt, and not assigned, where the document only suggests', async () => {
    world = await routingWorld({ ...TWO_AT_ONCE, mode: 'suggest' })
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    expect(assignee(1)).toBeNull()
    const [receipt] = await receiptsOf(1)
    expect(receipt).toMatchObject({ outcome: 'held', why: 'suggested', actions: [], choice: { chosen: 41 } })
  })

  it('is suggested to nobody whose place was suggested for another', async () => {
    world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 3, mode: 'suggest' })
    world.addOperator(41)
    for (const id of [1, 2, 3]) world.customerOpens(id)
    while (world.webhooks.length > 0) await world.deliver(0)
    for (let nth = 0; nth < 4; nth += 1) await world.route(takeEvents())
    const whys = await Promise.all([1, 2, 3].map(async (id) => (await receiptsOf(id)).map(({ why }) => why)))
    expect(whys.flat().filter((why) => why === 'suggested')).toHaveLength(1)
    expect(whys.flat()).toHaveLength(3)
  })

  it('is not touched either where the document only suggests and nobody is there', async () => {
    const to = { teamId: 5, priority: 'high' as const, labels: ['refund'] }
    world = await routingWorld({ mode: 'suggest', rules: [{ id: 'r', name: 'R', when: {}, to }] })
    world.addOperator(41, 'offline')
    world.customerOpens(1)
    await world.deliver(0)
    await world.route(takeEvents())
    expect((await receiptsOf(1)).map(({ why, actions }) => [why, actions])).toEqual([['nobody', []]])
    expect(world.actions.get(1)).toBeUndefined()
  })

  it('gets the team, priority and labels of its rule, the operator first', async () => {
    const to = { teamId: 5, priority: 'high' as const, labels: ['refund'] }
    world = await routingWorld({ ...TWO_AT_ONCE, rules: [{ id: 'r', name: 'R', when: {}, to }] })
    world.addOperator(41)
    world.operators.set(41, { ...(world.operators.get(41) as never as object), teams: [5] } as never)
    world.customerOpens(1)
    await world.deliver(0)
    await world.route(takeEvents())
    expect(world.actions.get(1)?.map(({ verb }) => verb)).toEqual([
      'assign_operator',
      'assign_team',
      'set_priority',
      'add_label',
    ])
    expect(world.actions.get(1)?.[0]).toMatchObject({
      operatorId: 41,
      expects: { operatorId: null },
      reason: 'Routing: rule r',
    })
  })

  it('is asked for again by the event of its write, should the router have stopped before it was sent', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await world.deliver(0)
    const { send } = world.deps
    Object.assign(world.deps, { send: () => Promise.reject(new Error('stopped')) })
    await world.route(takeEvents())
    expect(world.actions.size).toBe(0)
    Object.assign(world.deps, { send })
    await world.settle()
    expect(assignee(1)).toBe(41)
  })
})

describe('a conversation of somebody who has gone', () => {
  it('is taken back at half of what was left, and given to somebody else, once', async () => {
    world = await routingWorld({
      ...TWO_AT_ONCE,
      takeBack: { offlinePercent: 50, awayPercent: null, idlePercent: null, withoutDeadlineSeconds: 600, most: 1 },
    })
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    expect(assignee(1)).toBe(41)
    world.addOperator(42)
    world.setAvailability(41, 'offline')
    await world.sweep()
    expect(world.actions.get(1) ?? []).toEqual([])
    await world.clock.advance(5 * 60 * M)
    await world.settle()
    expect(assignee(1)).toBe(42)
    const [receipt] = await receiptsOf(1)
    expect(receipt).toMatchObject({ outcome: 'asked', routedFor: 'offline', from: 41, choice: { chosen: 42 } })
    const passed = receipt?.choice?.considered.find(({ operatorId }) => operatorId === 41)
    expect(passed?.unfit).toContain('passed')
    // one conversation is taken back so often at most
    world.addOperator(43)
    world.setAvailability(42, 'offline')
    await world.clock.advance(10 * 60 * M)
    await world.settle()
    expect(assignee(1)).toBe(42)
  })

  it('stays with them while nobody else would do', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    world.setAvailability(41, 'offline')
    await world.clock.advance(10 * 60 * M)
    await world.settle()
    expect(assignee(1)).toBe(41)
    expect(toldOf(1)).toEqual(['routing.asked.v1'])
  })
})

describe('a person who decides otherwise', () => {
  it('before our action is carried out: keeps it, and the action ends as superseded', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42, 'away')
    world.customerOpens(1)
    await world.deliver(0)
    await world.route(takeEvents())
    world.personAssigns(1, 42)
    const [action] = world.actions.get(1) ?? []
    await world.settle()
    expect(assignee(1)).toBe(42)
    expect(await world.deps.actionState(action as NonNullable<typeof action>)).toBe('superseded')
    expect(toldOf(1)).toEqual(['routing.asked.v1', 'routing.yielded.v1'])
    expect(world.assignments).toEqual([{ id: 1, operatorId: 42, by: 'person' }])
    expect(await receiptsOf(1)).toMatchObject([
      { outcome: 'yielded', decision: 1, from: 41, to: 42, actions: [], choice: null },
      { outcome: 'asked', decision: 1, choice: { chosen: 41 } },
    ])
  })

  it('at the very moment of our write: gets it back, once, and no tug-of-war begins', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42, 'away')
    world.customerOpens(1)
    await world.deliver(0)
    await world.route(takeEvents())
    world.trouble.personBetween = 42
    await world.act(1)
    expect(world.assignments).toEqual([
      { id: 1, operatorId: 42, by: 'person' },
      { id: 1, operatorId: 41, by: 'backdesk' },
    ])
    await world.deliver(0)
    await world.route(takeEvents())
    await world.settle()
    expect(assignee(1)).toBe(42)
    expect(world.assignments).toHaveLength(3)
    const [receipt] = await receiptsOf(1)
    expect(receipt).toMatchObject({ outcome: 'returned', routedFor: 'human', from: 41 })
  })

  it('for another, and then for whom we had asked: keeps that, as our action was not what did it', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42, 'away')
    world.customerOpens(1)
    await world.deliver(0)
    await world.route(takeEvents())
    world.personAssigns(1, 42)
    world.personAssigns(1, 41)
    await world.deliver(1)
    await world.settle()
    expect(assignee(1)).toBe(41)
    expect(world.assignments.map(({ by }) => by)).toEqual(['person', 'person'])
  })

  it('and lets go of it: it goes to somebody else than they had', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    world.addOperator(42)
    world.personAssigns(1, null)
    await world.settle()
    expect(assignee(1)).toBe(42)
  })
})

describe('what Chatwoot does to our actions', () => {
  it('a time-out after it was applied assigns nobody twice', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await world.deliver(0)
    await world.route(takeEvents())
    world.trouble.timesOutAfter = true
    await world.act(1)
    await world.settle()
    expect(assignee(1)).toBe(41)
    expect(world.assignments).toHaveLength(1)
    expect(world.told.filter(({ type }) => type === 'routing.asked.v1')).toHaveLength(1)
  })
})

describe('two routers at once', () => {
  it('never give one conversation twice, nor one seat', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42)
    for (let id = 1; id <= 8; id += 1) world.customerOpens(id)
    while (world.webhooks.length > 0) await world.deliver(0)
    const bodies = takeEvents()
    await world.race(bodies, bodies)
    await world.race(takeEvents(), bodies)
    await world.settle()
    const given = [...world.rows.keys()].map(assignee)
    expect(given.filter((one) => one === 41)).toHaveLength(2)
    expect(given.filter((one) => one === 42)).toHaveLength(2)
    expect(world.assignments).toHaveLength(4)
    expect(world.counts.LostRaces ?? 0).toBeGreaterThan(0)
    expect(START_MS).toBeLessThan(world.clock.now())
  })

  it('never fill the one free seat with two conversations, in whatever order they read and write', async () => {
    world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 3 }, { seeded: seeded(1) })
    world.addOperator(41)
    // the index shows neither yet: each router knows of its own conversation alone
    Object.assign(world.deps, { unassigned: async () => [] })
    for (let nth = 1; nth <= 12; nth += 1) {
      const [one, other] = [2 * nth - 1, 2 * nth]
      for (const id of [one, other]) world.customerOpens(id)
      await world.deliver(0)
      const first = takeEvents()
      await world.deliver(0)
      await world.race(first, takeEvents())
      const asked = [one, other].filter((id) => world.actions.get(id) !== undefined)
      expect(asked, `after ${nth}`).toHaveLength(1)
      for (const id of [one, other]) world.resolve(id)
      while (world.webhooks.length > 0) await world.deliver(0)
      takeEvents()
    }
    expect(world.counts.LostRaces ?? 0).toBeGreaterThan(0)
  })
})
