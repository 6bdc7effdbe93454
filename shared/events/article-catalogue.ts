/** The events of articles: descriptions and exact shapes, as catalogue.ts has them of conversations. */
import * as z from 'zod/mini'
import { HEALTH_BANDS } from '#domain/article-health'
import { PROPOSAL_KINDS } from '#domain/article-proposals'
import { PROPOSAL_CAUSES } from '#domain/proposal-lifecycle'
import type { ArticleEvent, ArticleEventData, ArticleEventType } from './article-events.ts'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const proposed = { proposalId: z.string(), kind: z.enum(PROPOSAL_KINDS), why: z.enum(PROPOSAL_CAUSES) }

export const articleCatalogue = {
  'article.flagged.v1': {
    description:
      'A reply that rested on the article got a grade of 2 or less from its reviewer. `confidence` and `band` are the article’s with that reply counted.',
    data: z.strictObject({
      conversationId: id,
      approvalId: z.string(),
      confidence: z.number().check(z.minimum(0), z.maximum(1)),
      band: z.enum(HEALTH_BANDS),
    }),
  },
  'article.proposed.v1': {
    description:
      'An article should be written, mended or put away, by what replies, questions or time say of it. People decide (`POST /v1/article-proposals/{id}/approve`). `test` counts sent replies that would have found more, or fewer, of their words in the new text. Texts are read by `GET /v1/article-proposals/{id}`.',
    data: z.strictObject({
      ...proposed,
      evidence: z.array(z.string()),
      hasText: z.boolean(),
      test: z.nullable(z.strictObject({ replies: count, better: count, worse: count })),
    }),
  },
  'article.updated.v1': {
    description:
      'Chatwoot has what was approved: a text changed, a new article as a draft, one put away, or, with `rolled_back`, what was before.',
    data: z.strictObject({ ...proposed, updatedAt: z.nullable(z.string()) }),
  },
} as const satisfies Record<ArticleEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in ArticleEventType]: z.output<(typeof articleCatalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of article-events.ts have drifted apart. */
export type ArticleCatalogueMatchesTypes = Holds<Same<Described, ArticleEventData>>

/** In the order of the catalogue. */
export const ARTICLE_EVENT_TYPES = Object.keys(articleCatalogue) as ArticleEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  articleId: z.nullable(z.string()),
  occurredAtMs: count,
  observedAtMs: count,
  correlationId: z.string(),
  source: z.literal('article'),
}
const schemas = new Map(
  ARTICLE_EVENT_TYPES.map((type) => [
    type,
    z.strictObject({ ...envelope, type: z.literal(type), data: articleCatalogue[type].data }),
  ]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseArticleEvent(value: unknown): ArticleEvent {
  const type = z.looseObject({ type: z.enum(ARTICLE_EVENT_TYPES) }).parse(value).type
  const schema = schemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as ArticleEvent
}
