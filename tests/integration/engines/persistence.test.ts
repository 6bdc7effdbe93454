import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { definition, item } from './dynamodb-tables.ts'
import { START_MS } from './under-test.ts'

let dataDir: string
const clock = manualClock(START_MS)
const start = (): Promise<Engines> => startEngines({ clock, dataDir })

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'backdesk-engines-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

/** Runs `before`, restarts, runs `after`. */
async function acrossRestart(
  before: (e: Engines) => Promise<void>,
  after: (e: Engines) => Promise<void>,
): Promise<void> {
  for (const work of [before, after]) {
    const engines = await start()
    try {
      await work(engines)
    } finally {
      await engines.stop()
    }
  }
}

describe('after a restart', () => {
  it('messages in flight are visible again, delayed ones still delayed, all as they were', async () => {
    await acrossRestart(
      async ({ sqs }) => {
        const dlq = sqs.create('dlq')
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 2 })
        const queue = sqs.create('inbound', { RedrivePolicy, VisibilityTimeout: '600' })
        queue.send({ MessageBody: 'first', MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } })
        await queue.receive()
        queue.send({ MessageBody: 'later', DelaySeconds: 60 })
      },
      async ({ sqs }) => {
        const queue = sqs.create('inbound')
        expect(queue.counts()).toMatchObject({ visible: 1, inFlight: 0, delayed: 1 })
        const [again] = await queue.receive()
        expect(again).toMatchObject({
          body: 'first',
          messageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
          attributes: { ApproximateReceiveCount: '2' },
        })
        await clock.advance(600_000)
        const next = await queue.receive({ max: 10 })
        expect(next.map((m) => m.body)).toEqual(['later'])
        expect(
          sqs
            .byName('dlq')
            ?.peek()
            .map((m) => m.body),
        ).toEqual(['first'])
      },
    )
  })

  it('FIFO queues keep order, numbers and deduplication', async () => {
    const send = (engines: Engines, body: string) =>
      engines.sqs
        .create('actions.fifo', { FifoQueue: 'true' })
        .send({ MessageBody: body, MessageGroupId: 'g', MessageDeduplicationId: body })
    let last = ''
    await acrossRestart(
      async (engines) => {
        for (const body of ['a', 'b']) last = send(engines, body).sequenceNumber ?? ''
      },
      async (engines) => {
        expect(send(engines, 'a').sequenceNumber).not.toBe(last)
        expect((send(engines, 'c').sequenceNumber ?? '') > last).toBe(true)
        const received = await engines.sqs.byName('actions.fifo')?.receive({ max: 10 })
        expect(received?.map((m) => m.body)).toEqual(['a', 'b', 'c'])
      },
    )
  })

  it('tables keep items, indexes, time to live and the stream with its numbers', async () => {
    const input = { ...definition('desk') }
    let arn: string | undefined
    await acrossRestart(
      async ({ dynamodb }) => {
        await dynamodb.ensureTable(input, 'expiresAt')
        arn = dynamodb.streamArn('desk')
        await dynamodb.call('PutItem', { TableName: 'desk', Item: item({ pk: 'a', sk: '2', group: 'g', rank: '2' }) })
        const soon = { expiresAt: clock.now() / 1000 + 30 }
        await dynamodb.call('PutItem', {
          TableName: 'desk',
          Item: item({ pk: 'a', sk: '1', group: 'g', rank: '1', ...soon }),
        })
      },
      async ({ dynamodb }) => {
        await dynamodb.ensureTable(input, 'expiresAt')
        expect(dynamodb.streamArn('desk')).toBe(arn)
        const query = {
          TableName: 'desk',
          IndexName: 'all',
          KeyConditionExpression: '#g = :g',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ':g': { S: 'g' } },
        }
        expect((await dynamodb.call('Query', query)).Items).toMatchObject([{ sk: { S: '1' } }, { sk: { S: '2' } }])
        const before = dynamodb.records('desk')
        expect(before).toHaveLength(2)
        await clock.advance(31_000)
        expect(dynamodb.sweepTtl()).toBe(1)
        const after = dynamodb.records('desk', before.at(-1)?.dynamodb.SequenceNumber)
        expect(after.map((r) => r.eventName)).toEqual(['REMOVE'])
      },
    )
  })

  it('a table whose indexes have changed is indexed anew, without a stream record', async () => {
    const input = definition('desk')
    await acrossRestart(
      async ({ dynamodb }) => {
        const GlobalSecondaryIndexes = input.GlobalSecondaryIndexes?.filter((i) => i.IndexName === 'keys')
        await dynamodb.ensureTable({ ...input, GlobalSecondaryIndexes })
        await dynamodb.call('PutItem', {
          TableName: 'desk',
          Item: item({ pk: 'a', sk: '1', group: 'g', rank: '1', c: 'C' }),
        })
      },
      async ({ dynamodb }) => {
        await dynamodb.ensureTable({ ...input })
        const scan = await dynamodb.call('Scan', { TableName: 'desk', IndexName: 'all' })
        expect(scan.Items).toMatchObject([{ c: { S: 'C' } }])
        expect(dynamodb.records('desk')).toHaveLength(1)
        const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }]
        await expect(dynamodb.ensureTable({ ...input, KeySchema })).rejects.toThrow('primary key')
      },
    )
  })

  it('objects, buses, secrets, topics and notes are there', async () => {
    const body = Buffer.from([0, 255, 10, 13, 128])
    let arn = ''
    await acrossRestart(
      async ({ s3, events, secrets, sns, notes }) => {
        s3.createBucket('bodies')
        s3.put('bodies', 'k', { body, contentType: 'text/plain', metadata: { a: 'b' } })
        events.createBus('backdesk')
        arn = secrets.ensure({ name: 'accounts', secretString: '1' })
        secrets.put('accounts', '2')
        sns.createTopic('alarms')
        notes.set('position', { desk: '17' })
      },
      async ({ s3, events, secrets, sns, notes }) => {
        expect(s3.get('bodies', 'k')).toMatchObject({ body, contentType: 'text/plain', metadata: { a: 'b' } })
        expect(events.busNames()).toEqual(['default', 'backdesk'])
        expect(secrets.ensure({ name: 'accounts', secretString: 'ignored' })).toBe(arn)
        expect(secrets.get(arn)).toBe('2')
        expect(sns.topicArns()).toHaveLength(1)
        expect(notes.get('position')).toEqual({ desk: '17' })
      },
    )
  })
})

describe('the snapshot', () => {
  it('is for the owner’s eyes, and leaves no half-written file', async () => {
    const engines = await start()
    await Promise.all([engines.save(), engines.save(), engines.save()])
    await engines.stop()
    expect(await readdir(dataDir)).toEqual(['engines.json'])
    const file = join(dataDir, 'engines.json')
    expect((await stat(file)).mode & 0o077).toBe(0)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1 })
  })

  it('is announced, so that state beside it can be saved at the same instant', async () => {
    const engines = await start()
    let announced = 0
    const unsubscribe = engines.onSave(() => {
      announced += 1
    })
    await engines.save()
    expect(announced).toBe(1)
    unsubscribe()
    await engines.stop()
    expect(announced).toBe(1)
  })

  it('of another version stops the start instead of being overwritten', async () => {
    const file = join(dataDir, 'engines.json')
    await writeFile(file, JSON.stringify({ version: 0, state: {} }))
    await expect(start()).rejects.toThrow('another version')
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 0, state: {} })
  })
})

describe('generated secrets', () => {
  it('follow their template', async () => {
    const engines = await start()
    const value = (generate: object) => {
      const name = `secret-${JSON.stringify(generate).length}-${Object.keys(generate).join('-')}`
      engines.secrets.ensure({ name, generate })
      return engines.secrets.get(name) ?? ''
    }
    expect(value({ PasswordLength: 20, ExcludePunctuation: true })).toMatch(/^[a-zA-Z0-9]{20}$/)
    expect(value({})).toHaveLength(32)
    const templated = JSON.parse(value({ SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'password' }))
    expect(templated).toMatchObject({ user: 'a', password: expect.any(String) })
    expect(
      value({ ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true, ExcludeCharacters: '0' }),
    ).toMatch(/^[1-9]{32}$/)
    await engines.stop()
  })
})
