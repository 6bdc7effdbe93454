/** What operators are looked at by, and never by one of them alone: speed stands beside what speed costs. */
import type { CountMeasure } from './measures.ts'
import type { Yardstick } from './moments.ts'

const clocks = ['first_response', 'next_response', 'resolution'] as const
const met = clocks.map((clock) => `${clock}_met` as const)
const breached = clocks.map((clock) => `${clock}_breached` as const)
const ratio = (part: readonly CountMeasure[], whole: readonly CountMeasure[]): Yardstick => ({
  kind: 'ratio',
  part,
  whole,
})

type AspectTerms = {
  readonly yardstick: Yardstick
  readonly better: 'more' | 'less'
  /** Less than this is no difference to anybody, however sure: a ratio of typical times, or points of a share or score. */
  readonly matters: number
  /** What is shown beside it, because it pays for it. */
  readonly beside: readonly string[]
  /** What everybody should reach; the weekly report and the page of operators name it. */
  readonly bar?: number
}

export const ASPECTS = {
  /** How long a conversation lay with the operator while it was their turn: the ball was in their court. */
  held: {
    yardstick: { kind: 'duration', measure: 'held_operator' },
    better: 'less',
    matters: 1.1,
    beside: ['reopened', 'grade'],
  },
  first_response: {
    yardstick: { kind: 'duration', measure: 'first_response' },
    better: 'less',
    matters: 1.1,
    beside: ['reopened', 'grade'],
  },
  sla: { yardstick: ratio(met, [...met, ...breached]), better: 'more', matters: 0.02, beside: ['grade'], bar: 0.9 },
  reopened: { yardstick: ratio(['reopened_7d'], ['resolved']), better: 'less', matters: 0.02, beside: ['held'] },
  escalated: {
    yardstick: ratio(['escalations'], ['assigned']),
    better: 'less',
    matters: 0.02,
    beside: ['sla'],
    bar: 0.1,
  },
  csat: { yardstick: { kind: 'score', measure: 'csat' }, better: 'more', matters: 0.2, beside: ['held'] },
  grade: { yardstick: { kind: 'score', measure: 'grade' }, better: 'more', matters: 0.2, beside: ['held'], bar: 4.5 },
} as const satisfies Record<string, AspectTerms>

export type AspectName = keyof typeof ASPECTS
export const ASPECT_NAMES = Object.keys(ASPECTS) as AspectName[]
export const termsOf = (name: AspectName): AspectTerms => ASPECTS[name]
