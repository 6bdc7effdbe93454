/** What one draft is written from: the newest messages of a conversation, its contact, and the account's canned responses. */
import * as z from 'zod/mini'
import { type CannedResponse, MESSAGE_CHARACTERS, MOST_CANNED, type Question, type Said } from '#domain/question'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls } from './calls.ts'
import { type ListedMessagePayload, listedMessagePayload } from './payloads.ts'
import { readListedMessage } from './read-message.ts'

export type QuestionRead = Pick<Question, 'messages' | 'contact' | 'cannedResponses'>
export type QuestionClient = { question(conversationId: number): Promise<Called<QuestionRead>> }

const contact = z.looseObject({
  name: z.catch(z.nullish(z.string()), null),
  email: z.catch(z.nullish(z.string()), null),
  phone_number: z.catch(z.nullish(z.string()), null),
})
const answer = z.looseObject({
  meta: z.looseObject({ contact: z.catch(z.nullish(contact), null) }),
  payload: z.array(z.unknown()),
})
const canned = z.looseObject({ id: z.int(), short_code: z.string(), content: z.string() })

type Listed = Pick<QuestionRead, 'messages' | 'contact'>

function readMessages(body: unknown): Listed | undefined {
  const parsed = answer.safeParse(body)
  if (!parsed.success) return undefined
  const { meta, payload } = parsed.data
  return {
    messages: payload.flatMap((raw) => {
      const read = listedMessagePayload.safeParse(raw)
      return read.success ? (saidIn(read.data) ?? []) : []
    }),
    contact: {
      name: meta.contact?.name ?? '',
      email: meta.contact?.email || null,
      phone: meta.contact?.phone_number || null,
    },
  }
}

/** Notes are colleagues', and activity nobody's. */
function saidIn(payload: ListedMessagePayload): Said | null {
  const fact = readListedMessage(payload, { isAutomatic: false }, null)
  if (fact === null || fact.kind === 'note') return null
  const said: Said = { id: fact.id, from: fact.kind, text: (payload.content ?? '').slice(0, MESSAGE_CHARACTERS) }
  return fact.kind === 'bot' && !fact.answers ? { ...said, isAutomatic: true } : said
}

/** One that is ill-formed is left out: the others are worth having. */
function readCanned(body: unknown): readonly CannedResponse[] | undefined {
  if (!Array.isArray(body)) return undefined
  const responses = body.flatMap((raw: unknown): CannedResponse[] => {
    const read = canned.safeParse(raw)
    if (!read.success) return []
    const { id, short_code: shortCode, content } = read.data
    return [{ id, shortCode, content: content.slice(0, MESSAGE_CHARACTERS) }]
  })
  return responses.slice(0, MOST_CANNED)
}

/** Canned responses change by the week. */
const CANNED_FRESH_MS = 300_000
export type CannedCopies = Map<string, { readonly atMs: number; readonly responses: readonly CannedResponse[] }>

/** `copies` are kept between calls, for all accounts. */
export function questionClient(
  access: ChatwootAccess,
  deps: ChatwootClientDeps & { readonly now: () => number; readonly copies: CannedCopies },
): QuestionClient {
  const { get } = chatwootCalls(access, deps)
  const { now, copies } = deps
  const key = `${access.baseUrl}#${access.accountId}`

  async function cannedResponses(): Promise<Called<readonly CannedResponse[]>> {
    const copy = copies.get(key)
    if (copy !== undefined && now() - copy.atMs < CANNED_FRESH_MS) return { kind: 'ok', value: copy.responses }
    const called = await get('canned_responses', readCanned)
    if (called.kind === 'ok') copies.set(key, { atMs: now(), responses: called.value })
    return called
  }

  return {
    async question(conversationId) {
      // The newest twenty: what was said before is another matter.
      const listed = await get(`conversations/${conversationId}/messages`, readMessages)
      if (listed.kind !== 'ok') return listed
      const responses = await cannedResponses()
      return responses.kind === 'ok'
        ? { kind: 'ok', value: { ...listed.value, cannedResponses: responses.value } }
        : responses
    },
  }
}
