/** Articles of the Help Center: reading one, changing it, and writing a new one (CONTRACT (c)). */
import { isSameTitle } from '#domain/proposal-lifecycle'
import type { Called } from './called.ts'
import type { ChatwootCalls } from './calls.ts'
import type { Patience } from './http-call.ts'
import { type ArticleRow, readArticle, readArticleRows, readWrittenArticle } from './read-answers.ts'
import { ARTICLE_STATUSES, type ArticleAt, type ChatwootVerbs, type Self } from './verbs.ts'

type ArticleCalls = Pick<
  ChatwootVerbs,
  'article' | 'writeArticle' | 'setArticleStatus' | 'findArticle' | 'createArticle'
>

const PAGE = 25
/** A thousand articles by one author. */
const PAGES = 40
/** Twenty-five long articles. */
const PATIENCE: Patience = { totalMs: 20_000, answerBytes: 12_000_000 }

export function articleCalls({ get, post, patch }: ChatwootCalls, self: () => Promise<Called<Self>>): ArticleCalls {
  const rows = (portal: string, asked: string) => get(`${articlesPath(portal)}?${asked}`, readArticleRows, PATIENCE)

  /** Its author is the token's owner, so it stands among the owner's articles. */
  async function ownBySlug(portal: string, slug: string): Promise<Called<ArticleRow | null>> {
    const owner = await self()
    if (owner.kind !== 'ok') return owner
    for (let page = 1; page <= PAGES; page++) {
      const listed = await rows(portal, `author_id=${owner.value.userId}&page=${page}`)
      if (listed.kind !== 'ok') return listed
      const found = listed.value.find((row) => row.slug === slug)
      if (found !== undefined) return { kind: 'ok', value: found }
      if (listed.value.length < PAGE) return { kind: 'ok', value: null }
    }
    return { kind: 'refused', code: 'too_many_articles' }
  }

  return {
    article: (article) => get(articlePath(article), readArticle),
    writeArticle: (article, content) => patch(articlePath(article), { article: { content } }, readArticle),
    setArticleStatus: (article, status) =>
      patch(articlePath(article), { article: { status: ARTICLE_STATUSES.indexOf(status) } }, readArticle),
    async findArticle(portal, { slug, title }) {
      const own = await ownBySlug(portal, slug)
      if (own.kind !== 'ok') return own
      if (own.value !== null) return { kind: 'ok', value: { own: known(own.value), titled: null } }
      const alike = await rows(portal, `query=${encodeURIComponent(title)}`)
      if (alike.kind !== 'ok') return alike
      const titled = alike.value.find((row) => row.status !== 'archived' && isSameTitle(row.title, title))
      return { kind: 'ok', value: { own: null, titled: titled === undefined ? null : known(titled) } }
    },
    async createArticle(portal, { slug, title, content }) {
      const owner = await self()
      if (owner.kind !== 'ok') return owner
      // without a status it is a draft
      const article = { title, content, slug, author_id: owner.value.userId }
      return post(articlesPath(portal), { article }, readWrittenArticle)
    },
  }
}

const known = ({ articleId, version }: ArticleRow) => ({ articleId, version })
const articlesPath = (portal: string): string => `portals/${encodeURIComponent(portal)}/articles`
const articlePath = ({ portal, articleId }: ArticleAt): string => `${articlesPath(portal)}/${articleId}`
