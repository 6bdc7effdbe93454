import { describe, expect, it } from 'vitest'
import type { Api } from '#functions/console/src/api-client'
import { isCounted, readOverview, rowsOf, spanBefore, spanOf } from '#functions/console/src/overview-reads'
import { queryOf, readPages } from '#functions/console/src/read-pages'

const NOW_MS = Date.UTC(2026, 8, 14, 22, 30)
const figure = (value: number | null) => ({
  ...{ value, n: value ?? 0, reason: null, asOfMs: NOW_MS, lagMs: 0, completeness: 1 },
})
const row = (key: string, opened: number | null) => ({ key, channel: null, figures: { opened: figure(opened) } })

/** Answers any path, and keeps what was asked. */
function apiThat(answer: (path: string) => object | null) {
  const asked: string[] = []
  const get: Api['get'] = async <Body extends object>(path: string) => {
    asked.push(path)
    const body = answer(path)
    const failure = { kind: 'unreachable', code: 'network', detail: 'No.' } as const
    return body === null ? { ok: false as const, failure } : { ok: true as const, body: body as Body }
  }
  return { api: { get }, asked }
}

describe('days that are chosen', () => {
  it('end today by the clocks of the account, wherever the browser is', () => {
    expect(spanOf(1, 'Europe/Berlin', NOW_MS)).toEqual({ fromDay: '2026-09-15', toDay: '2026-09-15' })
    expect(spanOf(7, 'America/Lima', NOW_MS)).toEqual({ fromDay: '2026-09-08', toDay: '2026-09-14' })
  })

  it('are compared with as many before them', () => {
    expect(spanBefore({ fromDay: '2026-09-15', toDay: '2026-09-15' })).toEqual({
      fromDay: '2026-09-14',
      toDay: '2026-09-14',
    })
    expect(spanBefore({ fromDay: '2026-09-08', toDay: '2026-09-14' })).toEqual({
      fromDay: '2026-09-01',
      toDay: '2026-09-07',
    })
  })
})

describe('the overview', () => {
  const answer = (path: string) => ({
    ...{ timeZone: 'Europe/Berlin', fromDay: '', toDay: '', asOfMs: NOW_MS, lagMs: 0, completeness: 0.5 },
    rows: [row(path.includes('topic') ? 'refund' : 'all', path.includes('from=2026-09-09') ? 12 : 10)],
    days: path.includes('daily') ? [{ day: '2026-09-15', figures: {}, backlog: 3 }] : undefined,
    nextCursor: null,
    servedAtMs: NOW_MS,
    ...{ countedByHourSince: '2026-09-01', volume: { trend: null, spikes: [] }, items: [] },
  })

  it('is read for the days chosen and those before them, with the zone asked for once', async () => {
    const { api, asked } = apiThat(answer)
    const first = await readOverview(api, { account: 'shop', days: 7, nowMs: NOW_MS })
    expect(first).toMatchObject({
      ok: true,
      body: {
        completeness: 0.5,
        span: { fromDay: '2026-09-09', toDay: '2026-09-15' },
        now: { opened: { value: 12 } },
        before: { opened: { value: 10 } },
        days: [{ backlog: 3 }],
        topics: [{ key: 'refund', now: { opened: { value: 12 } }, before: { opened: { value: 10 } } }],
      },
    })
    await readOverview(api, { account: 'shop', days: 1, nowMs: NOW_MS })
    expect(asked.filter((path) => path.endsWith('figures=opened'))).toHaveLength(1)
    expect(asked.every((path) => path.includes('account=shop'))).toBe(true)
  })

  it('compares nothing with days of which not all was counted', async () => {
    const { api } = apiThat((path) => ({ ...answer(path), countedByHourSince: '2026-09-02' }))
    const read = await readOverview(api, { account: 'shop', days: 7, nowMs: NOW_MS })
    expect(read).toMatchObject({ ok: true, body: { before: null, topics: [{ key: 'refund', before: null }] } })
    expect(isCounted({ fromDay: '2026-09-02' }, { countedByHourSince: null })).toBe(false)
  })

  it('is not half told where one answer fails', async () => {
    const { api } = apiThat((path) => (path.includes('topic') ? null : answer(path)))
    expect(await readOverview(api, { account: 'shop', days: 7, nowMs: NOW_MS })).toMatchObject({ ok: false })
  })

  it('has topics with most work first, and those that ended among them', () => {
    const now = [row('login', null), row('refund', 3), row('delivery', 9), row('gone', 0)]
    const before = [row('gone', 4), row('login', 0)]
    expect(rowsOf(now, before).map(({ key }) => key)).toEqual(['delivery', 'refund', 'gone'])
  })
})

describe('a list of pages', () => {
  it('is read on over pages that come short, up to what is wanted', async () => {
    const pages: Readonly<Record<string, object>> = {
      '/v1/grades?limit=2': { items: [1], nextCursor: 'a' },
      '/v1/grades?limit=2&cursor=a': { items: [], nextCursor: 'b c' },
      '/v1/grades?limit=2&cursor=b%20c': { items: [2, 3], nextCursor: 'd' },
    }
    const { api, asked } = apiThat((path) => pages[path] ?? null)
    expect(await readPages(api, `/v1/grades${queryOf({ account: null, limit: 2 })}`, 3)).toEqual({
      ok: true,
      body: { items: [1, 2, 3], hasMore: true },
    })
    expect(asked).toHaveLength(3)
  })

  it('gives up a round rather than ask for ever', async () => {
    const { api, asked } = apiThat(() => ({ items: [], nextCursor: 'on' }))
    expect(await readPages(api, '/v1/grades?limit=2', 3)).toEqual({ ok: true, body: { items: [], hasMore: true } })
    expect(asked.length).toBeLessThan(20)
  })
})
