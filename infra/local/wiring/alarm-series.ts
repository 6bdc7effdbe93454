import { MetricMathError, metricMath } from '../metric-math.ts'
import { isKnownStatistic, type MetricName, type MetricStore, statistic } from '../metrics.ts'
import type { MetricQuery, PropertiesOf } from '../resource-properties.ts'

type AlarmProperties = PropertiesOf<'AWS::CloudWatch::Alarm'>

/** Where values are read. */
type Measured = Pick<MetricStore, 'between'>

/** A value per period, undefined where there is no data. */
export type Series = { periodMs: number; valueAt(startMs: number): number | undefined }

/** Metrics that AWS services would send and that the runner sends too, by namespace. */
const SENT: Readonly<Record<string, readonly string[]>> = {
  'AWS/SQS': [
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
    'ApproximateAgeOfOldestMessage',
  ],
  'AWS/Lambda': ['Invocations', 'Errors', 'Throttles', 'Duration', 'IteratorAge'],
  'AWS/ApiGateway': ['Count', '4xx', '5xx', 'Latency', 'IntegrationLatency'],
  'AWS/Events': ['FailedInvocations'],
  // the engine never throttles: these have no data, which is the truth
  'AWS/DynamoDB': ['ReadThrottleEvents', 'WriteThrottleEvents', 'ThrottledRequests', 'SystemErrors'],
}

/** Reads what an alarm looks at. Gives the reason instead when it cannot be evaluated locally. */
export const alarmSeries = (alarm: AlarmProperties, store: Measured): Series | { unable: string } => {
  if (alarm.Metrics !== undefined) return mathSeries(alarm.Metrics, store)
  const { Namespace, MetricName, Period } = alarm
  if (Namespace === undefined || MetricName === undefined || Period === undefined)
    return { unable: 'it names no metric' }
  const metric = named({ Namespace, MetricName, Dimensions: alarm.Dimensions })
  return plainSeries(
    metric,
    { periodMs: Period * 1000, stat: alarm.ExtendedStatistic ?? alarm.Statistic ?? 'Average' },
    store,
  )
}

const plainSeries = (
  metric: MetricName,
  { periodMs, stat }: { periodMs: number; stat: string },
  store: Measured,
): Series | { unable: string } => {
  if (metric.namespace.startsWith('AWS/') && SENT[metric.namespace]?.includes(metric.name) !== true) {
    return { unable: `${metric.namespace} ${metric.name} is not measured locally` }
  }
  if (!isKnownStatistic(stat)) return { unable: `the statistic ${stat} is not known locally` }
  if (periodMs < 60_000) return { unable: 'its period is shorter than a minute' }
  return {
    periodMs,
    valueAt: (startMs) => {
      const found = store.between(metric, startMs, startMs + periodMs)
      return found === undefined ? undefined : statistic(found, stat)
    },
  }
}

const mathSeries = (queries: readonly MetricQuery[], store: Measured): Series | { unable: string } => {
  const inputs = new Map<string, Series>()
  for (const { Id, MetricStat } of queries) {
    if (MetricStat === undefined) continue
    const { Metric, Period, Stat } = MetricStat
    const series = plainSeries(named(Metric), { periodMs: Period * 1000, stat: Stat }, store)
    if ('unable' in series) return series
    inputs.set(Id, series)
  }
  const result = queries.find((query) => query.Expression !== undefined && query.ReturnData !== false)
  if (result?.Expression === undefined) {
    const [only] = inputs.values()
    return only ?? { unable: 'it returns no data' }
  }
  const periodMs = Math.max(...[...inputs.values()].map((series) => series.periodMs))
  try {
    const { expression, ids } = metricMath(result.Expression)
    const unknown = [...ids].find((id) => !inputs.has(id))
    if (unknown !== undefined) return { unable: `its expression names ${unknown}, which is no metric` }
    return { periodMs, valueAt: (startMs) => expression((id) => inputs.get(id)?.valueAt(startMs)) }
  } catch (error) {
    if (error instanceof MetricMathError) return { unable: error.message }
    throw error
  }
}

const named = (metric: {
  Namespace: string
  MetricName: string
  Dimensions?: readonly { Name: string; Value: string }[] | undefined
}): MetricName => ({
  namespace: metric.Namespace,
  name: metric.MetricName,
  dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
})
