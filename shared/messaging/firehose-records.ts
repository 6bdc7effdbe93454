import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import type { PutRecords } from './archive-stream.ts'

/** The call to Amazon Data Firehose; loaded at its first use. One attempt: whoever calls has a plan of its own. */
export function firehoseRecords(streamName: string): PutRecords {
  const client = new FirehoseClient({ ...PATIENT_CLIENT, maxAttempts: 1 })
  return async (records, signal) => {
    const command = new PutRecordBatchCommand({
      DeliveryStreamName: streamName,
      Records: records.map((Data) => ({ Data })),
    })
    const { RequestResponses = [] } = await client.send(command, { abortSignal: signal })
    return RequestResponses.flatMap(({ ErrorCode }, index) => (ErrorCode === undefined ? [] : [index]))
  }
}
