import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { manualClock } from '#infra/local/clock'
import { startEngines } from '#infra/local/engines/engines'
import { DEADLINE_INDEX, INDEX, QUEUE_FILTER_ATTRIBUTES } from '#store/keys'

export const TABLE = 'desk'

const index = (IndexName: string, partition: string, sort: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...QUEUE_FILTER_ATTRIBUTES] },
})

/** Table `desk` on the local DynamoDB engine, with its stream and indexes. */
export async function openDeskTable(startMs: number) {
  const clock = manualClock(startMs)
  const engines = await startEngines({ clock })
  await engines.dynamodb.ensureTable(
    {
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        ...['pk', 'sk', 'statusKey', 'waitKey', 'dueKey', 'operatorKey', 'deadlineShard', 'deadlineKey'],
      ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        index(INDEX.byWait, 'statusKey', 'waitKey'),
        index(INDEX.byDeadline, 'statusKey', 'dueKey'),
        index(INDEX.byOperator, 'operatorKey', 'waitKey'),
        { ...index(DEADLINE_INDEX, 'deadlineShard', 'deadlineKey'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
    'expiresAt',
  )
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: engines.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'EXAMPLE', secretAccessKey: 'example' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  )
  return {
    client,
    clock,
    /** Beside the HTTP API: for many items at once, and for the capacity that was consumed. */
    dynamodb: engines.dynamodb,
    /** Everything the stream holds, as Lambda would hand it over. */
    streamed: () => engines.dynamodb.records(TABLE),
    async close(): Promise<void> {
      client.destroy()
      await engines.stop()
    },
  }
}

export type DeskTable = Awaited<ReturnType<typeof openDeskTable>>
