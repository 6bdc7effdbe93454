import { describe, expect, it } from 'vitest'
import { apiClient } from '#functions/console/src/api-client'
import { type DeskState, liveDesk } from '#functions/console/src/live-desk'
import { poller } from '#functions/console/src/poller'
import { PAGE_SIZE } from '#functions/console/src/read-list'
import { serverClock } from '#functions/console/src/server-clock'
import { FIRST_VIEW } from '#functions/console/src/view-state'

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

describe('the server clock', () => {
  it('counts on from the time of the last answer, whatever the browser believes', () => {
    let tick = 0
    const clock = serverClock(
      () => tick,
      () => 5,
    )
    expect(clock.now()).toBe(5)
    tick = 100
    clock.sync(1_000_000)
    tick = 1_600
    expect(clock.now()).toBe(1_001_500)
  })

  it('follows a story that is told faster, once two answers agree about it', () => {
    let tick = 0
    const clock = serverClock(
      () => tick,
      () => 0,
    )
    clock.sync(1_000_000)
    tick = 2_500
    clock.sync(1_150_000)
    tick = 3_500
    expect(clock.now()).toBe(1_151_000)
    tick = 5_000
    clock.sync(1_300_000)
    tick = 6_000
    expect(clock.now()).toBe(1_360_000)
  })

  it('does not race after a laptop that slept', () => {
    let tick = 0
    const clock = serverClock(
      () => tick,
      () => 0,
    )
    clock.sync(1_000_000)
    tick = 2_500
    clock.sync(1_002_500)
    // the browser's own tick stood still for an hour
    tick = 5_000
    clock.sync(4_605_000)
    tick = 7_000
    expect(clock.now()).toBe(4_607_000)
  })

  it('does not take two answers that came close together for a measure', () => {
    let tick = 0
    const clock = serverClock(
      () => tick,
      () => 0,
    )
    clock.sync(1_000_000)
    for (const [at, serverMs] of [
      [700, 1_000_200],
      [1_400, 1_000_500],
      [2_100, 1_000_700],
    ] as const) {
      tick = at
      clock.sync(serverMs)
    }
    tick = 3_100
    expect(clock.now()).toBe(1_001_700)
  })

  it('does not take a slow answer for another pace', () => {
    let tick = 0
    const clock = serverClock(
      () => tick,
      () => 0,
    )
    clock.sync(1_000_000)
    tick = 2_500
    clock.sync(1_002_900)
    tick = 3_500
    expect(clock.now()).toBe(1_003_900)
  })
})

/** A poller whose timers fire by hand. */
function polling(outcomes: boolean[], world = { intervalMs: 2_000 }) {
  const timers = new Map<number, { work: () => void; afterMs: number }>()
  const seen = { rounds: 0, waits: [] as number[] }
  let ids = 0
  const it = poller({
    task: async () => {
      seen.rounds += 1
      return outcomes.shift() ?? true
    },
    intervalMs: () => world.intervalMs,
    slowestMs: 30_000,
    timers: {
      set(work, afterMs) {
        ids += 1
        seen.waits.push(afterMs)
        timers.set(ids, { work, afterMs })
        return ids
      },
      clear: (timer) => timers.delete(timer),
    },
    random: () => 0.5,
  })
  const fire = async () => {
    const [first] = timers
    if (first === undefined) return
    timers.delete(first[0])
    first[1].work()
    await settled()
  }
  return { it, seen, fire, timers }
}

describe('polling', () => {
  it('goes at a steady pace while it succeeds', async () => {
    const { it: poll, seen, fire } = polling([])
    poll.kick()
    await settled()
    await fire()
    await fire()
    expect(seen).toEqual({ rounds: 3, waits: [2_000, 2_000, 2_000] })
  })

  it('slows down while it fails, up to a limit, and recovers at once', async () => {
    const { it: poll, seen, fire } = polling([false, false, false, false, false, false, true])
    poll.kick()
    await settled()
    for (let round = 0; round < 6; round += 1) await fire()
    expect(seen.waits).toEqual([4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 2_000])
  })

  it('goes at another pace in the background, and at once when it is asked', async () => {
    const world = { intervalMs: 2_000 }
    const { it: poll, seen, fire, timers } = polling([], world)
    poll.kick()
    await settled()
    world.intervalMs = 30_000
    await fire()
    expect(seen).toEqual({ rounds: 2, waits: [2_000, 30_000] })
    world.intervalMs = 2_000
    poll.kick()
    await settled()
    expect(seen).toEqual({ rounds: 3, waits: [2_000, 30_000, 2_000] })
    expect(timers.size).toBe(1)
  })

  it('runs one more round when it is asked during one', async () => {
    const { it: poll, seen, timers } = polling([])
    poll.kick()
    poll.kick()
    poll.kick()
    await settled()
    expect(seen.rounds).toBe(2)
    expect(timers.size).toBe(1)
  })

  it('ends when it is stopped', async () => {
    const { it: poll, seen, timers } = polling([])
    poll.kick()
    poll.stop()
    await settled()
    poll.kick()
    await settled()
    expect(seen.rounds).toBe(1)
    expect(timers.size).toBe(0)
  })
})

type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
/** A client over these answers; they are given in turn, by path. */
function client(answer: (path: string, headers: Record<string, string>) => Answer | Error) {
  return apiClient({
    token: () => 'tok',
    timeoutMs: 1_000,
    fetch: async (input, init) => {
      const given = answer(input, init.headers)
      if (given instanceof Error) throw given
      const status = given.status ?? 200
      return new Response(status === 304 ? null : JSON.stringify(given.body ?? {}), {
        status,
        headers: given.headers ?? {},
      })
    },
  })
}

describe('the client', () => {
  it('asks with the ETag it knows, and takes a 304 for the body it has', async () => {
    const asked: (string | undefined)[] = []
    const api = client((_path, headers) => {
      asked.push(headers['if-none-match'])
      return asked.length === 1
        ? { body: { open: 3, asOfMs: 1 }, headers: { etag: 'W/"a"' } }
        : { status: 304, headers: { 'x-as-of-ms': '9' } }
    })
    expect(await api.get('/v1/tile')).toEqual({ ok: true, body: { open: 3, asOfMs: 1 } })
    expect(await api.get('/v1/tile')).toEqual({ ok: true, body: { open: 3, asOfMs: 9 } })
    expect(asked).toEqual([undefined, 'W/"a"'])
  })

  it.each<[string, Answer | Error, string]>([
    ['an expired token', { status: 401, body: { message: 'Unauthorized' } }, 'signed_out'],
    [
      'a refusal',
      { status: 403, headers: { 'content-type': 'application/problem+json' }, body: { code: 'no_role' } },
      'refused',
    ],
    ['a busy server', { status: 503 }, 'unreachable'],
    ['a throttled call', { status: 429 }, 'unreachable'],
    ['no network', new TypeError('fetch failed'), 'unreachable'],
  ])('tells %s apart', async (_what, answer, kind) => {
    expect(await client(() => answer).get('/v1/tile')).toMatchObject({ ok: false, failure: { kind } })
  })
})

describe('the live desk', () => {
  const items = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ conversationId: from + index }))

  const calm: Answer = { body: { items: [], rules: [], nextCursor: null } }
  function deskOver(answer: (path: string) => Answer | Error, escalations = calm) {
    const paths: string[] = []
    const states: DeskState[] = []
    const api = client((path) => {
      paths.push(path)
      return path.startsWith('/v1/escalations') ? escalations : answer(path)
    })
    const clock = serverClock(
      () => 0,
      () => 0,
    )
    const desk = liveDesk({ api, clock, now: () => 1, onChange: (state) => states.push(state) }, FIRST_VIEW)
    return { desk, paths, clock, last: () => states.at(-1) }
  }
  const tile: Answer = { body: { open: 1 } }

  it('shows the tile and the list, and sets its clock by the answer', async () => {
    const { desk, last, clock } = deskOver((path) =>
      path.startsWith('/v1/tile') ? tile : { body: { items: items(1, 2), nextCursor: null, asOfMs: 777 } },
    )
    expect(await desk.refresh()).toBe(true)
    expect(last()).toMatchObject({ tile: { open: 1 }, items: items(1, 2), hasMore: false, asOfMs: 777, failure: null })
    expect(clock.now()).toBe(777)
  })

  it('loads more on demand, and shows an item that moved between pages once', async () => {
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      return path.includes('cursor=next')
        ? { body: { items: items(PAGE_SIZE, 10), nextCursor: null, asOfMs: 1 } }
        : { body: { items: items(1, PAGE_SIZE), nextCursor: 'next', asOfMs: 1 } }
    })
    await desk.refresh()
    expect(last()).toMatchObject({ hasMore: true })
    expect(last()?.items).toHaveLength(PAGE_SIZE)
    desk.more()
    expect(last()?.loadingMore).toBe(true)
    await desk.refresh()
    expect(last()).toMatchObject({ hasMore: false, loadingMore: false })
    expect(last()?.items).toEqual(items(1, PAGE_SIZE + 9))
  })

  it('follows empty pages, but not without end', async () => {
    const { desk, paths, last } = deskOver((path) =>
      path.startsWith('/v1/tile') ? tile : { body: { items: [], nextCursor: 'on', asOfMs: 1 } },
    )
    await desk.refresh()
    expect(paths.filter((path) => path.startsWith('/v1/queue')).length).toBeLessThanOrEqual(8)
    expect(last()).toMatchObject({ items: [], hasMore: true })
  })

  it('gets to the end of a long list, one page more each time', async () => {
    const pages = 12
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      const page = Number(/cursor=(\d+)/.exec(path)?.[1] ?? 0)
      const nextCursor = page + 1 < pages ? String(page + 1) : null
      return { body: { items: items(page * PAGE_SIZE + 1, PAGE_SIZE), nextCursor, asOfMs: 1 } }
    })
    for (let page = 1; page <= pages; page += 1) {
      await desk.refresh()
      expect(last()?.items).toHaveLength(page * PAGE_SIZE)
      desk.more()
    }
    expect(last()).toMatchObject({ hasMore: false })
  })

  it('looks further for something rare each time it is asked', async () => {
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      const page = Number(/cursor=(\d+)/.exec(path)?.[1] ?? 0)
      return {
        body: { items: page === 20 ? items(7, 1) : [], nextCursor: page < 20 ? String(page + 1) : null, asOfMs: 1 },
      }
    })
    await desk.refresh()
    expect(last()).toMatchObject({ items: [], hasMore: true })
    for (let asked = 0; asked < 2; asked += 1) {
      desk.more()
      await desk.refresh()
    }
    expect(last()).toMatchObject({ items: [{ conversationId: 7 }], hasMore: false })
  })

  it('keeps what was known when a round fails', async () => {
    let up = true
    const { desk, last } = deskOver((path) => {
      if (!up) return new TypeError('fetch failed')
      return path.startsWith('/v1/tile') ? tile : { body: { items: items(1, 1), nextCursor: null, asOfMs: 1 } }
    })
    await desk.refresh()
    up = false
    expect(await desk.refresh()).toBe(false)
    expect(last()).toMatchObject({ items: items(1, 1), tile: { open: 1 }, failure: { kind: 'unreachable' } })
  })

  it('drops an answer to a list that has been left', async () => {
    const { desk, last } = deskOver((path) =>
      path.startsWith('/v1/tile')
        ? tile
        : { body: { items: items(path.includes('resolved') ? 100 : 1, 1), nextCursor: null, asOfMs: 1 } },
    )
    const under = desk.refresh()
    desk.show({ ...FIRST_VIEW, status: 'resolved' })
    await under
    expect(last()?.items).toBeNull()
    await desk.refresh()
    expect(last()?.items).toEqual(items(100, 1))
  })

  it('puts earlier events before those it has', async () => {
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      if (path.startsWith('/v1/queue')) return { body: { items: [], nextCursor: null, asOfMs: 1 } }
      return path.includes('cursor=older')
        ? { body: { conversation: {}, ledger: [{ id: 'a' }], ledgerCursor: null, asOfMs: 1 } }
        : { body: { conversation: {}, ledger: [{ id: 'b' }], ledgerCursor: 'older', asOfMs: 1 } }
    })
    desk.show({ ...FIRST_VIEW, conversation: 7 })
    await desk.refresh()
    expect(last()?.detail).toMatchObject({ conversationId: 7, olderCursor: 'older', older: [] })
    await desk.olderEvents()
    await desk.refresh()
    expect(last()?.detail).toMatchObject({ older: [{ id: 'a' }], olderCursor: null, answer: { ledger: [{ id: 'b' }] } })
    desk.show(FIRST_VIEW)
    expect(last()?.detail).toBeNull()
  })

  it('loses no event when new ones push others off the newest page', async () => {
    let pages: Record<string, { ids: string[]; cursor: string | null }> = {
      newest: { ids: ['c', 'd'], cursor: 'before-c' },
      'before-c': { ids: ['a', 'b'], cursor: null },
    }
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      if (path.startsWith('/v1/queue')) return { body: { items: [], nextCursor: null, asOfMs: 1 } }
      const page = pages[/cursor=([a-z-]+)/.exec(path)?.[1] ?? 'newest']
      const ledger = page?.ids.map((id) => ({ id }))
      return { body: { conversation: {}, ledger, ledgerCursor: page?.cursor, asOfMs: 1 } }
    })
    const shown = () => {
      const detail = last()?.detail
      return [...(detail?.older ?? []), ...(detail?.answer?.ledger ?? [])].map(({ id }) => id).join('')
    }
    desk.show({ ...FIRST_VIEW, conversation: 7 })
    await desk.refresh()
    expect(shown()).toBe('cd')
    pages = { ...pages, newest: { ids: ['e', 'f'], cursor: 'before-e' } }
    await desk.refresh()
    expect(shown()).toBe('cdef')
    await desk.olderEvents()
    pages = { ...pages, newest: { ids: ['f', 'g'], cursor: 'before-f' } }
    await desk.refresh()
    expect(shown()).toBe('abcdefg')
    expect(last()?.detail?.olderCursor).toBeNull()
  })

  it('mixes nothing of two accounts that have a conversation of the same number', async () => {
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      if (path.startsWith('/v1/queue')) return { body: { items: [], nextCursor: null, asOfMs: 1 } }
      const account = /account=(\w+)/.exec(path)?.[1]
      return { body: { conversation: {}, ledger: [{ id: account }], ledgerCursor: 'more', asOfMs: 1 } }
    })
    desk.show({ ...FIRST_VIEW, account: 'shop', conversation: 7 })
    await desk.refresh()
    const under = [desk.refresh(), desk.olderEvents()]
    desk.show({ ...FIRST_VIEW, account: 'outlet', conversation: 7 })
    await Promise.all(under)
    expect(last()?.detail).toMatchObject({ answer: null, older: [] })
    await desk.refresh()
    expect(last()?.detail).toMatchObject({ answer: { ledger: [{ id: 'outlet' }] }, older: [] })
  })

  it('shows what an answer to something done here told, against a round that began before it', async () => {
    const known = (version: number, promise: object | null) => ({ conversationId: 7, version, promise })
    let served = known(2, { messageId: 1 })
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      if (path.startsWith('/v1/queue')) return { body: { items: [served], nextCursor: null, asOfMs: 1 } }
      return { body: { conversation: served, ledger: [], ledgerCursor: null, asOfMs: 1 } }
    })
    desk.show({ ...FIRST_VIEW, conversation: 7 })
    await desk.refresh()
    const under = desk.refresh()
    desk.learn(known(3, null) as unknown as Parameters<typeof desk.learn>[0])
    expect(last()).toMatchObject({ items: [known(3, null)], detail: { answer: { conversation: known(3, null) } } })
    await under
    expect(last()).toMatchObject({ items: [known(3, null)], detail: { answer: { conversation: known(3, null) } } })
    served = known(4, { messageId: 2 })
    await desk.refresh()
    expect(last()).toMatchObject({ items: [served], detail: { answer: { conversation: served } } })
  })

  it('goes on when escalations cannot be read, and says so beside them', async () => {
    const { desk, last } = deskOver(
      (path) => (path.startsWith('/v1/tile') ? tile : { body: { items: items(1, 1), nextCursor: null, asOfMs: 1 } }),
      { status: 503 },
    )
    expect(await desk.refresh()).toBe(true)
    expect(last()).toMatchObject({ failure: null, escalations: { active: null, failure: { kind: 'unreachable' } } })
  })

  it('tells in the drawer alone that a conversation does not exist', async () => {
    const { desk, last } = deskOver((path) => {
      if (path.startsWith('/v1/tile')) return tile
      if (path.startsWith('/v1/queue')) return { body: { items: items(1, 1), nextCursor: null, asOfMs: 1 } }
      return {
        status: 404,
        headers: { 'content-type': 'application/problem+json' },
        body: { code: 'no_such_conversation' },
      }
    })
    desk.show({ ...FIRST_VIEW, conversation: 7 })
    expect(await desk.refresh()).toBe(true)
    expect(last()).toMatchObject({ failure: null, detail: { answer: null, failure: { code: 'no_such_conversation' } } })
  })
})
