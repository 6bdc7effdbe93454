/** The account webhooks of one Chatwoot, over its REST API (CONTRACT (c)). Administrators alone may see and change them. */
import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import { calledOf } from '#chatwoot/called'
import type { HttpCall, HttpRequest, HttpResult } from '#chatwoot/http-call'

/** What Backdesk makes use of; typing is high in volume, and contacts and inboxes are read elsewhere. */
export const WANTED_EVENTS = [
  'conversation_created',
  'conversation_updated',
  'conversation_status_changed',
  'message_created',
  'message_updated',
  'webwidget_triggered',
] as const

export type RegisteredWebhook = {
  readonly id: number
  readonly url: string
  readonly subscriptions: readonly string[]
  /** Null where Chatwoot tells none: before 4.11.2 it does not sign. */
  readonly secret: string | null
}

export type WebhookWishes = {
  readonly url: string
  readonly name: string
  readonly subscriptions: readonly string[]
}

export type WebhookRegistry = {
  /** All of the account, other receivers' included. */
  list(): Promise<readonly RegisteredWebhook[]>
  /** An address can be registered once in an account. */
  create(wishes: WebhookWishes): Promise<RegisteredWebhook>
  change(id: number, wishes: Partial<WebhookWishes>): Promise<RegisteredWebhook>
  /** One that is gone already is as good as removed. */
  remove(id: number): Promise<void>
}

/** Chatwoot did not do it. The message is for people and says what to look at; it never holds the token. */
export class ChatwootFault extends Error {
  /** Ours and stable, as of `calledOf`. */
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const webhook = z.looseObject({
  id: z.int(),
  url: z.string(),
  subscriptions: z.array(z.string()),
  secret: z.optional(z.nullable(z.string())),
})
const listed = z.looseObject({ payload: z.looseObject({ webhooks: z.array(webhook) }) })
const told = z.looseObject({ payload: z.looseObject({ webhook }) })

/** @throws ChatwootFault, from each of its calls. */
export function webhookRegistry(
  { baseUrl, accountId, token }: ChatwootAccess,
  http: (request: HttpRequest) => ReturnType<HttpCall>,
): WebhookRegistry {
  async function call<Value>(
    { method, path, body }: { readonly method: HttpRequest['method']; readonly path: string; readonly body?: object },
    read: (body: unknown) => Value | undefined,
  ): Promise<Value> {
    const result = await http({
      method,
      url: `${baseUrl}/api/v1/accounts/${accountId}/${path}`,
      headers: { 'Api-Access-Token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const called = calledOf(result, read)
    if (called.kind === 'ok') return called.value
    throw faultOf({ baseUrl, what: `${method} ${path}` }, called.code, result)
  }
  const one = (body: unknown): RegisteredWebhook | undefined => {
    const parsed = z.safeParse(told, body)
    return parsed.success ? plain(parsed.data.payload.webhook) : undefined
  }
  return {
    list: () =>
      call({ method: 'GET', path: 'webhooks' }, (body) => {
        const parsed = z.safeParse(listed, body)
        return parsed.success ? parsed.data.payload.webhooks.map(plain) : undefined
      }),
    create: (wishes) => call({ method: 'POST', path: 'webhooks', body: wishes }, one),
    change: (id, wishes) => call({ method: 'PATCH', path: `webhooks/${id}`, body: wishes }, one),
    async remove(id) {
      try {
        await call({ method: 'DELETE', path: `webhooks/${id}` }, () => true)
      } catch (error) {
        if (!(error instanceof ChatwootFault) || error.code !== 'conversation_gone') throw error
      }
    },
  }
}

const plain = ({ id, url, subscriptions, secret }: z.output<typeof webhook>): RegisteredWebhook => ({
  id,
  url,
  subscriptions,
  secret: secret === undefined || secret === '' ? null : secret,
})

type Asked = { readonly baseUrl: string; readonly what: string }

function faultOf({ baseUrl, what }: Asked, code: string, result: HttpResult): ChatwootFault {
  if (result.kind === 'unanswered') return new ChatwootFault(code, `${baseUrl} cannot be reached: ${code}`)
  const { status } = result
  return new ChatwootFault(code, `${baseUrl} answered ${status} to ${what}${ADVICE[status] ?? ''}`)
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ": the token must be an administrator's, and its user a member of this account",
  404: ': is the account number right?',
  422: ': it may refuse addresses of private networks, or the address is registered already',
}
