import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Activity } from '#infra/local/activity'
import { type Clock, type ManualClock, manualClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { Iam } from '#infra/local/iam'
import type { JsonObject } from '#infra/local/json'
import { Pool } from '#infra/local/lambda/pool'
import { MetricStore } from '#infra/local/metrics'
import { storyClock } from '#infra/local/story-clock'
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
const watch = (Properties: JsonObject, by: Clock = clock) => {
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
    clock: by,
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

  describe('on what must never fall silent', () => {
    const silence = (properties: JsonObject = {}): JsonObject =>
      plain({
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 3,
        TreatMissingData: 'breaching',
        ...properties,
      })

    test('does not ring for the time before the runner started', async () => {
      watch(silence())
      await clock.advance(2 * MINUTE_MS)
      expect([state(), told()]).toEqual(['OK', []])
    })

    test('rings once it has been silent for all its periods since the start', async () => {
      watch(silence())
      await clock.advance(3 * MINUTE_MS)
      expect([state(), told()]).toEqual(['ALARM', ['ALARM']])
    })

    test('does not count the period in the middle of which the runner started: half of it, nobody could have spoken', async () => {
      await clock.advance(30_000)
      watch(silence({ EvaluationPeriods: 1 }))
      await clock.advance(30_000)
      expect(state()).toBe('OK')
      await clock.advance(MINUTE_MS)
      expect(state()).toBe('ALARM')
    })

    test('rings when what had spoken falls silent, and calms down when it speaks again', async () => {
      watch(silence())
      const states: (string | undefined)[] = []
      for (const spoke of [true, true, false, false, false, true]) {
        if (spoke) metrics().put(ORDERS, 1, clock.now())
        await clock.advance(MINUTE_MS)
        states.push(state())
      }
      expect(states).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM', 'OK'])
      expect(told()).toEqual(['ALARM', 'OK'])
    })

    test('does not ring for time that was skipped: nothing ran in it', async () => {
      const story = storyClock(clock, 1)
      watch(silence(), story)
      metrics().put(ORDERS, 1, story.now())
      await clock.advance(MINUTE_MS)
      story.skip(60 * MINUTE_MS)
      await clock.advance(2 * MINUTE_MS)
      expect([state(), told()]).toEqual(['OK', []])
      await clock.advance(MINUTE_MS)
      expect(state()).toBe('ALARM')
    })

    test('rings at once for a value below its limit, whenever the runner started', async () => {
      metrics().put(ORDERS, 0, clock.now() - MINUTE_MS)
      watch(silence({ EvaluationPeriods: 2 }))
      metrics().put(ORDERS, 0, clock.now())
      await clock.advance(MINUTE_MS)
      expect(state()).toBe('ALARM')
    })
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
