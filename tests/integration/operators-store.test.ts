/** Operators over the local DynamoDB engine, and their way through the stream. */
import { type DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { operatorsPk } from '#store/keys'
import { recordOperatorEvents } from '#store/operator-ledger'
import { operatorStore } from '#store/operators'
import { isOperatorImage, operatorInImage } from '#store/stream-image'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { describeOperatorStore } from '#tests/support/operator-store-contract'
import { anOperator, NOBODY } from '#tests/support/operators'

describeOperatorStore('the store of operators in DynamoDB', async () => {
  const desk = await openDeskTable(START_MS)
  return { store: operatorStore({ client: desk.client, table: TABLE }), close: () => desk.close() }
})

let desk: DeskTable
beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())

const mark = { readAtMs: START_MS, directoryReadAtMs: null }

describe('a reading of more operators than a transaction takes', () => {
  const account = 'large'
  const operators = Array.from({ length: 230 }, (_, nth) => anOperator({ account, operatorId: nth + 1 }))

  it('that stops half-way leaves the account as old as it was, and is taken from there', async () => {
    let calls = 0
    const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
      if (command instanceof TransactWriteCommand && ++calls === 2) throw new Error('down')
      return desk.client.send(command)
    }
    const failing = Object.assign(Object.create(desk.client) as DynamoDBDocumentClient, { send })
    const step = { mark, operators, directory: undefined }
    const stopped = operatorStore({ client: failing, table: TABLE }).commit(account, NOBODY, step)
    await expect(stopped).rejects.toThrow('down')
    const store = operatorStore({ client: desk.client, table: TABLE })
    const held = await store.held(account)
    expect(held.mark).toBeUndefined()
    expect(held.operators).toHaveLength(98)
    expect(await store.commit(account, NOBODY, step)).toBe('contended')
    const rest = { ...step, operators: operators.slice(98) }
    expect(await store.commit(account, held, rest)).toBe('committed')
    expect(await store.list(account)).toEqual(operators)
    expect(await store.mark(account)).toEqual(mark)
  })
})

describe('a change of an operator in the stream', () => {
  it('is told from what else is there, and its event is kept once in his ledger, for as long as ledgers are', async () => {
    const store = operatorStore({ client: desk.client, table: TABLE })
    const account = 'streamed'
    const [before, after] = [anOperator({ account }), anOperator({ account, availability: 'away', version: 2 })]
    await store.commit(account, NOBODY, { mark, operators: [before], directory: undefined })
    await store.commit(account, await store.held(account), { mark, operators: [after], directory: undefined })
    const target = { client: desk.client, table: TABLE, retentionDays: 90 }
    const images = desk.streamed().flatMap(({ dynamodb: { NewImage, OldImage } }) => {
      const [now, old] = [NewImage, OldImage] as Parameters<typeof isOperatorImage>[0][]
      return now !== undefined && isOperatorImage(now) && operatorInImage(now).account === account ? [{ now, old }] : []
    })
    const events = images.flatMap(({ now, old }) =>
      deriveOperatorEvents(old === undefined ? undefined : operatorInImage(old), operatorInImage(now)),
    )
    expect(events.map(({ type }) => type)).toEqual(['operator.available.v1', 'operator.away.v1'])
    for (let times = 0; times < 2; times++) await recordOperatorEvents(events, target)
    const { Items } = await desk.client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :his)',
        ExpressionAttributeValues: { ':pk': operatorsPk(account), ':his': 'OL#0000000041#' },
      }),
    )
    expect(Items?.map(({ event }) => event)).toEqual(events)
    expect(Items?.[0]?.expiresAt).toBe(Math.floor(before.writtenAtMs / 1000) + 90 * 86_400)
  })
})
