/** A list of the API that is read cursor by cursor, up to as many items as are wanted. Knows no DOM. */
import type { Api, ApiResult } from './api-client.ts'

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }
export type Pages<Item> = { readonly items: readonly Item[]; readonly hasMore: boolean }

/** Pages may come short, even empty: a round asks on, up to so many requests. */
const MOST_REQUESTS = 12

export async function readPages<Item>(
  api: Pick<Api, 'get'>,
  /** With its query. */
  path: string,
  most: number,
): Promise<ApiResult<Pages<Item>>> {
  const items: Item[] = []
  let cursor: string | null = null
  for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const result: ApiResult<Page<Item>> = await api.get<Page<Item>>(`${path}${from}`)
    if (!result.ok) return result
    items.push(...result.body.items)
    cursor = result.body.nextCursor
    if (cursor === null || items.length >= most) break
  }
  return { ok: true, body: { items, hasMore: cursor !== null } }
}

/** `?account=shop&limit=25`; what is null is left out. */
export function queryOf(parts: Readonly<Record<string, string | number | null>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parts)) if (value !== null) query.set(name, String(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
