/** Articles of Help Centers as Chatwoot lists them (CONTRACT (c)). Nothing of it changes anything there. */
import * as z from 'zod/mini'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { ArticleCursor } from '#domain/knowledge-sync'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls } from './calls.ts'
import type { Patience } from './http-call.ts'

export type ListedArticles = { readonly articles: readonly KnowledgeArticle[]; readonly next: ArticleCursor | null }
export type ArticleReader = {
  /** One step: a page of one portal, as much of it as fits into `mostBytes`. */
  readonly articles: (from: ArticleCursor, mostBytes: number) => Promise<Called<ListedArticles>>
}

const PAGE = 25
/** Twenty-five long articles. */
const PATIENCE: Patience = { totalMs: 20_000, answerBytes: 12_000_000 }
/** Nobody writes longer; what stands behind is not searched. */
const MOST_CONTENT = 30_000
const MOST_TITLE = 500
const MOST_SUMMARY = 2_000

const text = z._default(z.nullish(z.string()), '')
const portals = z.looseObject({
  payload: z.array(
    z.looseObject({
      slug: z.string(),
      archived: z.nullish(z.boolean()),
      custom_domain: text,
      config: z.nullish(z.looseObject({ default_locale: z.nullish(z.string()) })),
    }),
  ),
})
/** Its status comes by name; by number in the published description of the API. */
const PUBLISHED: ReadonlySet<unknown> = new Set(['published', 1])
const page = z.looseObject({
  payload: z.array(
    z.looseObject({
      id: z.int().check(z.positive()),
      slug: text,
      title: text,
      description: text,
      content: text,
      status: z.union([z.string(), z.int()]),
      updated_at: z.int().check(z.nonnegative()),
      locale: z.nullish(z.string()),
      category: z.nullish(z.looseObject({ locale: z.nullish(z.string()) })),
    }),
  ),
})
type Portal = z.output<typeof portals>['payload'][number]
type Listed = z.output<typeof page>['payload'][number]

const read =
  <Value>(schema: z.ZodMiniType<Value>) =>
  (body: unknown): Value | undefined => {
    const parsed = z.safeParse(schema, body)
    return parsed.success ? parsed.data : undefined
  }

export function articleClient(access: ChatwootAccess, deps: ChatwootClientDeps): ArticleReader {
  const { get } = chatwootCalls(access, deps)
  return {
    async articles(from, mostBytes) {
      const listed = await get('portals', read(portals))
      if (listed.kind !== 'ok') return listed
      const shown = listed.value.payload.filter(({ archived }) => archived !== true)
      const at = from.portal === null ? 0 : shown.findIndex(({ slug }) => slug === from.portal)
      const portal = shown[at]
      if (portal === undefined && from.portal === null) return { kind: 'ok', value: { articles: [], next: null } }
      // It went away meanwhile. To end here would say that there is nothing behind it.
      if (portal === undefined) return { kind: 'passing', code: 'portal_gone', mayHaveHappened: false }
      const called = await get(
        `portals/${encodeURIComponent(portal.slug)}/articles?page=${from.page}`,
        read(page),
        PATIENCE,
      )
      if (called.kind !== 'ok') return called
      const { payload } = called.value
      const articles: KnowledgeArticle[] = []
      let bytes = 0
      let taken = from.skip
      for (const row of payload.slice(from.skip)) {
        const article = PUBLISHED.has(row.status) ? articleOf(row, portal, access) : undefined
        const size = article === undefined ? 0 : Buffer.byteLength(JSON.stringify(article))
        if (bytes + size > mostBytes && articles.length > 0) break
        if (article !== undefined) articles.push(article)
        bytes += size
        taken += 1
      }
      if (taken < payload.length)
        return { kind: 'ok', value: { articles, next: { ...from, portal: portal.slug, skip: taken } } }
      if (payload.length >= PAGE)
        return { kind: 'ok', value: { articles, next: { portal: portal.slug, page: from.page + 1, skip: 0 } } }
      const following = shown[at + 1]
      return {
        kind: 'ok',
        value: { articles, next: following === undefined ? null : { portal: following.slug, page: 1, skip: 0 } },
      }
    },
  }
}

function articleOf(row: Listed, portal: Portal, { baseUrl }: ChatwootAccess): KnowledgeArticle {
  const domain = portal.custom_domain ?? ''
  const root = domain === '' ? baseUrl : `https://${domain}`
  return {
    id: row.id,
    version: row.updated_at,
    title: (row.title ?? '').slice(0, MOST_TITLE),
    summary: (row.description ?? '').slice(0, MOST_SUMMARY),
    content: (row.content ?? '').slice(0, MOST_CONTENT),
    url: `${root}/hc/${portal.slug}/articles/${row.slug ?? row.id}`,
    language: row.locale ?? row.category?.locale ?? portal.config?.default_locale ?? 'en',
  }
}
