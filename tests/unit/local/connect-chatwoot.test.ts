import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseAccess } from '#chatwoot/access'
import { type Chatwoot, startChatwoot } from '#infra/local/chatwoot/server'
import { manualClock } from '#infra/local/clock'
import { connectChatwoot } from '#infra/local/connect-chatwoot'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import type { Resources } from '#infra/local/resources'
import { resourcesOf } from './assemblies.ts'

const clock = manualClock(Date.UTC(2026, 10, 2, 9))
let engines: Engines
let chatwoot: Chatwoot
let resources: Resources

beforeEach(async () => {
  engines = await startEngines({ clock })
  chatwoot = await startChatwoot({ clock })
  engines.secrets.ensure({ name: 'accounts', secretString: '{}' })
  resources = resourcesOf({
    App: {
      Outputs: {
        AccountsSecretArn: { Value: 'accounts' },
        WebhookUrl: { Value: 'http://127.0.0.1:4400/webhooks/chatwoot/{accountKey}' },
      },
    },
  })
})
afterEach(async () => {
  await chatwoot.close()
  await engines.stop()
})

const access = () => ({ url: chatwoot.url, token: chatwoot.adminToken, accountId: chatwoot.accountId })
const accounts = () => JSON.parse(engines.secrets.get('accounts') ?? '')
const webhooks = () => [...chatwoot.store.webhooks.values()]

test('registers the webhook and writes the account with its secret', async () => {
  const connection = await connectChatwoot({ engines, resources }, access())
  expect(webhooks()).toMatchObject([{ url: connection.webhookUrl, secret: connection.webhookSecret }])
  expect(accounts()).toEqual({
    [connection.accountKey]: {
      account: 'shop',
      chatwootAccountId: 1,
      secrets: [connection.webhookSecret],
      unsigned: false,
    },
  })
  expect(connection.accountKey).toMatch(/^[\w-]{24}$/)
  expect(connection.webhookUrl).toBe(`http://127.0.0.1:4400/webhooks/chatwoot/${connection.accountKey}`)
})

test('a second time keeps the key and takes the earlier webhook over', async () => {
  const first = await connectChatwoot({ engines, resources }, access())
  const second = await connectChatwoot({ engines, resources }, access())
  expect([second.accountKey, second.webhookSecret]).toEqual([first.accountKey, first.webhookSecret])
  expect(webhooks()).toHaveLength(1)
})

test('leaves accounts that were registered by hand alone', async () => {
  const byHand = { account: 'outlet', chatwootAccountId: 2, secrets: ['EXAMPLEsecret'], unsigned: false }
  engines.secrets.put('accounts', JSON.stringify({ 'key-of-the-outlet': byHand }))
  const { accountKey } = await connectChatwoot({ engines, resources }, access())
  expect(accounts()).toEqual({
    'key-of-the-outlet': byHand,
    [accountKey]: expect.objectContaining({ account: 'shop' }),
  })
})

describe('the secret by which actions are performed', () => {
  const withActions = resourcesOf({
    App: {
      Outputs: {
        AccountsSecretArn: { Value: 'accounts' },
        ChatwootSecretArn: { Value: 'chatwoot' },
        WebhookUrl: { Value: 'http://127.0.0.1:4400/webhooks/chatwoot/{accountKey}' },
      },
    },
  })
  const written = () => JSON.parse(engines.secrets.get('chatwoot') ?? '')

  test('is written for the local account, in the form that act reads', async () => {
    engines.secrets.ensure({ name: 'chatwoot', secretString: '{}' })
    await connectChatwoot({ engines, resources: withActions }, access())
    expect(written()).toEqual({ shop: { baseUrl: chatwoot.url, accountId: 1, token: chatwoot.adminToken } })
    expect(parseAccess(JSON.stringify(written())).problems).toEqual([])
  })

  test('keeps what was put there by hand', async () => {
    const outlet = { baseUrl: 'https://chat.example.com', accountId: 2, token: 'EXAMPLEtoken00000001' }
    engines.secrets.ensure({ name: 'chatwoot', secretString: JSON.stringify({ outlet, shop: outlet }) })
    await connectChatwoot({ engines, resources: withActions }, access())
    expect(written()).toEqual({ outlet, shop: expect.objectContaining({ baseUrl: chatwoot.url }) })
  })
})

test('takes the webhook away again', async () => {
  await (await connectChatwoot({ engines, resources }, access())).disconnect()
  expect(webhooks()).toEqual([])
})

test('says what to look at when Chatwoot refuses, and never says the token', async () => {
  const failure = async (change: object) => {
    try {
      await connectChatwoot({ engines, resources }, { ...access(), ...change })
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
    return 'connected'
  }
  const wrongToken = await failure({ token: 'not-the-token' })
  expect(wrongToken).toMatch(/answered 401 .*administrator/)
  expect(wrongToken).not.toContain('not-the-token')
  expect(await failure({ url: 'http://127.0.0.1:1' })).toMatch(/cannot be reached/)
})

test('a template without the outputs is refused', async () => {
  await expect(connectChatwoot({ engines, resources: resourcesOf({ App: {} }) }, access())).rejects.toThrow(
    /needs the outputs/,
  )
})
