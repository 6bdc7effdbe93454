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

describe('a person who takes a conversation away, or gives it on purpose', () => {
  it('from the only one who would do: it is not given back to them, and its receipt says why', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    world.personAssigns(1, null)
    await world.settle()
    expect(assignee(1)).toBeNull()
    const [receipt] = await receiptsOf(1)
    expect(receipt).toMatchObject({ outcome: 'held', why: 'nobody' })
    expect(receipt?.choice?.considered[0]?.unfit).toContain('taken_from')
    // closed and opened again, it is a new matter
    world.resolve(1)
    await world.settle()
    world.customerWrites(1)
    await world.settle()
    expect(assignee(1)).toBe(41)
  })

  it('to somebody who is not there, late in its time: they have half of what is left from then on', async () => {
    const takeBack = { offlinePercent: 50, awayPercent: null, idlePercent: 50, withoutDeadlineSeconds: 600, most: 2 }
    world = await routingWorld({ ...TWO_AT_ONCE, takeBack })
    for (const id of [41, 42]) world.addOperator(id, 'offline')
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    await world.clock.advance(5 * 60 * M)
    world.addOperator(43)
    world.personAssigns(1, 41)
    await deliverAll()
    await minute()
    await minute()
    await world.act(1)
    expect(assignee(1)).toBe(41)
    expect(world.counts.RoutingTakenBack).toBeUndefined()
  })

  it('by closing it while our action is on its way: nobody is put on it, and opened again it goes at once', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    world.resolve(1)
    await world.act(1)
    expect(world.assignments).toEqual([])
    await deliverAll()
    await world.route(takeEvents())
    world.customerWrites(1)
    await deliverAll()
    await world.route(takeEvents())
    await world.act(1)
    expect(assignee(1)).toBe(41)
  })

  it('whose clock is minutes behind ours, at the very moment of our write: gets it back all the same', async () => {
    world = await routingWorld(TWO_AT_ONCE, { chatwootLagsMs: 3 * M })
    world.addOperator(41)
    world.addOperator(42, 'away')
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    world.trouble.personBetween = 42
    await world.act(1)
    // of the two saves the later one alone is heard of before the router looks
    await world.deliver(1)
    await world.route(takeEvents())
    await world.settle()
    expect(assignee(1)).toBe(42)
  })
})

describe('a seat', () => {
  it('is kept for what waits for Chatwoot, however long it is down', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    for (const id of [1, 2]) world.customerOpens(id)
    await deliverAll()
    await world.route(takeEvents())
    for (let nth = 0; nth < 10; nth += 1) await minute()
    for (const id of [3, 4]) world.customerOpens(id)
    await deliverAll()
    await world.route(takeEvents())
    expect([3, 4].map((id) => world.actions.get(id))).toEqual([undefined, undefined])
  })

  it('is given back the moment its action has failed', async () => {
    world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 3 })
    world.addOperator(41)
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    const { actionState } = world.deps
    Object.assign(world.deps, {
      actionState: async (key: Parameters<typeof actionState>[0]) =>
        key.conversationId === 1 ? 'failed' : actionState(key),
    })
    world.customerOpens(2)
    await deliverAll()
    await world.route(takeEvents())
    expect(world.actions.get(2)).toHaveLength(1)
  })

  it.each(['resolved', 'snoozed', 'pending'] as const)(
    'is free the moment a conversation is %s, even if the index still shows it',
    async (status) => {
      world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 3 })
      world.addOperator(41)
      for (const id of [1, 2]) world.customerOpens(id)
      await world.settle()
      const given = assignee(1) === 41 ? 1 : 2
      showAsBefore(await world.deps.openOf(ACCOUNT, 41, 100))
      world.personSetsStatus(given, status)
      await deliverAll()
      await world.route(takeEvents())
      expect(world.actions.get(3 - given)).toHaveLength(1)
    },
  )

  it('is taken the moment a person assigns by hand, even if the index does not show it yet', async () => {
    world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 3 })
    world.addOperator(41)
    showAsBefore([])
    world.customerOpens(1)
    world.personAssigns(1, 41)
    world.customerOpens(2)
    await deliverAll()
    await world.route(takeEvents())
    expect(world.actions.get(2)).toBeUndefined()
  })

  it('is free in part the moment its customer is answered', async () => {
    world = await routingWorld({ ...TWO_AT_ONCE, capacityPoints: 4.5 })
    world.addOperator(41)
    for (const id of [1, 2]) world.customerOpens(id)
    await world.settle()
    const given = assignee(1) === 41 ? 1 : 2
    world.operatorAnswers(given)
    await deliverAll()
    await world.route(takeEvents())
    expect(world.actions.get(3 - given)).toHaveLength(1)
  })
})

describe('somebody whom Chatwoot deletes', () => {
  it('loses their conversations without a word from Chatwoot: they go to somebody else all the same', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    world.deleteOperator(41)
    world.addOperator(42)
    await world.clock.advance(10 * 60 * M)
    await world.settle()
    expect(assignee(1)).toBe(42)
  })
})

describe('what is to be taken back', () => {
  it('counts once, however often Chatwoot has to be asked', async () => {
    const takeBack = { offlinePercent: 50, awayPercent: null, idlePercent: null, withoutDeadlineSeconds: 60, most: 1 }
    world = await routingWorld({ ...TWO_AT_ONCE, takeBack })
    world.addOperator(41)
    world.customerOpens(1)
    await world.settle()
    world.setAvailability(41, 'offline')
    world.addOperator(42)
    world.addOperator(43)
    await world.clock.advance(10 * 60 * M)
    const { actionState } = world.deps
    Object.assign(world.deps, { actionState: async () => 'failed' })
    await world.sweep()
    world.actions.clear()
    for (let nth = 0; nth < 5; nth += 1) await minute()
    expect(world.actions.get(1)).toHaveLength(1)
    Object.assign(world.deps, { actionState })
    await world.settle()
    expect(assignee(1)).not.toBe(41)
    expect(world.counts.RoutingTakenBack).toBe(1)
  })
})

describe('the only one who can do something', () => {
  it('is given it the moment they return, behind hundreds that nobody can take', async () => {
    world = await routingWorld(TWO_AT_ONCE)
    world.addOperator(41, 'offline')
    world.customerOpens(1)
    await deliverAll()
    await world.route(takeEvents())
    // before it others wait longer, of whom nothing more has to be known here
    const before = Array.from({ length: 500 }, (_, nth) => 1_000 + nth)
    Object.assign(world.deps, { random: () => 0, unassigned: async () => [...before, 1] })
    world.setAvailability(41, 'available')
    await world.route(takeEvents())
    expect(world.actions.get(1)).toHaveLength(1)
  })
})

describe('a hand-over', () => {
  it('is proposed to nobody who leaves as well, and not all of it to the same one', async () => {
    const ends = new Date(START_MS + 20 * M).toISOString().slice(11, 16)
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    const week = Object.fromEntries(days.map((day) => [day, [['00:00', ends] as const]]))
    world = await routingWorld({
      ...TWO_AT_ONCE,
      handOverMinutes: 30,
      calendars: { day: { timeZone: 'UTC', week } },
      operators: { '41': { shift: 'day' }, '44': { shift: 'day' } },
    })
    for (const id of [41, 42, 43, 44]) world.addOperator(id)
    for (let id = 1; id <= 5; id += 1) {
      world.customerOpens(id)
      world.personAssigns(id, 41)
    }
    await deliverAll()
    takeEvents()
    await world.sweep()
    const proposed = [...world.actions.values()]
      .flat()
      .flatMap((action) => (action.verb === 'add_note' ? action.text : []))
    const named = (name: string): number =>
      proposed.filter((text) => text.includes(`${name} could take it over`)).length
    expect(['Operator 41', 'Operator 42', 'Operator 43', 'Operator 44'].map(named)).toEqual([0, 2, 2, 0])
    expect(proposed.filter((text) => text.includes('Nobody else'))).toHaveLength(1)
  })
})

/** The index of operators stands still. */
function showAsBefore(entries: Awaited<ReturnType<typeof world.deps.openOf>>): void {
  Object.assign(world.deps, { openOf: async () => entries })
}

/** The conversation's text is read as this topic. */
async function saysOf(id: number, topic: string): Promise<void> {
  const held = (await world.deps.conversations(ACCOUNT, [id])).get(id)
  if (held === undefined) throw new Error('no conversation')
  const { version: _v, writtenAtMs: _w, ...draft } = held.conversation
  const scored = { model: 'm-1', of: 3, topics: [[topic, -50]] as const }
  const said: Said[] = [{ messageId: 1001, substantive: true, language: null, scored }]
  await world.deps.commit({ ...draft, state: { ...draft.state, said } }, held)
}
