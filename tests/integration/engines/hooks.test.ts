import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SendMessageCommand, SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessDenied } from '#infra/local/engines/aws-error'
import type { Engines } from '#infra/local/engines/engines'
import type { BusEvent } from '#infra/local/engines/events/engine'
import type { ObjectCreated } from '#infra/local/engines/s3/engine'
import type { AuthorizedCall } from '#infra/local/engines/service'
import { definition, item } from './dynamodb-tables.ts'
import { configOf, refusal, START_MS, startWithManualClock } from './under-test.ts'

let engines: Engines
let logged: string[]
let url: string
let topic: string
let secret: string

beforeEach(async () => {
  logged = []
  ;({ engines } = await startWithManualClock({ log: (code) => logged.push(code) }))
  url = engines.sqs.create('inbound').url
  topic = engines.sns.createTopic('alarms')
  secret = engines.secrets.ensure({ name: 'accounts', secretString: '{}' })
  engines.s3.createBucket('bodies')
  const hints = { intervalSeconds: 60, megabytes: 64, gzip: true }
  engines.firehose.ensure({ name: 'archive', bucket: 'bodies', prefix: 'archive/', ...hints })
  await engines.dynamodb.ensureTable({ ...definition('desk') })
})
afterEach(() => engines.stop())

const config = () => configOf(engines.url, 'IngestFunction')
const calls = {
  sqs: () => new SQSClient(config()).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' })),
  dynamodb: () =>
    new DynamoDBClient(config()).send(new GetItemCommand({ TableName: 'desk', Key: item({ pk: 'a', sk: 'b' }) })),
  s3: () => new S3Client(config()).send(new PutObjectCommand({ Bucket: 'bodies', Key: 'k', Body: 'x' })),
  events: () =>
    new EventBridgeClient(config()).send(
      new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }),
    ),
  secretsmanager: () => new SecretsManagerClient(config()).send(new GetSecretValueCommand({ SecretId: 'accounts' })),
  firehose: () =>
    new FirehoseClient(config()).send(
      new PutRecordCommand({ DeliveryStreamName: 'archive', Record: { Data: Buffer.from('x') } }),
    ),
  sns: () => new SNSClient(config()).send(new PublishCommand({ TopicArn: topic, Message: 'x' })),
}
const services = Object.entries(calls)

describe('the authorizer', () => {
  const seen = async (call: () => Promise<unknown>): Promise<AuthorizedCall[]> => {
    const asked: AuthorizedCall[] = []
    engines.setAuthorize((c) => {
      asked.push(c)
    })
    await call().catch(() => undefined)
    return asked
  }

  it('is asked with the action in IAM’s words, the resources and who calls', async () => {
    const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:000000000000:${rest}`
    const expected: [keyof typeof calls, string, string][] = [
      ['sqs', 'SendMessage', arn('sqs', 'inbound')],
      ['dynamodb', 'GetItem', arn('dynamodb', 'table/desk')],
      ['s3', 'PutObject', 'arn:aws:s3:::bodies/k'],
      ['events', 'PutEvents', arn('events', 'event-bus/default')],
      ['secretsmanager', 'GetSecretValue', secret],
      ['sns', 'Publish', topic],
    ]
    for (const [service, action, resource] of expected) {
      expect(await seen(calls[service])).toEqual([
        { service, action, resources: [resource], accessKeyId: 'IngestFunction' },
      ])
    }
  })

  it('is asked for batches as for single calls, and for each operation of a transaction', async () => {
    const Entries = [{ Id: 'a', MessageBody: 'x' }]
    const batch = () => new SQSClient(config()).send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
    expect((await seen(batch)).map((c) => c.action)).toEqual(['SendMessage'])
    const Key = item({ pk: 'a', sk: 'b' })
    const TransactItems = [
      { Put: { TableName: 'desk', Item: item({ pk: 'a', sk: 'c' }) } },
      { ConditionCheck: { TableName: 'desk', Key, ConditionExpression: 'attribute_exists(pk)' } },
    ]
    const transaction = () => new DynamoDBClient(config()).send(new TransactWriteItemsCommand({ TransactItems }))
    expect((await seen(transaction)).map((c) => c.action)).toEqual(['PutItem', 'ConditionCheckItem'])
  })

  it('is asked for the right to list before a missing object is admitted', async () => {
    const get = () => new S3Client(config()).send(new GetObjectCommand({ Bucket: 'bodies', Key: 'gone' }))
    expect((await seen(get)).map((c) => [c.action, ...c.resources])).toEqual([
      ['GetObject', 'arn:aws:s3:::bodies/gone'],
      ['ListBucket', 'arn:aws:s3:::bodies'],
    ])
  })

  it.each(services)('refuses %s in the service’s own words, before anything happens', async (service, call) => {
    engines.setAuthorize(() => {
      throw accessDenied('no')
    })
    expect(await refusal(call())).toMatch(
      service === 's3' || service === 'sqs' ? /^AccessDenied/ : /AccessDenied|AuthorizationError/,
    )
    expect(engines.sqs.byName('inbound')?.counts().visible).toBe(0)
    expect(engines.s3.keys('bodies')).toEqual([])
    expect(engines.sns.published()).toEqual([])
  })
})

describe('the fault injector', () => {
  it.each(services)('fails %s with the error it is told', async (_, call) => {
    engines.setFaults(() => ({ error: { type: 'ServiceUnavailable', status: 503 } }))
    const error: unknown = await call().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } })
    engines.setFaults(undefined)
    await call()
  })

  it('may lose the answer after the effect', async () => {
    engines.setFaults(() => ({ error: { type: 'InternalError', status: 500 }, when: 'after' }))
    await expect(calls.sqs()).rejects.toThrow()
    expect(engines.sqs.byName('inbound')?.counts().visible).toBe(1)
  })

  it('chooses by service, operation and input, and the SDK’s retries come through', async () => {
    let failures = 2
    engines.setFaults((c) =>
      c.operation === 'SendMessage' && c.input.MessageBody === 'x' && failures-- > 0
        ? { delayMs: 1, error: { type: 'InternalError', status: 500 } }
        : undefined,
    )
    const patient = new SQSClient({ ...config(), maxAttempts: 3 })
    await patient.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }))
    expect(engines.sqs.byName('inbound')?.counts().visible).toBe(1)
  })
})

describe('what the engines do not know', () => {
  it('is refused by name', async () => {
    const call = new SQSClient(config()).send(new TagQueueCommand({ QueueUrl: url, Tags: { a: 'b' } }))
    const error: unknown = await call.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'UnknownOperationException', message: expect.stringContaining('sqs.TagQueue') })
  })

  it('is a 500 that clients retry when the engine itself fails, and is logged', async () => {
    engines.setFaults(() => {
      throw new Error('a fault of the engine')
    })
    const error: unknown = await calls.sqs().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } })
    expect(logged).toEqual(['engine_fault'])
  })
})

describe('hooks', () => {
  it('tell of objects, events and publications', async () => {
    const objects: ObjectCreated[] = []
    const events: [string, BusEvent][] = []
    engines.s3.onObjectCreated((o) => objects.push(o))
    const stop = engines.events.onEvents((bus, event) => events.push([bus, event]))
    engines.events.createBus('backdesk')
    await calls.s3()
    engines.s3.put('bodies', 'in-process', { body: 'y' })
    const entry = {
      Source: 'backdesk',
      DetailType: 'd.v1',
      Detail: '{"a":1}',
      EventBusName: 'backdesk',
      Time: new Date(START_MS),
    }
    await new EventBridgeClient(config()).send(new PutEventsCommand({ Entries: [entry] }))
    stop()
    await calls.events()
    expect(objects.map((o) => [o.bucket, o.key, o.sizeBytes, o.atMs])).toEqual([
      ['bodies', 'k', 1, START_MS],
      ['bodies', 'in-process', 1, START_MS],
    ])
    expect(objects.map((o) => o.sequencer)).toEqual(objects.map((o) => o.sequencer).sort())
    expect(events).toEqual([
      [
        'backdesk',
        {
          version: '0',
          id: expect.any(String),
          'detail-type': 'd.v1',
          source: 'backdesk',
          account: '000000000000',
          time: '2026-01-05T00:00:00Z',
          region: 'eu-west-1',
          resources: [],
          detail: { a: 1 },
        },
      ],
    ])
  })

  it('tell of a misspelt bus', async () => {
    const entry = { Source: 's', DetailType: 'd', Detail: '{}', EventBusName: 'bakdesk' }
    const { Entries } = await new EventBridgeClient(config()).send(new PutEventsCommand({ Entries: [entry] }))
    expect(Entries?.[0]).toMatchObject({
      ErrorCode: 'InvalidArgument',
      ErrorMessage: expect.stringContaining('bakdesk'),
    })
  })
})

describe('control requests', () => {
  it('reach the handler of their name', async () => {
    engines.control.set('clock', ({ method, rest, query, body }) => ({
      status: 202,
      body: { method, rest, by: query.get('by'), text: body.toString() },
    }))
    const response = await fetch(`${engines.url}/_backdesk/clock/advance?by=5`, { method: 'POST', body: 'x' })
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ method: 'POST', rest: 'advance', by: '5', text: 'x' })
    expect((await fetch(`${engines.url}/_backdesk/nothing`)).status).toBe(404)
  })
})
