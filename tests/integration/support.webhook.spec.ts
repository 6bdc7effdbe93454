/**
 * The contract of the webhook path under failure: the real handlers, wired as deployed, over a mocked AWS SDK.
 * Time is the fake clock's throughout. The table of docs/runbooks/support_webhooks.md names these tests.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3'
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { ChangeMessageVisibilityBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { BatchGetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import 'aws-sdk-client-mock-vitest/extend'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { toItem } from '#store/item'
import { aConversation, aConversationPayload, aReplyPayload, aWebhook, START_MS } from '#tests/support/builders'
import { BUCKET, DLQ_URL, INBOUND_URL, type MockedPath, mockedPath, s3Body } from '#tests/support/mocked-path'
import { aRecord, STAMPS } from '#tests/support/sqs-records'
import { accountsSecret, aRequest, DELIVERY_ID, OTHER_SECRET } from '#tests/support/webhook-request'

const BODY = JSON.stringify(aWebhook('message_created'))
const REPLY = JSON.stringify({ ...aReplyPayload({ conversation: aConversationPayload() }), event: 'message_created' })
/** The test webhooks are signed at this second. */
const NOW_MS = START_MS + 1_000

class AwsFault extends Error {
  readonly $metadata: { readonly httpStatusCode: number }
  constructor(name: string, httpStatusCode: number) {
    super(name)
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}
const down = () => new AwsFault('ServiceUnavailable', 503)
const never = (): Promise<never> => new Promise(() => {})

let path: MockedPath

beforeEach(async () => {
  path = await mockedPath(NOW_MS)
  path.secrets.on(GetSecretValueCommand).resolves({ SecretString: accountsSecret() })
  path.sqs.on(SendMessageCommand).resolves({ MessageId: 'sent' })
  path.sqs.on(ChangeMessageVisibilityBatchCommand).resolves({ Successful: [], Failed: [] })
  path.s3.on(PutObjectCommand).resolves({})
  path.table.on(BatchGetCommand).resolves({ Responses: { desk: [] } })
  path.table.on(PutCommand).resolves({})
})
afterEach(() => path.close())

const sentBodies = (): (string | undefined)[] =>
  path.sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input.MessageBody)

describe('ingest: when the queue fails', () => {
  it('answers 202 with an empty body once SQS has confirmed the raw body and its stamps', async () => {
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer).toMatchObject({ statusCode: 202, body: '' })
    expect(path.sqs).toHaveReceivedCommandTimes(SendMessageCommand, 1)
    const {
      MessageBody,
      QueueUrl,
      MessageAttributes = {},
    } = path.sqs.commandCalls(SendMessageCommand)[0]?.args[0].input ?? {}
    expect(MessageBody).toBe(BODY)
    expect(QueueUrl).toBe(INBOUND_URL)
    const stamps = Object.fromEntries(Object.entries(MessageAttributes).map(([name, a]) => [name, a.StringValue]))
    expect(stamps).toMatchObject({
      account: 'shop',
      chatwootAccountId: '3',
      deliveryId: DELIVERY_ID,
      correlationId: DELIVERY_ID,
      receivedAtMs: String(NOW_MS),
      sentAtS: String(NOW_MS / 1000),
      trust: 'signed',
    })
    expect(stamps.receiptId).toMatch(/^[0-9a-f-]{36}$/)
    expect(path.metrics()).toMatchObject({ WebhooksAccepted: 1 })
  })

  it('SQS fails once: sends again and answers 202', async () => {
    path.sqs.on(SendMessageCommand).rejectsOnce(down()).resolves({ MessageId: 'sent' })
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(202)
    expect(sentBodies()).toEqual([BODY, BODY])
    expect(path.s3).not.toHaveReceivedCommand(PutObjectCommand)
  })

  it('SQS fails twice, by throttling and by a reset connection: sends a third time', async () => {
    path.sqs
      .on(SendMessageCommand)
      .rejectsOnce(new AwsFault('RequestThrottled', 403))
      .rejectsOnce(new Error('ECONNRESET'))
      .resolves({ MessageId: 'sent' })
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(202)
    expect(path.sqs).toHaveReceivedCommandTimes(SendMessageCommand, 3)
  })

  it('SQS fails for good: the body is spooled to S3 with its stamps, and the answer is 202', async () => {
    path.sqs.on(SendMessageCommand).rejects(down())
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(202)
    expect(answer.tookMs).toBeLessThanOrEqual(3_500)
    const { Bucket, Key, Body, Metadata } = path.s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {}
    expect(Bucket).toBe(BUCKET)
    expect(Key).toMatch(/^spool\/shop\/2026-09-14\/[0-9a-f-]{36}\.json$/)
    expect(String(Body)).toBe(BODY)
    expect(Metadata).toMatchObject({ account: 'shop', chatwootaccountid: '3', receivedatms: String(NOW_MS) })
    expect(path.metrics()).toMatchObject({ WebhooksAccepted: 1, BodiesSpooled: 1 })
  })

  it('SQS refuses the message for good: spools at once instead of asking again', async () => {
    path.sqs.on(SendMessageCommand).rejects(new AwsFault('AccessDenied', 403))
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer).toMatchObject({ statusCode: 202, tookMs: 0 })
    expect(path.sqs).toHaveReceivedCommandTimes(SendMessageCommand, 1)
    expect(path.s3).toHaveReceivedCommandTimes(PutObjectCommand, 1)
  })

  it('SQS never answers: gives up after its share of the time, spools, and stays inside 3.5 s', async () => {
    path.sqs.on(SendMessageCommand).callsFake(never)
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(202)
    expect(answer.tookMs).toBeGreaterThanOrEqual(2_000)
    expect(answer.tookMs).toBeLessThanOrEqual(2_200)
    expect(path.metrics()).toMatchObject({ BodiesSpooled: 1 })
  })

  it('SQS answers late, after the first attempt was cut off: the second attempt is the one that counts', async () => {
    path.sqs.on(SendMessageCommand).callsFakeOnce(never).resolves({ MessageId: 'sent' })
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(202)
    expect(answer.tookMs).toBeGreaterThanOrEqual(900)
    expect(answer.tookMs).toBeLessThan(2_200)
    expect(path.s3).not.toHaveReceivedCommand(PutObjectCommand)
  })

  it('SQS and S3 never answer: 503 within 3.5 s, counted as intake unavailable', async () => {
    path.sqs.on(SendMessageCommand).callsFake(never)
    path.s3.on(PutObjectCommand).callsFake(never)
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(503)
    expect(answer.tookMs).toBeLessThanOrEqual(3_500)
    expect(path.metrics()).toMatchObject({ IntakeUnavailable: 1 })
    expect(path.metrics()).not.toHaveProperty('WebhooksAccepted')
  })

  it('a body too large for a message goes to S3, and a pointer to the queue', async () => {
    const large = JSON.stringify({ ...aWebhook('message_created'), content: 'x'.repeat(1_100_000) })
    const answer = await path.deliver(aRequest({ body: large }))
    expect(answer.statusCode).toBe(202)
    const stored = path.s3.commandCalls(PutObjectCommand)[0]?.args[0].input
    expect(stored?.Key).toMatch(/^bodies\/shop\/2026-09-14\/[0-9a-f-]{36}\.json$/)
    expect(String(stored?.Body)).toBe(large)
    const message = path.sqs.commandCalls(SendMessageCommand)[0]?.args[0].input
    expect(message?.MessageBody).toBe(JSON.stringify({ bucket: BUCKET, key: stored?.Key }))
    expect(message?.MessageAttributes?.bodyIn?.StringValue).toBe('s3')
  })

  it('a body with characters that SQS refuses goes the way of large ones', async () => {
    await path.deliver(aRequest({ body: '{"event":"message_created","content":"\uFFFF"}' }))
    expect(path.s3).toHaveReceivedCommandTimes(PutObjectCommand, 1)
    expect(path.sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageAttributes).toHaveProperty('bodyIn')
  })

  it('a large body while SQS is down is spooled, so that its own event brings it to the queue', async () => {
    path.sqs.on(SendMessageCommand).callsFake(never)
    const large = JSON.stringify({ event: 'message_created', content: 'x'.repeat(1_100_000) })
    const answer = await path.deliver(aRequest({ body: large }))
    expect(answer.statusCode).toBe(202)
    expect(answer.tookMs).toBeLessThanOrEqual(3_500)
    const keys = path.s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input.Key?.split('/')[0])
    expect(keys).toEqual(['bodies', 'spool'])
  })
})

describe('ingest: who may send', () => {
  it('a wrong signature is refused with 401, counted, and nothing of the body is kept or printed', async () => {
    const body = JSON.stringify(aWebhook('message_created', { content: 'private words' }))
    const answer = await path.deliver(aRequest({ body, secret: 'wrongEXAMPLEsecret000000' }))
    expect(answer.statusCode).toBe(401)
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ code: 'signature_refused', status: 401 })
    // the note for the loss ledger
    expect(sentBodies()).toEqual(['-'])
    expect(path.metrics()).toMatchObject({ SignatureFailures: 1 })
    expect(path.output()).not.toContain('private words')
  })

  it('a missing or malformed signature header is refused with 401 and throws nothing', async () => {
    for (const signature of [undefined, '', 'sha256=', 'sha256=zz', 'sha1=00', `sha256=${'0'.repeat(63)}`]) {
      const answer = await path.deliver(aRequest({ body: BODY, headers: { 'x-chatwoot-signature': signature } }))
      expect(answer.statusCode).toBe(401)
    }
    expect(path.metrics()).toMatchObject({ SignatureFailures: 6 })
  })

  it('a delivery signed more than five minutes ago, or ahead, is refused with 401', async () => {
    const nowS = NOW_MS / 1000
    for (const [sentAtS, status] of [
      [nowS - 301, 401],
      [nowS + 301, 401],
      [nowS - 299, 202],
      [nowS + 299, 202],
    ] as const) {
      expect((await path.deliver(aRequest({ body: BODY, sentAtS }))).statusCode).toBe(status)
    }
  })

  it('during a rotation both secrets are accepted', async () => {
    path.secrets
      .on(GetSecretValueCommand)
      .resolves({ SecretString: accountsSecret({ secrets: [OTHER_SECRET, 'EXAMPLEsecretEXAMPLEsecret'] }) })
    expect((await path.deliver(aRequest({ body: BODY }))).statusCode).toBe(202)
    expect((await path.deliver(aRequest({ body: BODY, secret: OTHER_SECRET }))).statusCode).toBe(202)
  })

  it('a secret added after the accounts were cached is found by reading them again', async () => {
    await path.deliver(aRequest({ body: BODY }))
    path.secrets.on(GetSecretValueCommand).resolves({ SecretString: accountsSecret({ secrets: [OTHER_SECRET] }) })
    path.passTime(6_000)
    expect((await path.deliver(aRequest({ body: BODY, secret: OTHER_SECRET }))).statusCode).toBe(202)
    expect(path.secrets).toHaveReceivedCommandTimes(GetSecretValueCommand, 2)
  })

  it('guesses at signatures and keys read the accounts again every 5 s at most', async () => {
    for (let nth = 0; nth < 20; nth++) {
      await path.deliver(aRequest({ body: BODY, secret: 'wrongEXAMPLEsecret000000' }))
      await path.deliver(aRequest({ body: BODY, accountKey: `guess-${nth}` }))
    }
    expect(path.secrets).toHaveReceivedCommandTimes(GetSecretValueCommand, 1)
  })

  it('an account that cannot sign works by its key alone, and is counted as such', async () => {
    path.secrets.on(GetSecretValueCommand).resolves({ SecretString: accountsSecret({ secrets: [], unsigned: true }) })
    const bare = {
      'x-chatwoot-signature': undefined,
      'x-chatwoot-timestamp': undefined,
      'x-chatwoot-delivery': undefined,
    }
    expect((await path.deliver(aRequest({ body: BODY, headers: bare }))).statusCode).toBe(202)
    const { trust, deliveryId } = path.sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageAttributes ?? {}
    expect([trust?.StringValue, deliveryId?.StringValue]).toEqual(['unsigned', '-'])
    expect(path.metrics()).toMatchObject({ WebhooksAccepted: 1, UnsignedAccepted: 1 })
  })

  it('an unknown key is refused with 404 and counted, by GET as by POST', async () => {
    expect((await path.deliver(aRequest({ accountKey: 'no-such-account-key-00' }))).statusCode).toBe(404)
    expect((await path.deliver(aRequest({ accountKey: '__proto__', method: 'GET' }))).statusCode).toBe(404)
    expect(path.metrics()).toMatchObject({ UnknownAccount: 2 })
  })

  it('Secrets Manager is down while the accounts are cached: the cached copy serves, and it is counted', async () => {
    await path.deliver(aRequest({ body: BODY }))
    path.secrets.on(GetSecretValueCommand).callsFake(never)
    path.passTime(120_000)
    const answer = await path.deliver(aRequest({ body: BODY, sentAtS: NOW_MS / 1000 + 120 }))
    expect(answer.statusCode).toBe(202)
    expect(answer.tookMs).toBeLessThanOrEqual(700)
    expect(path.metrics()).toMatchObject({ WebhooksAccepted: 2, AccountsStale: 1 })
  })

  it('Secrets Manager is down on a cold start: 503 in time, because nothing can be verified', async () => {
    path.secrets.on(GetSecretValueCommand).callsFake(never)
    const answer = await path.deliver(aRequest({ body: BODY }))
    expect(answer.statusCode).toBe(503)
    expect(answer.tookMs).toBeLessThanOrEqual(3_500)
    expect(path.sqs).not.toHaveReceivedCommand(SendMessageCommand)
    expect(path.metrics()).toMatchObject({ IntakeUnavailable: 1, AccountsStale: 1 })
  })

  it('Secrets Manager fails once on a cold start: asks again and accepts', async () => {
    path.secrets.on(GetSecretValueCommand).rejectsOnce(down()).resolves({ SecretString: accountsSecret() })
    expect((await path.deliver(aRequest({ body: BODY }))).statusCode).toBe(202)
  })
})

describe('ingest: what may be sent', () => {
  it('a signed body that is not JSON, or not UTF-8, is refused with 400', async () => {
    for (const body of ['{"event":', '', Uint8Array.from([0x22, 0xff, 0xfe, 0x22]), '\uFEFF{}']) {
      expect((await path.deliver(aRequest({ body }))).statusCode).toBe(400)
    }
    expect(path.metrics()).toMatchObject({ WebhooksRefused: 4 })
    expect(sentBodies()).toEqual(['-', '-', '-', '-'])
  })

  it('a body above the limit is refused with 413, another type with 415, another method with 405', async () => {
    expect((await path.deliver(aRequest({ body: `"${'x'.repeat(5_000_000)}"` }))).statusCode).toBe(413)
    const headers = { 'content-type': 'text/plain' }
    expect((await path.deliver(aRequest({ body: BODY, headers }))).statusCode).toBe(415)
    const put = await path.deliver(aRequest({ body: BODY, method: 'PUT' }))
    expect(put.statusCode).toBe(405)
    expect(put.headers).toMatchObject({ allow: 'GET, HEAD, POST' })
    expect(path.metrics()).toMatchObject({ WebhooksRefused: 3 })
  })

  it('GET and HEAD on a known key say that the address is alive', async () => {
    expect(await path.deliver(aRequest({ method: 'GET' }))).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' })
    expect(await path.deliver(aRequest({ method: 'HEAD' }))).toMatchObject({ statusCode: 200, body: '' })
  })

  it('a body that API Gateway handed over in base64 is verified and queued as it was sent', async () => {
    const answer = await path.deliver(aRequest({ body: BODY, base64: true }))
    expect(answer.statusCode).toBe(202)
    expect(sentBodies()).toEqual([BODY])
  })
})

/** A stored conversation as the table holds it. */
const stored = (conversation: Conversation) => toItem({ conversation, carried: {} }, 400)
const lostRaceAgainst = (conversation: Conversation) =>
  new ConditionalCheckFailedException({ message: 'lost', $metadata: {}, Item: marshall(stored(conversation)) })
const writes = (): Record<string, unknown>[] =>
  path.table.commandCalls(PutCommand).map((call) => ({ ...call.args[0].input.Item }))
const deadLetters = () =>
  path.sqs
    .commandCalls(SendMessageCommand)
    .map((call) => call.args[0].input)
    .filter(({ QueueUrl }) => QueueUrl === DLQ_URL)

describe('process: when a message cannot be applied', () => {
  it('a duplicate delivery writes nothing the second time', async () => {
    expect(await path.receive(aRecord({ body: BODY }))).toEqual([])
    expect(writes()).toHaveLength(1)
    path.table.on(BatchGetCommand).resolves({ Responses: { desk: writes() } })
    expect(await path.receive(aRecord({ body: BODY, messageId: 'again' }))).toEqual([])
    expect(writes()).toHaveLength(1)
    expect(path.metrics()).toMatchObject({ ConversationsWritten: 1, NoChange: 1 })
  })

  it('several webhooks of one conversation become one write', async () => {
    const messages = [aRecord({ messageId: 'a', body: BODY }), aRecord({ messageId: 'b', body: REPLY })]
    expect(await path.receive(...messages)).toEqual([])
    expect(writes()).toHaveLength(1)
    expect(writes()[0]).toMatchObject({ version: 1, state: { lastInbound: { id: 88_001 }, lastReply: { id: 88_002 } } })
    expect(path.metrics()).toMatchObject({ ObservationsMerged: 2 })
  })

  it('one failing conversation is received again alone; the others of the batch are done', async () => {
    const other = JSON.stringify(aWebhook('conversation_created', { id: 2 }))
    path.table.on(PutCommand).callsFake(({ Item }) => (Item.conversationId === 2 ? Promise.reject(down()) : {}))
    const messages = [aRecord({ messageId: 'good', body: BODY }), aRecord({ messageId: 'bad', body: other })]
    expect(await path.receive(...messages)).toEqual(['bad'])
    const { Entries } = path.sqs.commandCalls(ChangeMessageVisibilityBatchCommand)[0]?.args[0].input ?? {}
    expect(Entries).toEqual([{ Id: '0', ReceiptHandle: 'handle-of-bad', VisibilityTimeout: 15 }])
  })

  it('a table that cannot be read: every message is received again, none is lost', async () => {
    path.table.on(BatchGetCommand).rejects(down())
    const messages = [aRecord({ messageId: 'a', body: BODY }), aRecord({ messageId: 'b', body: REPLY })]
    expect(await path.receive(...messages)).toEqual(['a', 'b'])
    expect(deadLetters()).toEqual([])
  })

  it('an unparseable message goes to the dead-letter queue at once, body intact, with a reason', async () => {
    const body = '{"event":"message_created","content":"cut o'
    expect(await path.receive(aRecord({ body }))).toEqual([])
    expect(deadLetters()).toHaveLength(1)
    const { MessageBody, MessageAttributes = {} } = deadLetters()[0] ?? {}
    expect(MessageBody).toBe(body)
    expect(MessageAttributes.reason?.StringValue).toBe('unparseable')
    for (const [name, value] of Object.entries(STAMPS)) expect(MessageAttributes[name]?.StringValue).toBe(value)
    expect(path.output()).not.toContain('cut o')
    expect(path.metrics()).toMatchObject({ DeadLettered: 1 })
  })

  it('an impossible message goes to the dead-letter queue with a detail that quotes nothing', async () => {
    const body = JSON.stringify(aWebhook('conversation_updated', { id: 'private words' }))
    expect(await path.receive(aRecord({ body }))).toEqual([])
    const { MessageBody, MessageAttributes = {} } = deadLetters()[0] ?? {}
    expect(MessageBody).toBe(body)
    expect(MessageAttributes.reason?.StringValue).toMatch(/^(unparseable|impossible)$/)
    expect(MessageAttributes.detail?.StringValue).not.toContain('private words')
  })

  it('a message that nobody stamped goes to the dead-letter queue', async () => {
    expect(await path.receive(aRecord({ body: BODY, attributes: {} }))).toEqual([])
    expect(deadLetters()[0]?.MessageAttributes?.reason?.StringValue).toBe('unstamped')
  })

  it('the dead-letter queue cannot be reached: the message is received again instead', async () => {
    path.sqs.on(SendMessageCommand).rejects(down())
    expect(await path.receive(aRecord({ body: 'not json' }))).toEqual(['message-1'])
  })

  it('a poison message is returned at each of its five receives, later each time, for the redrive to take', async () => {
    path.table.on(PutCommand).rejects(down())
    for (let receiveCount = 1; receiveCount <= 5; receiveCount++) {
      expect(await path.receive(aRecord({ body: BODY, receiveCount }))).toEqual(['message-1'])
    }
    const waits = path.sqs
      .commandCalls(ChangeMessageVisibilityBatchCommand)
      .map((call) => call.args[0].input.Entries?.[0]?.VisibilityTimeout)
    expect(waits).toEqual([15, 45, 135, 405, 675])
    expect(deadLetters()).toEqual([])
  })

  it('a lost race merges with the item that won, and writes over exactly that', async () => {
    const won = aConversation({ version: 7 })
    path.table.on(PutCommand).rejectsOnce(lostRaceAgainst(won)).resolves({})
    expect(await path.receive(aRecord({ body: REPLY }))).toEqual([])
    const second = path.table.commandCalls(PutCommand)[1]?.args[0].input
    expect(second?.ExpressionAttributeValues).toEqual({ ':expected': 7 })
    expect(second?.Item).toMatchObject({
      version: 8,
      state: { lastReply: { id: 88_002 }, lastInbound: { id: 88_001 } },
    })
    expect(path.metrics()).toMatchObject({ LostRaces: 1, ConversationsWritten: 1 })
  })

  it('a race lost again and again is given back to the queue', async () => {
    path.table.on(PutCommand).callsFake(() => Promise.reject(lostRaceAgainst(aConversation({ version: 7 }))))
    expect(await path.receive(aRecord({ body: REPLY }))).toEqual(['message-1'])
    expect(path.metrics()).toMatchObject({ LostRaces: 6, Retried: 1 })
  })

  it('a body in S3 is fetched; one that is gone goes to the dead-letter queue', async () => {
    const record = aRecord({
      body: JSON.stringify({ bucket: BUCKET, key: 'bodies/shop/x.json' }),
      attributes: { ...STAMPS, bodyIn: 's3' },
    })
    path.s3.on(GetObjectCommand).resolvesOnce({ Body: s3Body(BODY) })
    expect(await path.receive(record)).toEqual([])
    expect(writes()).toHaveLength(1)
    path.s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'gone', $metadata: {} }))
    expect(await path.receive(record)).toEqual([])
    const { MessageBody, MessageAttributes = {} } = deadLetters()[0] ?? {}
    expect(MessageBody).toBe(record.body)
    expect(Object.keys(MessageAttributes)).toHaveLength(10)
    expect(MessageAttributes).toMatchObject({ reason: { StringValue: 'body_missing' }, bodyIn: { StringValue: 's3' } })
    expect(MessageAttributes).toHaveProperty('detail')
  })

  it('a spooled body comes back through its event and is applied as if it had come by SQS', async () => {
    path.sqs.on(SendMessageCommand).rejects(down())
    await path.deliver(aRequest({ body: BODY }))
    const { Key: key = '', Metadata = {} } = path.s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {}
    path.s3.on(GetObjectCommand).resolves({ Body: s3Body(BODY), Metadata })
    const event = {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: BUCKET }, object: { key } },
    }
    expect(await path.receive(aRecord({ body: JSON.stringify(event), attributes: {} }))).toEqual([])
    expect(writes()[0]).toMatchObject({
      account: 'shop',
      conversationId: 1042,
      observedAtMs: NOW_MS,
      correlationId: DELIVERY_ID,
    })
  })

  it('an event that nobody knows is kept in S3 and done', async () => {
    const body = JSON.stringify({ event: 'contact_merged', id: 1 })
    expect(await path.receive(aRecord({ body }))).toEqual([])
    const { Key, Body } = path.s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {}
    expect([Key, Body]).toEqual(['unknown/shop/contact_merged/receipt-1.json', body])
    expect(path.metrics()).toMatchObject({ UnknownEvents: 1 })
  })
})
