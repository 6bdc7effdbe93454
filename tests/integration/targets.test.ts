import { SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engines } from '#infra/local/engines/engines'
import { targetBook } from '#messaging/target-book'
import { topicPublisher } from '#messaging/target-sns'
import { targets } from '#messaging/targets'
import { aNotice } from '#tests/support/notices'
import { recorder } from '#tests/support/recorder'
import { configOf, startWithManualClock } from './engines/under-test.ts'

let engines: Engines
beforeAll(async () => {
  engines = (await startWithManualClock()).engines
})
afterAll(() => engines.stop())

const deliverer = (defaultTopicArn: string) => {
  const { log } = recorder()
  return targets({
    book: targetBook({ now: Date.now, readSecret: async () => '{}', log }),
    post: async () => ({ kind: 'unanswered', why: 'ADDRESS' }),
    publish: topicPublisher(new SNSClient(configOf(engines.url))),
    defaultTopicArn,
    mustExist: true,
    log,
  })
}

describe('notices over SNS', () => {
  it('arrive with subject, text, severity, action and key', async () => {
    const topicArn = engines.sns.createTopic('on-call')
    const { deliver } = deliverer(topicArn)
    expect(await deliver('nobody', aNotice({ title: 'Größe', lines: [], links: [] }))).toMatchObject({
      kind: 'refused',
    })
    expect(engines.sns.published(topicArn)).toMatchObject([
      {
        subject: '[could not reach nobody] Gro?e',
        message: expect.stringContaining('[could not reach nobody] Größe\n\ncritical |') as string,
        messageAttributes: {
          severity: { DataType: 'String', StringValue: 'critical' },
          action: { DataType: 'String', StringValue: 'trigger' },
          key: { DataType: 'String', StringValue: 'breach-forecast:shop:billing' },
        },
      },
    ])
  })

  it('throw when the topic is gone', async () => {
    const { deliver } = deliverer('arn:aws:sns:eu-west-1:000000000000:gone')
    await expect(deliver('on-call', aNotice())).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})
