/** Everybody of an account, read page by page, and a way to have Chatwoot asked anew. Knows no DOM. */
import type { Api, ApiResult } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import type { ListedOperator, OperatorsAnswer } from './routing-shapes.ts'

const PAGE_SIZE = 100
const MOST_PAGES = 10

export type Operators = Omit<OperatorsAnswer, 'nextCursor'> & {
  /** There are more than were read. */
  readonly isCut: boolean
}

/** With those who are gone: conversations may still be with them. */
export function operatorsPath(account: string | null): string {
  const of = account === null ? {} : { account }
  return `/v1/operators?${new URLSearchParams({ ...of, gone: 'true', limit: String(PAGE_SIZE) })}`
}

/** Who is gone and has nothing in hand is left out. */
export async function readOperators(api: Pick<Api, 'get'>, path: string): Promise<ApiResult<Operators>> {
  const items = new Map<number, ListedOperator>()
  let first: OperatorsAnswer | null = null
  let next: string | null = path
  for (let page = 0; page < MOST_PAGES && next !== null; page += 1) {
    const result: ApiResult<OperatorsAnswer> = await api.get<OperatorsAnswer>(next)
    if (!result.ok) return result
    const { nextCursor, items: found }: OperatorsAnswer = result.body
    first ??= result.body
    for (const one of found) if (!one.gone || (one.open ?? 0) > 0) items.set(one.operatorId, one)
    next = nextCursor === null ? null : `${path}&cursor=${encodeURIComponent(nextCursor)}`
  }
  if (first === null) throw new Error('there is always a first page')
  const { nextCursor: _, ...body } = first
  return { ok: true, body: { ...body, items: [...items.values()], isCut: next !== null } }
}

/** Has Chatwoot asked at once. */
export async function askAnew(api: Pick<Api, 'post'>, account: string | null): Promise<Outcome> {
  const of = account === null ? '' : `?account=${encodeURIComponent(account)}`
  const result = await api.post<{ readonly requested: boolean }>(`/v1/operators/refresh${of}`)
  return result.ok
    ? { ok: true, words: 'Chatwoot is being asked. What it says shows in a few seconds.' }
    : { ok: false, words: result.failure.detail }
}
