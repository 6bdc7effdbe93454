import type { Grade } from '#domain/approval'
import type { ConversationGrade, MachineGrade, Scorecard } from '#domain/quality/grade'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { isoWeek } from '#domain/quality/sampling'
import { START_MS } from './builders.ts'

export const aQualityDocument = (changes: Partial<QualityDocument> = {}): QualityDocument => ({
  kind: 'quality',
  weights: { tone: 20, accuracy: 40, policy: 20, process: 20 },
  checks: ['greeting', 'needed_data', 'question_answered', 'promise_kept', 'closing'],
  categories: [],
  criticals: [{ id: 'data_leak', title: "Another customer's data" }],
  sample: { percent: 10, times: { low_score: 4, critical: 10 }, twicePercent: 20 },
  gate: { atLeastKappaPercent: 60, atLeastReviews: 30, weeks: 8 },
  operatorFirstHours: 24,
  disputeDays: 14,
  ...changes,
})

const all = (grade: Grade) => ({ grade, because: [] })
export const aMachineGrade = (grade: Grade = 4, score = 25 * (grade - 1)): MachineGrade => ({
  kind: 'graded',
  dimensions: { tone: all(grade), accuracy: all(grade), policy: all(grade), process: all(grade) },
  checks: {},
  criticals: [],
  score,
  outcomePercent: 70,
  tones: { first: 0, last: 60 },
})

export const aCard = (grade: Grade = 4, criticals: readonly string[] = []): Scorecard => ({
  categories: { tone: grade, accuracy: grade, policy: grade, process: grade },
  criticals,
})

export const aGrade = (changes: Partial<ConversationGrade> = {}): ConversationGrade => ({
  account: 'shop',
  conversationId: 7,
  resolvedAtMs: START_MS,
  gradedAtMs: START_MS + 5_000,
  version: 1,
  rubricVersion: 0,
  operatorId: 11,
  inboxId: 1,
  teamId: null,
  machine: aMachineGrade(),
  sample: { week: isoWeek(START_MS), probability: 0.1, risks: [], isDrawn: true, wanted: 1 },
  reviews: [],
  dispute: null,
  correction: null,
  history: [],
  correlationId: 'c-1',
  ...changes,
})
