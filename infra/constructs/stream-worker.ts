import { Duration } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import type { Alarms } from './alarms.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts'

export type StreamWorkerProps<Env> = ServiceFunctionProps<Env> & {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly table: Table
  /** EventBridge-style pattern of the records to read; the others cost nothing. */
  readonly filter: Readonly<Record<string, unknown>>
  readonly errorImpact: string
}

/**
 * The one way to work on a table's stream. A batch that fails is cut in half until the record that fails stands alone;
 * that one is tried again until it is `maxRecordAgeHours` old (well inside the stream's 24 hours) and then described in
 * the failure queue, so that one bad record cannot hold up its lane for a day. Its age limits it, not a number of tries:
 * these follow each other within seconds, so an outage of the bus or a release that fails on everything would use up any
 * number in minutes, and what they held would be missing for good. The runbook says how to let go of one record sooner.
 * With a parallelization factor above 1 a shard is worked on in several lanes, each record in the lane of its partition
 * key: order per conversation holds.
 */
export class StreamWorker<Env extends Readonly<Record<string, string>>> extends Construct {
  readonly worker: ServiceFunction<Env>
  readonly failures: DeadLetterQueue

  constructor(scope: Construct, id: string, props: StreamWorkerProps<Env>) {
    super(scope, id)
    const { alarms, config, errorImpact, name, table } = props
    const { tableStreamArn } = table
    if (tableStreamArn === undefined) throw new Error(`The table has no stream for ${name} to read`)

    this.worker = new ServiceFunction<Env>(this, 'Function', props)
    this.failures = new DeadLetterQueue(this, 'Failures', {
      config,
      alarms,
      name: `${name}-failures`,
      severity: 'critical',
      says: `${name} gave up on records of the table's stream`,
      errorImpact,
    })
    // All four on this stream alone; CDK's own grant would give ListStreams on every table of the account.
    this.worker.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      [tableStreamArn],
    )
    this.worker.allow(['sqs:SendMessage'], [this.failures.queueArn])
    new EventSourceMapping(this, 'Source', {
      target: this.worker,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(props.filter)],
      batchSize: 100,
      parallelizationFactor: config.publish.parallelizationFactor,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: Duration.hours(config.publish.maxRecordAgeHours),
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
    })
    alarms.raise({
      name: `${name}-iterator-age`,
      severity: 'critical',
      says: `${name} is more than a minute behind the table's stream`,
      errorImpact,
      metric: this.worker.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      above: Duration.minutes(1).toMilliseconds(),
      periods: { above: 3, of: 5 },
    })
  }
}
