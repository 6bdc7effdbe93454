import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SEVERITIES } from '#infra/constructs/alarms'
import { metricMath } from '#infra/local/metric-math'
import { INDEX } from '#store/keys'
import { at, config, list, type Resource, synthesize, target } from './templates.ts'

const DESCRIPTION =
  /^\[(?<severity>\w+)\] (?<says>.+)\nerrorImpact: (?<impact>.+)\nrunbook: (?<file>\S+)#(?<heading>\S+)$/

const parts = (alarm: Resource): Readonly<Record<string, string | undefined>> =>
  DESCRIPTION.exec(String(alarm.Properties.AlarmDescription))?.groups ?? {}

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

test.each(['docs/runbooks/alarms.md', 'docs/deploy.md'])(
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

test('the price of the alarms is worked out for as many metrics as there are', () => {
  const watched = alarms.flatMap(({ Properties }) =>
    Properties.Metrics === undefined
      ? [Properties.MetricName]
      : list(Properties.Metrics).filter((query) => at(query, 'MetricStat') !== undefined),
  ).length
  expect(readFileSync('docs/deploy.md', 'utf8')).toContain(
    `${watched} metrics watched by alarms (${(watched / 10).toFixed(2)})`,
  )
})

describe('alarms on several metrics at once', () => {
  const sums = alarms.filter(({ Properties }) => Properties.Metrics !== undefined)
  const metricsOf = (alarm: Resource | undefined) =>
    list(alarm?.Properties.Metrics).flatMap((query) => {
      const metric = at(query, 'MetricStat', 'Metric')
      return metric === undefined ? [] : [{ id: String(at(query, 'Id')), metric }]
    })
  const named = (heading: string): Resource | undefined => sums.find((alarm) => parts(alarm).heading === heading)

  test('count a metric that sends nothing as 0, or the others would be missed with it', () => {
    expect(sums.length).toBeGreaterThan(0)
    for (const alarm of sums) {
      const expression = String(
        list(alarm.Properties.Metrics)
          .map((query) => at(query, 'Expression') ?? '')
          .join(''),
      )
      expect(metricsOf(alarm).length).toBeLessThanOrEqual(10)
      for (const { id } of metricsOf(alarm)) expect(expression, parts(alarm).heading).toContain(`FILL(${id}, 0)`)
      // The newest period may not have its data yet, and is filled too: one period alone must not decide.
      expect(Number(alarm.Properties.DatapointsToAlarm), parts(alarm).heading).toBeGreaterThan(1)
    }
  })

  test('throttles are watched on every function', () => {
    const watched = metricsOf(named('function-throttles')).map(({ metric }) => at(metric, 'Dimensions', 0, 'Value'))
    expect(watched.map(target).sort()).toEqual(
      prod
        .ofType('AWS::Lambda::Function')
        .map(({ id }) => id)
        .sort(),
    )
  })

  test('throttles are watched on the table and on each of its indexes: the figure of the table leaves them out', () => {
    const watched = metricsOf(named('table-throttles')).map(({ metric }) => [
      at(metric, 'MetricName'),
      list(at(metric, 'Dimensions')).map((dimension) => at(dimension, 'Name')),
      at(metric, 'Dimensions', 0, 'Value'),
    ])
    const indexes = Object.values(INDEX).flatMap((index) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => [
        name,
        ['GlobalSecondaryIndexName', 'TableName'],
        index,
      ]),
    )
    expect(watched).toEqual(expect.arrayContaining(indexes))
    expect(watched.filter(([, dimensions]) => list(dimensions).length === 1)).toHaveLength(2)
  })
})

test('publish that is not called at all is noticed: the age of the stream is measured by its calls alone', () => {
  const idle = alarms.find((alarm) => parts(alarm).heading === 'publish-idle')
  const [expression] = list(idle?.Properties.Metrics).map((query) => at(query, 'Expression'))
  const { expression: value } = metricMath(String(expression))
  const above = (written: number | undefined, calls: number | undefined): boolean =>
    (value((id) => ({ written, calls })[id]) ?? Number.NaN) > Number(idle?.Properties.Threshold)
  expect(above(1, undefined)).toBe(true)
  expect(above(undefined, undefined)).toBe(false)
  expect(above(300, 4)).toBe(false)
  expect(above(undefined, 4)).toBe(false)
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
