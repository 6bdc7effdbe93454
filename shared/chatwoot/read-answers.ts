import * as z from 'zod/mini'
import { PRIORITIES, STATUSES, type Status } from '#domain/observation'
import { reading } from './calls.ts'
import { milliseconds } from './instants.ts'
import {
  ARTICLE_STATUSES,
  type ArticleKnown,
  type ArticleSeen,
  type ArticleStatus,
  type ConversationSeen,
  type CustomAttributes,
} from './verbs.ts'

/** What Chatwoot's REST answers tell (CONTRACT (c)); `undefined` for a body of another form. */
const id = z.int().check(z.positive())

const conversation = z.looseObject({
  priority: z.catch(z.nullish(z.enum(PRIORITIES)), null),
  status: z.enum(STATUSES),
  snoozed_until: z.catch(z.nullish(z.union([z.number(), z.string()])), null),
  custom_attributes: z.optional(z.unknown()),
  can_reply: z.optional(z.unknown()),
  meta: z.looseObject({
    assignee: z.nullish(z.looseObject({ id })),
    assignee_type: z.catch(z.nullish(z.string()), null),
    team: z.nullish(z.looseObject({ id })),
  }),
})

export function readConversation(body: unknown): ConversationSeen | undefined {
  const read = reading(conversation)(body)
  if (read === undefined) return undefined
  const { assignee, assignee_type: type, team } = read.meta
  return {
    operatorId: type === 'AgentBot' ? null : (assignee?.id ?? null),
    teamId: team?.id ?? null,
    priority: read.priority ?? null,
    status: read.status,
    snoozedUntilMs: milliseconds(read.snoozed_until),
    canReply: read.can_reply !== false,
    customAttributes: attributesIn(read.custom_attributes),
  }
}

/** Null there is a row that was never given any. Whatever is no object, or not there, is not taken for none: they are replaced whole. */
function attributesIn(value: unknown): CustomAttributes | null {
  if (value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? { ...value } : null
}

/** Of whoever was assigned: an object, or nothing at all for nobody. */
export function readAnsweredId(body: unknown): number | null | undefined {
  const read = reading(z.nullable(z.looseObject({ id })))(body ?? null)
  return read === undefined ? undefined : (read?.id ?? null)
}

export const readLabels = (body: unknown): string[] | undefined =>
  reading(z.looseObject({ payload: z.array(z.string()) }))(body)?.payload

const version = z.int().check(z.nonnegative())
const anyStatus = z.catch(z.nullish(z.union([z.string(), z.int()])), null)
const article = z.looseObject({
  payload: z.looseObject({ updated_at: version, content: z.nullish(z.string()), status: anyStatus }),
})
export function readArticle(body: unknown): ArticleSeen | undefined {
  const read = reading(article)(body)?.payload
  if (read === undefined) return undefined
  return { version: read.updated_at, content: read.content ?? '', status: articleStatus(read.status) }
}
/** By name; by number in the published description of the API. */
const articleStatus = (status: unknown): ArticleStatus | null =>
  ARTICLE_STATUSES.find((name, index) => status === name || status === index) ?? null

const written = z.looseObject({ payload: z.looseObject({ id, updated_at: version }) })
export function readWrittenArticle(body: unknown): ArticleKnown | undefined {
  const read = reading(written)(body)?.payload
  return read && { articleId: read.id, version: read.updated_at }
}

export type ArticleRow = ArticleKnown & {
  readonly slug: string
  readonly title: string
  readonly status: ArticleStatus | null
}
const text = z.catch(z.nullish(z.string()), null)
const rows = z.looseObject({
  payload: z.array(z.looseObject({ id, updated_at: version, slug: text, title: text, status: anyStatus })),
})
export const readArticleRows = (body: unknown): readonly ArticleRow[] | undefined =>
  reading(rows)(body)?.payload.map((row) => ({
    ...{ articleId: row.id, version: row.updated_at, slug: row.slug ?? '', title: row.title ?? '' },
    status: articleStatus(row.status),
  }))

export const readStatus = (body: unknown): Status | undefined =>
  reading(z.looseObject({ payload: z.looseObject({ current_status: z.enum(STATUSES) }) }))(body)?.payload.current_status

export type Profile = {
  readonly userId: number
  readonly accounts: readonly { readonly id: number; readonly role: string | null }[]
}

export function readSelf(body: unknown): Profile | undefined {
  const role = z.catch(z.nullish(z.string()), null)
  const read = reading(z.looseObject({ id, accounts: z.array(z.looseObject({ id, role })) }))(body)
  return read && { userId: read.id, accounts: read.accounts.map((one) => ({ id: one.id, role: one.role ?? null })) }
}
