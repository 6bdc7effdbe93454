/** Table `desk` on the local engine, filled as `process` and `publish` fill it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { Conversation } from '#domain/conversation'
import { countDelta } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { slaOutcomes } from '#domain/sla-outcomes'
import { type Clock, realClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { noteIntake } from '#store/counters'
import { BY_OPENED } from '#store/insight-keys'
import { toItem } from '#store/item'
import { INDEX, QUEUE_FILTER_ATTRIBUTES } from '#store/keys'
import { recordChange } from '#store/ledger'
import { type Outage, outageStore } from '#store/outages'
import { type QueueReads, queueReads } from '#store/queue-reads'

export const TABLE = 'desk'
const RETENTION_DAYS = 30

export type DeskTable = {
  readonly engines: Engines
  readonly client: DynamoDBDocumentClient
  /** Reads by a clock that the test sets. */
  reads(now: () => number): QueueReads
  /** Stores a conversation without events. */
  put(...conversations: readonly Conversation[]): Promise<void>
  /** Stores a change, with its ledger entries and counters. */
  change(before: Conversation | undefined, after: Conversation): Promise<void>
  intake(account: string, tally: { applied: number; atMs: number; lagMs: number }): Promise<void>
  /** Any update, as a transaction of ours would make it. */
  update(update: UpdateCommandInput): Promise<void>
  outage(outage: Outage): Promise<void>
  stop(): Promise<void>
}

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
]
const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...QUEUE_FILTER_ATTRIBUTES] },
})

export async function startDeskTable(clock: Clock = realClock()): Promise<DeskTable> {
  const engines = await startEngines({ clock })
  await engines.dynamodb.ensureTable(
    {
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'statusKey', 'waitKey', 'dueKey', 'operatorKey', 'openedKey', 'openedSk'].map(
        string,
      ),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        index(INDEX.byWait, 'statusKey', 'waitKey'),
        index(INDEX.byDeadline, 'statusKey', 'dueKey'),
        index(INDEX.byOperator, 'operatorKey', 'waitKey'),
        // of `insights`, which is the same table here
        index(BY_OPENED, 'openedKey', 'openedSk'),
      ],
    },
    'expiresAt',
  )
  const lowLevel = new DynamoDBClient({
    endpoint: engines.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const client = DynamoDBDocumentClient.from(lowLevel, { marshallOptions: { removeUndefinedValues: true } })
  const wait = async (): Promise<void> => undefined
  // beside the HTTP API, which would take most of the time of thousands
  const put = async (...conversations: readonly Conversation[]): Promise<void> => {
    for (const conversation of conversations) {
      const Item = marshall(toItem({ conversation, carried: {} }, RETENTION_DAYS), { removeUndefinedValues: true })
      await engines.dynamodb.call('PutItem', { TableName: TABLE, Item })
    }
  }
  return {
    engines,
    client,
    reads: (now) => queueReads({ client, table: TABLE, now, sleep: wait }),
    put,
    async change(before, after) {
      await put(after)
      const { account, conversationId, writtenAtMs } = after
      const delta = countDelta(before, after)
      const events = derive(before, after)
      const deps = { client, table: TABLE, retentionDays: RETENTION_DAYS, random: () => 0.5, wait }
      const outcomes = slaOutcomes(events)
      await recordChange({ account, conversationId, writtenAtMs, events, delta, outcomes }, deps)
    },
    async intake(account, { applied, atMs, lagMs }) {
      const tally = { account, applied, lastReceivedAtMs: atMs - lagMs, publishedAtMs: atMs, lagMs }
      await noteIntake({ client, table: TABLE, retentionDays: RETENTION_DAYS }, tally)
    },
    async update(update) {
      await client.send(new UpdateCommand(update))
    },
    outage: outageStore({ client, table: TABLE, now: clock.now, retentionDays: RETENTION_DAYS }).record,
    async stop() {
      lowLevel.destroy()
      await engines.stop()
    },
  }
}
