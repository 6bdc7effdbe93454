/** The list of the queue, read page by page. */
import type { Api, ApiResult } from './api-client.ts'
import type { QueueAnswer, QueueItem } from './api-shapes.ts'

export const PAGE_SIZE = 50
/** With filters a page may come short: the console asks on, up to this many requests a round for each time it was asked for more. */
export const MOST_REQUESTS = 8

/** How many items to show, and how many requests a round may take for them. */
export type Wanted = { readonly items: number; readonly requests: number }
export const FIRST_PAGE: Wanted = { items: PAGE_SIZE, requests: MOST_REQUESTS }

export type List = { readonly items: readonly QueueItem[]; readonly hasMore: boolean; readonly asOfMs: number }

/** Follows cursors until the wanted items are there, the list ends, or the round has cost enough. */
export async function readList(api: Api, query: string, wanted: Wanted): Promise<ApiResult<List>> {
  const items = new Map<number, QueueItem>()
  let cursor: string | null = null
  let asOfMs = 0
  for (let requests = 0; requests < wanted.requests; requests += 1) {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`
    const result: ApiResult<QueueAnswer> = await api.get<QueueAnswer>(`/v1/queue?${query}&limit=${PAGE_SIZE}${from}`)
    if (!result.ok) return result
    // an item that moved between two pages is shown once, where it was seen first
    for (const item of result.body.items) if (!items.has(item.conversationId)) items.set(item.conversationId, item)
    cursor = result.body.nextCursor
    asOfMs = result.body.asOfMs
    if (cursor === null || items.size >= wanted.items) break
  }
  return { ok: true, body: { items: [...items.values()], hasMore: cursor !== null, asOfMs } }
}
