import { describe, expect, it } from 'vitest'
import { startStory } from '#infra/local/chatwoot/story'
import { inMemoryChatwoot, START_MS } from './in-memory-chatwoot.ts'

const HOUR_MS = 3_600_000

function story(seed = 1, speed = 1) {
  const chatwoot = inMemoryChatwoot(seed)
  const running = startStory(chatwoot, { clock: chatwoot.clock, seed, speed })
  const all = () => [...chatwoot.store.conversations.values()]
  return { ...chatwoot, stop: () => running.stop(), all, open: () => all().filter(({ status }) => status === 'open') }
}

describe('the story', () => {
  it('has a live shop within ten seconds: two dozen conversations, some waiting long already', async () => {
    const { clock, all, open } = story()
    await clock.advance(10_000)
    expect(all().length).toBeGreaterThanOrEqual(24)
    expect(open().length).toBeGreaterThanOrEqual(15)
    const waitedMs = open().flatMap((each) =>
      each.waitingSinceUs === null ? [] : [clock.now() - each.waitingSinceUs / 1000],
    )
    expect(Math.max(...waitedMs)).toBeGreaterThan(30 * 60_000)
    expect(open().some(({ assigneeId }) => assigneeId === null)).toBe(true)
    expect(open().some(({ assigneeId }) => assigneeId !== null)).toBe(true)
    expect(open().some(({ labelList }) => labelList.length > 0)).toBe(true)
  })

  it('tells the past in order: no conversation is younger than its messages, none is from the future', async () => {
    const { clock, all, store } = story()
    await clock.advance(10_000)
    for (const conversation of all()) {
      const times = store.messagesOf(conversation).map(({ createdAtUs }) => createdAtUs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times[0]).toBeGreaterThanOrEqual(conversation.createdAtUs)
      expect(conversation.updatedAtUs).toBeLessThanOrEqual((clock.now() + 1000) * 1000)
    }
  })

  it('goes on, stays bounded, and does everything people do', async () => {
    const { clock, all, open, store, shop } = story()
    await clock.advance(2 * HOUR_MS)
    expect(all().length).toBeLessThanOrEqual(501)
    expect(open().length).toBeGreaterThan(8)
    expect(open().length).toBeLessThan(60)
    expect(store.csatResponses.size).toBeGreaterThan(5)
    const said = [...store.messages.values()].flat()
    expect(said.some((message) => message.private)).toBe(true)
    expect(said.some(({ sender }) => sender?.type === 'AgentBot')).toBe(true)
    expect(new Set(all().map(({ status }) => status)).size).toBeGreaterThanOrEqual(3)
    expect(shop.operators.some(({ availability }) => availability !== 'online')).toBe(true)
    expect(new Set(all().map(({ priority }) => priority)).size).toBeGreaterThan(2)
  })

  it('is told again by the same seed', async () => {
    const digest = async (seed: number) => {
      const { clock, all, store } = story(seed)
      await clock.advance(120_000)
      return all().map((each) => [each.displayId, each.status, each.updatedAtUs, store.messagesOf(each).length])
    }
    expect(await digest(7)).toEqual(await digest(7))
    expect(await digest(7)).not.toEqual(await digest(8))
  })

  it('opens in ten real seconds at any speed', async () => {
    const { clock, all } = story(1, 60)
    await clock.advance(9 * 60_000)
    expect(all().length).toBeGreaterThan(20)
  })

  it('stops', async () => {
    const { clock, all, stop } = story()
    await clock.advance(10_000)
    stop()
    const before = all().map(({ updatedAtUs }) => updatedAtUs)
    await clock.advance(HOUR_MS)
    expect(all().map(({ updatedAtUs }) => updatedAtUs)).toEqual(before)
    expect(clock.now()).toBe(START_MS + 10_000 + HOUR_MS)
  })
})
