/** Reconciliation between the real stores, a Chatwoot stand-in behind HTTP, and webhooks that are lost on the way. */
import { afterEach, describe, expect, it } from 'vitest'
import { ROUND_EVERY_MS } from '#domain/sweep/due-sweeps'
import { isDeleted, statusOf } from '#domain/turn'
import { expectedConversations } from '#infra/local/chatwoot/expected'
import { seededRandom } from '#infra/local/chatwoot/random'
import { playOne } from '#infra/local/chatwoot/story'
import { expectedToTheSecond, toldOf } from '#tests/support/chatwoot-oracle'
import { NOW_MS, type SweepingWorld, sweepingWorld } from '#tests/support/sweeping-world'

let world: SweepingWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

/** So many beats of the shop's day, some seconds apart. */
async function play({ chatwoot, clock }: SweepingWorld, beats: number, seed = 7): Promise<void> {
  const random = seededRandom(seed).fork('story')
  for (let beat = 0; beat < beats; beat++) {
    await clock.advance(random.between(1_000, 8_000))
    playOne({ chatwoot, random, now: clock.now, target: () => 12 })
  }
}

async function expectOracle({ chatwoot, states }: SweepingWorld): Promise<void> {
  const known = await states()
  const expected = expectedConversations(chatwoot.store)
  expect(expected.length).toBeGreaterThan(5)
  for (const one of expected)
    expect(toldOf(one.conversationId, known.get(one.conversationId))).toEqual(expectedToTheSecond(one))
}

describe('what webhooks do not tell', () => {
  it('is known after one sweep, each loss found, whatever was lost', async () => {
    world = await sweepingWorld({ deliver: { seed: 3, drop: 0.3 } })
    await world.pass(1)
    await play(world, 70)
    await world.receive()
    await world.pass(6)
    await expectOracle(world)
    expect(world.findings.length).toBeGreaterThan(5)
    expect(world.counts.ReconciledChanges).toBe(world.findings.length)
  })

  it('is nothing where webhooks told it all: then nothing is found', async () => {
    world = await sweepingWorld()
    await world.pass(1)
    await play(world, 70)
    await world.receive()
    await world.pass(6)
    await expectOracle(world)
    expect(world.findings).toEqual([])
  })
})

describe('while webhooks are silent', () => {
  it('Chatwoot is asked every minute, until one comes again', async () => {
    const { chatwoot, conversation, at } = await aDay()
    await at.pass(6)
    const sweeps = (): number => at.counts.SweepsEnded ?? 0
    const before = sweeps()
    await at.pass(5)
    expect(sweeps() - before).toBe(1)
    drop(at, 1)
    chatwoot.actions.customerAnswers(conversation, 'It has still not come.')
    await at.pass(8)
    const silent = sweeps()
    await at.pass(5)
    expect(sweeps() - silent).toBe(5)
    expect((await at.stateOf(conversation))?.lastInbound?.atMs).toBeGreaterThan(NOW_MS)
    drop(at, 0)
    chatwoot.actions.customerAnswers(conversation, 'Now it has.')
    await at.pass(2)
    const heard = sweeps()
    await at.pass(5)
    expect(sweeps() - heard).toBe(1)
  })
})

describe('what moves no updated_at', () => {
  it('a rating whose webhook was lost, with the time it was given', async () => {
    const { chatwoot, conversation, at } = await aDay()
    chatwoot.actions.resolve(conversation)
    await at.receive()
    await at.pass(6)
    drop(at, 1)
    await at.clock.advance(40_000)
    const ratedAtMs = at.clock.now()
    expect(chatwoot.actions.rateConversation(conversation, 2, 'Too slow')).toBe(true)
    await at.pass(8)
    const csat = (await at.states()).get(conversation)?.csat
    expect(csat).toMatchObject({ rating: 2, hasFeedback: true })
    expect(Math.abs((csat?.updatedAtUs ?? 0) / 1000 - ratedAtMs)).toBeLessThan(1_001)
    expect(at.findings.map(({ what }) => what)).toEqual([['csat']])
  })

  it('a conversation that was deleted leaves the queue at the next round, and only once', async () => {
    const { chatwoot, conversation, at } = await aDay()
    const other = chatwoot.actions.customerOpens(anOpening(at))
    await at.receive()
    await at.pass(3)
    chatwoot.actions.deleteConversation(conversation)
    await at.pass(5)
    expect(isDeleted((await at.stateOf(conversation)) ?? {})).toBe(false)
    await at.clock.advance(ROUND_EVERY_MS)
    await at.pass(3)
    const state = (await at.stateOf(conversation)) ?? {}
    expect([isDeleted(state), statusOf(state)]).toEqual([true, 'resolved'])
    expect(statusOf((await at.stateOf(other)) ?? {})).toBe('open')
    expect(at.findings.map(({ conversationId, what }) => [conversationId, what])).toEqual([[conversation, ['deleted']]])
    await at.clock.advance(ROUND_EVERY_MS)
    await at.pass(3)
    expect(at.findings).toHaveLength(1)
  })

  it('nothing is taken for deleted by a token that does not see all', async () => {
    const { chatwoot, conversation, at } = await aDay()
    await at.pass(3)
    chatwoot.actions.deleteConversation(conversation)
    at.state.token = chatwoot.shop.operators.find(({ role }) => role === 'agent')?.accessToken ?? ''
    await at.clock.advance(ROUND_EVERY_MS)
    await at.pass(8)
    expect(isDeleted((await at.stateOf(conversation)) ?? {})).toBe(false)
    const held = await at.checkpoint()
    expect(held?.roundAtMs).toBeGreaterThan(NOW_MS + ROUND_EVERY_MS)
  })
})

describe('history', () => {
  it('comes in page by page, while nothing of it is called lost', async () => {
    world = await sweepingWorld()
    for (let nth = 0; nth < 230; nth++) {
      world.chatwoot.actions.customerOpens(anOpening(world, nth))
      if (nth % 3 === 0) await world.clock.advance(1_000)
    }
    world.receiveNothing()
    await world.clock.advance(600_000)
    await world.pass(4)
    await expectOracle(world)
    expect(world.findings).toEqual([])
    const held = await world.checkpoint()
    expect(held?.done.history).toMatchObject({ listed: 230, read: 230, total: 230 })
    expect(held?.done.round).toMatchObject({ listed: 230, wanted: 0 })
  })
})

describe('a sweep in trouble', () => {
  it('waits while Chatwoot says that there are too many calls, and comes to the same end', async () => {
    world = await sweepingWorld({ deliver: { seed: 3, drop: 0.5 }, requestsPerMinute: 25 })
    await play(world, 60)
    await world.receive()
    await world.pass(45)
    expect(world.codes()).toContain('sweep_step_failed')
    await expectOracle(world)
  })

  it('goes on where it was after answers were lost, came twice, or act and reconcile stopped in the middle', async () => {
    world = await sweepingWorld({ deliver: { seed: 5, drop: 0.5 } })
    const random = seededRandom(11).fork('trouble')
    await play(world, 80)
    await world.receive()
    for (let minute = 0; minute < 30; minute++) {
      await world.clock.advance(60_000)
      await world.reconcile(ASK)
      for (let nth = 0; nth < 12; nth++) await world.disturbed(random)
    }
    await world.pass(10)
    await expectOracle(world)
    expect((await world.checkpoint())?.done.history).toBeDefined()
  })

  it('is begun by nobody while it is switched off, and goes on afterwards from where it stood', async () => {
    world = await sweepingWorld({ deliver: { seed: 3, drop: 1 } })
    world.off.add('reconcile')
    await play(world, 20)
    await world.pass(6)
    expect(await world.checkpoint()).toBeUndefined()
    world.off.delete('reconcile')
    await world.pass(3)
    await expectOracle(world)
  })
})

const ASK = JSON.stringify({ kind: 'ask' })

const anOpening = ({ chatwoot }: SweepingWorld, nth = 0) => ({
  contactId: chatwoot.shop.contacts[nth % chatwoot.shop.contacts.length]?.id ?? 0,
  inboxId: chatwoot.shop.inboxes.website.id,
  text: 'Where is my parcel?',
})

const drop = ({ chatwoot }: SweepingWorld, share: number): void => chatwoot.deliveries.configure({ drop: share })

/** One conversation that was answered, known by its webhooks. */
async function aDay() {
  world = await sweepingWorld()
  const at = world
  const { chatwoot } = at
  await at.pass(1)
  const conversation = chatwoot.actions.customerOpens(anOpening(at))
  await at.clock.advance(5_000)
  chatwoot.actions.operatorReplies(conversation, chatwoot.shop.operators[0]?.id ?? 0, 'It left us yesterday.')
  await at.receive()
  return { chatwoot, conversation, at }
}
