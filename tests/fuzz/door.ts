/** ingest, with a queue and a bucket in memory that take what SQS and S3 take, and what must hold of every answer. */
import assert from 'node:assert/strict'
import type { SQSRecord } from 'aws-lambda'
import { acceptWebhook } from '#functions/ingest/accept-webhook'
import { accountBook } from '#functions/ingest/account-book'
import type { Answer } from '#functions/ingest/answer'
import { checkMessage } from '#infra/local/engines/sqs/message'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'
import { accountsSecret } from '#tests/support/webhook-request'
import { CUSTOMER_TEXT } from './json-changes.ts'
import type { Sent } from './request-changes.ts'

export type Services = 'up' | 'queue down' | 'bucket down' | 'both down'

/** Of the fixtures' last day: what they tell must not lie in the future. */
export const NOW_MS = Date.parse('2026-09-16T00:00:00Z')
export const BUCKET = 'bodies-bucket'
const MAX_BODY_BYTES = 5_000_000
/** SQS takes so much, attributes included. */
const MESSAGE_BYTES = 1_048_576

export type StoredBody = { readonly body: string; readonly metadata: Readonly<Record<string, string>> }
export type Passed = {
  /** `202`, or the status and the code of the refusal. */
  readonly outcome: string
  /** As it reaches process, by whichever way; absent: refused. */
  readonly record?: SQSRecord
  readonly objects: ReadonlyMap<string, StoredBody>
}

type Message = { readonly body: string; readonly attributes: Readonly<Record<string, string>> }
type Stores = {
  readonly queue: Message[]
  readonly bucket: Map<string, { body: Uint8Array; metadata: Readonly<Record<string, string>> }>
}

/** A refusal that no second try would change: an outage costs the run no time. */
function outage(): Error {
  return Object.assign(new Error('down'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
}

export async function passDoor({ request, arrived, genuine }: Sent, services: Services): Promise<Passed> {
  const stores: Stores = { queue: [], bucket: new Map() }
  const { lines, counts, deps } = aDoor(stores, services)
  const answer = await acceptWebhook(request, deps)

  assert.ok(!JSON.stringify(lines).includes(CUSTOMER_TEXT), 'a customer’s text in the log')
  const expected = expectedStatus({ arrived, genuine }, services)
  if (expected !== undefined) assert.equal(answer.statusCode, expected, `answered ${answer.statusCode}`)
  else assert.ok(answer.statusCode >= 200 && answer.statusCode < 500, `answered ${answer.statusCode} to a stranger`)
  assert.equal(lines.some(({ level }) => level === 'error') && services === 'up', false, 'a fault in the log')
  if (answer.statusCode !== 202) return refused(answer, stores, counts)
  assert.equal(counts.WebhooksAccepted, 1, 'counted once')
  return { outcome: '202', ...kept(stores, arrived) }
}

function aDoor({ queue, bucket }: Stores, services: Services) {
  const { log, lines, count, counts } = recorder()
  const clockwork = { now: () => NOW_MS, random: () => 0.5 }
  const isDown = (name: 'queue' | 'bucket'): boolean => services === `${name} down` || services === 'both down'
  const deps = {
    ...clockwork,
    book: accountBook({ ...clockwork, readSecret: async () => accountsSecret(), count, log }),
    bucket: BUCKET,
    send: async (message: Message) => {
      if (isDown('queue')) throw outage()
      checkMessage(asSent(message), MESSAGE_BYTES)
      queue.push(message)
    },
    tellRefusal: async ({ account, reason }: { account: string; reason: string }) => {
      assert.match(`${account} ${reason}`, /^shop [a-z_]{1,40}$/, 'a note that process would not understand')
    },
    bodies: {
      put: async (object: { key: string; body: Uint8Array; metadata?: Readonly<Record<string, string>> }) => {
        if (isDown('bucket')) throw outage()
        assert.match(object.key, /^(bodies|spool)\/shop\/\d{4}-\d{2}-\d{2}\/[\w-]+\.json$/)
        for (const value of Object.values(object.metadata ?? {})) assert.match(value, /^[\x20-\x7e]+$/)
        bucket.set(object.key, { body: object.body, metadata: object.metadata ?? {} })
      },
      warm: () => undefined,
    },
    maxBodyBytes: MAX_BODY_BYTES,
    newId: () => 'receipt-1',
    count,
    log,
  }
  return { lines, counts, deps }
}

export const asSent = ({ body, attributes }: Message) => ({
  MessageBody: body,
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  ),
})

/** Told without ingest's own words; `undefined`: some refusal, whichever. */
function expectedStatus(
  { arrived, genuine }: Pick<Sent, 'arrived' | 'genuine'>,
  services: Services,
): number | undefined {
  if (!genuine) return undefined
  if (arrived.length > MAX_BODY_BYTES) return 413
  const text = decoded(arrived)
  if (text === undefined || !isJson(text)) return 400
  const fits = arrived.length <= MESSAGE_BYTES - 4_096 && !/[\uFFFE\uFFFF]/.test(text)
  const taken = services === 'up' || services === (fits ? 'bucket down' : 'queue down') || services === 'queue down'
  return taken ? 202 : 503
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function refused(answer: Answer, { queue, bucket }: Stores, counts: Readonly<Record<string, number>>): Passed {
  // a pointer that the queue did not take may leave its body behind, which expires
  assert.equal(queue.length, 0, 'stored, and refused all the same')
  assert.ok(![...bucket.keys()].some((key) => key.startsWith('spool/')), 'spooled, and refused all the same')
  assert.equal(counts.WebhooksAccepted, undefined)
  if (answer.statusCode === 200) return { outcome: '200', objects: new Map() }
  const { code, status } = JSON.parse(answer.body) as { readonly code?: string; readonly status?: number }
  assert.equal(answer.headers['content-type'], 'application/problem+json')
  assert.equal(status, answer.statusCode)
  assert.match(String(code), /^[a-z_]+$/)
  const { WebhooksRefused = 0, UnknownAccount = 0, SignatureFailures = 0, IntakeUnavailable = 0 } = counts
  assert.equal(WebhooksRefused + UnknownAccount + SignatureFailures + IntakeUnavailable, 1, 'counted once')
  return { outcome: `${answer.statusCode} ${code}`, objects: new Map() }
}

/** The one place in which it lies, and that it lies there byte for byte. */
function kept({ queue, bucket }: Stores, arrived: Buffer): Pick<Passed, 'record' | 'objects'> {
  const objects = new Map(
    [...bucket].map(([key, { body, metadata }]) => [key, { body: Buffer.from(body).toString('utf8'), metadata }]),
  )
  for (const { body } of bucket.values()) assert.ok(arrived.equals(body), 'the body in the bucket is another')
  const [message] = queue
  const [spooled] = [...bucket.keys()].filter((key) => key.startsWith('spool/'))
  assert.equal(queue.length + (spooled === undefined ? 0 : 1), 1, 'stored other than once')
  if (message === undefined) return { objects, record: aRecord({ body: spoolEvent(spooled ?? ''), attributes: {} }) }
  if (message.attributes.bodyIn === 's3') assert.equal(bucket.size, 1)
  else assert.ok(arrived.equals(Buffer.from(message.body)), 'the body on the queue is another')
  return { objects, record: aRecord({ body: message.body, attributes: message.attributes }) }
}

const spoolEvent = (key: string): string =>
  JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: BUCKET }, object: { key } },
  })
