import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Alarms } from './alarms.ts'

const IMPACT = 'None for customers today. What is missing cannot be played again after an accident.'

/** Whether webhooks get into the archive: on the way to the stream, and from there into the bucket. */
export function raiseArchiveAlarms(alarms: Alarms, streamName: string): void {
  alarms.raise({
    name: 'archive-failures',
    severity: 'warning',
    says: 'process could not put webhooks into the archive',
    errorImpact: IMPACT,
    metric: alarms.metric('ArchiveFailures'),
    above: 0,
    periods: { above: 2, of: 3 },
  })
  alarms.raise({
    name: 'archive-late',
    severity: 'warning',
    says: 'The archive stream has not written its oldest webhooks for 20 minutes',
    errorImpact: `${IMPACT} After a day without success the stream gives them up.`,
    metric: new Metric({
      namespace: 'AWS/Firehose',
      metricName: 'DeliveryToS3.DataFreshness',
      dimensionsMap: { DeliveryStreamName: streamName },
      statistic: 'Maximum',
      period: Duration.minutes(5),
    }),
    above: Duration.minutes(20).toSeconds(),
    periods: { above: 2, of: 3 },
  })
}
