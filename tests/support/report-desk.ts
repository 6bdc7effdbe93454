/** A desk on local engines that had a busy month: its ledgers counted, its breaches and webhooks on record. */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { marshall } from '@aws-sdk/util-dynamodb'
import { NOTHING_BESIDE } from '#domain/analytics/beside'
import { type FactKey, isBeyond, type LedgerPlace } from '#domain/analytics/fact'
import type { IntakeCounts } from '#domain/intake'
import { DAY_MS } from '#domain/local-date'
import { slaOutcomes } from '#domain/sla-outcomes'
import type { ConversationEvent } from '#events/conversation-events'
import { manualClock } from '#infra/local/clock'
import { countConversations } from '#store/count-conversations'
import { noteCounted } from '#store/counted'
import { factStore } from '#store/facts'
import { BY_OPENED } from '#store/insight-keys'
import { intakeLedger } from '#store/intake-ledger'
import { breachesPk, breachSk } from '#store/keys'
import { onCallStore } from '#store/on-call'
import { startDeskTable, TABLE } from '#tests/unit/api/desk-table'
import { ACCOUNT } from './builders.ts'
import { eventMonth } from './event-month.ts'
import { memoryTable } from './memory-table.ts'

export const BUCKET = 'bodies'
const INSIGHTS = 'insights'
const KEPT_DAYS = 800
const TOGETHER = 50
/** As many as DynamoDB takes. */
const AT_ONCE = 25

export type ReportDesk = Awaited<ReturnType<typeof openReportDesk>>

export async function openReportDesk({ fromMs, nowMs, conversations }: Month) {
  const clock = manualClock(nowMs)
  const desk = await startDeskTable(clock)
  const { engines, client } = desk
  await engines.dynamodb.ensureTable({
    TableName: INSIGHTS,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'openedKey', 'openedSk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: BY_OPENED,
        KeySchema: [
          { AttributeName: 'openedKey', KeyType: 'HASH' },
          { AttributeName: 'openedSk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  })
  const aws = {
    endpoint: engines.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const s3 = new S3Client({ ...aws, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const secrets = new SecretsManagerClient(aws)
  const SecretString = JSON.stringify({ key: { account: ACCOUNT, chatwootAccountId: 1, secrets: [] } })
  await secrets.send(new CreateSecretCommand({ Name: 'backdesk/dev/accounts', SecretString }))
  secrets.destroy()
  const queues = await queuesAt(new SQSClient(aws))
  const outputs = { ...queues, TableName: TABLE, InsightsTableName: INSIGHTS, BodiesBucketName: BUCKET }
  engines.control.set('outputs', () => ({ body: outputs }))
  engines.control.set('clock', () => ({ body: { nowMs } }))

  const ledgers = new Map<number, readonly ConversationEvent[]>()
  const clockwork = { now: clock.now, random: () => 0.5, wait: async () => undefined }
  // counted in memory, and put beside the rest: counting on the engine takes a minute
  const memory = memoryTable()
  const counted = { ...clockwork, client: memory.client, table: INSIGHTS }
  const facts = factStore({ ...counted, factDays: KEPT_DAYS, rollupDays: KEPT_DAYS })
  const putAll = async (table: string, items: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const batch = items.slice(from, from + AT_ONCE)
      const puts = batch.map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }))
      await engines.dynamodb.call('BatchWriteItem', { RequestItems: { [table]: puts } })
    }
  }
  const counting = {
    load: facts.load,
    commit: facts.commit,
    ledgerAfter: async ({ conversationId }: FactKey, place: LedgerPlace) =>
      (ledgers.get(conversationId) ?? []).filter((event) => isBeyond(place, event)),
    besideOf: async () => NOTHING_BESIDE,
    exclusionsOf: async () => [],
    zoneOf: async () => 'UTC',
  }

  /** Ledgers as they come to be known: counted, and their breaches on record. */
  async function tell(told: Iterable<{ conversationId: number; events: readonly ConversationEvent[] }>): Promise<void> {
    const all = [...told]
    for (const { conversationId, events } of all) ledgers.set(conversationId, events)
    for (let from = 0; from < all.length; from += TOGETHER) {
      const batch = all.slice(from, from + TOGETHER)
      await countConversations(
        batch.map(({ conversationId }) => ({ account: ACCOUNT, conversationId, beside: false })),
        counting,
      )
    }
    const tally = { account: ACCOUNT, counted: all.length, heardAtMs: nowMs, countedAtMs: nowMs }
    await noteCounted(counted, tally)
    await putAll(INSIGHTS, memory.items())
    const breaches = all.flatMap(({ events }) => stillBroken(events))
    await putAll(
      TABLE,
      breaches.map((breach) => ({ pk: breachesPk(ACCOUNT), sk: breachSk(breach), breach })),
    )
  }

  const intake = intakeLedger({ client, table: TABLE, now: clock.now })
  for (let atMs = fromMs; atMs < nowMs; atMs += DAY_MS) {
    const counts: IntakeCounts = {
      received: 400,
      repeated: 12,
      ...(atMs > nowMs - 4 * DAY_MS ? { reconciled: 3 } : {}),
    }
    await intake.add({ account: ACCOUNT, day: new Date(atMs).toISOString().slice(0, 10) }, counts)
  }
  await onCallStore({ client, table: TABLE }).note({
    ...{ target: 'on-call', atMs: nowMs - 3 * DAY_MS, delivery: { kind: 'delivered' }, drill: null },
  })
  await tell(eventMonth({ seed: 38, conversations, fromMs, days: Math.floor((nowMs - fromMs) / DAY_MS) - 1 }))

  return {
    url: engines.url,
    account: ACCOUNT,
    tell,
    object: async (Key: string) =>
      (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString() ?? '',
    put: (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body })),
    async close(): Promise<void> {
      s3.destroy()
      await desk.stop()
    },
  }
}

type Month = { readonly fromMs: number; readonly nowMs: number; readonly conversations: number }

async function queuesAt(sqs: SQSClient): Promise<Readonly<Record<string, string>>> {
  const outputs: Record<string, string> = {}
  for (const QueueName of ['Deadlines', 'Inbound', 'Analytics']) {
    for (const [end, output] of [
      ['', 'QueueUrl'],
      ['-dead', 'DeadLettersUrl'],
    ]) {
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${QueueName}${end}` }))
      outputs[`${QueueName}${output}`] = QueueUrl
    }
  }
  sqs.destroy()
  return outputs
}

function stillBroken(events: readonly ConversationEvent[]) {
  const { breaches, withdrawn } = slaOutcomes(events)
  const gone = new Set(withdrawn.map(breachSk))
  return breaches.filter((breach) => !gone.has(breachSk(breach)))
}
