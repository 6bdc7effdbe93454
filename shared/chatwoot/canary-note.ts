import * as z from 'zod/mini'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls, reading } from './calls.ts'
import { CANARY_STAMP, STAMP } from './own-message.ts'

const posted = z.looseObject({ id: z.int().check(z.positive()), private: z.boolean() })
const TEXT = 'Backdesk measures how long news takes from Chatwoot. Nobody has to do anything.'

/** A private note: it wakes nobody, answers nobody, and leaves a resolved conversation resolved (CONTRACT (b), `private`). */
export const canaryNote = (
  access: ChatwootAccess,
  note: { readonly conversationId: number; readonly key: string; readonly sentAtMs: number },
  deps: ChatwootClientDeps,
): Promise<Called<unknown>> =>
  chatwootCalls(access, deps).post(
    `conversations/${note.conversationId}/messages`,
    {
      content: TEXT,
      private: true,
      message_type: 'outgoing',
      content_attributes: { [STAMP]: note.key, [CANARY_STAMP]: note.sentAtMs },
    },
    reading(posted),
  )
