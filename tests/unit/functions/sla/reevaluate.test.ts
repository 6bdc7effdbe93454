import { describe, expect, it } from 'vitest'
import { derive } from '#domain/derive-events'
import { reevaluate } from '#functions/sla/reevaluate'
import { START_MS } from '#tests/support/builders'
import { STORY_LAW } from '#tests/support/watch-law'
import { atDeadline, aWatched } from '#tests/support/watched'
import { aDeadline, aWatcher } from './a-watcher.ts'

const MINUTE_MS = 60_000
/** Half of the hour that the shipped document promises is gone. */
const HALF_MS = START_MS + 30 * MINUTE_MS
const conversation = aWatched({ conversationId: 7 })
const message = aDeadline(7, HALF_MS)

describe('a deadline that is reached', () => {
  it('writes what the clocks passed, once, as caused by a deadline', async () => {
    const { deps, plant, held, store, counts } = aWatcher(HALF_MS)
    plant(conversation)
    expect(await reevaluate(message, held(7), deps)).toBeUndefined()
    expect(held(7)?.conversation).toMatchObject({
      version: 2,
      state: conversation.state,
      observedAtMs: conversation.observedAtMs,
      writtenAtMs: HALF_MS,
      source: 'clock',
      correlationId: `deadline-7-${HALF_MS}`,
      watch: { runs: { first_response: { warned: [[50, HALF_MS]] } }, nextAtMs: START_MS + 45 * MINUTE_MS },
    })
    expect(store.commits).toHaveLength(1)
    expect(counts).toEqual({ DeadlinesHandled: 1 })
  })

  it('tells it by events', async () => {
    const { deps, plant, held } = aWatcher(HALF_MS + 150)
    plant(conversation)
    await reevaluate(message, held(7), deps)
    const after = held(7)?.conversation ?? conversation
    expect(derive(conversation, after)).toMatchObject([
      { type: 'sla.warned.v1', occurredAtMs: HALF_MS, data: { percent: 50, lateMs: 150, lateBy: null } },
    ])
  })

  it('catches up with all that was missed, and says that we were late', async () => {
    const lateMs = START_MS + 62 * MINUTE_MS
    const { deps, plant, held } = aWatcher(lateMs)
    plant(conversation)
    await reevaluate(message, held(7), deps)
    const told = derive(conversation, held(7)?.conversation ?? conversation)
    const clocks = told.filter(({ type }) => type.startsWith('sla.'))
    expect(clocks.map(({ type, occurredAtMs }) => [type, (occurredAtMs - START_MS) / MINUTE_MS])).toEqual([
      ['sla.warned.v1', 30],
      ['sla.warned.v1', 45],
      ['sla.warned.v1', 54],
      ['sla.breached.v1', 60],
    ])
    for (const { data } of clocks) expect(data).toMatchObject({ lateBy: 'backdesk' })
  })

  it('carries over what other capabilities keep with the conversation', async () => {
    const { deps, store, held } = aWatcher(HALF_MS)
    store.plant({ conversation, carried: { route: { rung: 2 } } })
    await reevaluate(message, held(7), deps)
    expect(held(7)).toMatchObject({ conversation: { version: 2 }, carried: { route: { rung: 2 } } })
  })

  it('goes by the documents in force by now, and by those it was counted by', async () => {
    const asked: unknown[] = []
    const { deps, plant, held } = aWatcher(HALF_MS, {
      lawFor: async (account, watch) => {
        asked.push([account, watch?.slaVersion])
        return { law: STORY_LAW }
      },
    })
    plant(conversation)
    await reevaluate(message, held(7), deps)
    expect(asked).toEqual([['shop', 0]])
    expect(held(7)?.conversation.watch).toMatchObject({ slaVersion: 3, policyId: null })
  })
})

describe('a message about an instant that is not due', () => {
  it.each([
    ['was handled already', atDeadline(conversation, HALF_MS)],
    ['is far ahead, as a webhook moved it', aWatched({ conversationId: 7, writtenAtMs: START_MS + 1_000 })],
    ['is none any more', aWatched({ conversationId: 7, status: 'resolved' })],
  ])('is done without a write where it %s', async (_why, stored) => {
    const { deps, plant, held, store, counts, announced } = aWatcher(START_MS + 20 * MINUTE_MS)
    plant(stored)
    expect(await reevaluate(message, held(7), deps)).toBeUndefined()
    expect(store.commits).toHaveLength(0)
    expect(announced).toEqual([])
    expect(counts).toEqual({ DeadlinesIdle: 1 })
  })

  it('is done where the conversation is gone', async () => {
    const { deps, counts } = aWatcher(HALF_MS)
    expect(await reevaluate(message, undefined, deps)).toBeUndefined()
    expect(counts).toEqual({ DeadlinesIdle: 1 })
  })

  it('waits out the last quarter of a second, and is then noticed at its instant', async () => {
    const { deps, plant, held, counts, announced, waits } = aWatcher(HALF_MS - 250)
    plant(conversation)
    expect(await reevaluate(message, held(7), deps)).toBeUndefined()
    expect(waits).toEqual([250])
    expect(held(7)?.conversation.watch?.runs.first_response?.warned).toEqual([[50, HALF_MS]])
    expect(announced).toEqual([])
    expect(counts).toMatchObject({ DeadlinesHandled: 1 })
  })

  it.each([251, 5_000])('is sent again for the stored instant when it comes %i ms too soon', async (earlyMs) => {
    const { deps, plant, held, store, counts, announced } = aWatcher(HALF_MS - earlyMs)
    plant(conversation)
    expect(await reevaluate(aDeadline(7, HALF_MS - 60_000), held(7), deps)).toBeUndefined()
    expect(store.commits).toHaveLength(0)
    expect(announced).toEqual([message])
    expect(counts).toEqual({ DeadlinesEarly: 1 })
  })

  it('is not sent again when it comes much too soon: a tick will see the instant', async () => {
    const { deps, plant, held, counts, announced } = aWatcher(HALF_MS - 5_001)
    plant(conversation)
    await reevaluate(message, held(7), deps)
    expect(announced).toEqual([])
    expect(counts).toEqual({ DeadlinesIdle: 1 })
  })
})

describe('a deadline while others write', () => {
  it('looks again at what won the race, and writes on top of it', async () => {
    const { deps, plant, held, store, counts } = aWatcher(HALF_MS)
    plant(conversation)
    const stale = held(7)
    plant(aWatched({ conversationId: 7, version: 5, snapshot: { labels: ['vip'] } }))
    expect(await reevaluate(message, stale, deps)).toBeUndefined()
    expect(held(7)?.conversation).toMatchObject({
      version: 6,
      state: { snapshot: { labels: ['vip'] } },
      watch: { runs: { first_response: { warned: [[50, HALF_MS]] } } },
    })
    expect(store.commits).toHaveLength(1)
    expect(counts).toEqual({ LostRaces: 1, DeadlinesHandled: 1 })
  })

  it('writes nothing when the winner has done it', async () => {
    const { deps, plant, held, store, counts } = aWatcher(HALF_MS)
    plant(conversation)
    const stale = held(7)
    plant(atDeadline(conversation, HALF_MS))
    expect(await reevaluate(message, stale, deps)).toBeUndefined()
    expect(store.commits).toHaveLength(0)
    expect(counts).toMatchObject({ LostRaces: 1 })
  })

  it('is done when the conversation expired meanwhile, and does not bring it back', async () => {
    const { deps, plant, held, store } = aWatcher(HALF_MS)
    plant(conversation)
    const stale = held(7)
    store.remove('shop', 7)
    expect(await reevaluate(message, stale, deps)).toBeUndefined()
    expect(held(7)).toBeUndefined()
  })

  it('comes again after six lost races in a row, having waited with jitter between them', async () => {
    const { deps, plant, held, store, counts, waits } = aWatcher(HALF_MS)
    plant(conversation)
    let { version } = conversation
    store.beforeCommit = async () => plant({ ...conversation, version: ++version })
    expect(await reevaluate(message, held(7), deps)).toEqual({ kind: 'retry' })
    expect(counts).toEqual({ LostRaces: 6 })
    expect(waits).toEqual([10, 20, 40, 80, 160, 160])
  })

  it('ends as dead what the table refuses', async () => {
    const { deps, plant, held, store, counts } = aWatcher(HALF_MS)
    plant(conversation)
    store.refuses = () => true
    expect(await reevaluate(message, held(7), deps)).toMatchObject({ kind: 'dead', reason: 'impossible' })
    expect(counts).toEqual({})
  })
})
