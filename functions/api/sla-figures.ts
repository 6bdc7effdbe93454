/** Routes about an account's promises: figures, breaches one by one, and excusing them. */

import type { ChatwootLinks } from '#domain/chatwoot-links'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import { type BreachItem, breachItem, type StoredBreach } from './breaches.ts'
import { complianceOf, type DayTally, lastDays } from './compliance.ts'
import type { Outage } from './explain-sla.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'
import type { BreachesQuery, ComplianceQuery, ExcuseBody } from './sla-inputs.ts'
import { spanOf } from './span.ts'

type Span = { readonly fromMs: number; readonly toMs: number }
export type Excusal = { readonly by: string; readonly atMs: number; readonly reason: string }

export type FiguresDeps = {
  readonly slaDays: (account: string, span: { fromDay: string; toDay: string }) => Promise<readonly DayTally[]>
  readonly activeSla: (account: string) => Promise<Activated<SlaDocument>>
  readonly breaches: (
    account: string,
    span: Span,
    page: PageAsked,
  ) => Promise<{ readonly breaches: readonly StoredBreach[]; readonly nextCursor: string | null } | BadCursor>
  readonly breach: (account: string, id: string) => Promise<StoredBreach | null>
  readonly excuse: (account: string, of: StoredBreach, excusal: Excusal) => Promise<'excused' | 'changed'>
  readonly outagesBetween: (account: string, span: Span) => Promise<readonly Outage[]>
  readonly links: ChatwootLinks
  readonly now: () => number
}

/** GET /v1/sla/compliance. */
export async function readCompliance(account: string, query: ComplianceQuery, deps: FiguresDeps): Promise<Answer> {
  const nowMs = deps.now()
  const days = lastDays(query.days, nowMs)
  const span = { fromDay: days[0] ?? '', toDay: days.at(-1) ?? '' }
  const [tallies, active] = await Promise.all([deps.slaDays(account, span), deps.activeSla(account)])
  const targetPercent = active.document.complianceTargetPercent
  const clocks = complianceOf(days, tallies)
  return { kind: 'json', body: { account, ...span, targetPercent, clocks }, fresh: { asOfMs: nowMs } }
}

/** GET /v1/sla/breaches. */
export async function readBreaches(account: string, query: BreachesQuery, deps: FiguresDeps): Promise<Answer> {
  const { cursor = null, limit, candidates = false } = query
  const nowMs = deps.now()
  const span = spanOf(query, nowMs)
  const page = await deps.breaches(account, span, { cursor, limit })
  if ('badCursor' in page) return BAD_CURSOR
  const items = await itemsOf(account, page.breaches, deps)
  const shown = candidates ? items.filter(({ candidate, excused }) => candidate !== null && excused === null) : items
  return {
    kind: 'json',
    body: { account, items: shown, nextCursor: page.nextCursor, ...span },
    fresh: { asOfMs: nowMs },
  }
}

/** POST /v1/sla/breaches/{id}/excuse. Somebody else may excuse it at the same time: then theirs stands. */
export async function excuseBreach(asked: Asked<unknown, ExcuseBody>, deps: FiguresDeps): Promise<Answer> {
  const { account, by, body } = asked
  const id = asked.path.id ?? ''
  const found = await deps.breach(account, id)
  if (found === null) return refused(404, 'no_such_breach', 'This account has no such breach.')
  const item = await itemOf(account, found, deps)
  if (item.excused !== null) return breachAnswer(account, item, deps)
  if (item.candidate === null)
    return refused(409, 'not_a_candidate', 'It fell into no recorded outage and was noticed in time, or was withdrawn.')
  const excusal = { by, atMs: deps.now(), reason: body.reason }
  if ((await deps.excuse(account, found, excusal)) === 'changed') return excuseBreach(asked, deps)
  asked.done('breach.excuse', { breachId: id, conversationId: found.breach.conversationId, clock: found.breach.clock })
  return breachAnswer(account, { ...item, excused: excusal }, deps)
}

const breachAnswer = (account: string, breach: BreachItem, deps: FiguresDeps): Answer => ({
  kind: 'json',
  body: { account, breach },
  fresh: { asOfMs: deps.now() },
})

async function itemsOf(account: string, found: readonly StoredBreach[], deps: FiguresDeps): Promise<BreachItem[]> {
  if (found.length === 0) return []
  const instants = found.map(({ breach }) => breach.breachedAtMs)
  const span = { fromMs: Math.min(...instants), toMs: Math.max(...instants) }
  const outages = await deps.outagesBetween(account, span)
  return found.map((one) => breachItem(one, { account, outages, links: deps.links }))
}

async function itemOf(account: string, found: StoredBreach, deps: FiguresDeps): Promise<BreachItem> {
  const { breachedAtMs } = found.breach
  const outages = await deps.outagesBetween(account, { fromMs: breachedAtMs, toMs: breachedAtMs })
  return breachItem(found, { account, outages, links: deps.links })
}
