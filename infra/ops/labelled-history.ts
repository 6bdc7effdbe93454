/** What customers wrote and where people put it, read from Chatwoot: examples for the topic classifier. Kept in memory alone. */
import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import { type Called, calledOf } from '#chatwoot/called'
import { customerText } from '#chatwoot/customer-text'
import type { HttpCall } from '#chatwoot/http-call'
import type { Example } from '#text/topics/held-out-parts'
import { lessonsIn } from '#text/topics/lessons'

export type HistoryWish = {
  /** The label that counts; empty: the name of the team counts instead. A conversation with two of them teaches nothing. */
  readonly labels: readonly string[]
  /** Pages of 25 conversations, newest activity first. */
  readonly pages: number
}
export type HistoryDeps = {
  readonly http: HttpCall
  /** Waits until Chatwoot's rate limit leaves room for one more call. */
  readonly pace: () => Promise<void>
  /** Before a call is made once more; `nth` from 0. */
  readonly backOff: (nth: number) => Promise<void>
  readonly show: (text: string) => void
}

const INCOMING = 0
/** A message's id is above 0: this asks for the first hundred, oldest first (CONTRACT (c), `after`). */
const FROM_THE_FIRST = '?after=0'

const list = z.object({
  data: z.object({
    payload: z.array(
      z.looseObject({
        id: z.int(),
        labels: z.catch(z.array(z.string()), []),
        meta: z.looseObject({ team: z.catch(z.nullish(z.looseObject({ name: z.string() })), null) }),
      }),
    ),
  }),
})
const messages = z.object({
  payload: z.array(
    z.looseObject({
      message_type: z.catch(z.number(), -1),
      private: z.catch(z.boolean(), false),
      content: z.catch(z.nullish(z.string()), null),
      content_attributes: z.catch(
        z.nullish(z.looseObject({ email: z.nullish(z.looseObject({ subject: z.nullish(z.string()) })) })),
        null,
      ),
    }),
  ),
})
type Conversation = z.output<typeof list>['data']['payload'][number]

/** A limit, a time-out or a restart must not cost what was read so far. */
const TRIES = 5

/**
 * A conversation that moves on to another page while they are read teaches once; one that is deleted meanwhile, nothing.
 * @throws Error naming what Chatwoot answered, never a text.
 */
export async function labelledHistory(
  access: ChatwootAccess,
  { labels, pages }: HistoryWish,
  { http, pace, backOff, show }: HistoryDeps,
): Promise<Example[]> {
  const called = async <Schema extends z.ZodMiniType>(
    path: string,
    schema: Schema,
  ): Promise<Called<z.output<Schema>>> => {
    const url = `${access.baseUrl}/api/v1/accounts/${access.accountId}/${path}`
    for (let nth = 0; ; nth++) {
      await pace()
      const result = await http({ method: 'GET', url, headers: { 'Api-Access-Token': access.token } })
      const answer = calledOf(result, (body) => {
        const parsed = z.safeParse(schema, body)
        return parsed.success ? parsed.data : undefined
      })
      if (answer.kind !== 'passing' || nth + 1 === TRIES) return answer
      await backOff(nth)
    }
  }
  const examples: Example[] = []
  const seen = new Set<number>()
  for (let page = 1; page <= pages; page++) {
    const { payload } = valueIn(await called(`conversations?status=all&page=${page}`, list)).data
    for (const conversation of payload) {
      const topic = topicOf(conversation, labels)
      if (topic === null || seen.has(conversation.id)) continue
      seen.add(conversation.id)
      const answer = await called(`conversations/${conversation.id}/messages${FROM_THE_FIRST}`, messages)
      if (answer.kind === 'refused' && answer.code === 'conversation_gone') continue
      const said = valueIn(answer)
        .payload.filter((message) => message.message_type === INCOMING && !message.private)
        .map((message) => customerText(message.content, message.content_attributes))
      examples.push(...lessonsIn(said).map((text) => ({ text, topic, group: String(conversation.id) })))
    }
    show(`Page ${page}: ${examples.length} examples`)
    if (payload.length === 0) break
  }
  return examples
}

function topicOf({ labels: own, meta }: Conversation, labels: readonly string[]): string | null {
  if (labels.length === 0) return meta.team?.name ?? null
  const [topic, ...others] = own.filter((label) => labels.includes(label))
  return topic !== undefined && others.length === 0 ? topic : null
}

function valueIn<Value>(called: Called<Value>): Value {
  if (called.kind === 'ok') return called.value
  throw new Error(`Chatwoot did not tell its conversations: ${called.code}`)
}
