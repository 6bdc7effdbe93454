import {
  type Answer,
  type Call,
  idOf,
  listOf,
  notFound,
  objectOf,
  ok,
  type Route,
  recordInvalid,
  textOf,
} from '../http-door.ts'
import type { Webhook } from '../model.ts'
import type { JsonObject } from '../rails-json.ts'

const BASE = '/api/v1/accounts/:account/webhooks'

/** The same list from 4.2.0 to 4.18. */
export const SUBSCRIPTIONS = [
  'conversation_status_changed',
  'conversation_updated',
  'conversation_created',
  'contact_created',
  'contact_updated',
  'message_created',
  'message_updated',
  'webwidget_triggered',
  'inbox_created',
  'inbox_updated',
  'conversation_typing_on',
  'conversation_typing_off',
] as const

const webhookShape = (call: Call, webhook: Webhook): JsonObject => ({
  id: webhook.id,
  name: webhook.name,
  url: webhook.url,
  account_id: call.core.store.account.id,
  subscriptions: webhook.subscriptions,
  secret: webhook.secret,
})

/** Parameters are taken flat or under `webhook`. */
const wish = (call: Call) => {
  const body = objectOf(call.body.webhook) ?? call.body
  const subscriptions = listOf(body.subscriptions)?.filter((each) => typeof each === 'string')
  return { url: textOf(body.url), name: textOf(body.name), subscriptions }
}

function refusal(call: Call, wished: ReturnType<typeof wish>, self?: Webhook): Answer | undefined {
  const { url, subscriptions } = wished
  if (url !== undefined || !self) {
    if (!url || !/^https?:\/\/[^\s]+$/.test(url)) return recordInvalid('Url is invalid', ['url'])
    const taken = [...call.core.store.webhooks.values()].some((each) => each.url === url && each.id !== self?.id)
    if (taken) return recordInvalid('Url has already been taken', ['url'])
  }
  const known: readonly string[] = SUBSCRIPTIONS
  if (subscriptions && (subscriptions.length === 0 || subscriptions.some((each) => !known.includes(each)))) {
    return recordInvalid('Subscriptions Invalid events', ['subscriptions'])
  }
  return undefined
}

function create(call: Call): Answer {
  const wished = wish(call)
  const refused = refusal(call, wished)
  if (refused) return refused
  const { store } = call.core
  const webhook: Webhook = {
    id: store.nextId('webhook'),
    name: wished.name ?? null,
    url: wished.url ?? '',
    subscriptions: wished.subscriptions ?? SUBSCRIPTIONS.slice(0, 8),
    secret: store.random.token(24),
  }
  store.webhooks.set(webhook.id, webhook)
  return ok({ payload: { webhook: webhookShape(call, webhook) } })
}

function update(call: Call): Answer {
  const webhook = call.core.store.webhooks.get(idOf(call, 'webhook'))
  if (!webhook) return notFound()
  const wished = wish(call)
  const refused = refusal(call, wished, webhook)
  if (refused) return refused
  webhook.url = wished.url ?? webhook.url
  webhook.name = wished.name ?? webhook.name
  webhook.subscriptions = wished.subscriptions ?? webhook.subscriptions
  return ok({ payload: { webhook: webhookShape(call, webhook) } })
}

/** Administrators only. There is no way to renew a secret but to delete and create. */
export const webhookRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: BASE,
    access: 'admin',
    answer: (call) =>
      ok({ payload: { webhooks: [...call.core.store.webhooks.values()].map((each) => webhookShape(call, each)) } }),
  },
  { method: 'POST', path: BASE, access: 'admin', answer: create },
  { method: 'PATCH', path: `${BASE}/:webhook`, access: 'admin', answer: update },
  {
    method: 'DELETE',
    path: `${BASE}/:webhook`,
    access: 'admin',
    answer: (call) => (call.core.store.webhooks.delete(idOf(call, 'webhook')) ? ok() : notFound()),
  },
]
