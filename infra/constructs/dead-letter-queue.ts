import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import { DEAD_LETTER_DAYS } from '../retention.ts'
import type { Alarms, Severity } from './alarms.ts'
import { removalOf } from './removal.ts'

export type DeadLetterQueueProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  /** Of the alarm `<name>`, and of `<name>-age` beside it. */
  readonly name: string
  readonly severity: Severity
  readonly says: string
  readonly errorImpact: string
  /** The queue before it is a FIFO queue: then this one has to be one too. */
  readonly fifo?: boolean
}

/** A queue of what could not be handled. It cannot be made without the two alarms that get it looked at. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, {
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      removalPolicy: removalOf(props.config),
      ...(props.fifo ? FIFO : {}),
    })
    const period = Duration.minutes(1)
    props.alarms.raise({
      name: props.name,
      severity: props.severity,
      says: props.says,
      errorImpact: props.errorImpact,
      metric: this.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      above: 0,
    })
    props.alarms.raise({
      name: `${props.name}-age`,
      severity: 'warning',
      says: `${props.says}, for more than a day`,
      errorImpact: `Nobody has dealt with it: what lies here is deleted for good ${DEAD_LETTER_DAYS} days after it came. ${props.errorImpact}`,
      metric: this.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(5) }),
      above: Duration.days(1).toSeconds(),
    })
  }
}

/** What SQS takes today (it was 256 KiB), said explicitly because older queues keep the old limit. */
export const MAX_MESSAGE_BYTES = 1_048_576

/** Senders give the deduplication id: what they send twice may differ in its text, as two tries at one thing do. */
export const FIFO = { fifo: true, contentBasedDeduplication: false } as const
