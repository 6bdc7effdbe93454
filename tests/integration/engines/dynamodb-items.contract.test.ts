import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { item, TestTable } from './dynamodb-tables.ts'
import { refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let table: TestTable

beforeAll(async () => {
  test = await underTest()
})
beforeEach(async () => {
  table = await TestTable.create(test)
})
afterAll(() => test.stop())

const query = (more: Partial<QueryCommandInput>): Promise<QueryCommandOutput> =>
  table.client.send(new QueryCommand({ TableName: table.name, ...more }))

/** The query for an index entry's group. */
const ofGroup = (group: string, IndexName: string): Partial<QueryCommandInput> => ({
  IndexName,
  KeyConditionExpression: '#g = :g',
  ExpressionAttributeNames: { '#g': 'group' },
  ExpressionAttributeValues: { ':g': { S: group } },
})

describe('conditional writes', () => {
  const guarded = {
    ConditionExpression: 'version = :expected',
    ExpressionAttributeValues: { ':expected': { N: '1' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const

  const lost = async (call: Promise<unknown>): Promise<ConditionalCheckFailedException> => {
    const error: unknown = await call.catch((thrown: unknown) => thrown)
    if (error instanceof ConditionalCheckFailedException) return error
    throw new Error('the condition did not fail')
  }

  it('hand back the item that was in the way', async () => {
    const winner = item({ pk: 'C', sk: 'STATE', version: 2, note: 'theirs' })
    await table.put(winner)
    expect((await lost(table.put(item({ pk: 'C', sk: 'STATE', version: 2 }), guarded))).Item).toEqual(winner)
    expect((await lost(table.update('C', 'STATE', 'SET x = :expected', guarded))).Item).toEqual(winner)
    expect(await table.get('C', 'STATE')).toEqual(winner)
  })

  it('hand back nothing when there was nothing, and nothing unless asked to', async () => {
    expect((await lost(table.put(item({ pk: 'D', sk: 'STATE' }), guarded))).Item).toBeUndefined()
    await table.put(item({ pk: 'D', sk: 'STATE', version: 2 }))
    const { ReturnValuesOnConditionCheckFailure: _, ...silent } = guarded
    expect((await lost(table.put(item({ pk: 'D', sk: 'STATE' }), silent))).Item).toBeUndefined()
  })

  it('let exactly one of many writers through', async () => {
    const ConditionExpression = 'attribute_not_exists(pk)'
    const writers = Array.from({ length: 20 }, (_, n) =>
      table.put(item({ pk: 'E', sk: 'S', n }), { ConditionExpression }),
    )
    const outcomes = await Promise.allSettled(writers)
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('updates', () => {
  it('add up under contention', async () => {
    const one = { ExpressionAttributeValues: { ':one': { N: '1' } } }
    await Promise.all(Array.from({ length: 50 }, () => table.update('T', 'COUNT', 'ADD hits :one', one)))
    expect((await table.get('T', 'COUNT'))?.hits).toEqual({ N: '50' })
  })

  it('remove list elements by their places before the update', async () => {
    await table.put({ ...item({ pk: 'L', sk: 'S' }), l: { L: ['a', 'b', 'c', 'd'].map((S) => ({ S })) } })
    await table.update('L', 'S', 'REMOVE l[0], l[1]')
    expect((await table.get('L', 'S'))?.l).toEqual({ L: [{ S: 'c' }, { S: 'd' }] })
  })

  it('find two absent attributes unequal', async () => {
    const call = table.update('M', 'S', 'SET x = :x', {
      ConditionExpression: 'a = b',
      ExpressionAttributeValues: { ':x': { N: '1' } },
    })
    expect(await refusal(call)).toBe('ConditionalCheckFailedException')
  })

  it('are refused when their expression is longer than 4 KB', async () => {
    const one = { ExpressionAttributeValues: { ':one': { N: '1' } } }
    const sets = (count: number) => `SET ${Array.from({ length: count }, (_, n) => `a${n} = :one`).join(', ')}`
    await table.update('X', 'S', sets(300), one)
    expect(await refusal(table.update('X', 'S', sets(400), one))).toBe('ValidationException')
  })

  it('keep numbers to 38 digits', async () => {
    const N = '12345678901234567890123456789012345678'
    await table.put({ ...item({ pk: 'N', sk: 'S' }), n: { N } })
    expect((await table.get('N', 'S'))?.n).toEqual({ N })
  })
})

describe('filters', () => {
  it('compare with a hundred values, not more', async () => {
    await table.put(item({ pk: 'F', sk: 'S', n: 7 }))
    const among = (count: number) => {
      const names = Array.from({ length: count }, (_, n) => `:n${n}`)
      return query({
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: `NOT n IN (${names.join(', ')})`,
        ExpressionAttributeValues: {
          ':pk': { S: 'F' },
          ...Object.fromEntries(names.map((name, n) => [name, { N: String(n + 8) }])),
        },
      })
    }
    expect((await among(100)).Count).toBe(1)
    expect(await refusal(among(101))).toBe('ValidationException')
  })
})

describe('indexes', () => {
  it('show the attributes of their projection, absent ones left out', async () => {
    await table.put(item({ pk: 'P', sk: 'S', group: 'g', rank: '1', a: 'A', c: 'C' }))
    const names = async (index: string) => {
      const { Items } = await query(ofGroup('g', index))
      return Object.keys(Items?.[0] ?? {}).sort()
    }
    expect(await names('keys')).toEqual(['group', 'pk', 'rank', 'sk'])
    expect(await names('some')).toEqual(['a', 'group', 'pk', 'rank', 'sk'])
    expect(await names('all')).toEqual(['a', 'c', 'group', 'pk', 'rank', 'sk'])
  })

  it('refuse filters and projections that need what they do not hold', async () => {
    await table.put(item({ pk: 'P', sk: 'S', group: 'g', rank: '1', a: 'A', c: 'C' }))
    const filtered = (index: string, attribute: string) => {
      const { ExpressionAttributeValues: values = {}, ...rest } = ofGroup('g', index)
      const FilterExpression = `attribute_exists(pk) OR (NOT ${attribute} = :v)`
      return query({ ...rest, FilterExpression, ExpressionAttributeValues: { ...values, ':v': { S: 'x' } } })
    }
    const shown = (index: string, path: string) => query({ ...ofGroup('g', index), ProjectionExpression: path })
    expect(await refusal(filtered('some', 'c'))).toBe('ValidationException')
    expect(await refusal(filtered('keys', 'a.b'))).toBe('ValidationException')
    expect(await refusal(shown('some', 'a, c'))).toBe('ValidationException')
    expect(await refusal(shown('keys', 'a[0]'))).toBe('ValidationException')
    for (const [index, path] of [
      ['some', 'a'],
      ['all', 'c'],
      ['keys', 'sk'],
    ] as const) {
      expect((await shown(index, path)).Count).toBe(1)
    }
    expect((await query({ ...ofGroup('g', 'some'), FilterExpression: 'attribute_exists(a)' })).Count).toBe(1)
  })

  it('are sparse, and follow their items', async () => {
    await table.put(item({ pk: '1', sk: 'S', group: 'g', rank: '1' }))
    await table.put(item({ pk: '2', sk: 'S', group: 'g' }))
    await table.put(item({ pk: '3', sk: 'S', group: 'g', rank: '0' }))
    const ids = async (group: string) => (await query(ofGroup(group, 'all'))).Items?.map((i) => i.pk?.S)
    expect(await ids('g')).toEqual(['3', '1'])
    await table.update('3', 'S', 'SET #g = :h', {
      ExpressionAttributeNames: { '#g': 'group' },
      ExpressionAttributeValues: { ':h': { S: 'h' } },
    })
    await table.update('1', 'S', 'REMOVE #r', { ExpressionAttributeNames: { '#r': 'rank' } })
    expect([await ids('g'), await ids('h')]).toEqual([[], ['3']])
    await table.delete('3', 'S')
    expect(await ids('h')).toEqual([])
  })

  it('page forwards and backwards without loss or repetition', async () => {
    const ids = Array.from({ length: 7 }, (_, i) => String(i))
    for (const pk of ids) await table.put(item({ pk, sk: 'S', group: 'g', rank: `r${Number(pk) % 3}` }))
    for (const ScanIndexForward of [true, false]) {
      const seen: (string | undefined)[] = []
      let from: QueryCommandOutput['LastEvaluatedKey']
      do {
        const start = from === undefined ? {} : { ExclusiveStartKey: from }
        const page = await query({ ...ofGroup('g', 'all'), ScanIndexForward, Limit: 2, ...start })
        seen.push(...(page.Items ?? []).map((i) => i.pk?.S))
        from = page.LastEvaluatedKey
      } while (from)
      expect([...seen].sort()).toEqual(ids)
    }
  })

  it('take no empty text as a key', async () => {
    const empty = item({ pk: 'X', sk: 'S', group: '', rank: '1' })
    expect(await refusal(table.put(empty))).toBe('ValidationException')
    const batch = { [table.name]: [{ PutRequest: { Item: empty } }] }
    expect(await refusal(table.client.send(new BatchWriteItemCommand({ RequestItems: batch })))).toBe(
      'ValidationException',
    )
    expect(await table.get('X', 'S')).toBeUndefined()
  })
})

describe('queries', () => {
  beforeEach(async () => {
    for (const sk of ['L#01', 'L#02', 'L#03', 'STATE'])
      await table.put(item({ pk: 'Q', sk, n: Number(sk.slice(2)) || 0 }))
  })
  const sortKeys = async (condition: string, values: Record<string, string>): Promise<(string | undefined)[]> => {
    const { Items } = await query({
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: item({ ':pk': 'Q', ...values }),
    })
    return (Items ?? []).map((i) => i.sk?.S)
  }

  it('select by the sort key', async () => {
    expect(await sortKeys('begins_with(sk, :p)', { ':p': 'L#' })).toEqual(['L#01', 'L#02', 'L#03'])
    expect(await sortKeys('sk BETWEEN :a AND :b', { ':a': 'L#02', ':b': 'S' })).toEqual(['L#02', 'L#03'])
    expect(await sortKeys('sk > :a', { ':a': 'L#02' })).toEqual(['L#03', 'STATE'])
    expect(await sortKeys('sk <= :a', { ':a': 'L#02' })).toEqual(['L#01', 'L#02'])
  })

  it('filter after they have read', async () => {
    const page = await query({
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'n > :n',
      ExpressionAttributeValues: { ':pk': { S: 'Q' }, ':n': { N: '1' } },
    })
    expect([page.Count, page.ScannedCount]).toEqual([2, 4])
  })

  it('tell what they cost', async () => {
    const page = await query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'Q' } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(page.ConsumedCapacity?.CapacityUnits).toBe(0.5)
    const put = await table.put(item({ pk: 'Q', sk: 'long', text: 'x'.repeat(3000) }), {
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(put.ConsumedCapacity?.CapacityUnits).toBe(3)
  })
})

describe('batches', () => {
  it('write and read many items', async () => {
    const puts = Array.from({ length: 25 }, (_, n) => ({ PutRequest: { Item: item({ pk: 'B', sk: String(n) }) } }))
    await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: puts } }))
    const Keys = Array.from({ length: 30 }, (_, n) => item({ pk: 'B', sk: String(n) }))
    const { Responses } = await table.client.send(new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys } } }))
    expect(Responses?.[table.name]).toHaveLength(25)
    const deletes = puts.slice(0, 5).map(({ PutRequest }) => ({ DeleteRequest: { Key: PutRequest.Item } }))
    await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: deletes } }))
    const { Count } = await table.client.send(new ScanCommand({ TableName: table.name, Select: 'COUNT' }))
    expect(Count).toBe(20)
  })

  it('are refused beyond 25 writes or 100 reads', async () => {
    const puts = Array.from({ length: 26 }, (_, n) => ({ PutRequest: { Item: item({ pk: 'B', sk: String(n) }) } }))
    const write = table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: puts } }))
    expect(await refusal(write)).toBe('ValidationException')
    const Keys = Array.from({ length: 101 }, (_, n) => item({ pk: 'B', sk: String(n) }))
    const read = table.client.send(new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys } } }))
    expect(await refusal(read)).toBe('ValidationException')
  })
})

describe('limits', () => {
  it('an item may have 400 KiB in bytes of UTF-8, not in characters', async () => {
    const room = 409_600 - 'pkIskStext'.length
    await table.put(item({ pk: 'I', sk: 'S', text: 'x'.repeat(room) }))
    expect(await refusal(table.put(item({ pk: 'I', sk: 'S', text: 'x'.repeat(room + 1) })))).toBe('ValidationException')
    expect(await refusal(table.put(item({ pk: 'I', sk: 'S', text: 'é'.repeat(room / 2 + 1) })))).toBe(
      'ValidationException',
    )
  })

  it('a page ends after a mebibyte and says where to go on', async () => {
    for (const sk of ['1', '2', '3', '4']) await table.put(item({ pk: 'P', sk, text: 'x'.repeat(350_000) }))
    const pages = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'P' } } }
    const first = await query(pages)
    expect(first.Items).toHaveLength(3)
    expect(first.LastEvaluatedKey).toEqual(item({ pk: 'P', sk: '3' }))
  })

  it('a missing table is named as such', async () => {
    expect(await refusal(new TestTable(table.client, 'nowhere').put(item({ pk: 'a', sk: 'b' })))).toBe(
      'ResourceNotFoundException',
    )
  })
})
