import { randomBytes } from 'node:crypto'
import { keepAliveHttp } from '#chatwoot/http-call'
import { WANTED_EVENTS, type WebhookRegistry, webhookRegistry } from '../ops/webhooks/webhook-registry.ts'
import { isObject, type JsonObject, parseJson } from './json.ts'
import type { Runner } from './runner.ts'

/** Where webhooks come from: the stand-in or a real server. */
export type ChatwootAccess = { url: string; token: string; accountId: number }

export type Connection = {
  accountKey: string
  webhookUrl: string
  webhookSecret: string
  /** Takes the webhook away again; for servers that outlive this run. */
  disconnect(): Promise<void>
}

/** Slug of the local account. */
export const LOCAL_ACCOUNT = 'shop'

/**
 * Registers the webhook at Chatwoot and writes the accounts secret, as `npm run ops` does for a deployment; also the
 * Chatwoot secret, by which actions are performed, where the template has one.
 * A key from an earlier run of the same `--data` folder is kept.
 * @throws Error when Chatwoot refuses, or the template has no accounts secret and webhook address.
 */
export const connectChatwoot = async (
  runner: Pick<Runner, 'engines' | 'resources'>,
  chatwoot: ChatwootAccess,
): Promise<Connection> => {
  const secretId = runner.resources.output('AccountsSecretArn')
  const address = runner.resources.output('WebhookUrl')
  if (secretId === undefined || address === undefined) {
    throw new Error('the template needs the outputs AccountsSecretArn and WebhookUrl')
  }
  const known = documentIn(runner, secretId)
  const accountKey = keyOf(known, LOCAL_ACCOUNT) ?? randomBytes(18).toString('base64url')
  const webhookUrl = address.replace('{accountKey}', accountKey)
  const { url, accountId, token } = chatwoot
  const registry = webhookRegistry({ baseUrl: url, accountId, token }, keepAliveHttp())
  const { id, secret } = await register(registry, webhookUrl)
  const account = {
    account: LOCAL_ACCOUNT,
    chatwootAccountId: chatwoot.accountId,
    secrets: [secret],
    unsigned: secret === '',
  }
  runner.engines.secrets.put(secretId, JSON.stringify({ ...known, [accountKey]: account }))
  giveAccess(runner, chatwoot)
  return {
    accountKey,
    webhookUrl,
    webhookSecret: secret,
    disconnect: () => registry.remove(id),
  }
}

/** The same token that registered the webhook: it is an administrator's. */
const giveAccess = (runner: Pick<Runner, 'engines' | 'resources'>, { url, token, accountId }: ChatwootAccess): void => {
  const secretId = runner.resources.output('ChatwootSecretArn')
  if (secretId === undefined) return
  const access = { baseUrl: url, accountId, token }
  runner.engines.secrets.put(secretId, JSON.stringify({ ...documentIn(runner, secretId), [LOCAL_ACCOUNT]: access }))
}

/** What an earlier run of the same folder left, what `npm run ops` has put there included. */
const documentIn = ({ engines }: Pick<Runner, 'engines'>, secretId: string): JsonObject => {
  const value = parseJson(engines.secrets.get(secretId) ?? '{}')
  return isObject(value) ? value : {}
}

const keyOf = (accounts: JsonObject, account: string): string | undefined =>
  Object.entries(accounts).find(([, entry]) => isObject(entry) && entry.account === account)?.[0]

/** A webhook's address is unique in an account: the one of an earlier run is taken over. */
const register = async (registry: WebhookRegistry, url: string): Promise<{ id: number; secret: string }> => {
  const earlier = (await registry.list()).find((webhook) => webhook.url === url)
  const wishes = { url, name: 'Backdesk on a developer machine', subscriptions: WANTED_EVENTS }
  const { id, secret } = await (earlier === undefined ? registry.create(wishes) : registry.change(earlier.id, wishes))
  // servers before 4.11.2 do not sign (CONTRACT (a))
  return { id, secret: secret ?? '' }
}
