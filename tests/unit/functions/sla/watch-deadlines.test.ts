import type { SQSRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { DeadlineMessage, RefreshMessage } from '#domain/deadline-message'
import { watchDeadlines } from '#functions/sla/watch-deadlines'
import { START_MS } from '#tests/support/builders'
import { aRecord } from '#tests/support/sqs-records'
import { aWatched } from '#tests/support/watched'
import { aDeadline, aWatcher } from './a-watcher.ts'

const HALF_MS = START_MS + 30 * 60_000
const record = (messageId: string, body: DeadlineMessage | RefreshMessage | string): SQSRecord =>
  aRecord({ messageId, body: typeof body === 'string' ? body : JSON.stringify(body), attributes: {} })
const due = (id: number, messageId = `m${id}`): SQSRecord => record(messageId, aDeadline(id, HALF_MS))
const refresh = { kind: 'refresh', account: 'shop', status: 'snoozed', cursor: null } as const
const conversations = (...ids: number[]) => ids.map((conversationId) => aWatched({ conversationId }))

function working(changes: Parameters<typeof aWatcher>[1] = {}) {
  const watcher = aWatcher(HALF_MS, changes)
  const watch = async (...records: SQSRecord[]) => Object.fromEntries(await watchDeadlines(records, watcher.deps))
  return { ...watcher, watch }
}
const done = { kind: 'done' }

describe('a batch of deadlines', () => {
  it('reads its conversations in one go and writes each once', async () => {
    const { watch, plant, store } = working()
    plant(...conversations(1, 2, 3))
    expect(await watch(due(1), due(2), due(3))).toEqual({ m1: done, m2: done, m3: done })
    expect(store.reads).toBe(1)
    expect(store.commits.map(({ conversationId }) => conversationId).sort()).toEqual([1, 2, 3])
  })

  it('handles a conversation once, however many messages are about it', async () => {
    const { watch, plant, held, store, counts } = working()
    plant(...conversations(1))
    const copies = [due(1, 'a'), record('b', aDeadline(1, HALF_MS - 60_000)), due(1, 'c')]
    expect(await watch(...copies)).toEqual({ a: done, b: done, c: done })
    expect(store.commits).toHaveLength(1)
    expect(held(1)?.conversation.version).toBe(2)
    expect(counts).toEqual({ DeadlinesHandled: 1 })
  })

  it('that comes again is done without another write', async () => {
    const { watch, plant, store, counts } = working()
    plant(...conversations(1, 2))
    await watch(due(1), due(2))
    expect(await watch(due(1), due(2))).toEqual({ m1: done, m2: done })
    expect(store.commits).toHaveLength(2)
    expect(counts).toEqual({ DeadlinesHandled: 2, DeadlinesIdle: 2 })
  })

  it('waits untouched while it is switched off for the account, and others go on', async () => {
    const { watch, plant, held, off, announced, counts } = working()
    plant(aWatched({ conversationId: 1 }), aWatched({ conversationId: 1, account: 'other' }))
    off.add('shop')
    const other = record('other', { ...aDeadline(1, HALF_MS), account: 'other' })
    expect(await watch(due(1), other)).toEqual({ m1: done, other: done })
    expect(held(1)?.conversation.version).toBe(1)
    expect(announced.filter(({ account }) => account === 'shop')).toEqual([aDeadline(1, HALF_MS + 60_000)])
    expect(counts).toMatchObject({ DeadlinesWaiting: 1, DeadlinesHandled: 1 })
    off.clear()
    await watch(record('again', aDeadline(1, HALF_MS + 60_000)))
    expect(held(1)?.conversation.version).toBe(2)
  })

  it('keeps conversations of accounts apart', async () => {
    const { watch, plant, store } = working()
    plant(aWatched({ conversationId: 1 }), aWatched({ conversationId: 1, account: 'other' }))
    await watch(due(1), record('other', { ...aDeadline(1, HALF_MS), account: 'other' }))
    expect(store.commits.map(({ account }) => account).sort()).toEqual(['other', 'shop'])
  })

  it('ends as dead what cannot be read, with the path, and stops nobody', async () => {
    const { watch, plant, store } = working()
    plant(...conversations(1, 2))
    const odd = record('odd', JSON.stringify({ ...aDeadline(3, HALF_MS), conversationId: 'three' }))
    expect(await watch(due(1), record('bad', 'not json'), odd, due(2))).toEqual({
      m1: done,
      bad: { kind: 'dead', reason: 'unreadable', detail: 'body' },
      odd: { kind: 'dead', reason: 'unreadable', detail: 'conversationId' },
      m2: done,
    })
    expect(store.commits).toHaveLength(2)
  })

  it('with a conversation that cannot be written stops no other, and comes again for that one alone', async () => {
    const { watch, plant, store, lines } = working()
    plant(...conversations(1, 2, 3))
    store.beforeCommit = async ({ conversationId }) => {
      if (conversationId === 2) throw new Error('down')
    }
    expect(await watch(due(1), due(2), due(2, 'again'), due(3))).toEqual({
      m1: done,
      m2: { kind: 'retry' },
      again: { kind: 'retry' },
      m3: done,
    })
    const fields = { account: 'shop', kind: 'deadline', conversationId: 2 }
    expect(lines).toMatchObject([{ level: 'error', code: 'deadline_failed', fields }])
  })

  it('when conversations cannot be read, still ends as dead what nobody can, and the rest comes again', async () => {
    const { watch, codes } = working({ readMany: () => Promise.reject(new Error('down')) })
    expect(await watch(due(1), record('bad', 'not json'))).toEqual({
      bad: { kind: 'dead', reason: 'unreadable', detail: 'body' },
    })
    expect(codes()).toEqual(['conversations_not_read'])
  })

  it('has never more than eight writes under way', async () => {
    const { watch, plant, store } = working()
    const ids = Array.from({ length: 40 }, (_, nth) => nth + 1)
    plant(...conversations(...ids))
    let running = 0
    let most = 0
    store.beforeCommit = async () => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
    }
    await watch(...ids.map((id) => due(id)))
    expect(store.commits).toHaveLength(40)
    expect(most).toBe(8)
  })

  it('reads and writes nothing when it is empty', async () => {
    const { watch, store } = working()
    expect(await watch()).toEqual({})
    expect(store.reads).toBe(0)
  })
})

describe('a refresh in a batch', () => {
  it('is done beside the deadlines', async () => {
    const { watch, plant, counts } = working()
    plant(...conversations(1))
    expect(await watch(record('page', refresh), due(1))).toEqual({ page: done, m1: done })
    expect(counts).toMatchObject({ DeadlinesHandled: 1 })
  })

  it('that fails comes again, and stops no deadline', async () => {
    const { watch, plant, lines } = working({ conversationsOf: () => Promise.reject(new Error('down')) })
    plant(...conversations(1))
    expect(await watch(record('page', refresh), due(1))).toEqual({ page: { kind: 'retry' }, m1: done })
    expect(lines).toMatchObject([{ code: 'deadline_failed', fields: { account: 'shop', kind: 'refresh' } }])
  })
})
