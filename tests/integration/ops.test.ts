import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { runOps } from '#tests/support/run-ops'

let engines: Engines
let client: SecretsManagerClient
beforeAll(async () => {
  engines = await startEngines({ clock: realClock({ speed: 1 }) })
  client = new SecretsManagerClient({
    endpoint: engines.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await client.send(new CreateSecretCommand({ Name: 'backdesk/dev/accounts', SecretString: '{}' }))
})
afterAll(() => engines.stop())

const ops = (words: string, input = '') => runOps(engines.url, words, input)

const stored = async (): Promise<Record<string, { secrets: string[] }>> =>
  JSON.parse(
    (await client.send(new GetSecretValueCommand({ SecretId: 'backdesk/dev/accounts' }))).SecretString ?? '{}',
  ) as Record<string, { secrets: string[] }>

describe('npm run ops -- accounts', () => {
  it('registers an account, takes its secret from standard input, rotates, and forgets it', async () => {
    const added = await ops('accounts add --account shop --chatwoot-account 3 --json')
    expect(added.code).toBe(0)
    const { webhookPath } = JSON.parse(added.out) as { webhookPath: string }
    expect(webhookPath).toMatch(/^\/webhooks\/chatwoot\/[\w-]{32}$/)
    const key = webhookPath.split('/').at(-1) ?? ''

    expect((await ops('accounts secret --account shop', 'first-secret\n')).code).toBe(0)
    expect((await ops('accounts secret --account shop', 'second-secret\n')).code).toBe(0)
    expect((await stored())[key]?.secrets).toEqual(['second-secret', 'first-secret'])

    const listed = await ops('accounts list')
    expect(listed.out).toContain('shop\tChatwoot account 3\tsigned')
    expect(listed.out).not.toContain(key)
    expect(listed.out).not.toContain('second-secret')

    expect((await ops('accounts url --account shop')).out.trim()).toBe(webhookPath)
    expect((await ops('accounts drop-old --account shop')).code).toBe(0)
    expect((await stored())[key]?.secrets).toEqual(['second-secret'])
    expect((await ops('accounts remove --account shop')).code).toBe(0)
    expect(await stored()).toEqual({})
  })

  it.each([
    ['accounts add --account Shop --chatwoot-account 3', '--account must match'],
    ['accounts remove --account nobody', 'no account nobody'],
    ['accounts paint', 'unknown command'],
    ['nonsense', 'unknown command'],
    ['accounts list --colour', "Unknown option '--colour'"],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await ops(words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })

  it('exit code 3 when the deployment has no such secret', async () => {
    const { code, err } = await ops('accounts list --env prod')
    expect(code).toBe(3)
    expect(err).toContain('secret')
  })
})
