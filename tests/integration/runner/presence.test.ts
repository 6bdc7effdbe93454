/** Presence through the running template: asked by hand, read by act, taken, published, and told by the API. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import type { OperatorEvent } from '#events/operator-events'
import { type DeskApi, deskApi } from '#infra/local/demo/desk-api'
import { operatorsPk } from '#store/keys'
import { type RunningStack, startStack } from '#tests/support/local-stack'

const LIMIT_MS = 300_000
const WAIT_MS = 90_000
const ACCOUNT = 'shop'

let stack: RunningStack | undefined
afterEach(async () => {
  await stack?.stop()
  stack = undefined
})

describe('npm start', () => {
  it(
    'shows the operators of the shop, and soon after it that one of them is busy',
    async () => {
      stack = await startStack('--quiet')
      const urls = { api: stack.apiUrl.replace(/\/$/, ''), engines: stack.engineUrl, issuer: '', token: stack.tokenUrl }
      const desk = deskApi({ urls }, { role: 'operator', account: ACCOUNT })
      const avery = (await operatorsUntil(desk, (all) => all.length > 1)).find(
        ({ availability, inboxes }) => availability === 'available' && inboxes.length > 0,
      )
      if (avery === undefined) throw new Error('nobody is available')
      const { operatorId } = avery
      await setAvailability(stack, operatorId, 'busy')
      const isAway = ({ operatorId: id, availability }: Shown) => id === operatorId && availability === 'away'
      await operatorsUntil(desk, (all) => all.some(isAway))
      expect(await toldOf(stack, operatorId)).toEqual(['operator.available.v1', 'operator.away.v1'])
    },
    LIMIT_MS,
  )
})

type Shown = { readonly operatorId: number; readonly availability: string; readonly inboxes: readonly unknown[] }

/** Has the account read again and again. */
const operatorsUntil = (desk: DeskApi, isSo: (all: readonly Shown[]) => boolean): Promise<readonly Shown[]> =>
  until(async () => {
    await desk.post('/v1/operators/refresh', {})
    const { items } = (await desk.get('/v1/operators?limit=100')) as unknown as { items: readonly Shown[] }
    return isSo(items) ? items : undefined
  })

async function setAvailability({ engineUrl, chatwootUrl }: RunningStack, id: number, availability: string) {
  const { token } = (await (await fetch(`${engineUrl}/_backdesk/chatwoot`)).json()) as { token: string }
  const answer = await fetch(`${chatwootUrl}/api/v1/accounts/1/agents/${id}`, {
    method: 'PATCH',
    headers: { api_access_token: token, 'content-type': 'application/json' },
    body: JSON.stringify({ availability }),
  })
  expect(answer.status).toBe(200)
}

/** His ledger, which publish writes before the bus hears of it. */
async function toldOf({ engineUrl }: RunningStack, operatorId: number): Promise<readonly string[]> {
  const credentials = { accessKeyId: 'EXAMPLE', secretAccessKey: 'example' }
  const lowLevel = new DynamoDBClient({ endpoint: engineUrl, region: 'eu-west-1', credentials })
  const client = DynamoDBDocumentClient.from(lowLevel)
  const TableName = await tableOf(engineUrl)
  try {
    return await until(async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :his)',
          ExpressionAttributeValues: {
            ':pk': operatorsPk(ACCOUNT),
            ':his': `OL#${String(operatorId).padStart(10, '0')}#`,
          },
        }),
      )
      return Items.length > 1 ? Items.map(({ event }) => (event as OperatorEvent).type) : undefined
    })
  } finally {
    lowLevel.destroy()
  }
}

async function tableOf(engineUrl: string): Promise<string> {
  const answer = await fetch(engineUrl, {
    method: 'POST',
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
    body: '{}',
  })
  const { TableNames } = (await answer.json()) as { TableNames: readonly string[] }
  return TableNames.find((name) => /desk/i.test(name)) ?? ''
}

async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const endMs = Date.now() + WAIT_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > endMs) throw new Error(`not so in time; said: ${stack?.said().slice(-2_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}
