import { ACCOUNT_ID, REGION } from '../aws-names.ts'
import type { Timer } from '../clock.ts'
import { AwsError } from '../engines/aws-error.ts'
import type { MetricStore } from '../metrics.ts'
import type { PropertiesOf } from '../resource-properties.ts'
import type { Surroundings } from '../surroundings.ts'
import { alarmSeries, type Series } from './alarm-series.ts'

type AlarmProperties = PropertiesOf<'AWS::CloudWatch::Alarm'>
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
type Watched = { name: string; arn: string; properties: AlarmProperties; series: Series; state: AlarmState }

const MINUTE_MS = 60_000

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
}

/** The template's CloudWatch alarms, evaluated every minute of the clock; transitions go to their topics. */
export class Alarms {
  readonly #around: Surroundings
  readonly #watched: Watched[] = []
  readonly #unable: { name: string; why: string }[] = []
  #timer: Timer | undefined
  /** Start, or the last jump of the clock. Before it nobody could send anything: what is missing since is silence. */
  #listeningSinceMs = Number.POSITIVE_INFINITY

  /** A deployment's alarms watch the version it publishes: what the template says of its version holds for the newest. */
  readonly #measured: Pick<MetricStore, 'between'> = {
    between: (metric, fromMs, toMs) => {
      const { ExecutedVersion: version, FunctionName: name = '' } = metric.dimensions
      const newest = version === undefined ? undefined : this.#around.pool.find(name)?.versions.newest
      const dimensions = newest === undefined ? metric.dimensions : { ...metric.dimensions, ExecutedVersion: newest }
      return this.#around.metrics.between({ ...metric, dimensions }, fromMs, toMs)
    },
  }

  constructor(around: Surroundings) {
    this.#around = around
    for (const { name, arn, properties } of around.resources.of('AWS::CloudWatch::Alarm')) {
      const series = alarmSeries(properties, this.#measured)
      const compared = COMPARISONS[properties.ComparisonOperator] !== undefined && properties.Threshold !== undefined
      if ('unable' in series) this.#unable.push({ name, why: series.unable })
      else if (!compared) this.#unable.push({ name, why: `${properties.ComparisonOperator} is not evaluated locally` })
      else this.#watched.push({ name, arn, properties, series, state: 'INSUFFICIENT_DATA' })
    }
  }

  start(): void {
    this.#listeningSinceMs = this.#around.clock.now()
    for (const { name, why } of this.#unable) {
      this.#around.report({ level: 'warning', source: 'alarm', text: `${name} is not evaluated: ${why}` })
    }
    this.#arm()
  }

  stop(): void {
    this.#around.clock.clear(this.#timer)
  }

  /** Every alarm with its state; alarms that cannot be evaluated say why. */
  states(): { name: string; state: AlarmState | 'NOT_EVALUATED'; why?: string }[] {
    return [
      ...this.#watched.map(({ name, state }) => ({ name, state })),
      ...this.#unable.map(({ name, why }) => ({ name, state: 'NOT_EVALUATED' as const, why })),
    ]
  }

  /** Measures queues and evaluates every alarm at the present instant. */
  evaluate(): void {
    const nowMs = this.#around.clock.now()
    this.#measureQueues(nowMs)
    for (const alarm of this.#watched) {
      const state = stateOf(alarm, { nowMs, listeningSinceMs: this.#listeningSinceMs })
      if (state === alarm.state) continue
      const before = alarm.state
      alarm.state = state
      // the first reading of a quiet system is no news
      if (before === 'INSUFFICIENT_DATA' && state === 'OK') continue
      this.#tell(alarm, before)
    }
  }

  #arm(): void {
    const { clock } = this.#around
    // just before the minute ends, so that this minute's data counts
    const nextMs = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS
    this.#timer = clock.at(nextMs, () => {
      if (clock.now() - nextMs >= MINUTE_MS) this.#listeningSinceMs = clock.now()
      this.evaluate()
      this.#arm()
    })
  }

  /** SQS reports its gauges once a minute; they belong to the minute that has just ended. */
  #measureQueues(nowMs: number): void {
    for (const queue of this.#around.engines.sqs.list()) {
      const { visible, inFlight, delayed, oldestAgeMs } = queue.counts()
      const put = (name: string, value: number) =>
        this.#around.metrics.put(
          { namespace: 'AWS/SQS', name, dimensions: { QueueName: queue.name } },
          value,
          nowMs - 1,
        )
      put('ApproximateNumberOfMessagesVisible', visible)
      put('ApproximateNumberOfMessagesNotVisible', inFlight)
      put('ApproximateNumberOfMessagesDelayed', delayed)
      put('ApproximateAgeOfOldestMessage', Math.floor(oldestAgeMs / 1000))
    }
  }

  #tell(alarm: Watched, before: AlarmState): void {
    const { clock, engines, report } = this.#around
    const { properties, state } = alarm
    const [says = ''] = (properties.AlarmDescription ?? '').split('\n')
    report({ level: state === 'ALARM' ? 'error' : 'info', source: 'alarm', text: `${state} ${alarm.name}: ${says}` })
    const topics = state === 'ALARM' ? properties.AlarmActions : state === 'OK' ? properties.OKActions : []
    if (!properties.ActionsEnabled) return
    const message = JSON.stringify({
      AlarmName: alarm.name,
      AlarmDescription: properties.AlarmDescription ?? null,
      AWSAccountId: ACCOUNT_ID,
      NewStateValue: state,
      NewStateReason: `Threshold ${properties.ComparisonOperator} ${properties.Threshold}`,
      StateChangeTime: new Date(clock.now()).toISOString(),
      Region: REGION,
      AlarmArn: alarm.arn,
      OldStateValue: before,
    })
    for (const topic of topics) {
      try {
        engines.sns.publish(topic, { subject: `${state}: "${alarm.name}" in ${REGION}`, message })
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        report({ level: 'error', source: 'alarm', text: `${alarm.name} cannot reach ${topic}: ${error.message}` })
      }
    }
  }
}

/**
 * M out of N, over the last N whole periods. A period that began before the runner listened is no silence: otherwise each
 * start would ring what watches for silence, as a first deployment does on AWS, once.
 */
const stateOf = (
  { properties, series, state }: Watched,
  { nowMs, listeningSinceMs }: { readonly nowMs: number; readonly listeningSinceMs: number },
): AlarmState => {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed = periods, Threshold: threshold = 0 } = properties
  const compare = COMPARISONS[properties.ComparisonOperator]
  const endMs = Math.floor(nowMs / series.periodMs) * series.periodMs
  // a period longer than a minute is looked at every minute, like CloudWatch does
  const shiftMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - endMs
  let breaching = 0
  let missing = 0
  for (let back = 1; back <= periods; back++) {
    const startMs = endMs + shiftMs - back * series.periodMs
    const value = series.valueAt(startMs)
    if (value === undefined) {
      missing++
      if (properties.TreatMissingData === 'breaching' && startMs >= listeningSinceMs) breaching++
    } else if (compare?.(value, threshold) === true) breaching++
  }
  if (breaching >= needed) return 'ALARM'
  if (
    missing < periods ||
    properties.TreatMissingData === 'notBreaching' ||
    properties.TreatMissingData === 'breaching'
  )
    return 'OK'
  return properties.TreatMissingData === 'ignore' ? state : 'INSUFFICIENT_DATA'
}
