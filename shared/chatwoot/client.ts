import * as z from 'zod/mini'
import { PRIORITIES } from '#domain/observation'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls, reading } from './calls.ts'
import { noteText } from './note-text.ts'
import type { ChatwootVerbs } from './verbs.ts'

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
export function chatwootClient(access: ChatwootAccess, deps: ChatwootClientDeps): ChatwootVerbs {
  const { get, post } = chatwootCalls(access, deps)
  const at = (conversationId: number, more = '') => `conversations/${conversationId}${more}`
  const assign = (conversationId: number, body: object): Promise<Called<number | null>> =>
    post(at(conversationId, '/assignments'), body, (answer) => {
      const read = reading(answeredId)(answer ?? null)
      return read === undefined ? undefined : (read?.id ?? null)
    })

  return {
    addNote(conversationId, { key, ...text }) {
      const body = {
        content: noteText(text),
        message_type: 'outgoing',
        private: true,
        content_attributes: { [STAMP]: key },
      }
      return post(at(conversationId, '/messages'), body, reading(note))
    },

    async findNote(conversationId, { key, sinceMs }) {
      let before: number | undefined
      for (let page = 0; page < PAGES; page++) {
        const query = before === undefined ? '' : `?before=${before}`
        const called = await get(at(conversationId, `/messages${query}`), reading(messages))
        if (called.kind !== 'ok') return called
        const { payload } = called.value
        if (payload.some(({ content_attributes: all }) => all?.[STAMP] === key)) return { kind: 'ok', value: true }
        const [oldest] = payload
        if (oldest === undefined || oldest.created_at * 1000 < sinceMs - CLOCK_SKEW_MS) break
        before = oldest.id
      }
      return { kind: 'ok', value: false }
    },

    conversation: (conversationId) =>
      get(at(conversationId), (answer) => {
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

    setPriority: (conversationId, priority) =>
      post(at(conversationId, '/toggle_priority'), { priority }, () => true as const),
  }
}
