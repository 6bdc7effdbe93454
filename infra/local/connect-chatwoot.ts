import { randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isObject, type Json, type JsonObject, parseJson } from './json.ts'
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

/** What Backdesk makes use of; typing and contact noise is left out. */
const SUBSCRIPTIONS = [
  'conversation_created',
  'conversation_updated',
  'conversation_status_changed',
  'message_created',
  'message_updated',
  'webwidget_triggered',
]

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
  const { id, secret } = await register(chatwoot, webhookUrl)
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
    disconnect: async () => void (await call(chatwoot, { method: 'DELETE', path: `webhooks/${id}` })),
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
const register = async (chatwoot: ChatwootAccess, url: string): Promise<{ id: number; secret: string }> => {
  const { payload } = await call(chatwoot, { method: 'GET', path: 'webhooks' })
  const known = isObject(payload) && Array.isArray(payload.webhooks) ? payload.webhooks : []
  const earlier = known.find((webhook) => isObject(webhook) && webhook.url === url)
  const body = { url, name: 'Backdesk on a developer machine', subscriptions: SUBSCRIPTIONS }
  const answer = isObject(earlier)
    ? await call(chatwoot, { method: 'PATCH', path: `webhooks/${String(earlier.id)}`, body })
    : await call(chatwoot, { method: 'POST', path: 'webhooks', body })
  const webhook = isObject(answer.payload) && isObject(answer.payload.webhook) ? answer.payload.webhook : {}
  if (typeof webhook.id !== 'number') throw new Error(`${chatwoot.url} answered without a webhook`)
  // servers before 4.11.2 do not sign (CONTRACT (a))
  return { id: webhook.id, secret: typeof webhook.secret === 'string' ? webhook.secret : '' }
}

type Call = { method: string; path: string; body?: { [key: string]: Json } }

const TIMEOUT_MS = 10_000

/** @throws Error with the status and what to look at; never with the token. */
const call = (chatwoot: ChatwootAccess, { method, path, body }: Call): Promise<{ [key: string]: Json }> =>
  new Promise((resolve, reject) => {
    const url = new URL(`${chatwoot.url}/api/v1/accounts/${chatwoot.accountId}/${path}`)
    const headers = { api_access_token: chatwoot.token, accept: 'application/json', 'content-type': 'application/json' }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, { method, headers, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const status = response.statusCode ?? 0
        if (status >= 300)
          return reject(new Error(`${chatwoot.url} answered ${status} to ${method} ${path}${advice(status)}`))
        try {
          const answer = parseJson(Buffer.concat(chunks).toString('utf8') || '{}')
          resolve(isObject(answer) ? answer : {})
        } catch (cause) {
          reject(
            new Error(`${chatwoot.url} answered no JSON to ${method} ${path}: is this the address of Chatwoot?`, {
              cause,
            }),
          )
        }
      })
    })
    request.on('timeout', () => request.destroy(new Error(`${chatwoot.url} does not answer`)))
    request.on('error', (cause) => reject(new Error(`${chatwoot.url} cannot be reached: ${cause.message}`, { cause })))
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })

const advice = (status: number): string => {
  if (status === 401) return ": the token must be an administrator's"
  if (status === 404) return ': is the account number right?'
  if (status === 422)
    return ': it may refuse addresses of private networks; use a tunnel, or register the webhook by hand'
  return ''
}
