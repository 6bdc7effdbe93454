import {
  QueryCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { item, TestTable } from './dynamodb-tables.ts'
import { movesTime, refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let table: TestTable

beforeAll(async () => {
  test = await underTest()
})
beforeEach(async () => {
  table = await TestTable.create(test)
})
afterAll(() => test.stop())

const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  table.client.send(
    new TransactWriteItemsCommand({
      TransactItems,
      ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
    }),
  )

const cancelled = async (call: Promise<unknown>): Promise<TransactionCanceledException> => {
  const error: unknown = await call.catch((thrown: unknown) => thrown)
  if (error instanceof TransactionCanceledException) return error
  throw new Error('the transaction was not cancelled')
}

const put = (sk: string, more: object = {}): TransactWriteItem => ({
  Put: { TableName: table.name, Item: item({ pk: 'T', sk }), ...more },
})
const isNew = { ConditionExpression: 'attribute_not_exists(pk)' }

describe('a transaction', () => {
  it('does all of it', async () => {
    await table.put(item({ pk: 'T', sk: 'old' }))
    await table.put(item({ pk: 'T', sk: 'guard', open: true }))
    const TableName = table.name
    await transact([
      put('new', isNew),
      {
        Update: {
          TableName,
          Key: item({ pk: 'T', sk: 'count' }),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
      { Delete: { TableName, Key: item({ pk: 'T', sk: 'old' }) } },
      {
        ConditionCheck: {
          TableName,
          Key: item({ pk: 'T', sk: 'guard' }),
          ConditionExpression: '#o = :true',
          ExpressionAttributeNames: { '#o': 'open' },
          ExpressionAttributeValues: { ':true': { BOOL: true } },
        },
      },
    ])
    const keys = ['new', 'count', 'old', 'guard'].map((sk) => ({ Get: { TableName, Key: item({ pk: 'T', sk }) } }))
    const { Responses } = await table.client.send(new TransactGetItemsCommand({ TransactItems: keys }))
    expect(Responses?.map((r) => r.Item)).toEqual([
      item({ pk: 'T', sk: 'new' }),
      item({ pk: 'T', sk: 'count', n: 1 }),
      undefined,
      item({ pk: 'T', sk: 'guard', open: true }),
    ])
  })

  it('does nothing when one condition fails, and gives a reason and the old item for each', async () => {
    const taken = item({ pk: 'T', sk: 'taken', by: 'other' })
    await table.put(taken)
    const ReturnValuesOnConditionCheckFailure = 'ALL_OLD'
    const error = await cancelled(
      transact([
        put('a', isNew),
        put('taken', { ...isNew, ReturnValuesOnConditionCheckFailure }),
        {
          ConditionCheck: {
            TableName: table.name,
            Key: item({ pk: 'T', sk: 'absent' }),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ]),
    )
    expect(error.CancellationReasons?.map((r) => r.Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'ConditionalCheckFailed',
    ])
    expect(error.CancellationReasons?.[1]?.Item).toEqual(taken)
    expect(error.CancellationReasons?.[2]?.Item).toBeUndefined()
    expect(await table.get('T', 'a')).toBeUndefined()
    expect(await table.get('T', 'absent')).toBeUndefined()
  })

  it('checks the absence of an item without making one', async () => {
    const absent = {
      ConditionCheck: {
        TableName: table.name,
        Key: item({ pk: 'T', sk: 'absent' }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }
    await transact([absent, put('a')])
    expect(await table.get('T', 'a')).toBeDefined()
    expect(await table.get('T', 'absent')).toBeUndefined()
  })

  it('is undone in the indexes as well', async () => {
    const indexed = { Put: { TableName: table.name, Item: item({ pk: 'T', sk: 'i', group: 'g', rank: '1' }) } }
    await table.put(item({ pk: 'T', sk: 'taken' }))
    await cancelled(transact([indexed, put('taken', isNew)]))
    const { Count } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'all',
        KeyConditionExpression: '#g = :g',
        ExpressionAttributeNames: { '#g': 'group' },
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      }),
    )
    expect(Count).toBe(0)
  })

  it('is cancelled by what only running it can tell, such as an update of a wrong type', async () => {
    await table.put(item({ pk: 'T', sk: 'text', n: 'not a number' }))
    const error = await cancelled(
      transact([
        put('a'),
        {
          Update: {
            TableName: table.name,
            Key: item({ pk: 'T', sk: 'text' }),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ]),
    )
    expect(error.CancellationReasons?.map((r) => r.Code)).toEqual(['None', 'ValidationError'])
    expect(await table.get('T', 'a')).toBeUndefined()
  })

  it('may not touch one item twice, nor have more than 100 operations', async () => {
    expect(await refusal(transact([put('a'), put('a')]))).toBe('ValidationException')
    expect(await refusal(transact(Array.from({ length: 101 }, (_, n) => put(String(n)))))).toBe('ValidationException')
  })
})

describe('the items of a transaction', () => {
  it('may be 4 MB together', async () => {
    const items = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        Put: { TableName: table.name, Item: item({ pk: 'T', sk: `big${n}`, body: 'x'.repeat(390_000) }) },
      }))
    expect(await refusal(transact(items(11)))).toMatch(/ValidationException|TransactionCanceledException/)
    expect(await table.get('T', 'big0')).toBeUndefined()
    await transact(items(10))
  })
})

describe('a client request token', () => {
  const addOne = (): TransactWriteItem[] => [
    {
      Update: {
        TableName: table.name,
        Key: item({ pk: 'T', sk: 'count' }),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    },
  ]
  const n = async () => (await table.get('T', 'count'))?.n?.N

  it('makes a repetition harmless', async () => {
    await transact(addOne(), 'token-1')
    await transact(addOne(), 'token-1')
    expect(await n()).toBe('1')
    await transact(addOne(), 'token-2')
    expect(await n()).toBe('2')
  })

  it('is refused with other parameters', async () => {
    await transact(addOne(), 'token-3')
    expect(await refusal(transact([put('x')], 'token-3'))).toBe('IdempotentParameterMismatchException')
  })

  if (movesTime) {
    it('is forgotten after ten minutes', async () => {
      await transact(addOne(), 'token-4')
      await test.pass(600)
      await transact(addOne(), 'token-4')
      expect(await n()).toBe('2')
    })
  }
})

describe('under contention', () => {
  const ACCOUNTS = 8
  const START = 100
  const key = (account: number) => item({ pk: 'BANK', sk: String(account) })

  const transfer = (from: number, to: number, amount: number) => {
    const change = (account: number, by: number, more: object = {}) => ({
      Update: {
        TableName: table.name,
        Key: key(account),
        UpdateExpression: 'ADD balance :by',
        ExpressionAttributeValues: { ':by': { N: String(by) } },
        ...more,
      },
    })
    const covered = {
      ConditionExpression: 'balance >= :min',
      ExpressionAttributeValues: { ':by': { N: String(-amount) }, ':min': { N: String(amount) } },
    }
    return transact([change(from, -amount, covered), change(to, amount)])
  }

  const balances = async (): Promise<number[]> => {
    const TransactItems = Array.from({ length: ACCOUNTS }, (_, n) => ({ Get: { TableName: table.name, Key: key(n) } }))
    const { Responses } = await table.client.send(new TransactGetItemsCommand({ TransactItems }))
    return (Responses ?? []).map((r) => Number(r.Item?.balance?.N))
  }

  /** A small seeded generator: the same transfers in every run. */
  const random = (seed: number) => () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32
    return seed / 2 ** 32
  }

  it('720 random transfers by twelve writers keep the total, and no reader sees half of one', async () => {
    for (let n = 0; n < ACCOUNTS; n++) await table.put({ ...key(n), balance: { N: String(START) } })
    const next = random(7)
    let done = false
    let reads = 0
    const reader = async () => {
      while (!done) {
        const seen = await balances()
        reads++
        expect(seen.reduce((a, b) => a + b, 0)).toBe(ACCOUNTS * START)
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(0)
      }
    }
    let refused = 0
    const writer = async () => {
      for (let i = 0; i < 60; i++) {
        const from = Math.floor(next() * ACCOUNTS)
        const to = (from + 1 + Math.floor(next() * (ACCOUNTS - 1))) % ACCOUNTS
        const amount = 1 + Math.floor(next() * 90)
        await transfer(from, to, amount).catch((error: unknown) => {
          if (!(error instanceof TransactionCanceledException)) throw error
          refused++
        })
      }
    }
    const readers = Promise.all([reader(), reader()])
    await Promise.all(Array.from({ length: 12 }, writer))
    done = true
    await readers
    expect((await balances()).reduce((a, b) => a + b, 0)).toBe(ACCOUNTS * START)
    // the test would show nothing if no transfer had been refused, or nobody had looked
    expect(refused).toBeGreaterThan(0)
    expect(reads).toBeGreaterThan(5)
  })
})
