/** Conversations as rows of numbers: what the figures are made of, without a word of anybody. */
import { conversationRow } from '#domain/analytics/conversation-row'
import type { Fact, FactKey } from '#domain/analytics/fact'
import type { DaySpan } from '#domain/analytics/rollup'
import { homeZone } from '#domain/home-zone'
import type { Answer } from '#runtime/http-answer'
import { type AnalyticsDeps, daysOf, TOO_MANY } from './analytics.ts'
import type { RowsQuery } from './analytics-inputs.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

export type RowDeps = Pick<AnalyticsDeps, 'activeSla' | 'now' | 'insights'> & {
  readonly facts: {
    fact(key: FactKey): Promise<Fact | null>
    page(
      account: string,
      asked: DaySpan & PageAsked,
    ): Promise<{ readonly facts: readonly Fact[]; readonly nextCursor: string | null } | BadCursor>
  }
}

/** GET /v1/analytics/conversations. By the day of opening, then by number: pages that are read again are the same. */
export async function readRows(account: string, query: RowsQuery, deps: RowDeps): Promise<Answer> {
  const timeZone = homeZone((await deps.activeSla(account)).document)
  const span = daysOf(query, { timeZone, nowMs: deps.now() })
  if (span === null) return TOO_MANY
  const { cursor = null, limit } = query
  const [page, standing] = await Promise.all([
    deps.facts.page(account, { ...span, cursor, limit }),
    deps.insights.standing(account),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  const items = page.facts.map(conversationRow)
  return {
    kind: 'json',
    body: { account, timeZone, ...span, ...standing, items, nextCursor: page.nextCursor },
    fresh: { servedAtMs: deps.now() },
  }
}
