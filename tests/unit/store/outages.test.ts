import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { outageStore } from '#store/outages'
import { slaReads } from '#store/sla-reads'
import { START_MS } from '#tests/support/builders'

describe('a span the wrong way round', () => {
  const table = 'desk'
  const backwards = { fromMs: START_MS + 30 * 86_400_000, toMs: START_MS }
  const asked: unknown[] = []
  const client: Pick<DynamoDBDocumentClient, 'send'> = {
    send: (command: unknown) => {
      asked.push(command)
      return Promise.reject(new Error('the table refuses it'))
    },
  }

  it('touches no outage, and the table is not asked', async () => {
    const { between } = outageStore({
      client: client as DynamoDBDocumentClient,
      table,
      now: () => START_MS,
      retentionDays: 30,
    })
    expect(await between('shop', backwards)).toEqual([])
    expect(asked).toEqual([])
  })

  it('has no breach, and the table is not asked', async () => {
    const { breaches } = slaReads({ client: client as DynamoDBDocumentClient, table, now: () => START_MS })
    const page = { cursor: null, limit: 25 }
    expect(await breaches('shop', backwards, page)).toEqual({ breaches: [], nextCursor: null })
    expect(asked).toEqual([])
  })
})
