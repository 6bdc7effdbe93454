import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import {
  ACTION_ID,
  type Action,
  ARTICLE_LENGTH,
  ATTRIBUTE_NAME,
  LABEL,
  NOTE_LENGTH,
  OF_NO_CONVERSATION,
  REPLY_LENGTH,
} from '#domain/action'
import { TITLE_LENGTH } from '#domain/article-draft'
import { PRIORITIES, STATUSES } from '#domain/observation'

const id = z.int().check(z.positive())
const words = (most: number) => z.string().check(z.regex(/\S/, 'must not be blank'), z.maxLength(most))
const mention = z.nullable(z.object({ id, name: words(255) }))

/** What else there is Chatwoot's database would refuse, or store another text than was approved. */
const isStorable = (text: string): boolean => !/\p{Surrogate}|\0/u.test(text)
const exactly = (most: number) => words(most).check(z.refine(isStorable))

const ofArticle = {
  conversationId: z.literal(OF_NO_CONVERSATION),
  portal: words(255),
  proposalId: z.string().check(z.regex(ACTION_ID)),
}

const expects = z.exactOptional(
  z.object({
    operatorId: z.nullable(id),
    orNobody: z.exactOptional(z.literal(true)),
    status: z.exactOptional(z.enum(STATUSES)),
  }),
)

const asked = {
  id: z.string().check(z.regex(ACTION_ID)),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: id,
  reason: words(200),
  requestedAtMs: id,
  correlationId: words(200),
}

const action = z.discriminatedUnion('verb', [
  z.object({
    ...asked,
    verb: z.literal('add_note'),
    text: words(NOTE_LENGTH),
    mention,
    mentionTeam: mention,
  }),
  z.object({ ...asked, verb: z.literal('assign_team'), teamId: z.nullable(id) }),
  z.object({ ...asked, verb: z.literal('assign_operator'), operatorId: id, expects }),
  z.object({ ...asked, verb: z.literal('unassign_operator'), expects }),
  z.object({ ...asked, verb: z.literal('set_priority'), priority: z.nullable(z.enum(PRIORITIES)) }),
  z.object({ ...asked, verb: z.enum(['add_label', 'remove_label']), label: z.string().check(z.regex(LABEL)) }),
  z
    .object({
      ...asked,
      verb: z.literal('set_status'),
      status: z.enum(STATUSES),
      snoozedUntilMs: z.nullable(id),
    })
    .check(z.refine(({ status, snoozedUntilMs }) => status === 'snoozed' || snoozedUntilMs === null)),
  z.object({
    ...asked,
    verb: z.literal('set_custom_attributes'),
    attributes: z
      .record(
        z.string().check(z.regex(ATTRIBUTE_NAME)),
        z.union([z.string().check(z.maxLength(4_000), z.refine(isStorable)), z.number(), z.boolean(), z.null()]),
      )
      .check(z.refine((all) => Object.keys(all).length > 0 && Object.keys(all).length <= 50)),
  }),
  z.object({
    ...asked,
    verb: z.literal('send_public_reply'),
    text: exactly(REPLY_LENGTH),
    approvalId: z.string().check(z.regex(ACTION_ID)),
  }),
  z.object({
    ...asked,
    ...ofArticle,
    verb: z.literal('update_article'),
    articleId: id,
    content: exactly(ARTICLE_LENGTH),
  }),
  z.object({
    ...asked,
    ...ofArticle,
    verb: z.literal('create_article'),
    title: exactly(TITLE_LENGTH),
    content: exactly(ARTICLE_LENGTH),
    slug: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,99}$/)),
  }),
  z.object({
    ...asked,
    ...ofArticle,
    verb: z.literal('archive_article'),
    articleId: id,
    to: z.enum(['archived', 'published']),
  }),
])

/** The action in a message's JSON (`undefined`: it is none), or what is wrong with it: paths and rules, never what was given. */
export function openAction(json: unknown): Action | { readonly problem: string } {
  if (json === undefined) return { problem: 'Not JSON' }
  const parsed = z.safeParse(action, json)
  if (parsed.success) return parsed.data
  return { problem: parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'action'}: ${code}`).join('; ') }
}
