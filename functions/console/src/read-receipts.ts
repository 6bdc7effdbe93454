/** Receipts of a conversation, newest first, page by page. Knows no DOM. */
import type { Api, ApiResult } from './api-client.ts'
import type { Receipts, ReceiptsAnswer } from './routing-shapes.ts'

/** What the API gives at once. */
const PAGE_SIZE = 100

export function receiptsPath(account: string | null, conversationId: number): string {
  const of = account === null ? '' : `account=${encodeURIComponent(account)}`
  return `/v1/conversations/${conversationId}/receipts?${of}`
}

/** The newest so many, and whether there are earlier ones. */
export async function readReceipts(api: Pick<Api, 'get'>, path: string, most: number): Promise<ApiResult<Receipts>> {
  let first: ReceiptsAnswer | null = null
  const receipts: ReceiptsAnswer['receipts'][number][] = []
  const teams = new Map<number, ReceiptsAnswer['teams'][number]>()
  let next: string | null = ''
  while (next !== null && receipts.length < most) {
    const limit = Math.min(PAGE_SIZE, most - receipts.length)
    const result: ApiResult<ReceiptsAnswer> = await api.get<ReceiptsAnswer>(`${path}&limit=${limit}${next}`)
    if (!result.ok) return result
    const { nextCursor, receipts: found, teams: named }: ReceiptsAnswer = result.body
    first ??= result.body
    receipts.push(...found)
    for (const team of named) teams.set(team.id, team)
    next = nextCursor === null ? null : `&cursor=${encodeURIComponent(nextCursor)}`
  }
  if (first === null) throw new Error('there is always a first page')
  const { nextCursor: _, ...body } = first
  return { ok: true, body: { ...body, receipts, teams: [...teams.values()], hasEarlier: next !== null } }
}
