import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '#infra/local/clock'
import { type CanaryStore, canaryStore } from '#store/canary'
import { switchStore } from '#store/switches'
import { START_MS } from '#tests/support/builders'
import { runOps } from '#tests/support/run-ops'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'
import { chatwootSetting, type Setting } from './chatwoot-stand-in-setting.ts'

const MINUTE_MS = 60_000

let desk: DeskTable
let setting: Setting
let secrets: SecretsManagerClient
let canaries: CanaryStore
let nowMs = START_MS

beforeAll(async () => {
  desk = await startDeskTable(manualClock(START_MS))
  setting = await chatwootSetting()
  canaries = canaryStore({ client: desk.client, table: TABLE })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  secrets = new SecretsManagerClient({ endpoint: desk.engines.url, region: 'eu-west-1', credentials })
  const accounts = Object.fromEntries(
    ['shop', 'outlet'].map((account) => [`key-${account}`, { account, chatwootAccountId: 1, secrets: [] }]),
  )
  const create = (name: string, document: object) =>
    secrets.send(new CreateSecretCommand({ Name: `backdesk/dev/${name}`, SecretString: JSON.stringify(document) }))
  await create('accounts', accounts)
  await create('chatwoot', {})
  desk.engines.control.set('outputs', () => ({ body: { TableName: TABLE, DeadlinesQueueUrl: 'http://queue' } }))
  desk.engines.control.set('clock', () => ({ body: { nowMs, speed: 0 } }))
}, 60_000)
afterAll(async () => {
  secrets?.destroy()
  await setting?.close()
  await desk?.stop()
})
beforeEach(async () => {
  nowMs = START_MS
  await withToken(setting.chatwoot.adminToken)
})

const ops = (words: string) => runOps(desk.engines.url, words)
const asked = async (words: string) => {
  const { code, out, err } = await ops(`${words} --json`)
  return { code, err, told: out === '' ? undefined : JSON.parse(out) }
}
async function withToken(token: string): Promise<void> {
  const { url, accountId } = setting.chatwoot
  const SecretString = JSON.stringify({ shop: { baseUrl: url, accountId, token } })
  await secrets.send(new PutSecretValueCommand({ SecretId: 'backdesk/dev/chatwoot', SecretString }))
}
const inbox = (name: 'website' | 'email' | 'messenger' | 'wholesale') => setting.chatwoot.shop.inboxes[name].id
const conversations = () => [...setting.chatwoot.store.conversations.values()]
const contacts = () =>
  [...setting.chatwoot.store.contacts.values()].filter(({ identifier }) => identifier === 'backdesk-canary')

describe('npm run ops -- canary', () => {
  it('makes one resolved conversation however often it is switched on, and is off when it is switched off', async () => {
    expect(await ops('canary status --account shop')).toMatchObject({ code: 0, out: 'shop: it has no canary\n' })
    const words = `canary on --account shop --inbox ${inbox('wholesale')}`
    const first = await asked(words)
    const [made, ...others] = conversations()
    expect({ code: first.code, err: first.err, others }).toEqual({ code: 0, err: '', others: [] })
    expect(made).toMatchObject({ inboxId: inbox('wholesale'), status: 'resolved', assigneeId: null })
    expect(first.told).toMatchObject({ on: true, made: true, changed: true, conversationId: made?.displayId })
    expect(contacts()).toMatchObject([{ name: 'Backdesk canary' }])
    expect(await canaries.read('shop')).toEqual({
      on: true,
      inboxId: inbox('wholesale'),
      contactId: contacts()[0]?.id,
      conversationId: made?.displayId,
      sinceMs: START_MS,
      ...{ lastSentAtMs: null, lastHeardAtMs: null, lagMs: null },
    })

    await canaries.heard('shop', { atMs: START_MS + MINUTE_MS, lagMs: 1_400 })
    expect((await asked(words)).told).toMatchObject({ on: true, made: false, changed: false })
    expect(await canaries.read('shop')).toMatchObject({ lastHeardAtMs: START_MS + MINUTE_MS })

    expect(await ops('canary off --account shop')).toMatchObject({ code: 0, out: expect.stringContaining('is off') })
    expect(await canaries.read('shop')).toMatchObject({ on: false, conversationId: made?.displayId })
    expect((await asked('canary off --account shop')).told).toMatchObject({ changed: false })
    expect((await asked(words)).told).toMatchObject({ on: true, made: false, changed: true })
    expect([conversations().length, contacts().length]).toEqual([1, 1])
  }, 120_000)

  it('makes another when its conversation was deleted, resolves one that a bot holds, and finds again what is not stored', async () => {
    const words = `canary on --account shop --inbox ${inbox('messenger')}`
    const { conversationId } = (await asked(words)).told
    expect(setting.chatwoot.store.conversation(conversationId)?.status).toBe('resolved')
    await canaries.put('shop', { on: false, inboxId: 999, contactId: 999, conversationId: 999, sinceMs: START_MS })
    expect((await asked(words)).told).toMatchObject({ conversationId, made: false })
    setting.chatwoot.actions.deleteConversation(conversationId)
    const again = (await asked(words)).told
    expect(again).toMatchObject({ made: true, changed: true })
    expect(again.conversationId).not.toBe(conversationId)
    expect(contacts()).toHaveLength(1)
  }, 120_000)

  it('says when it was heard and how long that took, and by exit code 1 that it is silent', async () => {
    const seat = { inboxId: 4, contactId: 5, conversationId: 6 }
    await canaries.put('shop', { on: true, ...seat, sinceMs: START_MS })
    await canaries.sent('shop', START_MS + 5 * MINUTE_MS)
    await canaries.heard('shop', { atMs: START_MS + 5 * MINUTE_MS, lagMs: 1_400 })
    nowMs = START_MS + 20 * MINUTE_MS
    const heard = await ops('canary status')
    expect(heard).toMatchObject({ code: 0, out: expect.stringContaining('lag\t1.4 s from Chatwoot to the bus') })
    expect(heard.out).toContain('conversation 6 of inbox 4')
    expect(heard.out).toContain('outlet: it has no canary')

    nowMs += MINUTE_MS
    const silent = await ops('canary status --account shop')
    expect(silent).toMatchObject({ code: 1, out: expect.stringContaining('SILENT') })
    expect((await asked('canary status')).told).toMatchObject([{ silent: true }, { silent: false }])

    const switches = switchStore({ client: desk.client, table: TABLE })
    await switches.switchOff({ account: 'shop', name: 'canary', reason: 'Test', by: 'test', atMs: nowMs })
    const stopped = await ops('canary status --account shop')
    expect(stopped).toMatchObject({ code: 0, out: expect.stringContaining('the switch canary is off') })
  }, 120_000)

  it.each([
    ['canary on --account shop --inbox 999', 'Chatwoot has no inbox 999 that the token'],
    ['canary on --account shop --inbox EMAIL', 'will not do: in it a contact needs an address'],
    ['canary on --account shop --inbox website', '--inbox must be the number of an inbox'],
    ['canary on --account shop', '--inbox ID is missing'],
    ['canary on --inbox 4', '--account SLUG is missing'],
    ['canary on --account nobody --inbox 4', 'there is no account nobody'],
    ['canary on --account outlet --inbox 4', 'account outlet has no token of Chatwoot here'],
    ['canary off', '--account SLUG is missing'],
    ['canary off --account shop --inbox 4', 'canary off takes no --inbox'],
    ['canary sing', 'unknown command'],
  ])(
    '%s: exit code 2, a sentence, and nothing is made',
    async (words, sentence) => {
      const before = [conversations().length, contacts().length]
      const { code, err } = await ops(words.replace('EMAIL', String(inbox('email'))))
      expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
      expect([conversations().length, contacts().length]).toEqual(before)
    },
    60_000,
  )

  it('exit code 3 and a sentence without the token when Chatwoot refuses it', async () => {
    await withToken('EXAMPLErevokedtoken')
    const { code, out, err } = await ops(`canary on --account shop --inbox ${inbox('wholesale')}`)
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('refuses the token') as string })
    expect(`${out}${err}`).not.toContain('EXAMPLErevokedtoken')
  }, 60_000)
})
