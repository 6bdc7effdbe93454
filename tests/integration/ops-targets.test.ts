import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { type HttpReceiver, httpReceiver } from '#tests/support/http-receiver'
import { runOps } from '#tests/support/run-ops'

const ROUTING_KEY = 'k'.repeat(32)
let engines: Engines
let secrets: SecretsManagerClient
let receiver: HttpReceiver
beforeAll(async () => {
  engines = await startEngines({ clock: realClock({ speed: 1 }) })
  secrets = new SecretsManagerClient({
    endpoint: engines.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await secrets.send(new CreateSecretCommand({ Name: 'backdesk/dev/targets', SecretString: '{}' }))
  engines.sns.createTopic('Backdesk-dev-App-AlarmsOnCall1A2B3C4D')
  receiver = await httpReceiver({ status: 202 }, { status: 404, body: 'no_service' })
})
afterAll(async () => {
  await receiver.close()
  await engines.stop()
})

const ops = (words: string, input = '') => runOps(engines.url, words, input)

const stored = async (): Promise<unknown> =>
  JSON.parse((await secrets.send(new GetSecretValueCommand({ SecretId: 'backdesk/dev/targets' }))).SecretString ?? '')

describe('npm run ops -- targets', () => {
  it('sets a target from standard input, tests it, says when it refuses, and forgets it', async () => {
    const hook = `${receiver.url}/very-secret-path`
    expect((await ops('targets set --target leads --kind slack', `${hook}\n`)).code).toBe(0)
    const pager = await ops(`targets set --target pager --kind pagerduty --events-url ${receiver.url}`, ROUTING_KEY)
    expect(pager.code).toBe(0)
    expect(await stored()).toEqual({
      leads: { kind: 'slack', url: hook },
      pager: { kind: 'pagerduty', routingKey: ROUTING_KEY, url: receiver.url },
    })

    const listed = await ops('targets list')
    expect(listed.out).toContain(`leads\tslack\t${new URL(receiver.url).host}\n`)
    expect(listed.out).not.toMatch(/very-secret|kkkk/)

    const taken = await ops('targets test --target pager --json')
    expect({ code: taken.code, said: JSON.parse(taken.out) }).toEqual({
      code: 0,
      said: { target: 'pager', kind: 'delivered' },
    })
    expect(receiver.received.at(-1)?.body).toMatchObject({
      event_action: 'trigger',
      payload: { summary: '[Drill] Backdesk dev: test of the target pager', severity: 'info', group: 'drill' },
    })

    const refused = await ops('targets test --target leads')
    expect(refused).toEqual({ code: 3, out: 'leads refused the drill: HTTP 404, no_service\n', err: '' })

    expect((await ops('targets remove --target leads')).code).toBe(0)
    expect((await ops('targets remove --target pager')).code).toBe(0)
    expect(await stored()).toEqual({})
  })

  it('finds the on-call topic by itself', async () => {
    expect((await ops('targets test --target on-call')).code).toBe(0)
    expect(engines.sns.published()).toMatchObject([
      {
        topicArn: 'arn:aws:sns:eu-west-1:000000000000:Backdesk-dev-App-AlarmsOnCall1A2B3C4D',
        subject: '[Drill] Backdesk dev: test of the target on-call',
        messageAttributes: { severity: { DataType: 'String', StringValue: 'info' } },
      },
    ])
  })

  it.each([
    ['targets set --target leads', '--kind slack|teams|pagerduty|sns is missing'],
    ['targets set --target leads --kind slack', 'standard input is blank'],
    ['targets test --target nobody', 'no target nobody'],
    ['targets paint', 'unknown command'],
    ['targets', 'unknown command'],
    ['targets list --unsigned', '--unsigned is no option here'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await ops(words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })
})
