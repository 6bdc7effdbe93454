import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { DEADLINE_INDEX, INDEX } from '#store/keys'
import { FUNCTION_NAMES, type FunctionName } from '../functions.ts'
import type { Alarms } from './alarms.ts'
import type { WebhookMetrics } from './webhook-api.ts'

const LOST =
  'Chatwoot delivers a webhook once and never again: each one refused is missing from the queue that operators see.'

/** What stands between Chatwoot's one attempt and a confirmed message. */
export function raiseIntakeAlarms(
  alarms: Alarms,
  on: { readonly ingest: IFunction; readonly webhooks: WebhookMetrics },
): void {
  const period = Duration.minutes(1)
  alarms.raise({
    name: 'webhook-5xx',
    severity: 'critical',
    says: 'Webhooks are answered with server errors',
    errorImpact: LOST,
    metric: on.webhooks.serverErrors,
    above: 0,
  })
  alarms.raise({
    name: 'webhook-throttled',
    severity: 'critical',
    says: 'Webhooks are refused by the throttle of their route',
    errorImpact: LOST,
    metric: on.webhooks.throttled,
    above: 0,
  })
  alarms.raise({
    name: 'webhook-slow',
    severity: 'warning',
    says: 'Webhooks are answered in more than 1 s at p99',
    errorImpact: `Chatwoot gives up after 5 s. ${LOST}`,
    metric: on.webhooks.latency.with({ statistic: 'p99', period: Duration.minutes(5) }),
    above: Duration.seconds(1).toMilliseconds(),
    periods: { above: 2, of: 3 },
  })
  alarms.raise({
    name: 'ingest-errors',
    severity: 'critical',
    says: 'ingest crashed or ran out of time',
    errorImpact: LOST,
    metric: on.ingest.metricErrors({ period }),
    above: 0,
  })
  alarms.raise({
    name: 'intake-unavailable',
    severity: 'critical',
    says: 'ingest answered 503: neither the queue nor S3 took a webhook',
    errorImpact: LOST,
    metric: alarms.metric('IntakeUnavailable', period),
    above: 0,
  })
  alarms.raise({
    name: 'bodies-spooled',
    severity: 'warning',
    says: 'Webhook bodies went to S3: too large for a message, or the queue did not answer',
    errorImpact: 'Nothing is lost, but these webhooks reach operators later than usual.',
    metric: alarms.metric('BodiesSpooled'),
    above: 0,
  })
  alarms.raise({
    name: 'signature-failures',
    severity: 'critical',
    says: 'Webhooks fail their signature',
    errorImpact:
      'Either somebody is forging webhooks, or a secret was changed in Chatwoot but not here, and every webhook of that account is refused.',
    metric: alarms.metric('SignatureFailures'),
    above: 0,
  })
  alarms.raise({
    name: 'unknown-account',
    severity: 'warning',
    says: 'Webhooks come with an account key that is not configured',
    errorImpact:
      'If the key belongs to a real account, all of its webhooks are refused and its operators see nothing new.',
    metric: alarms.metric('UnknownAccount'),
    above: 0,
    periods: { above: 2, of: 3 },
  })
  alarms.raise({
    name: 'accounts-stale',
    severity: 'warning',
    says: 'The accounts secret could not be read; ingest goes on with a copy',
    errorImpact:
      'Nothing yet; new accounts and rotated secrets are not known, and a restart of ingest would refuse all webhooks.',
    metric: alarms.metric('AccountsStale'),
    above: 0,
  })
  alarms.raise({
    name: 'unsigned-accepted',
    severity: 'info',
    says: 'Unsigned webhooks were accepted from an account that is configured so',
    errorImpact: 'None for customers; whoever learns the webhook address could invent conversations.',
    metric: alarms.metric('UnsignedAccepted', Duration.hours(1)),
    above: 0,
  })
}

/** An alarm adds up ten metrics at most. */
const ON_THE_WAY: readonly FunctionName[] = ['ingest', 'process', 'publish', 'api']
/** Without them people write, decide and look as they did before. */
const ASSISTING: readonly FunctionName[] = ['draft', 'review', 'suggest', 'grade', 'analytics', 'redrive']

/** What the intake of webhooks looks like from Chatwoot's side. The canary's two are silent where there is none. */
export function raiseIntakeHealthAlarms(alarms: Alarms): void {
  alarms.raise({
    name: 'webhooks-lost',
    severity: 'warning',
    says: 'Chatwoot told more than ten things only when it was asked',
    errorImpact: 'Nothing is missing any more, but operators saw these changes minutes late, and clocks began late.',
    metric: alarms.metric('ReconciledChanges', Duration.minutes(15)),
    above: 10,
  })
  alarms.raise({
    name: 'webhooks-silent',
    severity: 'critical',
    says: 'Webhooks of an account have stopped, although Chatwoot has something to tell',
    errorImpact: 'Polling carries on: operators see every change some minutes late, and clocks begin late.',
    metric: alarms.metric('IntakeSilentAccounts', Duration.minutes(1)).with({ statistic: 'Maximum' }),
    above: 0,
    periods: { above: 3, of: 5 },
  })
  alarms.raise({
    name: 'canary-slow',
    severity: 'warning',
    says: "The canary's message took more than a minute from Chatwoot to the bus",
    errorImpact: 'Whatever customers write reaches operators, clocks and routing as late as that.',
    metric: alarms.metric('CanaryLagSeconds').with({ statistic: 'Maximum' }),
    above: 60,
    periods: { above: 2, of: 3 },
  })
  alarms.raise({
    name: 'canary-silent',
    severity: 'critical',
    says: 'A canary that is on has not been heard for 15 minutes',
    errorImpact:
      'Either Chatwoot takes no messages from us, or its webhooks do not arrive: operators may see nothing new.',
    metric: alarms.metric('CanariesSilent', Duration.minutes(1)).with({ statistic: 'Maximum' }),
    above: 0,
    periods: { above: 3, of: 5 },
  })
  alarms.raise({
    name: 'intake-not-counted',
    severity: 'info',
    says: 'Counts of webhooks could not be added to the loss ledger',
    errorImpact: 'None for customers: the webhooks were applied. The figures of that day are too low.',
    metric: alarms.metric('TalliesFailed'),
    above: 0,
    periods: { above: 2, of: 3 },
  })
}

/** Errors and throttles of each function. */
export function raiseFunctionAlarms(alarms: Alarms, functions: Readonly<Record<FunctionName, IFunction>>): void {
  const period = Duration.minutes(1)
  const throttles = (names: readonly FunctionName[]): MathExpression =>
    sumOf(
      'throttled calls',
      Object.fromEntries(names.map((name) => [name, functions[name].metricThrottles({ period })])),
    )
  alarms.raise({
    name: 'function-throttles',
    severity: 'critical',
    says: 'Functions on the way of webhooks are throttled: the account or the function has run out of concurrency',
    errorImpact: `Webhooks may be answered 503 by API Gateway. ${LOST}`,
    metric: throttles(ON_THE_WAY),
    above: 0,
    periods: { above: 2, of: 5 },
  })
  alarms.raise({
    name: 'worker-throttles',
    severity: 'critical',
    says: 'Functions that nobody calls directly are throttled: the account has run out of concurrency',
    errorImpact: 'Clocks, pages, routing and actions come late. Webhooks are next: they share the same concurrency.',
    metric: throttles(FUNCTION_NAMES.filter((name) => ![...ON_THE_WAY, ...ASSISTING].includes(name))),
    above: 0,
    periods: { above: 2, of: 5 },
  })
  alarms.raise({
    name: 'assist-throttles',
    severity: 'warning',
    says: 'Functions that help people write, decide and look are throttled: the account has run out of concurrency',
    errorImpact:
      'Drafts, suggestions and approved replies come late. Clocks, pages and webhooks share the same concurrency.',
    metric: throttles(ASSISTING),
    above: 0,
    periods: { above: 2, of: 5 },
  })
  alarms.raise({
    name: 'process-errors',
    severity: 'warning',
    says: 'process fails as a whole, not message by message',
    errorImpact: 'Webhooks are kept and tried again; the queue that operators see falls behind meanwhile.',
    metric: functions.process.metricErrors({ period }),
    above: 0,
    periods: { above: 3, of: 5 },
  })
  alarms.raise({
    name: 'publish-errors',
    severity: 'warning',
    says: 'publish crashes, or stops at the same record again and again',
    errorImpact:
      'Changes are kept in the stream and tried again; timelines, counters and reactions fall behind meanwhile.',
    metric: sumOf('crashed calls and stopped batches', {
      crashed: functions.publish.metricErrors({ period }),
      stopped: alarms.metric('PublishFailures', period),
    }),
    above: 0,
    periods: { above: 3, of: 5 },
  })
  // A stream's age is told by the calls that read it: without calls there is no age to be alarmed by.
  alarms.raise({
    name: 'publish-idle',
    severity: 'critical',
    says: 'Conversations are written, but publish is not called',
    errorImpact:
      'Timelines, counters and reactions stand still, and a day after a change its record leaves the stream for good.',
    metric: new MathExpression({
      label: 'conversations written beyond what the calls of publish can carry',
      // A call carries 100 records at most; ten times that forgives changes that fall into the next period.
      expression: 'FILL(written, 0) - 1000 * FILL(calls, 0)',
      usingMetrics: {
        written: alarms.metric('ConversationsWritten'),
        calls: functions.publish.metricInvocations({ period: Duration.minutes(5) }),
      },
      period: Duration.minutes(5),
    }),
    above: 0,
    periods: { above: 3, of: 3 },
  })
  alarms.raise({
    name: 'tick-errors',
    severity: 'warning',
    says: 'tick fails again and again: it crashes, or runs out of time',
    errorImpact:
      'Deadlines may be sent late, and nobody measures how accounts stand: the alarms of the queue as a whole are blind.',
    metric: functions.tick.metricErrors({ period }),
    above: 0,
    periods: { above: 3, of: 5 },
  })
  alarms.raise({
    name: 'api-errors',
    severity: 'warning',
    says: 'The API crashed or ran out of time',
    errorImpact: 'Operators see an old queue or none; webhooks are not affected.',
    metric: functions.api.metricErrors({ period }),
    above: 0,
    periods: { above: 2, of: 5 },
  })
}

/**
 * An on-demand table throttles when one key takes too much, or traffic more than doubles within minutes. An index is
 * counted under its own name alone, and its keys are the hottest: all open conversations of an account share one.
 */
export function raiseTableAlarms(alarms: Alarms, table: Table): void {
  const throttled = (metricName: string, index?: string): Metric =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: {
        TableName: table.tableName,
        ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }),
      },
      statistic: 'Sum',
      period: Duration.minutes(1),
    })
  alarms.raise({
    name: 'table-throttles',
    severity: 'warning',
    says: 'DynamoDB throttles reads or writes of the table or its indexes',
    errorImpact: 'Calls are tried again, so nothing is lost; the queue that operators see falls behind meanwhile.',
    metric: sumOf(
      'throttled requests',
      Object.fromEntries(
        [undefined, ...Object.values(INDEX), DEADLINE_INDEX].flatMap((index) => [
          [`reads_${index ?? 'table'}`, throttled('ReadThrottleEvents', index)],
          [`writes_${index ?? 'table'}`, throttled('WriteThrottleEvents', index)],
        ]),
      ),
    ),
    above: 0,
    periods: { above: 3, of: 5 },
  })
}

/** Sums of a busy account are the hottest items of the table: two workers add to them, and nobody waits for them. */
export function raiseInsightsAlarms(alarms: Alarms, table: Table): void {
  const throttled = (metricName: string): Metric =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName },
      statistic: 'Sum',
      period: Duration.minutes(1),
    })
  alarms.raise({
    name: 'insights-throttles',
    severity: 'warning',
    says: 'DynamoDB throttles reads or writes of the table of figures',
    errorImpact: 'Calls are tried again, so nothing is lost; figures fall behind meanwhile, and say so.',
    metric: sumOf('throttled requests', {
      reads: throttled('ReadThrottleEvents'),
      writes: throttled('WriteThrottleEvents'),
    }),
    above: 0,
    periods: { above: 3, of: 5 },
  })
}

/**
 * By the minute. A metric that sends nothing counts as 0: without that, the sum is missing wherever one of its parts is.
 * @param parts by an id of lower-case first letter
 */
const sumOf = (label: string, parts: Readonly<Record<string, IMetric>>): MathExpression =>
  new MathExpression({
    label,
    expression: Object.keys(parts)
      .map((id) => `FILL(${id}, 0)`)
      .join(' + '),
    usingMetrics: { ...parts },
    period: Duration.minutes(1),
  })
