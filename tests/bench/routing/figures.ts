/** What a run was like for customers and for the people who worked. */
import { FIRST_REPLY_MS, NEXT_REPLY_MS } from './desk-document.ts'
import type { Run } from './simulation.ts'

export type Figures = {
  readonly cases: number
  /** Percent with a first reply within five minutes; of the urgent ones. */
  readonly inTime: number
  readonly urgentInTime: number
  /** Percent of further replies within ten minutes. */
  readonly furtherInTime: number
  /** Minutes until somebody with the skill was at work on it. */
  readonly rightMean: number
  readonly rightP95: number
  /** Percent that went to somebody who could not answer. */
  readonly handedOn: number
  /** Jain's index over people: minutes of work, and hard cases, per hour on shift. 1: all the same. */
  readonly jainWork: number
  readonly jainHard: number
  /** Percent of returning customers who met the same person. */
  readonly same: number
  readonly unanswered: number
}

const MINUTE_MS = 60_000

export function figuresOf({ tickets, workers }: Run): Figures {
  const replies = tickets.map(
    ({ firstReplyAtMs, case: { atMs } }) => (firstReplyAtMs ?? Number.POSITIVE_INFINITY) - atMs,
  )
  const right = tickets
    .map(({ rightAtMs, case: { atMs } }) => ((rightAtMs ?? atMs + 24 * 60 * MINUTE_MS) - atMs) / MINUTE_MS)
    .sort((a, b) => a - b)
  const inTime = (ms: number): boolean => ms <= FIRST_REPLY_MS
  const urgent = replies.filter((_, index) => tickets[index]?.case.urgent)
  const answeredBy = new Map(tickets.map((ticket) => [ticket.case.id, ticket.answeredBy]))
  const returning = tickets.filter(({ case: { follows } }) => follows !== null)
  return {
    cases: tickets.length,
    inTime: percent(replies, inTime),
    urgentInTime: percent(urgent, inTime),
    furtherInTime: percent(
      tickets.flatMap(({ furtherMs }) => furtherMs),
      (ms) => ms <= NEXT_REPLY_MS,
    ),
    rightMean: mean(right),
    rightP95: right[Math.floor(right.length * 0.95)] ?? 0,
    handedOn: percent(tickets, (ticket) => ticket.handedOn > 0),
    jainWork: jain(workers.map(({ workedMs }) => workedMs)),
    jainHard: jain(workers.map(({ hardCases }) => hardCases)),
    same: percent(returning, (ticket) => answeredBy.get(ticket.case.follows ?? 0) === ticket.answeredBy),
    unanswered: replies.filter((ms) => ms === Number.POSITIVE_INFINITY).length,
  }
}

/** Everybody of this desk has the same hours. */
function jain(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0)
  const squares = values.reduce((a, b) => a + b * b, 0)
  return squares === 0 ? 1 : sum ** 2 / (values.length * squares)
}

export const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
const percent = <Value>(values: readonly Value[], holds: (value: Value) => boolean): number =>
  (100 * values.filter(holds).length) / Math.max(1, values.length)
