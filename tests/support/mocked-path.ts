import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { vi } from 'vitest'
import { throughTime } from './through-time.ts'

export const BUCKET = 'bodies-bucket'
export const INBOUND_URL = 'https://sqs.eu-west-1.amazonaws.com/000000000000/inbound'
export const DLQ_URL = 'https://sqs.eu-west-1.amazonaws.com/000000000000/inbound-dlq'

const ENV = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  INBOUND_QUEUE_URL: INBOUND_URL,
  INBOUND_DLQ_URL: DLQ_URL,
  ACCOUNTS_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:accounts-aaaaaa',
  BODIES_BUCKET: BUCKET,
  MAX_BODY_BYTES: '5000000',
  ENVIRONMENT: 'test',
  TABLE_NAME: 'desk',
  RETENTION_DAYS: '400',
  CONTACT_ATTRIBUTES: 'tier',
  ARCHIVE_STREAM: '-',
}

type Answer = APIGatewayProxyStructuredResultV2

/**
 * The real handlers of ingest and process, freshly loaded as on a cold start, over a mocked SDK and a clock that jumps
 * from timer to timer. Nothing sleeps; `tookMs` is what the clock says.
 */
export async function mockedPath(startMs: number) {
  const sqs = mockClient(SQSClient)
  const s3 = mockClient(S3Client)
  const secrets = mockClient(SecretsManagerClient)
  const dynamodb = mockClient(DynamoDBClient)
  const table = mockClient(DynamoDBDocumentClient)
  const mocks = [sqs, s3, secrets, dynamodb, table]
  // no documents were ever activated: the shipped ones hold
  table.on(GetCommand).resolves({})

  const printed: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed.push(String(chunk))
    return true
  })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  vi.useFakeTimers({ now: startMs, toFake: ['setTimeout', 'clearTimeout', 'Date'] })

  for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value)
  vi.resetModules()
  const ingest = await import('#functions/ingest/handler')
  const process_ = await import('#functions/process/handler')
  // Loaded ahead, because loading a module takes real time, and the clock would jump past it.
  await import('#messaging/s3-bodies')

  return {
    sqs,
    s3,
    secrets,
    table,
    /** Sends one request to ingest. */
    async deliver(request: APIGatewayProxyEventV2): Promise<Answer & { readonly tookMs: number }> {
      const { value, tookMs } = await throughTime(() => ingest.handler(request))
      return { ...value, tookMs }
    },
    /** Hands one batch to process; gives the ids of the messages that shall be received again. */
    async receive(...messages: SQSRecord[]): Promise<string[]> {
      const event: SQSEvent = { Records: messages }
      const { value } = await throughTime<SQSBatchResponse>(() => process_.handler(event))
      return value.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
    },
    /** Everything the functions printed. */
    output: (): string => printed.join(''),
    /** Sums of the metrics printed so far. */
    metrics(): Record<string, number> {
      const sums: Record<string, number> = {}
      for (const line of printed) {
        const entry = JSON.parse(line) as Record<string, unknown>
        if (!('_aws' in entry)) continue
        for (const [name, value] of Object.entries(entry)) {
          if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value
        }
      }
      return sums
    },
    passTime(ms: number): void {
      vi.setSystemTime(Date.now() + ms)
    },
    close(): void {
      vi.useRealTimers()
      vi.restoreAllMocks()
      vi.unstubAllEnvs()
      for (const mock of mocks) mock.restore()
    },
  }
}

export type MockedPath = Awaited<ReturnType<typeof mockedPath>>

/** The body of an S3 answer. */
export function s3Body(text: string) {
  const blob = new Blob([text])
  return Object.assign(blob, {
    transformToString: async () => text,
    transformToByteArray: async () => new TextEncoder().encode(text),
    transformToWebStream: () => blob.stream(),
  })
}
