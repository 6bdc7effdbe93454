import { describe, expect, it } from 'vitest'
import type { ApiResult } from '#functions/console/src/api-client'
import { readReceipts, receiptsPath } from '#functions/console/src/read-receipts'
import type { Receipt, ReceiptsAnswer } from '#functions/console/src/routing-shapes'
import { START_MS } from './listed-escalation.ts'

const receipt = (decision: number): Receipt => ({
  ...{ decision, atMs: START_MS + decision, outcome: 'held', why: 'nobody', routedFor: null, from: null },
  ...{ policyVersion: 1, model: null, actions: [], choice: null },
})

/** So many decisions, given as the API gives them. */
function apiWith(count: number, failsAt = Number.POSITIVE_INFINITY) {
  const asked: string[] = []
  const get = async (path: string): Promise<ApiResult<ReceiptsAnswer>> => {
    asked.push(path)
    if (asked.length >= failsAt) return { ok: false, failure: { kind: 'unreachable', code: 'x', detail: 'No answer.' } }
    const query = new URLSearchParams(path.slice(path.indexOf('?') + 1))
    const from = Number(query.get('cursor') ?? count)
    const limit = Number(query.get('limit'))
    const receipts = Array.from({ length: Math.min(limit, from) }, (_, nth) => receipt(from - nth))
    const nextCursor = from > limit ? String(from - limit) : null
    const teams = [{ id: asked.length, name: `Team of page ${asked.length}` }]
    return { ok: true, body: { routing: null, receipts, nextCursor, teams, asOfMs: START_MS } }
  }
  return { asked, api: { get } as Parameters<typeof readReceipts>[0] }
}
const read = async (count: number, most: number) => {
  const { api, asked } = apiWith(count)
  const result = await readReceipts(api, receiptsPath('shop', 7), most)
  if (!result.ok) throw new Error(result.failure.detail)
  const { receipts, hasEarlier, teams } = result.body
  return { told: receipts.map(({ decision }) => decision), hasEarlier, teams: teams.length, asked }
}

describe('receipts of a conversation', () => {
  it('are the newest few, and whether there are earlier ones', async () => {
    expect(await read(5, 3)).toEqual({
      told: [5, 4, 3],
      hasEarlier: true,
      teams: 1,
      asked: ['/v1/conversations/7/receipts?account=shop&limit=3'],
    })
    expect(await read(3, 3)).toMatchObject({ told: [3, 2, 1], hasEarlier: false })
    expect(await read(0, 3)).toMatchObject({ told: [], hasEarlier: false })
  })

  it('are read page by page where more are wanted than the API gives at once', async () => {
    const { told, hasEarlier, teams, asked } = await read(230, 200)
    expect([told.length, told.at(-1), hasEarlier, teams]).toEqual([200, 31, true, 2])
    expect(asked.at(-1)).toBe('/v1/conversations/7/receipts?account=shop&limit=100&cursor=130')
    expect(await read(230, 300)).toMatchObject({ hasEarlier: false })
  })

  it('are none where a page cannot be read: half of a story would look like all of it', async () => {
    const { api } = apiWith(230, 2)
    expect(await readReceipts(api, receiptsPath('shop', 7), 200)).toMatchObject({ ok: false })
  })
})
