import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SEVERITIES } from '#infra/constructs/alarms'
import { at, config, list, alarmParts as parts, type Resource, synthesize, target } from './templates.ts'

const headings = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^## (.+)$/gm)].map(([, title]) => String(title).trim())

const dev = synthesize(config('dev'))
const prod = synthesize(config('prod'))
const alarms = prod.ofType('AWS::CloudWatch::Alarm')

describe('every alarm', () => {
  test.each(alarms.map((alarm) => [String(alarm.Properties.AlarmName), alarm] as const))('%s', (_name, alarm) => {
    const { severity, impact, file, heading } = parts(alarm)
    expect(SEVERITIES).toContain(severity)
    expect(impact?.length).toBeGreaterThan(20)
    expect(String(alarm.Properties.AlarmDescription).length).toBeLessThanOrEqual(1024)
    expect(existsSync(file ?? ''), `${file} exists`).toBe(true)
    expect(headings(file ?? '')).toContain(heading)
    expect(list(alarm.Properties.AlarmActions)).toHaveLength(1)
    expect(alarm.Properties.OKActions).toEqual(alarm.Properties.AlarmActions)
  })
})

test('the runbook has no section whose alarm is gone', () => {
  expect(headings('docs/runbooks/alarms.md').sort()).toEqual(alarms.map((alarm) => parts(alarm).heading).sort())
})

test('every section says what it means, what to do first, and how to tell that it is over', () => {
  const sections = readFileSync('docs/runbooks/alarms.md', 'utf8').split(/^## /m).slice(1)
  expect(sections).toHaveLength(alarms.length)
  for (const section of sections) {
    const [heading] = section.split('\n')
    for (const part of ['**Means.**', '**Impact.**', '1. ', '2. ', '3. ', '**Over when**'])
      expect(section, heading).toContain(part)
  }
})

test.each(['docs/runbooks/alarms.md', 'docs/runbooks/escalations.md', 'docs/deploy.md'])(
  'every command in %s asks for an output that there is',
  (file) => {
    const asked = [...readFileSync(file, 'utf8').matchAll(/\b(?:out|arn|depth|errors) ([A-Z]\w+)/g)].map(([, name]) =>
      String(name),
    )
    expect(asked.length).toBeGreaterThan(0)
    for (const name of asked) expect(prod.outputs).toContain(name)
  },
)

test('dev has the same alarms with the same limits as prod', () => {
  const comparable = (alarm: Resource) => ({
    heading: parts(alarm).heading,
    threshold: alarm.Properties.Threshold,
    periods: [alarm.Properties.DatapointsToAlarm, alarm.Properties.EvaluationPeriods, alarm.Properties.Period],
  })
  expect(dev.ofType('AWS::CloudWatch::Alarm').map(comparable)).toEqual(alarms.map(comparable))
})

describe('who is told', () => {
  const told = synthesize(
    config('prod', {
      onCall: {
        emails: ['lead@example.com'],
        pagerUrls: ['https://events.example.com/integration/abc123/enqueue'],
        slack: { workspaceId: 'T0000001', channelId: 'C0000001' },
        kmsKeyArn: null,
      },
    }),
  )
  const topicOf = (severity: string): string | undefined => {
    const topics = told
      .ofType('AWS::CloudWatch::Alarm')
      .filter((alarm) => parts(alarm).severity === severity)
      .map((alarm) => target(list(alarm.Properties.AlarmActions)[0]))
    expect(new Set(topics).size).toBe(1)
    return topics[0]
  }
  const protocolsOf = (topic: string | undefined): unknown[] =>
    told
      .ofType('AWS::SNS::Subscription')
      .filter(({ Properties }) => target(Properties.TopicArn) === topic)
      .map(({ Properties }) => Properties.Protocol)

  test('critical alarms reach the pager and the mailbox, the others the mailbox only', () => {
    expect(protocolsOf(topicOf('critical'))).toEqual(['email', 'https'])
    expect(protocolsOf(topicOf('warning'))).toEqual(['email'])
    expect(topicOf('info')).toBe(topicOf('warning'))
  })

  test('the pager address appears in no logical id', () => {
    expect(told.resources.filter(({ id }) => id.includes('abc123'))).toEqual([])
  })

  const bots = told.ofType('AWS::Chatbot::SlackChannelConfiguration')

  test('the Slack bot can do no more than read CloudWatch', () => {
    expect(bots.length).toBeGreaterThan(0)
    for (const { Properties } of bots) {
      expect(JSON.stringify(Properties.GuardrailPolicies)).toContain('CloudWatchReadOnlyAccess')
      expect(list(Properties.GuardrailPolicies)).toHaveLength(1)
    }
  })

  test('the Slack channel hears both topics by one configuration: AWS takes a channel once in an account', () => {
    expect(bots).toHaveLength(1)
    expect(list(bots[0]?.Properties.SnsTopicArns).map(target)).toEqual([topicOf('critical'), topicOf('warning')])
  })

  test('CloudWatch may publish on each topic, and nothing may without TLS', () => {
    for (const { Properties } of prod.ofType('AWS::SNS::TopicPolicy')) {
      const [deny, allow] = list(at(Properties, 'PolicyDocument', 'Statement'))
      expect(deny).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
      expect(allow).toMatchObject({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } })
    }
    expect(prod.ofType('AWS::SNS::TopicPolicy')).toHaveLength(prod.ofType('AWS::SNS::Topic').length)
  })
})
