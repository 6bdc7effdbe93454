import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepAliveHttp } from '#chatwoot/http-call'
import { realClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { checkChatwoot } from '#infra/ops/check-chatwoot'
import { runOps } from '#tests/support/run-ops'
import { chatwootSetting, type Setting } from './chatwoot-stand-in-setting.ts'

let engines: Engines
let client: SecretsManagerClient
let setting: Setting
beforeAll(async () => {
  engines = await startEngines({ clock: realClock({ speed: 1 }) })
  setting = await chatwootSetting()
  client = new SecretsManagerClient({
    endpoint: engines.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await client.send(new CreateSecretCommand({ Name: 'backdesk/dev/chatwoot', SecretString: '{}' }))
})
afterAll(async () => {
  await setting.close()
  await engines.stop()
})

const ops = (words: string, input = '') => runOps(engines.url, words, input)
const stored = async (): Promise<unknown> =>
  JSON.parse((await client.send(new GetSecretValueCommand({ SecretId: 'backdesk/dev/chatwoot' }))).SecretString ?? '')

describe('npm run ops -- chatwoot', () => {
  it('takes a token from standard input, says whether it works, never shows it, and forgets it', async () => {
    const { url, accountId, adminToken } = setting.chatwoot
    expect((await ops('chatwoot list')).out).toContain('Backdesk may act nowhere yet')
    const set = await ops(
      `chatwoot set --account shop --url ${url}/ --chatwoot-account ${accountId}`,
      `${adminToken}\n`,
    )
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('chatwoot check --account shop') })
    expect(await stored()).toEqual({ shop: { baseUrl: url, accountId, token: adminToken } })

    const listed = await ops('chatwoot list')
    const checked = await ops('chatwoot check')
    expect(listed.out).toContain(`shop\t${url}\tChatwoot account ${accountId}`)
    expect(checked).toMatchObject({
      code: 0,
      out: expect.stringContaining('shop\tworks\tChatwoot 4.15.1\tadministrator'),
    })
    expect(`${set.out}${listed.out}${checked.out}${checked.err}`).not.toContain(adminToken)

    expect((await ops('chatwoot remove --account shop')).code).toBe(0)
    expect(await stored()).toEqual({})
  })

  it.each([
    ['chatwoot set --account shop --chatwoot-account 3', '--url URL is missing'],
    ['chatwoot set --account shop --url chat --chatwoot-account 3', '--url must be'],
    ['chatwoot remove --account nobody', 'no account nobody'],
    ['chatwoot check --account nobody', 'no account nobody'],
    ['chatwoot paint', 'unknown command'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await ops(words, 'EXAMPLEtoken00000001')
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })

  it('exit code 3 when a token does not work', async () => {
    const { url, accountId } = setting.chatwoot
    await ops(`chatwoot set --account shop --url ${url} --chatwoot-account ${accountId}`, 'EXAMPLErevokedtoken')
    const { code, out } = await ops('chatwoot check --json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject([{ account: 'shop', works: false, version: '4.15.1', role: null }])
  })
})

describe('checking a token', () => {
  const check = (changes: object) => {
    const { url, accountId, adminToken } = setting.chatwoot
    return checkChatwoot({ baseUrl: url, accountId, token: adminToken, ...changes }, keepAliveHttp())
  }
  const tokenOf = (role: string) => {
    const operator = [...setting.chatwoot.store.operators.values()].find((each) => each.role === role)
    return operator?.accessToken ?? ''
  }

  it("warns of an agent's", async () => {
    const { works, role, remarks } = await check({ token: tokenOf('agent') })
    expect([works, role]).toEqual([true, 'agent'])
    expect(remarks).toContain('an agent-role token that opens a conversation becomes its assignee')
  })

  it.each([
    ['that is refused', { token: 'EXAMPLErevokedtoken' }, 'refuses the token'],
    ['of somebody who is not in the account', { accountId: 99 }, 'no member of Chatwoot account 99'],
    ['for an address where nobody is', { baseUrl: 'http://127.0.0.1:1' }, 'not_connected'],
  ])('says what is wrong with one %s', async (_name, changes, remark) => {
    const { works, remarks } = await check(changes)
    expect([works, remarks]).toEqual([false, [expect.stringContaining(remark)]])
  })

  it('says what to expect of an old server', async () => {
    const { url, accountId, adminToken } = setting.chatwoot
    const http = keepAliveHttp()
    const old: typeof http = async (request) => {
      const answer = await http(request)
      return request.url.endsWith('/api') && answer.kind === 'answered'
        ? { ...answer, body: JSON.stringify({ version: '4.10.0' }) }
        : answer
    }
    const { works, version, remarks } = await checkChatwoot({ baseUrl: url, accountId, token: adminToken }, old)
    expect([works, version]).toEqual([true, '4.10.0'])
    expect(remarks).toEqual([
      expect.stringContaining('does not sign'),
      expect.stringContaining('does not name the account'),
    ])
    expect((await check({})).remarks).toEqual([])
  })
})
