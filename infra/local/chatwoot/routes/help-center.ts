/** Portals by slug, categories, articles: what the help center knows. No webhook tells of its changes. */
import {
  type Answer,
  type Call,
  idOf,
  notFound,
  numberOf,
  objectOf,
  ok,
  pageOf,
  type Route,
  recordInvalid,
  textOf,
} from '../http-door.ts'
import { seconds } from '../micro-time.ts'
import { ARTICLE_STATUSES, type Article, type ArticleStatus, type Category, type Portal } from '../model.ts'
import type { Json, JsonObject } from '../rails-json.ts'
import { rowOf, type Store } from '../store.ts'
import { agentView } from '../views.ts'

const PORTALS = '/api/v1/accounts/:account/portals'
const PORTAL = `${PORTALS}/:portal`
const ARTICLES = `${PORTAL}/articles`
const PAGE = 25

const articlesOf = (store: Store, portal: Portal): Article[] =>
  [...store.articles.values()].filter(({ portalId }) => portalId === portal.id)
const categoriesOf = (store: Store, portal: Portal): Category[] =>
  [...store.categories.values()].filter(({ portalId }) => portalId === portal.id)

const tally = (articles: readonly Article[]): JsonObject => {
  const having = (status: ArticleStatus): number => articles.filter((each) => each.status === status).length
  return {
    all_articles_count: articles.length,
    archived_articles_count: having('archived'),
    published_count: having('published'),
    draft_articles_count: having('draft'),
  }
}

function portalView(store: Store, portal: Portal): JsonObject {
  const articles = articlesOf(store, portal)
  const categories = categoriesOf(store, portal).length
  return {
    id: portal.id,
    color: '#1f6f78',
    custom_domain: '',
    header_text: portal.name,
    homepage_link: 'https://shop.example.com',
    name: portal.name,
    page_title: portal.name,
    slug: portal.slug,
    archived: false,
    account_id: store.account.id,
    config: {
      allowed_locales: [{ code: portal.locale, articles_count: articles.length, categories_count: categories }],
      default_locale: portal.locale,
    },
    meta: { ...tally(articles), categories_count: categories, default_locale: portal.locale },
  }
}

const categoryView = (store: Store, category: Category): JsonObject => ({
  id: category.id,
  name: category.name,
  slug: category.slug,
  locale: category.locale,
  description: category.description,
  position: category.position,
  account_id: store.account.id,
  meta: { articles_count: [...store.articles.values()].filter(({ categoryId }) => categoryId === category.id).length },
})

function articleView(store: Store, article: Article): JsonObject {
  const category = article.categoryId === null ? undefined : store.categories.get(article.categoryId)
  return {
    id: article.id,
    slug: article.slug,
    title: article.title,
    content: article.content,
    description: article.description,
    status: article.status,
    position: article.position,
    account_id: store.account.id,
    updated_at: seconds(article.updatedAtUs),
    locale: article.locale,
    meta: article.meta,
    ...(category === undefined
      ? {}
      : { category: { id: category.id, name: category.name, slug: category.slug, locale: category.locale } }),
    views: article.views,
    author: agentView(store, rowOf(store.operators, article.authorId, 'operator')),
    associated_articles: [],
  }
}

function withPortal(call: Call, answer: (portal: Portal) => Answer): Answer {
  const portal = [...call.core.store.portals.values()].find(({ slug }) => slug === call.params.portal)
  return portal ? answer(portal) : notFound()
}

function withArticle(call: Call, answer: (article: Article, portal: Portal) => Answer): Answer {
  return withPortal(call, (portal) => {
    const article = call.core.store.articles.get(idOf(call, 'article'))
    return article?.portalId === portal.id ? answer(article, portal) : notFound()
  })
}

function list(call: Call, portal: Portal): Answer {
  const { store } = call.core
  const { query } = call
  const all = articlesOf(store, portal).filter(({ locale }) => locale === (query.get('locale') ?? locale))
  const text = query.get('query')?.toLowerCase()
  const categorySlug = query.get('category_slug')
  const found = all.filter(
    (article) =>
      (!query.has('status') || article.status === statusOf(query.get('status') ?? undefined)) &&
      (!query.has('author_id') || article.authorId === Number(query.get('author_id'))) &&
      (categorySlug === null || store.categories.get(article.categoryId ?? 0)?.slug === categorySlug) &&
      (!text || `${article.title}\n${article.description}\n${article.content}`.toLowerCase().includes(text)),
  )
  const current = Math.max(1, Number(query.get('page') ?? '1') || 1)
  return ok({
    payload: pageOf(found, query, PAGE).map((article) => articleView(store, article)),
    meta: { ...tally(all), articles_count: found.length, current_page: current },
  })
}

/** By name, or by the number of the enum. */
const statusOf = (value: Json | undefined): ArticleStatus | undefined =>
  ARTICLE_STATUSES.find((status, index) => status === value || String(index) === String(value))

/** `author_id` is required; without a status it starts as a draft. */
function create(call: Call, portal: Portal): Answer {
  const { store } = call.core
  const wish = objectOf(call.body.article) ?? {}
  const title = textOf(wish.title)
  if (!title) return recordInvalid("Title can't be blank", ['title'])
  const authorId = numberOf(wish.author_id)
  if (authorId === undefined || !store.operators.has(authorId)) return recordInvalid('Author must exist', ['author'])
  const nowUs = store.time.nowUs()
  const slug = textOf(wish.slug) ?? `${seconds(nowUs)}-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
  if (articlesOf(store, portal).some((each) => each.slug === slug)) {
    return recordInvalid('Slug has already been taken', ['slug'])
  }
  const article: Article = {
    id: store.nextId('article'),
    portalId: portal.id,
    slug,
    locale: textOf(wish.locale) ?? portal.locale,
    categoryId: null,
    title,
    description: '',
    content: '',
    status: 'draft',
    position: (store.articles.size + 1) * 10,
    authorId,
    meta: {},
    views: 0,
    updatedAtUs: nowUs,
  }
  write(article, wish)
  store.articles.set(article.id, article)
  return ok({ payload: articleView(store, article) })
}

function write(article: Article, wish: JsonObject): void {
  article.title = textOf(wish.title) ?? article.title
  article.content = textOf(wish.content) ?? article.content
  article.description = textOf(wish.description) ?? article.description
  article.status = statusOf(wish.status) ?? article.status
  article.categoryId = numberOf(wish.category_id) ?? article.categoryId
  article.position = numberOf(wish.position) ?? article.position
  article.meta = objectOf(wish.meta) ?? article.meta
}

function update(call: Call, article: Article): Answer {
  write(article, objectOf(call.body.article) ?? {})
  article.updatedAtUs = call.core.store.time.nowUs()
  return ok({ payload: articleView(call.core.store, article) })
}

/** What anybody can read, as Markdown: published articles only. */
function publicArticle(call: Call, portal: Portal): Answer {
  const slug = call.params.file?.replace(/\.md$/, '')
  const article = articlesOf(call.core.store, portal).find((each) => each.slug === slug && each.status === 'published')
  return article ? ok(article.content) : notFound()
}

export const helpCenterRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: PORTALS,
    access: 'user',
    answer: ({ core: { store } }) =>
      ok({ payload: [...store.portals.values()].map((portal) => portalView(store, portal)) }),
  },
  {
    method: 'GET',
    path: PORTAL,
    access: 'user',
    answer: (call) => withPortal(call, (portal) => ok(portalView(call.core.store, portal))),
  },
  {
    method: 'GET',
    path: `${PORTAL}/categories`,
    access: 'user',
    answer: (call) =>
      withPortal(call, (portal) => {
        const categories = categoriesOf(call.core.store, portal)
        const payload = categories.map((category) => categoryView(call.core.store, category))
        return ok({ payload, meta: { current_page: 1, categories_count: categories.length } })
      }),
  },
  { method: 'GET', path: ARTICLES, access: 'user', answer: (call) => withPortal(call, (portal) => list(call, portal)) },
  {
    method: 'POST',
    path: ARTICLES,
    access: 'admin',
    answer: (call) => withPortal(call, (portal) => create(call, portal)),
  },
  {
    method: 'GET',
    path: `${ARTICLES}/:article`,
    access: 'user',
    answer: (call) => withArticle(call, (article) => ok({ payload: articleView(call.core.store, article) })),
  },
  {
    method: 'PATCH',
    path: `${ARTICLES}/:article`,
    access: 'admin',
    answer: (call) => withArticle(call, (article) => update(call, article)),
  },
  {
    method: 'DELETE',
    path: `${ARTICLES}/:article`,
    access: 'admin',
    answer: (call) =>
      withArticle(call, ({ id }) => {
        call.core.store.articles.delete(id)
        return ok()
      }),
  },
  {
    method: 'GET',
    path: '/hc/:portal/articles/:file',
    access: 'public',
    answer: (call) => withPortal(call, (portal) => publicArticle(call, portal)),
  },
]
