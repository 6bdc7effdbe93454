import * as z from 'zod/mini'
import { PRIORITIES } from '#domain/observation'
import type { ChatwootAccess } from './access.ts'
import { type Called, calledOf } from './called.ts'
import type { HttpCall, HttpRequest } from './http-call.ts'
import { noteText } from './note-text.ts'
import type { ChatwootVerbs } from './verbs.ts'

export type ChatwootClientDeps = {
  readonly http: HttpCall
  /** Waits until Chatwoot's rate limit leaves room for one more call. */
  readonly pace: () => Promise<void>
}

/** Our stamp on a note: Chatwoot stores and shows it, and does nothing with it. */
const STAMP = 'backdesk_action_id'
/** Pages of twenty. More messages than that since a try are not looked through. */
const PAGES = 10
const CLOCK_SKEW_MS = 300_000

const id = z.int().check(z.positive())
const answeredId = z.nullable(z.looseObject({ id }))
const note = z.looseObject({ id, private: z.boolean() })
const stamps = z.catch(z.nullish(z.looseObject({ [STAMP]: z.optional(z.unknown()) })), null)
const messages = z.looseObject({
  payload: z.array(z.looseObject({ id, created_at: z.number(), content_attributes: stamps })),
})
const conversation = z.looseObject({
  priority: z.catch(z.nullish(z.enum(PRIORITIES)), null),
  meta: z.looseObject({
    assignee: z.nullish(z.looseObject({ id })),
    assignee_type: z.catch(z.nullish(z.string()), null),
    team: z.nullish(z.looseObject({ id })),
  }),
})

/** The verbs in one account's Chatwoot. They throw nothing that Chatwoot or the network cause. */
export function chatwootClient(access: ChatwootAccess, { http, pace }: ChatwootClientDeps): ChatwootVerbs {
  const headers = { 'Api-Access-Token': access.token }
  const send = async (request: Pick<HttpRequest, 'method' | 'body'> & { readonly path: string }) => {
    const { path, ...rest } = request
    await pace()
    return http({
      ...rest,
      url: `${access.baseUrl}/api/v1/accounts/${access.accountId}/conversations/${path}`,
      headers,
    })
  }
  const get = (path: string) => send({ method: 'GET', path })
  const post = (path: string, body: object) => send({ method: 'POST', path, body: JSON.stringify(body) })
  const assign = async (conversationId: number, body: object): Promise<Called<number | null>> =>
    calledOf(await post(`${conversationId}/assignments`, body), (answer) => {
      const read = reading(answeredId)(answer ?? null)
      return read === undefined ? undefined : (read?.id ?? null)
    })

  return {
    addNote: async (conversationId, { key, ...text }) =>
      calledOf(
        await post(`${conversationId}/messages`, {
          content: noteText(text),
          message_type: 'outgoing',
          private: true,
          content_attributes: { [STAMP]: key },
        }),
        reading(note),
      ),

    async findNote(conversationId, { key, sinceMs }) {
      let before: number | undefined
      for (let page = 0; page < PAGES; page++) {
        const query = before === undefined ? '' : `?before=${before}`
        const called = calledOf(await get(`${conversationId}/messages${query}`), reading(messages))
        if (called.kind !== 'ok') return called
        const { payload } = called.value
        if (payload.some(({ content_attributes: all }) => all?.[STAMP] === key)) return { kind: 'ok', value: true }
        const [oldest] = payload
        if (oldest === undefined || oldest.created_at * 1000 < sinceMs - CLOCK_SKEW_MS) break
        before = oldest.id
      }
      return { kind: 'ok', value: false }
    },

    conversation: async (conversationId) =>
      calledOf(await get(String(conversationId)), (answer) => {
        const read = reading(conversation)(answer)
        if (read === undefined) return undefined
        const { assignee, assignee_type: type, team } = read.meta
        return {
          operatorId: type === 'AgentBot' ? null : (assignee?.id ?? null),
          teamId: team?.id ?? null,
          priority: read.priority ?? null,
        }
      }),

    assignOperator: (conversationId, operatorId) => assign(conversationId, { assignee_id: operatorId }),
    // Never with an assignee beside it: Chatwoot would ignore the team.
    assignTeam: (conversationId, teamId) => assign(conversationId, { team_id: teamId }),

    setPriority: async (conversationId, priority) =>
      calledOf(await post(`${conversationId}/toggle_priority`, { priority }), () => true as const),
  }
}

/** What a schema reads; `undefined` where the body is of another form. */
const reading =
  <Schema extends z.ZodMiniType>(schema: Schema) =>
  (body: unknown): z.output<Schema> | undefined => {
    const parsed = z.safeParse(schema, body)
    return parsed.success ? parsed.data : undefined
  }
