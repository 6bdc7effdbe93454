/** Articles of the Help Center, which of them answer a question, and what people made of that. */
import { type ArticleHealth, healthOf } from '#domain/article-health'
import type { KnowledgeArticle, PastQuestion, UnansweredQuestion } from '#domain/knowledge-article'
import type { Suggested } from '#domain/suggested'
import type { Suggestions } from '#domain/suggestion'
import { type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import type { KnowledgeSearch } from '#text/knowledge/suggest'
import type { Asked, RouteDeps } from './account-route.ts'
import { inAccount } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import {
  type ArticlesQuery,
  articlesQuery,
  type SuggestBody,
  suggestBody,
  type VerdictBody,
  verdictBody,
} from './knowledge-inputs.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { BAD_CURSOR } from './refusals.ts'

export type KnowledgeDeps = {
  readonly articlePage: (
    account: string,
    page: { readonly after: number | null; readonly limit: number },
  ) => Promise<{ readonly articles: readonly KnowledgeArticle[]; readonly after: number | null }>
  readonly healthOfArticles: (account: string) => Promise<ReadonlyMap<string, ArticleHealth>>
  /** Undefined: none was built yet. */
  readonly indexOf: (account: string) => Promise<KnowledgeSearch | undefined>
  readonly suggested: (account: string, conversationId: number) => Promise<Suggested | undefined>
  readonly putSuggested: (suggested: Suggested) => Promise<void>
  /** What no article answers is worth one, once others ask it too. */
  readonly putUnanswered: (account: string, conversationId: number, asked: UnansweredQuestion) => Promise<void>
  readonly pastQuestion: (account: string, conversationId: number) => Promise<PastQuestion | undefined>
  readonly putPastQuestion: (account: string, conversationId: number, past: PastQuestion) => Promise<void>
  /** Says that there is something to build into the index. */
  readonly noteLearned: (account: string) => Promise<void>
  readonly now: () => number
}

const NOTHING_SEARCHED: Suggestions = {
  suggestions: [],
  confidence: 0,
  abstained: { reason: 'nothing_searched' },
  indexVersion: '',
}
/** What a person said of an article counts as much as a link that was sent. */
const WEIGHTS = { used: 1, not_useful: -1 } as const

export const knowledgeRoutes = (deps: RouteDeps & KnowledgeDeps): readonly HttpRoute[] => [
  inAccount<ArticlesQuery>(deps, {
    path: '/v1/articles',
    query: articlesQuery,
    answer: ({ account, query }) => listArticles(account, query, deps),
  }),
  inAccount<AccountQuery, SuggestBody>(deps, {
    method: 'POST',
    path: '/v1/suggestions',
    least: 'operator',
    query: accountQuery,
    body: suggestBody,
    answer: (asked) => suggestTo(asked, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/conversations/{id}/suggestions',
    query: accountQuery,
    answer: ({ account, path }) => lastSuggested(account, conversationIdIn(path), deps),
  }),
  inAccount<AccountQuery, VerdictBody>(deps, {
    method: 'POST',
    path: '/v1/conversations/{id}/suggestions/{articleId}/feedback',
    least: 'operator',
    query: accountQuery,
    body: verdictBody,
    answer: (asked) => judge(asked, deps),
  }),
]

async function listArticles(account: string, { cursor, limit }: ArticlesQuery, deps: KnowledgeDeps): Promise<Answer> {
  const after = cursor === undefined ? null : Number(cursor)
  if (after !== null && !Number.isSafeInteger(after)) return BAD_CURSOR
  const page = await deps.articlePage(account, { after, limit })
  const health = await deps.healthOfArticles(account)
  const items = page.articles.map(({ id, version, title, summary, url, language }) => ({
    id,
    updatedAtMs: version * 1_000,
    title,
    summary,
    url,
    language,
    ...trustIn(health.get(String(id))),
  }))
  return { kind: 'json', body: { items, nextCursor: page.after === null ? null : String(page.after) } }
}

/** Of one that no reply ever rested on, what the law begins with. */
function trustIn({ confidence, band, n, flaggedBy, lastUsedAtMs }: ArticleHealth = healthOf([])) {
  return { confidence, band, replies: n.decided, flaggedBy, lastUsedAtMs }
}

async function suggestTo(asked: Asked<AccountQuery, SuggestBody>, deps: KnowledgeDeps): Promise<Answer> {
  const { account, body } = asked
  const { question, subject, language, conversationId, most } = body
  const index = await deps.indexOf(account)
  if (index === undefined) return { kind: 'json', body: NOTHING_SEARCHED }
  const about = { subject: subject ?? null, language: language ?? null }
  const found = index.suggest(question, { ...about, ...(most === undefined ? {} : { most }) })
  if (conversationId !== undefined) {
    const features = index.featuresOf(question, about)
    const suggestedAtMs = deps.now()
    const { correlationId } = asked
    const id = `${account}/${conversationId}/suggested/${correlationId}`
    const cause = { id, account, conversationId, asked: 'request' as const, correlationId }
    await deps.putSuggested({ ...cause, suggestedAtMs, features, found })
    if (found.abstained?.reason === 'unsure')
      await deps.putUnanswered(account, conversationId, { conversationId, atMs: suggestedAtMs, features })
  }
  return { kind: 'json', body: found }
}

async function lastSuggested(account: string, conversationId: number | null, deps: KnowledgeDeps): Promise<Answer> {
  const last = conversationId === null ? undefined : await deps.suggested(account, conversationId)
  if (last === undefined) return NO_SUCH_SUGGESTION
  return { kind: 'json', body: { suggestedAtMs: last.suggestedAtMs, asked: last.asked, ...last.found } }
}

async function judge(asked: Asked<AccountQuery, VerdictBody>, deps: KnowledgeDeps): Promise<Answer> {
  const { account, path, body } = asked
  const conversationId = conversationIdIn(path)
  const last = conversationId === null ? undefined : await deps.suggested(account, conversationId)
  const articleId = Number(path.articleId)
  if (conversationId === null || !last?.found.suggestions.some((one) => one.articleId === articleId))
    return NO_SUCH_SUGGESTION
  const known = await deps.pastQuestion(account, conversationId)
  // Another question of the conversation is another one: what answered the first does not answer it.
  const others = known?.features === last.features ? known.answers.filter((one) => one.articleId !== articleId) : []
  await deps.putPastQuestion(account, conversationId, {
    id: String(conversationId),
    atMs: deps.now(),
    features: last.features,
    answers: [...others, { articleId, weight: WEIGHTS[body.verdict] }],
  })
  await deps.noteLearned(account)
  asked.done('suggestions.judge', { conversationId, articleId, verdict: body.verdict })
  return { kind: 'json', body: { recorded: true } }
}

const NO_SUCH_SUGGESTION = refused(
  404,
  'no_such_suggestion',
  'Nothing was suggested to this conversation of late, or not this article.',
)
