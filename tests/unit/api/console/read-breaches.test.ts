import { describe, expect, it } from 'vitest'
import type { Api } from '#functions/console/src/api-client'
import { breachesPath, MOST_PAGES, readBreaches } from '#functions/console/src/read-breaches'
import { START_MS } from './listed-escalation.ts'

const UNREACHABLE = { kind: 'unreachable', code: 'busy', detail: 'Not just now.' } as const
const SHOP = '/v1/sla/breaches?account=shop&candidates=true&limit=100'

type Page = { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null }

/** An API that answers one page after the other, each of a later span; null: no answer. */
function over(answer: (request: number) => Page | null) {
  const paths: string[] = []
  const get: Api['get'] = async <Body extends object>(path: string) => {
    const page = answer(paths.length)
    const span = { fromMs: START_MS + paths.length, toMs: START_MS + 1_000 + paths.length }
    paths.push(path)
    return page === null
      ? { ok: false as const, failure: UNREACHABLE }
      : { ok: true as const, body: { ...page, ...span } as unknown as Body }
  }
  return { api: { get }, paths }
}

describe('the breaches that may be excused', () => {
  it('are asked for in whole pages of the account, or of the only one', () => {
    expect(breachesPath('shop')).toBe(SHOP)
    expect(breachesPath(null)).toBe('/v1/sla/breaches?candidates=true&limit=100')
  })

  it('are found behind pages that have none, within the span of the first page', async () => {
    const { api, paths } = over((request) =>
      request === 0 ? { items: [], nextCursor: 'on' } : { items: [{ id: 'a' }], nextCursor: null },
    )
    expect(await readBreaches(api, SHOP, MOST_PAGES)).toEqual({
      ok: true,
      body: { items: [{ id: 'a' }], hasOlder: false, pages: MOST_PAGES },
    })
    expect(paths).toEqual([SHOP, `${SHOP}&fromMs=${START_MS}&toMs=${START_MS + 1_000}&cursor=on`])
  })

  it('are looked for no further than asked, which is told', async () => {
    const { api, paths } = over((request) => ({ items: [{ id: `b${request}` }], nextCursor: `on${request}` }))
    const first = await readBreaches(api, SHOP, MOST_PAGES)
    expect(first).toMatchObject({ ok: true, body: { hasOlder: true } })
    expect(paths).toHaveLength(5)
    const further = await readBreaches(api, SHOP, 2 * MOST_PAGES)
    expect(further).toMatchObject({ body: { hasOlder: true, pages: 10 } })
    expect(paths).toHaveLength(15)
  })

  it('are shown once each', async () => {
    const { api } = over((request) => ({ items: [{ id: 'a' }], nextCursor: request === 0 ? 'on' : null }))
    expect(await readBreaches(api, SHOP, MOST_PAGES)).toMatchObject({ body: { items: [{ id: 'a' }] } })
  })

  it('are not known in part: a page that cannot be read fails the reading', async () => {
    const { api } = over((request) => (request === 0 ? { items: [{ id: 'a' }], nextCursor: 'on' } : null))
    expect(await readBreaches(api, SHOP, MOST_PAGES)).toEqual({ ok: false, failure: UNREACHABLE })
  })
})
