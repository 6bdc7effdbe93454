/** What was counted of an operator, and disputes of it. Knows no DOM. */
import type { Api, ApiFailure, ApiResult } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import type { PointDisputeTold, PointTold } from './figure-shapes.ts'
import { type Pages, queryOf, readPages } from './read-pages.ts'

const PATH = '/v1/operators/performance'
const PAGE = 50

export const readPointDisputes = (
  api: Pick<Api, 'get'>,
  { account, most }: { readonly account: string | null; readonly most: number },
): Promise<ApiResult<Pages<PointDisputeTold>>> =>
  readPages(api, `${PATH}/disputes${queryOf({ account, limit: PAGE })}`, most)

export const pointsPath = (conversationId: number, account: string | null): string =>
  `${PATH}/points/${conversationId}${queryOf({ account })}`

/** Chatwoot's number as people write it; null: it is none. */
export function conversationIn(text: string): number | null {
  const [, digits] = /^\s*#?([1-9]\d{0,9})\s*$/.exec(text) ?? []
  return digits === undefined ? null : Number(digits)
}

/** One measure is disputed as a whole: its points together, the newest day last. */
export type DisputableMeasure = { readonly measure: string; readonly points: readonly PointTold[] }
export function disputableOf(items: readonly PointTold[], operatorId: number | null): readonly DisputableMeasure[] {
  const own = items.filter((point) => point.disputable && point.operatorId === operatorId)
  return [...new Set(own.map(({ measure }) => measure))].map((measure) => ({
    measure,
    points: own.filter((point) => point.measure === measure),
  }))
}

type Disputing = { readonly conversationId: number; readonly measure: string; readonly reason: string }

export const disputePoint = (api: Pick<Api, 'post'>, account: string | null, disputing: Disputing): Promise<Outcome> =>
  sent(api, `${PATH}/disputes${queryOf({ account })}`, {
    body: disputing,
    done: 'Disputed. A lead decides, and the figures follow within a minute.',
  })

export type PointDecision = { readonly decision: 'exclude' | 'uphold'; readonly reason: string }

export const decidePoint = (
  api: Pick<Api, 'post'>,
  { account, id }: { readonly account: string | null; readonly id: string },
  decision: PointDecision,
): Promise<Outcome> =>
  sent(api, `${PATH}/disputes/${encodeURIComponent(id)}/resolve${queryOf({ account })}`, {
    body: decision,
    done: decision.decision === 'exclude' ? 'Left out. The figures follow within a minute.' : 'Decided: it stands.',
  })

async function sent(
  api: Pick<Api, 'post'>,
  path: string,
  { body, done }: { readonly body: object; readonly done: string },
): Promise<Outcome> {
  const result = await api.post<object>(path, body)
  return result.ok ? { ok: true, words: done } : { ok: false, words: problemWords(result.failure) }
}

function problemWords({ kind, detail, problems }: ApiFailure): string {
  if (kind === 'unreachable') return `${detail} It may have been done or not: look again in a moment.`
  const [first] = problems ?? []
  return first === undefined ? detail : `${first.path} ${first.message}`
}
