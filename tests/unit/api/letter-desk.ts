/** Dead letters behind the API: an inbound queue with its dead letters on the local engine, and those of the stream. */
import { SQSClient } from '@aws-sdk/client-sqs'
import { deadLetterQueues } from '#domain/dead-letter-queues'
import type { LetterRouteDeps } from '#functions/redrive/letter-routes'
import type { Queue } from '#infra/local/engines/sqs/engine'
import { letterRunStore } from '#store/letter-runs'
import { webhookFixture } from '#tests/support/chatwoot-fixtures'
import { STAMPS } from '#tests/support/sqs-records'
import { type DeskTable, TABLE } from './desk-table.ts'

export type LetterDesk = {
  readonly inbound: Queue
  readonly dead: Queue
  readonly deps: Omit<LetterRouteDeps, 'log' | 'defaultAccount'>
}

const KEPT_DAYS = 30

export function letterDesk(desk: DeskTable, now: () => number): LetterDesk {
  const { sqs, url } = desk.engines
  const queueOf = (name: string): Queue => sqs.byName(name) ?? sqs.create(name)
  const [inbound, dead, failures] = [queueOf('inbound'), queueOf('inbound-dead'), queueOf('publish-failures')]
  const world = { client: desk.client, table: TABLE, now, ledgerDays: KEPT_DAYS, retentionDays: KEPT_DAYS }
  const deps = {
    client: new SQSClient({
      endpoint: url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    queues: deadLetterQueues({
      InboundQueueUrl: inbound.url,
      InboundDeadLettersUrl: dead.url,
      PublishFailuresUrl: failures.url,
    }),
    runs: letterRunStore(world),
    now,
    wait: async () => undefined,
    waitS: 0,
    world: {
      ...world,
      contactAttributes: [],
      replyMaxAgeMs: 15 * 60_000,
      bodies: { bucket: 'bodies', get: async () => undefined },
      chatwoot: async (_account: string, known: Awaited<ReturnType<LetterRouteDeps['world']['chatwoot']>>) => known,
    },
  }
  return { inbound, dead, deps }
}

export type Buried = {
  /** Null: the letter does not tell. */
  readonly account?: string | null
  readonly reason?: string
  readonly body?: string
  readonly correlationId?: string
}

/** Puts a letter where dead ones lie; gives its id. */
export function bury(dead: Queue, { account = 'shop', reason, body, correlationId = 'corr-1' }: Buried): string {
  const { account: _stamped, ...stamps } = STAMPS
  const texts: Readonly<Record<string, string>> = {
    ...stamps,
    correlationId,
    ...(account === null ? {} : { account }),
    ...(reason === undefined ? {} : { reason, detail: 'Not JSON' }),
  }
  const sent = dead.send({
    MessageBody: body ?? JSON.stringify(webhookFixture('conversation_created.json')),
    MessageAttributes: Object.fromEntries(
      Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  })
  return sent.messageId
}
