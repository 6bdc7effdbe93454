import { afterEach, describe, expect, it } from 'vitest'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import type { Said } from '#domain/topic'
import { ACCOUNT, START_MS } from '#tests/support/builders'
import { type RoutingWorld, routingWorld } from '#tests/support/routing-world'

const M = 60_000
const TWO_AT_ONCE = { capacityPoints: 6, channels: { WebWidget: { points: 3, minutes: 8 } } }

let world: RoutingWorld
afterEach(() => world.close())

const assignee = (id: number): number | null => world.rows.get(id)?.assigneeId ?? null
const takeEvents = (): string[] => world.events.splice(0).map(({ body }) => body)
const receiptsOf = (id: number): Promise<readonly StoredReceipt[]> => world.deps.receipts(ACCOUNT, id, 100)
const deliverAll = async (): Promise<void> => {
  while (world.webhooks.length > 0) await world.deliver(0)
}
/** A minute passes, with what it brings. */
const minute = async (): Promise<void> => {
  await world.clock.advance(M)
  await world.sweep()
  await world.route(takeEvents())
}

describe('no conversation stays where it is for ever', () => {
  it('when its action was lost among the dead letters: somebody is asked anew', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    const [lost] = world.actions.get(1) ?? []
    world.actions.clear()
    for (let nth = 0; nth < 31; nth += 1) await minute()
    await world.settle()
    expect(assignee(1)).toBe(41)
    // redriven afterwards, it finds that a person could have been first, and does nothing
    world.personAssigns(1, 42)
    if (lost !== undefined) world.actions.set(1, [lost])
    await world.act(1)
    expect(assignee(1)).toBe(42)
  })

  it('when its decision was not sent, and another event of it comes in the same batch', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await deliverAll()
    const { send } = world.deps
    Object.assign(world.deps, { send: () => Promise.reject(new Error('stopped')) })
    await world.route(takeEvents())
    Object.assign(world.deps, { send })
    const later = { account: ACCOUNT, conversationId: 1, correlationId: 'later' }
    const event = { 'detail-type': 'conversation.topic_read.v1', detail: later }
    await world.route([...takeEvents(), JSON.stringify(event)])
    expect(world.actions.get(1)).toHaveLength(1)
  })

  it('when another conversation cannot be decided: the others go on', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    for (const id of [1, 2]) world.customerOpens(id)
    await deliverAll()
    const { decide } = world.deps
    const broken: typeof decide = (decision) =>
      decision.draft.conversationId === 1 ? Promise.reject(new Error('too large')) : decide(decision)
    Object.assign(world.deps, { decide: broken })
    await world.route(takeEvents())
    await world.act(2)
    expect(assignee(2)).toBe(41)
    // and it is tried again
    expect(world.events.filter(({ type }) => type === 'again').length).toBeGreaterThan(0)
  })

  it('when a person handed another one on while our action for it is still at work', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42, 'away')
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    world.personAssigns(1, 42)
    world.personAssigns(1, 41)
    await world.deliver(1)
    await deliverAll()
    world.customerOpens(2)
    await deliverAll()
    await world.route(takeEvents())
    expect(world.actions.get(2)).toHaveLength(1)
  })
})

describe('a pass', () => {
  it('decides as much as its time allows, and the events of what it decided bring the rest', async () => {
    world = await routingWorld({ capacityPoints: 60 })
    world.addOperator(41)
    for (const id of [1, 2, 3, 4]) world.customerOpens(id)
    await deliverAll()
    const { now, decide } = world.deps
    let slowMs = 0
    Object.assign(world.deps, {
      now: () => now() + slowMs,
      decide: (decision: Parameters<typeof decide>[0]) => {
        slowMs += 13_000
        return decide(decision)
      },
    })
    await world.route(takeEvents())
    expect(world.counts.RoutingAsked).toBe(2)
    await world.route(takeEvents())
    expect(world.counts.RoutingAsked).toBe(4)
  })

  it('looks at nobody who has gone while there is nobody to take over', async () => {
    const takeBack = { offlinePercent: 50, awayPercent: null, idlePercent: null, withoutDeadlineSeconds: 60, most: 1 }
    world = await routingWorld({ ...TWO_AT_ONCE, takeBack })
    world.addOperator(41, 'offline')
    world.customerOpens(1)
    world.personAssigns(1, 41)
    await deliverAll()
    await world.clock.advance(10 * 60 * M)
    const asked: number[] = []
    const { openOf } = world.deps
    const counted: typeof openOf = (account, operatorId, most) => {
      asked.push(operatorId)
      return openOf(account, operatorId, most)
    }
    Object.assign(world.deps, { openOf: counted })
    await world.sweep()
    expect(asked).toEqual([])
    world.addOperator(42)
    await world.sweep()
    expect(world.actions.get(1)).toHaveLength(1)
  })
})

describe('nothing goes round in circles', () => {
  it('where the document only suggests whom to take a conversation from: it is suggested once', async () => {
    const takeBack = { offlinePercent: 50, awayPercent: null, idlePercent: null, withoutDeadlineSeconds: 60, most: 1 }
    world = await routingWorld({ ...TWO_AT_ONCE, mode: 'suggest', takeBack })
    world.addOperator(41)
    world.addOperator(42)
    world.customerOpens(1)
    world.personAssigns(1, 41)
    await deliverAll()
    world.setAvailability(41, 'offline')
    await world.clock.advance(10 * 60 * M)
    for (let nth = 0; nth < 8; nth += 1) await minute()
    expect((await receiptsOf(1)).map(({ why, from }) => [why, from])).toEqual([['suggested', 41]])
    expect(world.told.filter(({ type }) => type === 'routing.yielded.v1')).toEqual([])
  })

  it('where Chatwoot takes none of it: it is asked for ever more seldom, and of somebody else', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.addOperator(42)
    world.customerOpens(1)
    await deliverAll()
    Object.assign(world.deps, { actionState: async () => 'failed' })
    await world.route(takeEvents())
    for (let nth = 0; nth < 60; nth += 1) await minute()
    const asked = [...(await receiptsOf(1))].reverse().map(({ choice }) => choice?.chosen)
    expect(asked.length).toBeLessThanOrEqual(5)
    expect(new Set(asked)).toEqual(new Set([41, 42]))
  })
})

describe('what is held', () => {
  it('for want of anybody gets the team of its topic once that is known', async () => {
    world = await routingWorld({
      ...TWO_AT_ONCE,
      classifier: { model: 'm-1', atLeastPercent: 50 },
      topics: { billing: { teamId: 5 } },
      substanceWaitSeconds: 0,
    })
    world.addOperator(41, 'offline')
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    expect(world.actions.get(1)).toBeUndefined()
    await saysOf(1, 'billing')
    await minute()
    expect(world.actions.get(1)?.map(({ verb }) => verb)).toEqual(['assign_team'])
  })
})

describe('the seat of whoever is given what another leaves', () => {
  it('is taken before Chatwoot shows it with them', async () => {
    const takeBack = { offlinePercent: null, awayPercent: null, idlePercent: 1, withoutDeadlineSeconds: 60, most: 1 }
    world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 3, takeBack })
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    expect(assignee(1)).toBe(41)
    world.addOperator(42)
    await world.clock.advance(5 * M)
    await world.sweep()
    expect(world.actions.get(1)).toHaveLength(1)
    world.customerOpens(2)
    await deliverAll()
    await world.route(takeEvents())
    expect(world.actions.get(2)).toBeUndefined()
  })
})

describe('the end of a shift', () => {
  it('proposes for all that somebody has open, and reads the loads of everybody once', async () => {
    const ends = new Date(START_MS + 20 * M).toISOString().slice(11, 16)
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    const week = Object.fromEntries(days.map((day) => [day, [['00:00', ends] as const]]))
    world = await routingWorld({
      capacityPoints: 60,
      handOverMinutes: 30,
      calendars: { day: { timeZone: 'UTC', week } },
      operators: { '41': { shift: 'day' } },
    })
    world.addOperator(41)
    for (let id = 1; id <= 6; id += 1) {
      world.customerOpens(id)
      world.personAssigns(id, 41)
    }
    await deliverAll()
    takeEvents()
    let reads = 0
    const { board } = world.deps
    const counted: typeof board = (account) => {
      reads += 1
      return board(account)
    }
    Object.assign(world.deps, { board: counted })
    await world.sweep()
    expect(world.counts.HandOversProposed).toBe(6)
    expect(reads).toBe(1)
    await world.sweep()
    expect(world.counts.HandOversProposed).toBe(6)
    expect(reads).toBe(1)
  })
})

/** The conversation's text is read as this topic. */
async function saysOf(id: number, topic: string): Promise<void> {
  const held = (await world.deps.conversations(ACCOUNT, [id])).get(id)
  if (held === undefined) throw new Error('no conversation')
  const { version: _v, writtenAtMs: _w, ...draft } = held.conversation
  const scored = { model: 'm-1', of: 3, topics: [[topic, -50]] as const }
  const said: Said[] = [{ messageId: 1001, substantive: true, language: null, scored }]
  await world.deps.commit({ ...draft, state: { ...draft.state, said } }, held)
}
