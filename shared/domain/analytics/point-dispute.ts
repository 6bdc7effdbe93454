/** An operator disputes what was counted of him in one conversation, and a lead decides: the words are those of grades. */
import type { Dispute as GradeDispute } from '#domain/quality/grade'
import type { Person } from '#domain/quality/reviewing'
import { pointsOf } from './buckets.ts'
import { DISPUTABLE_MEASURES, type DisputableMeasure, type Exclusion } from './exclusions.ts'
import type { Fact, Point } from './fact.ts'
import { localHour } from './local-hour.ts'

/** `upheld`: the point stands. `excluded`: it counts no more. */
export const POINT_DISPUTE_STATES = ['open', 'upheld', 'excluded'] as const
export type PointDisputeState = (typeof POINT_DISPUTE_STATES)[number]

export type PointDisputeKey = {
  readonly account: string
  readonly conversationId: number
  readonly operatorId: number
  readonly measure: DisputableMeasure
}
export type PointDispute = PointDisputeKey &
  Omit<GradeDispute, 'state'> & {
    readonly state: PointDisputeState
    /** How many points it is about, and the newest one's day. */
    readonly points: number
    readonly day: string
    /** Counts what was done to it, from 1. */
    readonly version: number
    readonly correlationId: string
  }

/** In addresses: `1042-11-held_operator`. */
export const pointDisputeId = ({ conversationId, operatorId, measure }: Omit<PointDisputeKey, 'account'>): string =>
  [conversationId, operatorId, measure].join('-')
export function readPointDisputeId(id: string): Omit<PointDisputeKey, 'account'> | undefined {
  const [, conversationId, operatorId, named] = /^([1-9]\d{0,9})-([1-9]\d{0,9})-([a-z0-9_]+)$/.exec(id) ?? []
  const measure = DISPUTABLE_MEASURES.find((one) => one === named)
  if (measure === undefined) return undefined
  return { conversationId: Number(conversationId), operatorId: Number(operatorId), measure }
}

export const exclusionIn = ({ state, measure, operatorId, atMs }: PointDispute): readonly Exclusion[] =>
  state === 'excluded' ? [{ measure, operatorId, untilMs: atMs }] : []

/** What is counted of an operator in a conversation, those left out among them as such. */
export const pointsOfOperator = (fact: Fact, operatorId: number): readonly Point[] =>
  pointsOf(fact).filter((point) => point.operatorId === operatorId)

/** The points of a measure that may be disputed now; null: they are too old. */
export function disputedPoints(
  fact: Fact,
  { operatorId, measure }: Pick<PointDisputeKey, 'operatorId' | 'measure'>,
  { nowMs, disputeDays }: { readonly nowMs: number; readonly disputeDays: number },
): readonly Point[] | null {
  const found = pointsOfOperator(fact, operatorId).filter((point) => point.measure === measure)
  const newest = Math.max(...found.map(({ day }) => day))
  return found.length > 0 && localHour(nowMs, fact.timeZone).day - newest > disputeDays ? null : found
}

export type WhyNotDecided = 'own_conversation' | 'no_dispute'
type Deciding = {
  readonly by: Person
  readonly nowMs: number
  readonly reason: string
  readonly to: Exclude<PointDisputeState, 'open'>
}

/** By somebody else than the operator. The same decision again is the one that was made. */
export function pointDisputeResolved(dispute: PointDispute, deciding: Deciding): PointDispute | WhyNotDecided {
  const { by, nowMs, reason, to } = deciding
  if (by.operatorId === dispute.operatorId || by.name === dispute.by) return 'own_conversation'
  if (dispute.state === to) return dispute
  if (dispute.state !== 'open') return 'no_dispute'
  return { ...dispute, state: to, resolved: { by: by.name, atMs: nowMs, reason }, version: dispute.version + 1 }
}
