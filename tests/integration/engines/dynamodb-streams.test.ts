import { TransactWriteItemsCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ManualClock } from '#infra/local/clock'
import type { StreamRecord } from '#infra/local/engines/dynamodb/engine'
import type { Engines } from '#infra/local/engines/engines'
import { item, TestTable } from './dynamodb-tables.ts'
import { configOf, START_MS, startWithManualClock } from './under-test.ts'

let engines: Engines
let clock: ManualClock
let table: TestTable
let count = 0

beforeAll(async () => {
  ;({ engines, clock } = await startWithManualClock())
})
beforeEach(async () => {
  table = await TestTable.create({
    config: configOf(engines.url),
    fresh: (kind) => `${kind}-${count++}`,
    pass: (seconds) => clock.advance(seconds * 1000),
    stop: async () => {},
  })
})
afterAll(() => engines.stop())

const records = (): readonly StreamRecord[] => engines.dynamodb.records(table.name)
const told = (r: StreamRecord) => [r.eventName, r.dynamodb.OldImage?.n ?? null, r.dynamodb.NewImage?.n ?? null]
const n = (value: number) => ({ N: String(value) })

describe('the stream of a table', () => {
  it('tells every change in order, with both images', async () => {
    await table.put(item({ pk: 'C', sk: 'STATE', n: 1 }))
    await table.update('C', 'STATE', 'SET n = :n', { ExpressionAttributeValues: { ':n': n(2) } })
    await table.delete('C', 'STATE')
    expect(records().map(told)).toEqual([
      ['INSERT', null, n(1)],
      ['MODIFY', n(1), n(2)],
      ['REMOVE', n(2), null],
    ])
    const numbers = records().map((r) => r.dynamodb.SequenceNumber)
    expect([...numbers].sort()).toEqual(numbers)
    expect(new Set(records().map((r) => r.eventID)).size).toBe(3)
  })

  it('has the shape that Lambda hands to a function', async () => {
    await table.put(item({ pk: 'C', sk: 'STATE', n: 1 }))
    expect(records()[0]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      eventSourceARN: engines.dynamodb.streamArn(table.name),
      dynamodb: {
        ApproximateCreationDateTime: START_MS / 1000,
        Keys: item({ pk: 'C', sk: 'STATE' }),
        NewImage: item({ pk: 'C', sk: 'STATE', n: 1 }),
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    })
  })

  it('is silent about writes that change nothing', async () => {
    await table.put(item({ pk: 'C', sk: 'STATE', n: 1 }))
    await table.put(item({ n: 1, sk: 'STATE', pk: 'C' }))
    await table.update('C', 'STATE', 'SET n = :n', { ExpressionAttributeValues: { ':n': n(1) } })
    await table.delete('C', 'nobody')
    expect(records()).toHaveLength(1)
  })

  it('tells a transaction only when it has succeeded, all of it', async () => {
    const heard: StreamRecord[] = []
    engines.dynamodb.onChange(table.name, (r) => heard.push(r))
    const Put = (sk: string) => ({ Put: { TableName: table.name, Item: item({ pk: 'T', sk }) } })
    const check = {
      ConditionCheck: {
        TableName: table.name,
        Key: item({ pk: 'T', sk: 'gate' }),
        ConditionExpression: 'attribute_exists(pk)',
      },
    }
    const transact = () =>
      table.client.send(new TransactWriteItemsCommand({ TransactItems: [Put('a'), check, Put('b')] }))
    await expect(transact()).rejects.toThrow('ConditionalCheckFailed')
    expect(heard).toEqual([])
    await table.put(item({ pk: 'T', sk: 'gate' }))
    await transact()
    expect(heard.map((r) => r.dynamodb.Keys.sk)).toEqual([{ S: 'gate' }, { S: 'a' }, { S: 'b' }])
    const absence = {
      ...check.ConditionCheck,
      Key: item({ pk: 'T', sk: 'x' }),
      ConditionExpression: 'attribute_not_exists(pk)',
    }
    await table.client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: absence }] }))
    expect(heard).toHaveLength(3)
  })

  it('goes on after a given number, and forgets after a day', async () => {
    for (const sk of ['1', '2', '3']) await table.put(item({ pk: 'C', sk }))
    const [first] = records()
    const rest = engines.dynamodb.records(table.name, first?.dynamodb.SequenceNumber)
    expect(rest.map((r) => r.dynamodb.Keys.sk)).toEqual([{ S: '2' }, { S: '3' }])
    await clock.advance(86_400_000 + 1000)
    expect(records()).toEqual([])
  })
})

describe('time to live', () => {
  it('deletes what has expired by the clock, in the service’s name', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' }
    await table.client.send(new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification }))
    const nowS = clock.now() / 1000
    await table.put(item({ pk: 'a', sk: 'soon', expiresAt: nowS + 90 }))
    await table.put(item({ pk: 'a', sk: 'later', expiresAt: nowS + 3600 }))
    await table.put(item({ pk: 'a', sk: 'never' }))
    await table.put(item({ pk: 'a', sk: 'text', expiresAt: String(nowS) }))
    // taken for milliseconds in the wrong place, as in DynamoDB
    await table.put(item({ pk: 'a', sk: 'ancient', expiresAt: 1000 }))
    await clock.advance(60_000)
    expect(await table.get('a', 'soon')).toBeDefined()
    await clock.advance(120_000)
    expect(await table.get('a', 'soon')).toBeUndefined()
    for (const sk of ['later', 'never', 'text', 'ancient']) expect(await table.get('a', sk)).toBeDefined()
    const removed = records().filter((r) => r.eventName === 'REMOVE')
    expect(removed).toMatchObject([
      {
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
        dynamodb: { OldImage: { sk: { S: 'soon' } } },
      },
    ])
  })
})

describe('the unit meter', () => {
  it('counts reads by the page and writes by the image and the index entries they touch', async () => {
    engines.dynamodb.resetUnits()
    await table.put(item({ pk: 'a', sk: '1' }))
    expect(engines.dynamodb.units(table.name)).toEqual({ read: 0, write: 1 })
    // three indexes get an entry
    await table.put(item({ pk: 'a', sk: '2', group: 'g', rank: '1' }))
    expect(engines.dynamodb.units(table.name).write).toBe(1 + 4)
    // only the index with all attributes sees this change
    await table.update('a', '2', 'SET c = :c', { ExpressionAttributeValues: { ':c': n(1) } })
    expect(engines.dynamodb.units(table.name).write).toBe(5 + 2)
    // a new sort key in an index is a delete and a put
    await table.update('a', '2', 'SET #r = :r', {
      ExpressionAttributeNames: { '#r': 'rank' },
      ExpressionAttributeValues: { ':r': { S: '2' } },
    })
    expect(engines.dynamodb.units(table.name).write).toBe(7 + 1 + 3 * 2)
    await table.get('a', '1')
    expect(engines.dynamodb.units(table.name).read).toBe(1)
  })
})
