import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import type { RefreshMessage } from '#domain/deadline-message'
import { refreshPage } from '#functions/sla/refresh-page'
import { aConversation, START_MS } from '#tests/support/builders'
import { STORY_LAW } from '#tests/support/watch-law'
import { aWatched } from '#tests/support/watched'
import { aWatcher } from './a-watcher.ts'

const NOW_MS = START_MS + 60_000
const page: RefreshMessage = { kind: 'refresh', account: 'shop', status: 'open', cursor: null }
const conversations = (...ids: number[]) => ids.map((conversationId) => aWatched({ conversationId }))

/** An account whose lists have these pages, in turn; the new documents are those of the watch story. */
function refreshing(pages: readonly (readonly Conversation[])[], changes: Parameters<typeof aWatcher>[1] = {}) {
  const asked: unknown[] = []
  const watcher = aWatcher(NOW_MS, {
    lawFor: async () => ({ law: STORY_LAW }),
    conversationsOf: async (list, { cursor, limit }) => {
      asked.push({ ...list, cursor, limit })
      const at = cursor === null ? 0 : Number(cursor)
      const items = pages[at]
      if (items === undefined) return { badCursor: true }
      return { items, nextCursor: at + 1 < pages.length ? String(at + 1) : null }
    },
    ...changes,
  })
  watcher.plant(...pages.flat())
  return { ...watcher, asked }
}

describe('refreshing an account', () => {
  it('brings a page of conversations under the new documents, each in one write', async () => {
    const { deps, store, held, counts } = refreshing([conversations(1, 2)])
    expect(await refreshPage(page, deps)).toBeUndefined()
    expect(store.commits).toHaveLength(2)
    expect(held(1)?.conversation).toMatchObject({
      version: 2,
      source: 'clock',
      correlationId: 'refresh-shop-1',
      watch: { slaVersion: 3, escalationVersion: 2, policyId: null },
    })
    expect(counts).toEqual({ WatchesRefreshed: 2 })
  })

  it('begins to watch conversations that nobody watched', async () => {
    const { deps, held } = refreshing([[aConversation({ conversationId: 1 })]])
    await refreshPage(page, deps)
    expect(held(1)?.conversation.watch).toMatchObject({ slaVersion: 3 })
  })

  it('writes nothing where nothing changes', async () => {
    const { deps, store } = refreshing([conversations(1, 2).map(({ watch: _, ...rest }) => rest)])
    await refreshPage(page, deps)
    expect(store.commits).toHaveLength(2)
    await refreshPage(page, deps)
    expect(store.commits).toHaveLength(2)
  })

  it('goes on with the next page of the same list', async () => {
    const { deps, refreshed, asked } = refreshing([conversations(1), conversations(2)])
    await refreshPage(page, deps)
    await refreshPage({ ...page, cursor: '1' }, deps)
    expect(asked).toEqual([
      { account: 'shop', status: 'open', cursor: null, limit: 50 },
      { account: 'shop', status: 'open', cursor: '1', limit: 50 },
    ])
    expect(refreshed).toEqual([
      { ...page, cursor: '1' },
      { ...page, status: 'pending' },
    ])
  })

  it('takes open, pending and snoozed in turn, and then is at its end', async () => {
    const { deps, refreshed } = refreshing([[]])
    for (const status of ['open', 'pending', 'snoozed'] as const) await refreshPage({ ...page, status }, deps)
    expect(refreshed).toEqual([
      { ...page, status: 'pending' },
      { ...page, status: 'snoozed' },
    ])
  })

  it('reads no conversations for an empty page', async () => {
    const { deps, store } = refreshing([[]])
    await refreshPage(page, deps)
    expect(store.reads).toBe(0)
  })

  it('throws when a conversation cannot be written, and does not go on: the page is done again', async () => {
    const { deps, store, refreshed } = refreshing([conversations(1, 2, 3), conversations(4)])
    store.beforeCommit = async ({ conversationId }) => {
      if (conversationId === 2) throw new Error('down')
    }
    await expect(refreshPage(page, deps)).rejects.toThrow('down')
    expect(refreshed).toEqual([])
    expect(store.commits.map(({ conversationId }) => conversationId).sort()).toEqual([1, 3])

    store.beforeCommit = async () => undefined
    await refreshPage(page, deps)
    expect(store.commits.map(({ conversationId }) => conversationId).sort()).toEqual([1, 2, 3])
    expect(refreshed).toEqual([{ ...page, cursor: '1' }])
  })

  it('throws when a conversation loses race after race', async () => {
    const { deps, store, plant, refreshed } = refreshing([conversations(1)])
    let version = 1
    store.beforeCommit = async () => plant(aWatched({ conversationId: 1, version: ++version }))
    await expect(refreshPage(page, deps)).rejects.toThrow('could not be refreshed')
    expect(refreshed).toEqual([])
  })

  it('goes past a conversation that the table refuses: it must not keep the rest under the old documents', async () => {
    const { deps, store, refreshed } = refreshing([conversations(1, 2), conversations(3)])
    store.refuses = ({ conversationId }) => conversationId === 1
    expect(await refreshPage(page, deps)).toBeUndefined()
    expect(store.commits.map(({ conversationId }) => conversationId)).toEqual([2])
    expect(refreshed).toEqual([{ ...page, cursor: '1' }])
  })

  it('ends as dead with a cursor of another list', async () => {
    const { deps, refreshed } = refreshing([conversations(1)])
    const dead = { kind: 'dead', reason: 'unreadable', detail: 'cursor' }
    expect(await refreshPage({ ...page, cursor: '9' }, deps)).toEqual(dead)
    expect(refreshed).toEqual([])
  })
})
