import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jsonPoster } from '#messaging/https-json'
import { targetBook } from '#messaging/target-book'
import type { TargetConfig } from '#messaging/target-config'
import { pagerDutyEvent } from '#messaging/target-pagerduty'
import { slackMessage } from '#messaging/target-slack'
import { type TopicMessage, topicMessage } from '#messaging/target-sns'
import { teamsMessage } from '#messaging/target-teams'
import { targets } from '#messaging/targets'
import { type HttpReceiver, httpReceiver, type Reply } from '#tests/support/http-receiver'
import { aNotice } from '#tests/support/notices'
import { recorder } from '#tests/support/recorder'

const ON_CALL_ARN = 'arn:aws:sns:eu-west-1:000000000000:on-call'
const LEADS_ARN = 'arn:aws:sns:eu-west-1:000000000000:leads'
const ROUTING_KEY = 'k'.repeat(32)
const SECRET_PATH = '/services/very-secret-path'

let receiver: HttpReceiver | undefined
beforeEach(() => {
  receiver = undefined
})
afterEach(() => receiver?.close())

type Setting = {
  readonly replies?: readonly Reply[]
  readonly document?: (url: string) => Record<string, TargetConfig | object> | 'unreadable'
  /** ARNs that take nothing. */
  readonly closed?: readonly string[]
  readonly mustExist?: boolean
}

/** Targets over a real receiver, with topics that remember. */
async function aSetting({
  replies = [{ status: 202 }],
  document = () => ({}),
  closed = [],
  mustExist = true,
}: Setting = {}) {
  const receiving = await httpReceiver(...replies)
  receiver = receiving
  const published: { topicArn: string; message: TopicMessage }[] = []
  const { log, lines } = recorder()
  const { deliver } = targets({
    book: targetBook({
      now: Date.now,
      readSecret: async () => {
        const entries = document(`${receiving.url}${SECRET_PATH}`)
        if (entries === 'unreadable') throw new Error('down')
        return JSON.stringify(entries)
      },
      log,
    }),
    post: jsonPoster({ now: Date.now, random: () => 0, wait: async () => {} }),
    publish: async (topicArn, message) => {
      if (closed.includes(topicArn))
        throw Object.assign(new Error(`no ${topicArn}`), {
          name: 'NotFoundException',
          $metadata: { httpStatusCode: 404 },
        })
      published.push({ topicArn, message })
    },
    defaultTopicArn: ON_CALL_ARN,
    mustExist,
    log,
  })
  return { deliver, published, lines, received: receiving.received }
}

const pager = (url: string): Record<string, TargetConfig> => ({
  pager: { kind: 'pagerduty', routingKey: ROUTING_KEY, url },
})
const slack = (url: string): Record<string, TargetConfig> => ({ leads: { kind: 'slack', url } })
const teams = (url: string): Record<string, TargetConfig> => ({ leads: { kind: 'teams', url } })

describe('a notice', () => {
  it('to a name that needs no entry goes to the default topic, and says whom it was meant for', async () => {
    const { deliver, published, lines } = await aSetting({ mustExist: false })
    expect(await deliver('leads', aNotice())).toEqual({ target: 'leads', kind: 'delivered' })
    expect(published).toMatchObject([{ topicArn: ON_CALL_ARN }])
    expect(published[0]?.message.message).toContain('[leads]')
    expect(lines).toEqual([])
  })

  it('reaches PagerDuty', async () => {
    const { deliver, received, published } = await aSetting({ document: pager })
    expect(await deliver('pager', aNotice())).toEqual({ target: 'pager', kind: 'delivered' })
    expect(received).toMatchObject([{ path: SECRET_PATH, body: pagerDutyEvent(ROUTING_KEY, aNotice()) }])
    expect(published).toEqual([])
  })

  it('reaches Slack', async () => {
    const { deliver, received } = await aSetting({ document: slack, replies: [{ status: 200, body: 'ok' }] })
    expect(await deliver('leads', aNotice())).toEqual({ target: 'leads', kind: 'delivered' })
    expect(received.map(({ body }) => body)).toEqual([slackMessage(aNotice())])
  })

  it('reaches Teams', async () => {
    const { deliver, received } = await aSetting({ document: teams })
    expect(await deliver('leads', aNotice())).toEqual({ target: 'leads', kind: 'delivered' })
    expect(received.map(({ body }) => body)).toEqual([teamsMessage(aNotice())])
  })

  it('reaches a topic of its own', async () => {
    const { deliver, published } = await aSetting({ document: () => ({ leads: { kind: 'sns', topicArn: LEADS_ARN } }) })
    expect(await deliver('leads', aNotice())).toEqual({ target: 'leads', kind: 'delivered' })
    expect(published).toEqual([{ topicArn: LEADS_ARN, message: topicMessage(aNotice()) }])
  })

  it('reaches the on-call topic under the name on-call, while nothing else bears it', async () => {
    const { deliver, published, lines } = await aSetting()
    expect(await deliver('on-call', aNotice())).toEqual({ target: 'on-call', kind: 'delivered' })
    expect(published).toEqual([{ topicArn: ON_CALL_ARN, message: topicMessage(aNotice()) }])
    expect(lines).toEqual([])
  })

  it('reaches what was given the name on-call', async () => {
    const { deliver, received, published } = await aSetting({
      document: (url) => ({ 'on-call': { kind: 'pagerduty', routingKey: ROUTING_KEY, url } }),
    })
    expect(await deliver('on-call', aNotice())).toEqual({ target: 'on-call', kind: 'delivered' })
    expect(received).toHaveLength(1)
    expect(published).toEqual([])
  })
})

describe('a notice that its target does not take', () => {
  const instead = '; went to the default topic instead'

  it.each<[string, string, Setting, number, string]>([
    ['a name nobody knows', 'nobody', {}, 0, 'no target has this name'],
    ['an ill-formed entry', 'leads', { document: () => ({ leads: { kind: 'fax' } }) }, 0, 'its entry is ill-formed'],
    ['targets that cannot be read', 'on-call', { document: () => 'unreadable' }, 0, 'the targets cannot be read'],
    [
      'a refusal by PagerDuty',
      'pager',
      {
        document: pager,
        replies: [{ status: 400, body: '{"status":"invalid event","message":"Event object is invalid"}' }],
      },
      400,
      'HTTP 400, invalid event',
    ],
    ['a 200 that is not PagerDuty speaking', 'pager', { document: pager, replies: [{ status: 200 }] }, 200, 'HTTP 200'],
    [
      'a revoked webhook',
      'leads',
      { document: slack, replies: [{ status: 404, body: 'no_service' }] },
      404,
      'HTTP 404, no_service',
    ],
    [
      'a 200 with which Teams says no',
      'leads',
      {
        document: teams,
        replies: [{ status: 200, body: 'Webhook message delivery failed with error: HTTP error 413' }],
      },
      200,
      'HTTP 200',
    ],
    [
      'too many messages',
      'leads',
      { document: slack, replies: [{ status: 429, body: 'rate_limited' }] },
      429,
      'HTTP 429, rate_limited',
    ],
    ['dropped connections', 'leads', { document: teams, replies: ['drop'] }, 0, 'no answer: ECONNRESET'],
    [
      'a topic that is gone',
      'leads',
      { document: () => ({ leads: { kind: 'sns', topicArn: LEADS_ARN } }), closed: [LEADS_ARN] },
      404,
      'SNS: NotFoundException',
    ],
  ])('goes to the on-call topic and says so: %s', async (_case, name, setting, status, detail) => {
    const { deliver, published, lines } = await aSetting(setting)
    expect(await deliver(name, aNotice())).toEqual({ target: name, kind: 'refused', status, detail: detail + instead })
    const title = `[could not reach ${name}] ${aNotice().title}`
    expect(published).toEqual([{ topicArn: ON_CALL_ARN, message: topicMessage(aNotice({ title })) }])
    expect(lines.at(-1)).toMatchObject({ level: 'warn', code: 'target_refused', fields: { target: name, status } })
  })

  it('is still called a drill first', async () => {
    const { deliver, published } = await aSetting()
    await deliver('nobody', aNotice({ drill: true, title: 'Weekly drill' }))
    expect(published[0]?.message.subject).toBe('[Drill] [could not reach nobody] Weekly drill')
  })

  it('is a fault when the on-call topic does not take it either, so that the queue tries again', async () => {
    const { deliver } = await aSetting({ closed: [ON_CALL_ARN] })
    await expect(deliver('nobody', aNotice())).rejects.toMatchObject({ name: 'NotFoundException' })
    await expect(deliver('on-call', aNotice())).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  it('tells nobody the address or the key, even if the receiver repeats them', async () => {
    const echo = JSON.stringify({ status: ROUTING_KEY, message: SECRET_PATH, errors: [ROUTING_KEY] })
    for (const document of [pager, slack, teams]) {
      const { deliver, published, lines } = await aSetting({ document, replies: [{ status: 403, body: echo }] })
      const told = JSON.stringify([await deliver(document === pager ? 'pager' : 'leads', aNotice()), published, lines])
      expect(told).not.toContain(ROUTING_KEY)
      expect(told).not.toContain('very-secret')
      expect(told).not.toContain('127.0.0.1')
      await receiver?.close()
    }
  })
})
