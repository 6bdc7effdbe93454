/** The breaches that may be excused, read page by page. Knows no DOM. */
import type { Api, ApiResult } from './api-client.ts'
import type { Breach, BreachesAnswer } from './watch-shapes.ts'

const PAGE_SIZE = 100
/** The API looks for candidates within a page of breaches of any kind: this many are looked through for each time it was asked for more. */
export const MOST_PAGES = 5

export type Breaches = {
  /** Newest first. */
  readonly items: readonly Breach[]
  /** There are older breaches that were not looked through. */
  readonly hasOlder: boolean
  /** How many pages this reading was allowed. */
  readonly pages: number
}

export function breachesPath(account: string | null): string {
  const of = account === null ? {} : { account }
  return `/v1/sla/breaches?${new URLSearchParams({ ...of, candidates: 'true', limit: String(PAGE_SIZE) })}`
}

/** Follows cursors for up to so many pages. A cursor holds for the span of the first page alone (docs/api/sla.md). */
export async function readBreaches(api: Pick<Api, 'get'>, path: string, pages: number): Promise<ApiResult<Breaches>> {
  const items = new Map<string, Breach>()
  let next: string | null = path
  for (let page = 0; page < pages && next !== null; page += 1) {
    const result: ApiResult<BreachesAnswer> = await api.get<BreachesAnswer>(next)
    if (!result.ok) return result
    const { fromMs, toMs, nextCursor, items: found }: BreachesAnswer = result.body
    for (const item of found) if (!items.has(item.id)) items.set(item.id, item)
    next = nextCursor === null ? null : `${path}&fromMs=${fromMs}&toMs=${toMs}&cursor=${nextCursor}`
  }
  return { ok: true, body: { items: [...items.values()], hasOlder: next !== null, pages } }
}
