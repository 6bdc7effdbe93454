/** Escalations as they are recorded, whether they were right, and whether pages arrive. */

import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import { type EscalationKey, escalationId } from '#domain/escalation-id'
import type { EscalationDocument } from '#domain/escalation-policy'
import { type EscalationRecord, isActive } from '#domain/escalation-record'
import type { Packet } from '#domain/packet'
import type { Activated } from '#domain/sla-policy'
import type { Answer } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import { keyIn, NO_SUCH_ESCALATION } from './escalation-commands.ts'
import type { EscalationState, EscalationsQuery, FeedbackBody } from './escalation-inputs.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

export type Feedback = {
  readonly right: boolean
  readonly by: string
  readonly atMs: number
  readonly note: string | null
}
export type RecordedEscalation = EscalationRecord & {
  readonly feedback: Feedback | null
  /** What those who were called last were told; null before anybody was. */
  readonly packet: Packet | null
}
export type RuleRecord = {
  readonly ruleId: string
  readonly raised: number
  readonly right: number
  readonly wrong: number
}

export type EscalationReadDeps = {
  readonly escalationPage: (
    account: string,
    asked: PageAsked & { readonly state: EscalationState },
  ) => Promise<{ readonly items: readonly RecordedEscalation[]; readonly nextCursor: string | null } | BadCursor>
  readonly ruleRecords: (account: string) => Promise<readonly RuleRecord[]>
  readonly activeEscalation: (account: string) => Promise<Activated<EscalationDocument>>
  readonly giveFeedback: (key: EscalationKey, feedback: Feedback) => Promise<RecordedEscalation | 'unknown'>
  readonly links: ChatwootLinks
  readonly now: () => number
}

/** GET /v1/escalations. */
export async function readEscalations(
  account: string,
  query: EscalationsQuery,
  deps: EscalationReadDeps,
): Promise<Answer> {
  const { state, cursor = null, limit } = query
  const [page, records, active] = await Promise.all([
    deps.escalationPage(account, { state, cursor, limit }),
    deps.ruleRecords(account),
    deps.activeEscalation(account),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  const items = page.items.map((one) => itemOf(one, deps.links))
  const rules = ruleFigures(active.document, records)
  return {
    kind: 'json',
    body: { account, state, items, rules, nextCursor: page.nextCursor },
    fresh: { asOfMs: deps.now() },
  }
}

/** POST /v1/escalations/{id}/feedback. */
export async function giveFeedback(asked: Asked<unknown, FeedbackBody>, deps: EscalationReadDeps): Promise<Answer> {
  const key = keyIn(asked)
  if (key === null) return NO_SUCH_ESCALATION
  const { right, note = '' } = asked.body
  const atMs = deps.now()
  const feedback = { right, by: asked.by, atMs, note: note === '' ? null : note }
  if ((await deps.giveFeedback(key, feedback)) === 'unknown') return NO_SUCH_ESCALATION
  const { conversationId, cause, raisedAtMs, account } = key
  asked.done('escalation.feedback', { conversationId, cause, raisedAtMs, right })
  return { kind: 'json', body: { account, id: escalationId(key), feedback }, fresh: { asOfMs: atMs } }
}

function itemOf(record: RecordedEscalation, links: ChatwootLinks) {
  const { account, conversationId, cause, rules, clock, raisedAtMs, rung, acknowledged, ended, state } = record
  return {
    id: escalationId(record),
    conversationId,
    chatwootUrl: conversationUrl(links, account, conversationId),
    cause,
    rules,
    clock,
    raisedAtMs,
    rung: rung?.rung ?? null,
    rungName: rung?.name ?? null,
    rungAtMs: rung?.atMs ?? null,
    climbAtMs: isActive(state) ? record.acknowledgeByMs : null,
    acknowledged,
    ended: ended === null || isActive(state) ? null : { how: state, ...ended },
    packet: record.packet,
    feedback: record.feedback,
  }
}

/** Rules in force first, in their order; then those that have a record and are in force no more. */
export function ruleFigures({ rules }: EscalationDocument, records: readonly RuleRecord[]) {
  const former = records.filter(({ ruleId }) => !rules.some(({ id }) => id === ruleId)).map(({ ruleId }) => ruleId)
  const listed = [...rules.map(({ id, name }) => ({ id, name })), ...former.map((id) => ({ id, name: null }))]
  return listed.map(({ id, name }) => {
    const { raised = 0, right = 0, wrong = 0 } = records.find(({ ruleId }) => ruleId === id) ?? {}
    return { ruleId: id, name, raised, right, wrong, precision: share(right, right + wrong) }
  })
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part * 10_000) / whole) / 10_000
