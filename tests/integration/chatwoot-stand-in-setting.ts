import type { Json, JsonObject } from '#infra/local/chatwoot/rails-json'
import { type Chatwoot, type ChatwootOptions, startChatwoot } from '#infra/local/chatwoot/server'
import { type ManualClock, manualClock } from '#infra/local/clock'

export const NOW_MS = Date.UTC(2026, 8, 14, 9)

export type Reply = { readonly status: number; readonly body: Json; readonly headers: Headers }

export type Setting = {
  readonly chatwoot: Chatwoot
  readonly clock: ManualClock
  /** By the administrator's token, under the account: `call('GET', 'agents')`. */
  call(method: string, path: string, body?: Json): Promise<Reply>
  /** With any headers, at any path. */
  raw(method: string, path: string, options: { headers?: Record<string, string>; body?: string }): Promise<Reply>
  as(token: string): Setting['call']
  /** Opens a conversation on the website and returns its display id. */
  conversation(): number
  close(): Promise<void>
}

export async function chatwootSetting(options: Partial<ChatwootOptions> = {}): Promise<Setting> {
  const clock = manualClock(NOW_MS)
  const chatwoot = await startChatwoot({ clock, ...options })
  const raw: Setting['raw'] = async (method, path, { headers = {}, body }) => {
    const response = await fetch(`${chatwoot.url}${path}`, {
      method,
      // A kept connection may be closed by the server while a slow test computes, and used again before that is heard of.
      headers: { 'content-type': 'application/json', connection: 'close', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, headers: response.headers, body: json && text !== '' ? JSON.parse(text) : text }
  }
  const as =
    (token: string): Setting['call'] =>
    (method, path, body) =>
      raw(method, `/api/v1/accounts/${chatwoot.accountId}/${path}`, {
        headers: { api_access_token: token },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
  return {
    chatwoot,
    clock,
    raw,
    as,
    call: as(chatwoot.adminToken),
    conversation: () =>
      chatwoot.actions.customerOpens({
        contactId: chatwoot.shop.contacts[0]?.id ?? 0,
        inboxId: chatwoot.shop.inboxes.website.id,
        text: 'Where is my parcel?',
      }),
    close: () => chatwoot.close(),
  }
}

/** Steps into a body by keys and indexes; undefined where there is nothing. */
export function at(body: Json | undefined, ...path: Array<string | number>): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (value === null || typeof value !== 'object') return undefined
    return (value as JsonObject)[key]
  }, body)
}
