import { describe, expect, it } from 'vitest'
import { articleClient } from '#chatwoot/article-client'
import type { HttpResult } from '#chatwoot/http-call'
import type { ArticleCursor } from '#domain/knowledge-sync'

const ACCESS = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const ROOM = 1_000_000
const FIRST: ArticleCursor = { portal: null, page: 1, skip: 0 }
const article = (id: number, changes: object = {}) => ({
  id,
  slug: `article-${id}`,
  title: `Title ${id}`,
  description: `Summary ${id}`,
  content: `Content ${id}`,
  status: 'published',
  updated_at: 1_789_376_400,
  category: { locale: 'de' },
  ...changes,
})
const articles = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, nth) => article(from + nth))
const portal = (slug: string, changes: object = {}) => ({ slug, config: { default_locale: 'pt_BR' }, ...changes })

/** A Chatwoot with these portals, and pages of articles by portal. */
function aHelpCenter(portals: readonly object[], pages: Readonly<Record<string, readonly (readonly object[])[]>>) {
  const asked: string[] = []
  const reader = articleClient(ACCESS, {
    pace: async () => undefined,
    http: async ({ url }): Promise<HttpResult> => {
      const path = url.replace(`${ACCESS.baseUrl}/api/v1/accounts/3/`, '')
      const [, slug, page] = /^portals\/([^/]+)\/articles\?page=(\d+)$/.exec(path) ?? []
      if (slug !== undefined) asked.push(path)
      const payload = slug === undefined ? portals : (pages[decodeURIComponent(slug)]?.[Number(page) - 1] ?? [])
      return { kind: 'answered', status: 200, body: JSON.stringify({ payload, meta: {} }) }
    },
  })
  const step = async (from: ArticleCursor, mostBytes = ROOM) => {
    const called = await reader.articles(from, mostBytes)
    if (called.kind !== 'ok') throw new Error(JSON.stringify(called))
    return called.value
  }
  /** All of it, and how many articles each step brought. */
  const readAll = async (mostBytes = ROOM) => {
    const ids: number[] = []
    const steps: number[] = []
    for (let from: ArticleCursor | null = FIRST; from !== null; ) {
      const read: Awaited<ReturnType<typeof step>> = await step(from, mostBytes)
      ids.push(...read.articles.map(({ id }) => id))
      steps.push(read.articles.length)
      if (steps.length > 200) throw new Error('It does not end')
      from = read.next
    }
    return { ids, steps, asked }
  }
  return { reader, step, readAll }
}

describe('articles of a Help Center', () => {
  it('are read page by page and portal by portal, each once, to the last', async () => {
    const pages = { shop: [articles(1, 25), articles(26, 50), []], boats: [articles(51, 53)] }
    const { ids, asked } = await aHelpCenter([portal('shop'), portal('boats')], pages).readAll()
    expect(ids).toEqual(articles(1, 53).map(({ id }) => id))
    expect(asked).toEqual(
      [1, 2, 3].map((page) => `portals/shop/articles?page=${page}`).concat('portals/boats/articles?page=1'),
    )
  })

  it('that do not fit one message are read in steps, and none is left out or read twice', async () => {
    const room = 3 * JSON.stringify(article(10)).length
    const pages = { shop: [articles(1, 25), articles(26, 30)] }
    const { ids, steps } = await aHelpCenter([portal('shop')], pages).readAll(room)
    expect(ids).toEqual(articles(1, 30).map(({ id }) => id))
    expect(Math.max(...steps)).toBeLessThan(25)
  })

  it('of which one alone is larger than a message is still read', async () => {
    const { ids } = await aHelpCenter([portal('shop')], { shop: [articles(1, 3)] }).readAll(10)
    expect(ids).toEqual([1, 2, 3])
  })

  it('are those that are published, by name or by number; drafts do not shift where the next step begins', async () => {
    const page = [
      article(1, { status: 'draft' }),
      article(2),
      article(3, { status: 2 }),
      article(4, { status: 1 }),
      article(5),
    ]
    const { ids } = await aHelpCenter([portal('shop')], { shop: [page] }).readAll(10)
    expect(ids).toEqual([2, 4, 5])
  })

  it('of a portal that was put away are not read', async () => {
    const pages = { old: [articles(1, 2)], shop: [articles(3, 4)] }
    expect((await aHelpCenter([portal('old', { archived: true }), portal('shop')], pages).readAll()).ids).toEqual([
      3, 4,
    ])
    expect((await aHelpCenter([], {}).readAll()).ids).toEqual([])
  })

  it('whose portal goes away while they are read are not taken for the last', async () => {
    const { reader } = aHelpCenter([portal('shop')], { shop: [articles(1, 2)] })
    expect(await reader.articles({ portal: 'boats', page: 2, skip: 0 }, ROOM)).toMatchObject({
      kind: 'passing',
      code: 'portal_gone',
    })
  })

  it('of a page that has grown shorter meanwhile end, instead of beginning anew', async () => {
    const { step } = aHelpCenter([portal('shop')], { shop: [articles(1, 2)] })
    expect(await step({ portal: 'shop', page: 1, skip: 20 })).toEqual({ articles: [], next: null })
  })

  it('have the address that customers open, and the language of the article, its category or the portal', async () => {
    const page = [
      article(1, { locale: 'fr' }),
      article(2),
      article(3, { category: null, slug: null, title: null, description: null, content: null }),
    ]
    const read = async (changes: object) => {
      const { step } = aHelpCenter([portal('shop', changes)], { shop: [page] })
      return (await step(FIRST)).articles
    }
    const own = await read({})
    expect(own.map(({ url }) => url)).toEqual([
      'https://chat.example.com/hc/shop/articles/article-1',
      'https://chat.example.com/hc/shop/articles/article-2',
      'https://chat.example.com/hc/shop/articles/3',
    ])
    expect(own.map(({ language }) => language)).toEqual(['fr', 'de', 'pt_BR'])
    expect(own[2]).toMatchObject({ title: '', summary: '', content: '', version: 1_789_376_400 })
    const [elsewhere] = await read({ custom_domain: 'help.example.com' })
    expect(elsewhere?.url).toBe('https://help.example.com/hc/shop/articles/article-1')
  })

  it('are searched in their first thirty thousand characters', async () => {
    const { step } = aHelpCenter([portal('shop')], { shop: [[article(1, { content: 'x'.repeat(30_001) })]] })
    expect((await step(FIRST)).articles[0]?.content).toHaveLength(30_000)
  })
})
