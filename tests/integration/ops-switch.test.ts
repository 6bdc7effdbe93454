import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '#infra/local/clock'
import { switchBook, switchStore } from '#store/switches'
import { START_MS } from '#tests/support/builders'
import { runOps } from '#tests/support/run-ops'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

let desk: DeskTable
beforeAll(async () => {
  desk = await startDeskTable(manualClock(START_MS))
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const secrets = new SecretsManagerClient({ endpoint: desk.engines.url, region: 'eu-west-1', credentials })
  const SecretString = JSON.stringify({ key: { account: 'shop', chatwootAccountId: 1, secrets: [] } })
  await secrets.send(new CreateSecretCommand({ Name: 'backdesk/dev/accounts', SecretString }))
  secrets.destroy()
  desk.engines.control.set('outputs', () => ({ body: { TableName: TABLE, DeadlinesQueueUrl: 'http://queue' } }))
  desk.engines.control.set('clock', () => ({ body: { nowMs: START_MS } }))
})
afterAll(() => desk.stop())

const ops = (words: string) => runOps(desk.engines.url, words)
const isOff = (account: string, name: string) => {
  const store = switchStore({ client: desk.client, table: TABLE })
  return switchBook(store, { now: Date.now, onFault: () => undefined }).isOff(account, name)
}

describe('npm run ops -- switch', () => {
  it('switches off, shows who did and why, and switches on again', async () => {
    expect(await ops('switch set --name act.assign_operator --off --reason Test')).toMatchObject({ code: 0, err: '' })
    expect(await ops('switch set --name route --off --reason Maintenance --every-account')).toMatchObject({ code: 0 })
    const { out } = await ops('switch list')
    expect(out).toMatch(/^shop\tact\.assign_operator\toff\t.*\tby .+\tTest\n\*\troute\toff\t.*\tMaintenance\n$/)
    expect([await isOff('shop', 'act.assign_operator'), await isOff('outlet', 'act.assign_operator')]).toEqual([
      true,
      false,
    ])
    expect(await isOff('outlet', 'route')).toBe(true)
    await ops('switch clear --name act.assign_operator --account shop')
    await ops('switch clear --name route --every-account')
    expect((await ops('switch list')).out).toBe('Nothing is switched off.\n')
  }, 240_000)

  it.each([
    ['switch set --name act.paint --off --reason x', '--name must be one of outage, act, '],
    ['switch set --name act --reason x', '--off is missing'],
    ['switch set --name act --off', '--reason TEXT is missing'],
    ['switch set --name act --off --reason x --account shop --every-account', 'either --account or --every-account'],
    ['switch set --name act --off --reason x --account nobody', 'there is no account nobody'],
    ['switch paint', 'unknown command'],
  ])(
    '%s: exit code 2 and a sentence',
    async (words, sentence) => {
      const { code, err } = await ops(words)
      expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
    },
    60_000,
  )
})
