import { SNSClient } from '@aws-sdk/client-sns'
import { describe, expect, it } from 'vitest'
import { onCallTopicArn } from '#infra/ops/on-call-topic'
import { config, synthesize } from '#tests/infra/templates'
import { fakeAws } from '#tests/support/fake-aws'

const arn = (name: string): string => `arn:aws:sns:eu-west-1:000000000000:${name}`

/** SNS that lists these topics, page by page. */
function topics(...pages: readonly string[][]): SNSClient {
  let nth = 0
  const aws = fakeAws(() => {
    const members = (pages[nth++] ?? []).map((name) => `<member><TopicArn>${arn(name)}</TopicArn></member>`).join('')
    const next = nth < pages.length ? `<NextToken>${nth}</NextToken>` : ''
    const result = `<ListTopicsResult><Topics>${members}</Topics>${next}</ListTopicsResult>`
    return { body: `<ListTopicsResponse>${result}</ListTopicsResponse>` }
  })
  return new SNSClient(aws.config)
}

describe('the on-call topic', () => {
  it('is the one that the template names so, and no other', async () => {
    const { stacks, ofType } = synthesize(config('dev'))
    const named = ofType('AWS::SNS::Topic').map(({ id }) => `${stacks.app.stackName}-${id}-AbCdEf123456`)
    const found = await onCallTopicArn(topics(named), 'dev')
    expect(found).toMatch(/:Backdesk-dev-App-AlarmsOnCall[0-9A-F]{8}-AbCdEf123456$/)
    expect(ofType('AWS::SNS::Topic').filter(({ id }) => found.includes(id))).toHaveLength(1)
  })

  it('is found on a later page, among those of other environments', async () => {
    const client = topics(['Backdesk-prod-App-AlarmsOnCall1', 'other'], ['Backdesk-dev-App-AlarmsOnCall2'])
    expect(await onCallTopicArn(client, 'dev')).toBe(arn('Backdesk-dev-App-AlarmsOnCall2'))
  })

  it('is missed with a sentence where Backdesk is not deployed', async () => {
    await expect(onCallTopicArn(topics([]), 'staging')).rejects.toThrow('there is no topic Backdesk-staging-App')
  })
})
