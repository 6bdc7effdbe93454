import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { ACTION_ID, type Action, NOTE_LENGTH } from '#domain/action'
import { PRIORITIES } from '#domain/observation'

const id = z.int().check(z.positive())
const words = (most: number) => z.string().check(z.regex(/\S/, 'must not be blank'), z.maxLength(most))
const mention = z.nullable(z.object({ id, name: words(255) }))

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
  z.object({ ...asked, verb: z.literal('assign_team'), teamId: id }),
  z.object({ ...asked, verb: z.literal('assign_operator'), operatorId: id }),
  z.object({ ...asked, verb: z.literal('set_priority'), priority: z.enum(PRIORITIES) }),
])

/** The action in a message's JSON (`undefined`: it is none), or what is wrong with it: paths and rules, never what was given. */
export function openAction(json: unknown): Action | { readonly problem: string } {
  if (json === undefined) return { problem: 'Not JSON' }
  const parsed = z.safeParse(action, json)
  if (parsed.success) return parsed.data
  return { problem: parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'action'}: ${code}`).join('; ') }
}
