import { App, Stack } from 'aws-cdk-lib'
import { describe, expect, test } from 'vitest'
import { Alarms } from '#infra/constructs/alarms'
import { metricMath } from '#infra/local/metric-math'
import { METRICS } from '#runtime/metric-names'
import { DEADLINE_INDEX, INDEX } from '#store/keys'
import { at, config, list, alarmParts as parts, type Resource, synthesize, target } from './templates.ts'

const prod = synthesize(config('prod'))
const alarms = prod.ofType('AWS::CloudWatch::Alarm')

test.each(['dev', 'prod'])(
  'every metric that an alarm watches in our namespace is one that a function of %s emits',
  (name) => {
    const watched = synthesize(config(name))
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.Namespace === 'Backdesk')
    expect(watched.length).toBeGreaterThan(0)
    for (const { id, Properties } of watched) {
      expect(Object.keys(METRICS), id).toContain(Properties.MetricName)
      expect(Properties.Dimensions, id).toEqual([{ Name: 'Environment', Value: name }])
    }
  },
)

test('an alarm is about too much or about too little: not about both, nor about neither', () => {
  const watcher = new Alarms(
    new Stack(new App({ autoSynth: false, analyticsReporting: false }), 'Test'),
    'Alarms',
    config('dev'),
  )
  const metric = watcher.metric('TickRuns')
  const spec = { name: 'odd', severity: 'info', says: 'Odd', errorImpact: 'None.', metric } as const
  for (const limits of [{}, { above: 1, below: 1 }])
    expect(() => watcher.raise({ ...spec, ...limits })).toThrow('odd: give either above or below')
})

describe("the dead man's switch", () => {
  const onSilence = alarms.filter(({ Properties }) => Properties.TreatMissingData !== 'notBreaching')

  test('is on what must go on by itself, and on nothing else: elsewhere silence is calm', () => {
    expect(onSilence.map((alarm) => parts(alarm).heading).sort()).toEqual([
      'presence-silent',
      'reconcile-silent',
      'report-silent',
      'tick-silent',
    ])
  })

  test('wakes somebody when nothing is sent at all, and when runs are counted as none', () => {
    for (const alarm of onSilence) {
      // nobody gets up at night for a weekly report
      expect(parts(alarm).severity).toBe(parts(alarm).heading === 'report-silent' ? 'warning' : 'critical')
      expect(alarm.Properties).toMatchObject({
        TreatMissingData: 'breaching',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Statistic: 'Sum',
      })
    }
  })

  test('bears a run that is late or lost: it takes five minutes of silence, or an hour where runs are few', () => {
    for (const alarm of onSilence) {
      const { Period, DatapointsToAlarm, EvaluationPeriods } = alarm.Properties
      const wanted = parts(alarm).heading === 'report-silent' ? [900, 4, 4] : [60, 5, 5]
      expect([Period, DatapointsToAlarm, EvaluationPeriods]).toEqual(wanted)
    }
  })
})

test('what the tick measures is judged by its highest reading: two ticks in a minute must not add up', () => {
  const measured = ['sla-at-risk', 'sla-breached', 'unassigned-oldest', 'deadline-backlog']
  const judged = alarms.filter((alarm) => measured.includes(String(parts(alarm).heading)))
  expect(judged.map(({ Properties }) => Properties.Statistic)).toEqual(measured.map(() => 'Maximum'))
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
      // A release is watched for five minutes and is undone for good: there the first minute decides.
      if (parts(alarm).heading?.startsWith('release-')) continue
      // The newest period may not have its data yet, and is filled too: one period alone must not decide.
      expect(Number(alarm.Properties.DatapointsToAlarm), parts(alarm).heading).toBeGreaterThan(1)
    }
  })

  test('throttles are watched on every function', () => {
    const watched = ['function-throttles', 'worker-throttles', 'assist-throttles']
      .flatMap((name) => metricsOf(named(name)))
      .map(({ metric }) => at(metric, 'Dimensions', 0, 'Value'))
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
    const indexes = [...Object.values(INDEX), DEADLINE_INDEX].flatMap((index) =>
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
