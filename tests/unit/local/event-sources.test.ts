import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Activity } from '#infra/local/activity'
import { type ManualClock, manualClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { Iam } from '#infra/local/iam'
import { isObject, type Json, type JsonObject } from '#infra/local/json'
import type { Invocable } from '#infra/local/lambda/pool'
import { Pool } from '#infra/local/lambda/pool'
import { MetricStore } from '#infra/local/metrics'
import type { Surroundings } from '#infra/local/surroundings'
import { SqsEventSource } from '#infra/local/wiring/event-source-sqs'
import { StreamEventSource } from '#infra/local/wiring/event-source-stream'
import { resourcesOf } from './assemblies.ts'

const START_MS = Date.UTC(2026, 10, 2, 9)
const TABLE = 'desk'

let clock: ManualClock
let engines: Engines
let around: Surroundings
let pool: Pool
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  clock = manualClock(START_MS)
  engines = await startEngines({ clock })
  pool = new Pool()
  const resources = resourcesOf({ App: {} })
  around = {
    clock,
    engines,
    resources,
    pool,
    iam: new Iam(resources),
    activity: new Activity(),
    metrics: new MetricStore(),
    report: () => undefined,
  }
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await pool.stop()
  await engines.stop()
})

/** A function that answers as told and remembers its batches by what `name` reads from a record. */
const functionThat = (
  answer: (batch: string[], records: JsonObject[]) => Json,
  name: (record: JsonObject) => string,
) => {
  const batches: string[][] = []
  const fn: Invocable = {
    name: 'tested',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:tested',
    concurrency: 1,
    invoke: async (event) => {
      const records = isObject(event) && Array.isArray(event.Records) ? event.Records.filter(isObject) : []
      const batch = records.map(name)
      batches.push(batch)
      return answer(batch, records)
    },
  }
  return { fn, batches }
}

const mappingOf = (Properties: JsonObject) => {
  const [mapping] = resourcesOf({
    App: {
      Resources: {
        Source: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: 'tested', EventSourceArn: 'source', ...Properties },
        },
      },
    },
  }).of('AWS::Lambda::EventSourceMapping')
  if (mapping === undefined) throw new Error('no mapping')
  return mapping
}

const body = (record: JsonObject) => String(record.body)

describe('an SQS event source', () => {
  const start = (properties: JsonObject, answer: (batch: string[], records: JsonObject[]) => Json = () => null) => {
    const queue = engines.sqs.create('inbound', { VisibilityTimeout: '30' })
    const tested = functionThat(answer, body)
    const source = new SqsEventSource(around, mappingOf(properties), { queue, fn: tested.fn })
    source.start()
    stops.push(() => source.stop())
    return { queue, source, ...tested }
  }
  const REPORTS = { FunctionResponseTypes: ['ReportBatchItemFailures'] }

  test('waits out its window and folds what came into one batch', async () => {
    const { queue, batches } = start({ MaximumBatchingWindowInSeconds: 2, BatchSize: 10 })
    queue.send({ MessageBody: 'a' })
    await clock.advance(1_000)
    queue.send({ MessageBody: 'b' })
    await clock.advance(900)
    expect(batches).toEqual([])
    await clock.advance(100)
    expect(batches).toEqual([['a', 'b']])
    expect(queue.counts()).toMatchObject({ visible: 0, inFlight: 0 })
  })

  test('does not wait for a full batch, and takes more than ten with a window', async () => {
    const { queue, batches } = start({ MaximumBatchingWindowInSeconds: 60, BatchSize: 25 })
    for (let n = 0; n < 25; n++) queue.send({ MessageBody: String(n) })
    await expect.poll(() => batches.length).toBe(1)
    expect(batches[0]).toHaveLength(25)
  })

  test('closes its window when told to', async () => {
    const { queue, source, batches } = start({ MaximumBatchingWindowInSeconds: 60 })
    queue.send({ MessageBody: 'a' })
    await expect.poll(() => queue.counts().inFlight).toBe(1)
    source.flush()
    await expect.poll(() => batches).toEqual([['a']])
  })

  test('keeps failed messages in flight until their visibility ends', async () => {
    let bad = true
    const { queue, batches } = start(REPORTS, (_batch, records) => ({
      batchItemFailures: bad ? [{ itemIdentifier: String(records[0]?.messageId) }] : [],
    }))
    queue.send({ MessageBody: 'a' })
    await expect.poll(() => batches.length).toBe(1)
    await clock.advance(29_000)
    expect(batches).toHaveLength(1)
    bad = false
    await clock.advance(1_000)
    await expect.poll(() => batches).toEqual([['a'], ['a']])
    expect(queue.counts().inFlight).toBe(0)
  })

  test.each<[string, Json]>([
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'unknown' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
  ])('fails the whole batch on %s', async (_what, response) => {
    const { queue, batches } = start(REPORTS, () => response)
    queue.send({ MessageBody: 'a' })
    await expect.poll(() => batches.length).toBe(1)
    expect(queue.counts().inFlight).toBe(1)
  })

  test('ignores the response of a mapping that does not report failures', async () => {
    const { queue, batches } = start({}, () => ({ batchItemFailures: [{ itemIdentifier: 'unknown' }] }))
    queue.send({ MessageBody: 'a' })
    await expect.poll(() => batches.length).toBe(1)
    await expect.poll(() => queue.counts().inFlight).toBe(0)
  })

  test('deletes what its filters leave out, without a call', async () => {
    const Pattern = JSON.stringify({ body: { kind: ['order'] } })
    const { queue, batches } = start({ FilterCriteria: { Filters: [{ Pattern }] } })
    for (const MessageBody of ['{"kind":"order"}', '{"kind":"other"}', 'no JSON']) queue.send({ MessageBody })
    await expect.poll(() => batches.flat()).toEqual(['{"kind":"order"}'])
    await expect.poll(() => queue.counts()).toMatchObject({ visible: 0, inFlight: 0 })
  })

  test('cuts batches that are too large for one invocation', async () => {
    const { queue, batches } = start({ MaximumBatchingWindowInSeconds: 1 })
    for (let n = 0; n < 8; n++) queue.send({ MessageBody: String(n).repeat(1_000_000) })
    await expect.poll(() => queue.counts().inFlight).toBe(8)
    await clock.advance(1_000)
    await expect.poll(() => batches.map((batch) => batch.length)).toEqual([6, 2])
  })
})

describe('a stream event source', () => {
  const key = (record: JsonObject): string => {
    const { dynamodb } = record
    const keys = isObject(dynamodb) && isObject(dynamodb.Keys) ? dynamodb.Keys : {}
    return isObject(keys.pk) ? String(keys.pk.S) : ''
  }
  const sequence = (record: JsonObject | undefined): string =>
    isObject(record?.dynamodb) ? String(record.dynamodb.SequenceNumber) : ''

  const put = (id: string) => engines.dynamodb.call('PutItem', { TableName: TABLE, Item: { pk: { S: id } } })

  const prepare = () =>
    engines.dynamodb.ensureTable({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })

  const start = (properties: JsonObject, answer: (batch: string[], records: JsonObject[]) => Json = () => null) => {
    const tested = functionThat(answer, key)
    const mapping = mappingOf({ StartingPosition: 'TRIM_HORIZON', ...properties })
    const source = new StreamEventSource(around, mapping, { table: TABLE, fn: tested.fn })
    source.start()
    stops.push(() => source.stop())
    return { source, ...tested }
  }
  const idle = (source: StreamEventSource) => expect.poll(() => source.pending()).toBe(0)
  const lost = () => engines.sqs.create('lost')
  const toLost = () => ({ DestinationConfig: { OnFailure: { Destination: lost().arn } } })

  test('reads from the beginning in order, in batches', async () => {
    await prepare()
    for (const id of ['a', 'b', 'c']) await put(id)
    const { source, batches } = start({ BatchSize: 2 })
    await idle(source)
    expect(batches).toEqual([['a', 'b'], ['c']])
  })

  test('from the latest position reads only what comes after its start', async () => {
    await prepare()
    await put('before')
    const { source, batches } = start({ StartingPosition: 'LATEST' })
    await put('after')
    await idle(source)
    expect(batches.flat()).toEqual(['after'])
  })

  test('filters records, and goes on after a restart where it ended', async () => {
    await prepare()
    const Pattern = JSON.stringify({ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'x' }] } } } })
    const first = start({ FilterCriteria: { Filters: [{ Pattern }] } })
    for (const id of ['x1', 'y1', 'x2', 'y2']) await put(id)
    await idle(first.source)
    expect(first.batches.flat()).toEqual(['x1', 'x2'])
    await first.source.stop()
    await put('x3')
    const second = start({ FilterCriteria: { Filters: [{ Pattern }] } })
    await expect.poll(() => second.batches.flat()).toEqual(['x3'])
  })

  test('waits out its window', async () => {
    await prepare()
    const { batches } = start({ MaximumBatchingWindowInSeconds: 3 })
    await put('a')
    await put('b')
    await clock.advance(2_999)
    expect(batches).toEqual([])
    await clock.advance(1)
    await expect.poll(() => batches).toEqual([['a', 'b']])
  })

  test('cuts a failing batch in two until the bad record stands alone, and describes it in the queue', async () => {
    await prepare()
    for (const id of ['a', 'b', 'bad', 'd']) await put(id)
    const properties = { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1, ...toLost() }
    const { source, batches } = start(properties, (batch) => {
      if (batch.includes('bad')) throw new Error('cannot')
      return null
    })
    await idle(source)
    expect(batches).toEqual([['a', 'b', 'bad', 'd'], ['a', 'b'], ['bad', 'd'], ['bad'], ['bad'], ['d']])
    const [message] = lost().peek()
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1, shardId: expect.any(String), streamArn: 'source' },
    })
  })

  test('without bisecting gives up the whole batch after its retries', async () => {
    await prepare()
    for (const id of ['a', 'b']) await put(id)
    const { source, batches } = start({ MaximumRetryAttempts: 2, ...toLost() }, () => {
      throw new Error('cannot')
    })
    await idle(source)
    expect(batches).toHaveLength(3)
    expect(JSON.parse(lost().peek()[0]?.body ?? '').DDBStreamBatchInfo.batchSize).toBe(2)
  })

  test('goes on from the first record that a partial response names', async () => {
    await prepare()
    for (const id of ['a', 'b', 'c']) await put(id)
    let failures = 1
    const { source, batches } = start({ FunctionResponseTypes: ['ReportBatchItemFailures'] }, (batch, records) => {
      const at = batch.indexOf('b')
      if (at < 0 || failures-- <= 0) return { batchItemFailures: [] }
      return { batchItemFailures: [{ itemIdentifier: sequence(records[at]) }] }
    })
    await idle(source)
    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
  })

  test('retries for ever by default, slower and slower, and gives up records that are too old', async () => {
    await prepare()
    await put('a')
    const { source, batches } = start({ MaximumRecordAgeInSeconds: 60, ...toLost() }, () => {
      throw new Error('cannot')
    })
    await expect.poll(() => source.paused).toBe(true)
    const atOnce = batches.length
    expect(atOnce).toBe(4)
    await clock.advance(1_000)
    await expect.poll(() => batches.length).toBe(atOnce + 1)
    for (let n = 0; n < 30; n++) await clock.advance(10_000)
    await idle(source)
    expect(JSON.parse(lost().peek()[0]?.body ?? '').requestContext.condition).toBe('RecordAgeExceeded')
  })
})
