/** Reconciliation between the real stores, a Chatwoot stand-in behind HTTP, and webhooks that are lost on the way. */
import { afterEach, describe, expect, it } from 'vitest'
import { expectedConversations } from '#infra/local/chatwoot/expected'
import { seededRandom } from '#infra/local/chatwoot/random'
import { playOne } from '#infra/local/chatwoot/story'
import { expectedToTheSecond, toldOf } from '#tests/support/chatwoot-oracle'
import { type SweepingWorld, sweepingWorld } from '#tests/support/sweeping-world'

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
    await play(world, 120)
    await world.receive()
    await world.pass(6)
    await expectOracle(world)
    expect(world.findings.length).toBeGreaterThan(5)
    expect(world.counts.ReconciledChanges).toBe(world.findings.length)
  })

  it('is nothing where webhooks told it all: then nothing is found', async () => {
    world = await sweepingWorld()
    await world.pass(1)
    await play(world, 120)
    await world.receive()
    await world.pass(6)
    await expectOracle(world)
    expect(world.findings).toEqual([])
  })
})
