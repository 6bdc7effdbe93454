import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Activity } from '#infra/local/activity'
import { type ManualClock, manualClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { Iam } from '#infra/local/iam'
import type { JsonObject } from '#infra/local/json'
import { Pool } from '#infra/local/lambda/pool'
import { MetricStore } from '#infra/local/metrics'
import type { Report } from '#infra/local/surroundings'
import { Alarms } from '#infra/local/wiring/alarms'
import { resourcesOf } from './assemblies.ts'

const MINUTE_MS = 60_000
const ORDERS = { namespace: 'Shop', name: 'Orders', dimensions: { Environment: 'dev' } }

let clock: ManualClock
let engines: Engines
let alarms: Alarms
let reports: Report[]
const metrics = () => store
let store: MetricStore

/** Watches one alarm of these properties, with a topic for both directions. */
const watch = (Properties: JsonObject) => {
  const actions = { AlarmActions: [{ Ref: 'OnCall' }], OKActions: [{ Ref: 'OnCall' }] }
  const defaults = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0, ...actions }
  const resources = resourcesOf({
    App: {
      Resources: {
        OnCall: { Type: 'AWS::SNS::Topic' },
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...defaults, ...Properties } },
      },
    },
  })
  engines.sns.createTopic('App-OnCall')
  alarms = new Alarms({
    clock,
    engines,
    resources,
    pool: new Pool(),
    iam: new Iam(resources),
    activity: new Activity(),
    metrics: store,
    report: (report) => reports.push(report),
  })
  alarms.start()
}
const plain = (properties: JsonObject = {}): JsonObject => ({
  Namespace: 'Shop',
  MetricName: 'Orders',
  Dimensions: [{ Name: 'Environment', Value: 'dev' }],
  Period: 60,
  Statistic: 'Sum',
  ...properties,
})
const state = () => alarms.states()[0]?.state
const told = () => engines.sns.published().map(({ subject }) => subject?.split(':')[0])

beforeEach(async () => {
  clock = manualClock(Date.UTC(2026, 10, 2, 9))
  engines = await startEngines({ clock })
  store = new MetricStore()
  reports = []
})
afterEach(async () => {
  alarms.stop()
  await engines.stop()
})

describe('an alarm', () => {
  test('goes off at the end of the minute, tells its topic, and calms down again', async () => {
    watch(plain({ TreatMissingData: 'notBreaching' }))
    await clock.advance(MINUTE_MS)
    expect([state(), told()]).toEqual(['OK', []])
    metrics().put(ORDERS, 1, clock.now())
    await clock.advance(MINUTE_MS)
    expect([state(), told()]).toEqual(['ALARM', ['ALARM']])
    await clock.advance(MINUTE_MS)
    expect([state(), told()]).toEqual(['OK', ['ALARM', 'OK']])
  })

  test('needs as many periods as it says, out of the last so many', async () => {
    watch(plain({ EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' }))
    const states: (string | undefined)[] = []
    for (const value of [1, 0, 1, 0, 0]) {
      metrics().put(ORDERS, value, clock.now())
      await clock.advance(MINUTE_MS)
      states.push(state())
    }
    expect(states).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK'])
  })

  test.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ])('without data, treated as %s, is %s', async (TreatMissingData, expected) => {
    watch(plain({ TreatMissingData }))
    await clock.advance(MINUTE_MS)
    expect(state()).toBe(expected)
  })

  test('measures queues by itself', async () => {
    const queue = engines.sqs.create('dead')
    watch(
      plain({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: 'dead' }],
        Statistic: 'Maximum',
        Threshold: 90,
      }),
    )
    queue.send({ MessageBody: 'x' })
    await clock.advance(MINUTE_MS)
    expect(state()).toBe('OK')
    await clock.advance(MINUTE_MS)
    expect(state()).toBe('ALARM')
  })

  test('computes with metrics', async () => {
    const stat = (Id: string, MetricName: string): JsonObject => ({
      Id,
      ReturnData: false,
      MetricStat: {
        Metric: { Namespace: 'Shop', MetricName, Dimensions: [{ Name: 'Environment', Value: 'dev' }] },
        Period: 60,
        Stat: 'Sum',
      },
    })
    watch({
      Threshold: 50,
      Metrics: [{ Id: 'share', Expression: '100 * FILL(bad, 0) / all' }, stat('bad', 'Bad'), stat('all', 'Orders')],
    })
    metrics().put(ORDERS, 10, clock.now())
    metrics().put({ ...ORDERS, name: 'Bad' }, 6, clock.now())
    await clock.advance(MINUTE_MS)
    expect(state()).toBe('ALARM')
  })

  test.each<[string, JsonObject, RegExp]>([
    [
      'a metric that nobody measures',
      plain({ Namespace: 'AWS/EC2', MetricName: 'CPU' }),
      /AWS\/EC2 CPU is not measured locally/,
    ],
    [
      'anomaly detection',
      plain({ ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold' }),
      /not evaluated locally/,
    ],
    ['an unknown statistic', plain({ ExtendedStatistic: 'tm99' }), /tm99/],
    ['a short period', plain({ Period: 10 }), /shorter than a minute/],
    ['unknown math', { Metrics: [{ Id: 'x', Expression: 'ANOMALY_DETECTION_BAND(m)' }] }, /ANOMALY_DETECTION_BAND/],
  ])('on %s is listed at the start', (_what, properties, why) => {
    watch(properties)
    expect(alarms.states()[0]).toMatchObject({ state: 'NOT_EVALUATED', why: expect.stringMatching(why) })
    expect(reports[0]?.text).toMatch(why)
  })
})
