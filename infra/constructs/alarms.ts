import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricName } from '#runtime/metric-names'
import type { EnvironmentConfig } from '../config.ts'
import { AlarmChannel } from './alarm-channel.ts'
import { OnCallTopic } from './on-call-topic.ts'

/**
 * critical: webhooks are being lost, or clocks and pages stand still, or soon will: wakes somebody.
 * warning: look at it this working day. info: know about it.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export type AlarmSpec = {
  /** Kebab case; also the heading in docs/runbooks/alarms.md, and the end of the alarm's name. */
  readonly name: string
  readonly severity: Severity
  /** What is the case, in a few words. */
  readonly says: string
  /** What it means for the people who answer customers. */
  readonly errorImpact: string
  readonly metric: IMetric
  /** Alarms above this value. */
  readonly above?: number
  /**
   * A dead man's switch: alarms below this value, and when nothing is sent at all, since it watches what must go on by
   * itself. Instead of `above`. It rings until the first value comes, so once after a first deployment.
   */
  readonly below?: number
  /** Periods that must be above, out of the last so many; 1 of 1 when absent. */
  readonly periods?: { readonly above: number; readonly of: number }
}

/**
 * Every alarm of the system, the same ones with the same thresholds in every environment. What differs is who listens:
 * critical alarms go to the on-call topic, the others to the notices topic, and config.ts says who subscribes.
 */
export class Alarms extends Construct {
  readonly all: Alarm[] = []
  readonly onCall: OnCallTopic
  readonly notices: OnCallTopic

  constructor(
    scope: Construct,
    id: string,
    private readonly config: EnvironmentConfig,
  ) {
    super(scope, id)
    this.onCall = new OnCallTopic(this, 'OnCall', { config, pages: true })
    this.notices = new OnCallTopic(this, 'Notices', { config, pages: false })
    const { slack: channel } = config.onCall
    if (channel !== null)
      new AlarmChannel(this, 'Slack', { environment: config.name, channel, topics: [this.onCall, this.notices] })
  }

  raise(spec: AlarmSpec): Alarm {
    const { name, severity, above, below } = spec
    const threshold = below ?? above
    if (threshold === undefined || (above !== undefined && below !== undefined))
      throw new Error(`${name}: give either above or below`)
    const runbook = `${this.config.runbookBaseUrl}docs/runbooks/alarms.md#${name}`
    const alarm = new Alarm(this, name, {
      alarmName: `backdesk-${this.config.name}-${name}`,
      alarmDescription: `[${severity}] ${spec.says}\nerrorImpact: ${spec.errorImpact}\nrunbook: ${runbook}`,
      metric: spec.metric,
      threshold,
      comparisonOperator:
        below === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      datapointsToAlarm: spec.periods?.above ?? 1,
      evaluationPeriods: spec.periods?.of ?? 1,
      // Queues and functions that nobody uses send no data; that is calm, not trouble.
      treatMissingData: below === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    })
    const action = new SnsAction(this.topicFor(severity))
    alarm.addAlarmAction(action)
    // Closes the incident at the pager by itself.
    alarm.addOkAction(action)
    this.all.push(alarm)
    return alarm
  }

  /** One of the metrics that the functions emit, summed over five minutes unless told otherwise. */
  metric(name: MetricName, period: Duration = Duration.minutes(5)): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRICS[name],
      dimensionsMap: { [METRIC_DIMENSION]: this.config.name },
      statistic: 'Sum',
      period,
    })
  }

  private topicFor(severity: Severity): ITopic {
    return severity === 'critical' ? this.onCall : this.notices
  }
}
