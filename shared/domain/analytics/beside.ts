/** What is counted of records beside the ledger: excused breaches, verdicts on escalations, approvals, grades. */
import { type Approval, GRADED } from '#domain/approval'
import { compareText } from '#domain/canonical'
import { wordEdit } from '#domain/word-edit'
import { breachName, escalationName, resolutionName } from './count-events.ts'
import type { Fact, Point } from './fact.ts'
import { replyName } from './first-response.ts'
import { localHour } from './local-hour.ts'
import type { Measure } from './measures.ts'

type BreachOf = { readonly clock: string; readonly run: number; readonly breachedAtMs: number }
type EscalationOf = { readonly cause: string; readonly raisedAtMs: number }

export type Beside = {
  /** Breaches that were excused. */
  readonly excused: readonly BreachOf[]
  /** What people said of escalations. */
  readonly verdicts: readonly (EscalationOf & { readonly right: boolean })[]
  readonly approvals: readonly ApprovalRecord[]
  /** What resolutions were graded, 1 to 5. Null: it has a grade that does not count, or counts no more. */
  readonly grades: readonly { readonly resolvedAtMs: number; readonly grade: number | null }[]
}
export type ApprovalRecord = Pick<
  Approval,
  | 'id'
  | 'state'
  | 'proposedText'
  | 'text'
  | 'openedAtMs'
  | 'decidedAtMs'
  | 'endedAtMs'
  | 'grades'
  | 'messageId'
  | 'receipt'
>

export const NOTHING_BESIDE: Beside = { excused: [], verdicts: [], approvals: [], grades: [] }

/** By name and measure: however they came, the same fact. */
const inOrder = (a: Point, b: Point): number => compareText(a.of ?? '', b.of ?? '') || compareText(a.measure, b.measure)

const APPROVAL = 'approval:'

/** The fact with what stands beside it now. What is not found any more has expired there, and stays counted here. */
export function withBeside(fact: Fact, beside: Beside): Fact {
  const named = new Map(fact.points.flatMap((point) => (point.of === null ? [] : [[point.of, point] as const])))
  const at = (name: string, measure: Measure | null): Point[] => {
    const point = named.get(name)
    return point === undefined || measure === null ? [] : [{ ...point, measure, value: 1, of: name }]
  }
  const found = [
    ...beside.excused.flatMap((of) => at(breachName(of.clock, of.run, of.breachedAtMs), excusedOf(of.clock))),
    ...beside.verdicts.flatMap((of) =>
      at(escalationName(of.cause, of.raisedAtMs), of.right ? 'escalations_right' : 'escalations_wrong'),
    ),
    ...beside.approvals.flatMap((approval) => approvalPoints(approval, fact, named)),
    ...beside.grades.flatMap(({ resolvedAtMs, grade }) =>
      at(resolutionName(resolvedAtMs), grade === null ? null : 'grade').map((point) => ({
        ...point,
        value: Math.round((grade ?? 0) * 1000),
      })),
    ),
  ]
  const names = new Set([
    ...found.map(({ of }) => of),
    // what counted once and counts no more goes
    ...beside.grades.map(({ resolvedAtMs }) => resolutionName(resolvedAtMs)),
  ])
  return {
    ...fact,
    hasApprovals: fact.hasApprovals || beside.approvals.length > 0,
    beside: [...fact.beside.filter(({ of }) => !names.has(of)), ...found].sort(inOrder),
  }
}

/** Those that stand by something that the ledger has taken back since are gone with it. */
export function keepBeside(fact: Fact): Fact {
  const names = new Set(fact.points.map(({ of }) => of))
  const beside = fact.beside.filter(({ of }) => of === null || of.startsWith(APPROVAL) || names.has(of))
  return beside.length === fact.beside.length ? fact : { ...fact, beside }
}

function excusedOf(clock: string): Measure | null {
  if (clock === 'first_response' || clock === 'next_response' || clock === 'resolution') return `${clock}_excused`
  return null
}

const SENT: ReadonlySet<Approval['state']> = new Set(['applied', 'audited', 'learned'])
const LAPSED: ReadonlySet<Approval['state']> = new Set(['voided', 'expired'])
const PER_MILLE = 1000

/** By the team and the operator of the reply it became, where it became one. */
function approvalPoints(approval: ApprovalRecord, fact: Fact, named: ReadonlyMap<string, Point>): Point[] {
  const of = `${APPROVAL}${approval.id}`
  const { state, openedAtMs, decidedAtMs, endedAtMs, grades, messageId, receipt } = approval
  const reply = messageId === null ? undefined : named.get(replyName(messageId))
  const teamId = reply?.teamId ?? null
  const operatorId = reply?.operatorId ?? null
  const put = (measure: Measure, atMs: number, value = 1): Point => ({
    ...{ measure, value, teamId, operatorId, of },
    ...localHour(atMs, fact.timeZone),
  })
  const points = [put('approvals_opened', openedAtMs)]
  const decided = decidedAtMs ?? endedAtMs
  // what a policy approves waits for nobody
  if (decidedAtMs !== null && receipt === undefined)
    points.push(put('approval_latency', decidedAtMs, Math.max(0, decidedAtMs - openedAtMs)))
  if (decided === null) return points
  if (LAPSED.has(state)) points.push(put('approvals_lapsed', endedAtMs ?? decided))
  if (state === 'rejected') points.push(put('approvals_rejected', decided))
  if (grades !== null)
    for (const name of GRADED) points.push(put(`approval_${name}`, decided, grades[name] * PER_MILLE))
  if (!SENT.has(state)) return points
  const { ratio } = wordEdit(approval.proposedText, approval.text)
  points.push(put('approval_edit', decided, Math.round(Math.min(1, Math.max(0, ratio)) * PER_MILLE)))
  points.push(reply === undefined ? put('approvals_sent', decided) : { ...reply, measure: 'approvals_sent', of })
  return points
}
