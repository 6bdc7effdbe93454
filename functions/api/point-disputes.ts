/** Points of an operator's figures, what the operator says of them, and what a lead decides. */

import { pointsOf } from '#domain/analytics/buckets'
import { isDisputable } from '#domain/analytics/exclusions'
import type { Fact, Point } from '#domain/analytics/fact'
import { localHour } from '#domain/analytics/local-hour'
import {
  disputedPoints,
  type PointDispute,
  type PointDisputeKey,
  pointDisputeId,
  pointDisputeResolved,
  pointsOfOperator,
  readPointDisputeId,
} from '#domain/analytics/point-dispute'
import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import { dateOf } from '#domain/local-date'
import type { QualityDocument } from '#domain/quality/quality-policy'
import type { Activated } from '#domain/sla-policy'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { allows } from './access.ts'
import type { Asked } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import type { RowDeps } from './conversation-rows.ts'
import { OWN_FIRST_DAYS } from './performance.ts'
import type { DisputePointBody, DisputesQuery, ResolvePointBody } from './point-inputs.ts'
import { personOf } from './read-grades.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR, CONTENDED, NO_OPERATOR, NO_SUCH_CONVERSATION } from './refusals.ts'

export type PointDeps = Pick<RowDeps, 'facts'> & {
  readonly pointDisputes: {
    find(key: PointDisputeKey): Promise<PointDispute | null>
    open(dispute: PointDispute): Promise<'opened' | 'disputed_already'>
    change(after: PointDispute): Promise<'changed' | 'contended'>
    page(
      account: string,
      asked: PageAsked,
    ): Promise<{ readonly items: readonly PointDispute[]; readonly nextCursor: string | null } | BadCursor>
  }
  readonly countAnew: (account: string, conversationId: number) => Promise<void>
  /** How long a dispute may come: as of grades. */
  readonly qualityInForce: (account: string) => Promise<Activated<QualityDocument>>
  readonly links: ChatwootLinks
  readonly now: () => number
}

/** GET /v1/operators/performance/points/{id}. Operators see their own at once; leads see all when operators have had them for a day. */
export async function readPoints(asked: Asked<unknown>, deps: PointDeps): Promise<Answer> {
  const { account, role, operatorId } = asked
  const conversationId = conversationIdIn(asked.path)
  const isLead = allows(role, 'lead')
  if (!isLead && operatorId === null) return NO_OPERATOR
  const nowMs = deps.now()
  const fact = conversationId === null ? null : await deps.facts.fact({ account, conversationId })
  const points = fact === null ? [] : visibleTo(isLead ? null : operatorId, fact, nowMs)
  if (fact === null || points.length === 0) return NO_SUCH_CONVERSATION
  return {
    kind: 'json',
    body: {
      account,
      conversationId: fact.conversationId,
      timeZone: fact.timeZone,
      chatwootUrl: conversationUrl(deps.links, account, fact.conversationId),
      items: points.map(({ measure, day, hour, value, teamId, operatorId: of }) => ({
        ...{ measure, day: dateOf(day), hour, value, teamId, operatorId: of },
        disputable: isDisputable(measure),
      })),
    },
    fresh: { asOfMs: fact.asOfMs },
  }
}

function visibleTo(operatorId: number | null, fact: Fact, nowMs: number): readonly Point[] {
  if (operatorId !== null) return pointsOfOperator(fact, operatorId)
  const settled = localHour(nowMs, fact.timeZone).day - OWN_FIRST_DAYS - 1
  return pointsOf(fact).filter((point) => point.operatorId !== null && point.day <= settled)
}

/** GET /v1/operators/performance/disputes, newest first. Operators see their own. */
export async function readDisputes(asked: Asked<DisputesQuery>, deps: PointDeps): Promise<Answer> {
  const { account, query, role, operatorId } = asked
  const isLead = allows(role, 'lead')
  if (!isLead && operatorId === null) return NO_OPERATOR
  const page = await deps.pointDisputes.page(account, { cursor: query.cursor ?? null, limit: query.limit })
  if ('badCursor' in page) return BAD_CURSOR
  const isAsked = (one: PointDispute): boolean =>
    (isLead || one.operatorId === operatorId) && (query.state ?? one.state) === one.state
  const items = page.items.filter(isAsked).map((one) => shown(one, deps))
  return { kind: 'json', body: { account, items, nextCursor: page.nextCursor }, fresh: { asOfMs: deps.now() } }
}

/** POST /v1/operators/performance/disputes. Of one's own, once for a measure of a conversation, while it is fresh. */
export async function disputePoint(asked: Asked<unknown, DisputePointBody>, deps: PointDeps): Promise<Answer> {
  const { account, operatorId, body, by, correlationId } = asked
  const { conversationId, measure, reason } = body
  if (operatorId === null) return NO_OPERATOR
  const nowMs = deps.now()
  const [fact, quality] = await Promise.all([
    deps.facts.fact({ account, conversationId }),
    deps.qualityInForce(account),
  ])
  const { disputeDays } = quality.document
  if (fact === null || pointsOfOperator(fact, operatorId).length === 0) return NO_SUCH_CONVERSATION
  const points = disputedPoints(fact, { operatorId, measure }, { nowMs, disputeDays })
  if (points === null) return refusal('too_late')
  const newest = points.at(-1)
  if (newest === undefined) return refusal('no_point')
  const dispute: PointDispute = {
    ...{ account, conversationId, operatorId, measure, reason, by, correlationId },
    state: 'open',
    atMs: nowMs,
    resolved: null,
    points: points.length,
    day: dateOf(Math.max(...points.map(({ day }) => day))),
    version: 1,
  }
  if ((await deps.pointDisputes.open(dispute)) === 'disputed_already') return refusal('disputed_already')
  asked.done('point.dispute', { conversationId, operatorId, measure })
  return { kind: 'json', status: 201, body: { account, dispute: shown(dispute, deps) }, fresh: { asOfMs: nowMs } }
}

const TRIES = 4

/**
 * POST /v1/operators/performance/disputes/{id}/resolve. What is left out is counted anew after the decision stands: where
 * that could not be asked for, the same decision again asks once more.
 */
export async function resolvePointDispute(asked: Asked<unknown, ResolvePointBody>, deps: PointDeps): Promise<Answer> {
  const { account, body } = asked
  const id = readPointDisputeId(asked.path.id ?? '')
  const to = body.decision === 'exclude' ? 'excluded' : 'upheld'
  for (let nth = 0; nth < TRIES; nth++) {
    const before = id === undefined ? null : await deps.pointDisputes.find({ account, ...id })
    if (before === null) return refusal('no_such_dispute')
    const after = pointDisputeResolved(before, { by: personOf(asked), nowMs: deps.now(), reason: body.reason, to })
    if (typeof after === 'string') return refusal(after)
    if (after !== before && (await deps.pointDisputes.change(after)) === 'contended') continue
    const { conversationId, operatorId, measure } = after
    if (to === 'excluded') await deps.countAnew(account, conversationId)
    if (after !== before) asked.done('point.resolve_dispute', { conversationId, operatorId, measure, state: to })
    return { kind: 'json', body: { account, dispute: shown(after, deps) }, fresh: { asOfMs: deps.now() } }
  }
  return CONTENDED
}

const REFUSALS = {
  no_such_dispute: [404, 'This account has no such dispute.'],
  no_point: [409, 'Nothing of the kind was counted of you in this conversation.'],
  disputed_already: [409, 'This was disputed before.'],
  too_late: [409, 'The time to dispute this has passed.'],
  no_dispute: [409, 'This dispute was decided otherwise.'],
  own_conversation: [403, 'Nobody decides on figures of their own.'],
} as const satisfies Record<string, readonly [403 | 404 | 409, string]>

function refusal(code: keyof typeof REFUSALS) {
  const [status, detail] = REFUSALS[code]
  return refused(status, code, detail)
}

const shown = (dispute: PointDispute, { links }: Pick<PointDeps, 'links'>) => {
  const { account, correlationId: _ours, ...rest } = dispute
  return {
    id: pointDisputeId(dispute),
    ...rest,
    chatwootUrl: conversationUrl(links, account, dispute.conversationId),
  }
}
