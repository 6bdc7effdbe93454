import { Duration } from 'aws-cdk-lib'
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import type { FunctionName } from '../functions.ts'
import type { Alarms } from './alarms.ts'
import type { WebhookMetrics } from './webhook-api.ts'

export type DashboardProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly functions: Readonly<Record<FunctionName, IFunction>>
  readonly stage: HttpStage
  readonly webhooks: WebhookMetrics
  readonly inbound: IQueue
  readonly deadLetters: readonly IQueue[]
}

/** One page that answers, top to bottom: is anything wrong, do webhooks come in, do they get through, do clocks run, what failed. */
export class Dashboard extends CloudWatchDashboard {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    const { alarms, config, functions, inbound, deadLetters, stage, webhooks } = props
    super(scope, id, { dashboardName: `backdesk-${config.name}`, defaultInterval: Duration.hours(3) })
    const period = Duration.minutes(1)
    const all = Object.values(functions)
    const graph = (title: string, metrics: readonly IMetric[]): GraphWidget =>
      new GraphWidget({ title, left: [...metrics], width: 8, height: 6, period, leftYAxis: { min: 0 } })

    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24, height: 4 }))
    this.addWidgets(
      graph('Webhooks', [
        alarms.metric('WebhooksAccepted', period),
        alarms.metric('WebhooksRefused', period),
        alarms.metric('SignatureFailures', period),
        alarms.metric('UnsignedAccepted', period),
        webhooks.serverErrors,
        webhooks.throttled,
      ]),
      graph('Webhooks: time to answer, ms', [
        webhooks.latency.with({ statistic: 'p50', label: 'p50', period }),
        webhooks.latency.with({ statistic: 'p99', label: 'p99', period }),
      ]),
      graph('HTTP API', [
        stage.metricCount({ label: 'requests', period }),
        stage.metricClientError({ label: '4xx', period }),
        stage.metricServerError({ label: '5xx', period }),
      ]),
    )
    this.addWidgets(
      graph('Inbound queue: oldest message, s', [
        inbound.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period }),
      ]),
      graph('publish: behind the stream, ms', [
        functions.publish.metric('IteratorAge', { statistic: 'Maximum', period }),
      ]),
      graph(
        'Dead letters',
        deadLetters.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ period })),
      ),
    )
    this.addWidgets(
      graph('Conversations', [
        alarms.metric('SlaAtRisk', period).with({ statistic: 'Maximum' }),
        alarms.metric('BreachesPredicted', period).with({ statistic: 'Maximum' }),
        alarms.metric('SlaBreached', period).with({ statistic: 'Maximum' }),
        alarms.metric('EscalationsActive', period).with({ statistic: 'Maximum' }),
      ]),
      graph('Oldest deadline not handled, s', [
        alarms.metric('DeadlineBacklogSeconds', period).with({ statistic: 'Maximum' }),
      ]),
      graph('Who is there', [
        alarms.metric('PresenceReadings', period),
        alarms.metric('OperatorsChanged', period),
        alarms.metric('ReadingsFailed', period),
        alarms.metric('PresenceStaleAccounts', period).with({ statistic: 'Maximum' }),
      ]),
    )
    this.addWidgets(
      graph('Routing', [
        alarms.metric('RoutingAsked', period),
        alarms.metric('RoutingHeld', period),
        alarms.metric('RoutingYielded', period),
        alarms.metric('RoutingTakenBack', period),
      ]),
      graph('What webhooks did not tell', [
        alarms.metric('ReconciledChanges', period),
        alarms.metric('ConversationsRead', period),
        alarms.metric('SweepsEnded', period),
        alarms.metric('SweepsFailed', period),
      ]),
    )
    this.addWidgets(
      graph('process', [
        alarms.metric('ObservationsMerged', period),
        alarms.metric('ConversationsWritten', period),
        alarms.metric('NoChange', period),
        alarms.metric('Ignored', period),
        alarms.metric('UnknownEvents', period),
      ]),
      graph('Second tries', [
        alarms.metric('Retried', period),
        alarms.metric('LostRaces', period),
        alarms.metric('DeadLettered', period),
        alarms.metric('BodiesSpooled', period),
      ]),
      graph('Function errors and throttles', [
        ...all.map((on) => on.metricErrors({ period })),
        ...all.map((on) => on.metricThrottles({ period })),
      ]),
    )
  }
}
