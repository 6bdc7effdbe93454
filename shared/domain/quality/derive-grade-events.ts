import type { GradeEvent } from '#events/grade-events'
import { type ConversationGrade, gradeId, humanScore } from './grade.ts'

/** The event of a grade as it was written: each version is told once. */
export function deriveGradeEvents(grade: ConversationGrade): GradeEvent[] {
  const { account, conversationId, version, machine, correlationId, gradedAtMs, history } = grade
  const isGraded = machine.kind === 'graded'
  const doneAtMs = history.at(-1)?.atMs ?? gradedAtMs
  return [
    {
      id: `${account}/${gradeId(grade)}/grade/${version}`,
      type: 'conversation.graded.v1',
      account,
      conversationId,
      version,
      occurredAtMs: doneAtMs,
      observedAtMs: doneAtMs,
      correlationId,
      source: 'grade',
      data: {
        resolvedAtMs: grade.resolvedAtMs,
        rubricVersion: grade.rubricVersion,
        operatorId: grade.operatorId,
        inboxId: grade.inboxId,
        teamId: grade.teamId,
        score: isGraded ? machine.score : null,
        cannotGrade: isGraded ? null : machine.reason,
        grades: isGraded
          ? {
              tone: machine.dimensions.tone.grade,
              accuracy: machine.dimensions.accuracy.grade,
              policy: machine.dimensions.policy.grade,
              process: machine.dimensions.process.grade,
            }
          : null,
        outcomePercent: isGraded ? machine.outcomePercent : null,
        tones: isGraded ? { ...machine.tones } : null,
        humanScore: humanScore(grade),
        reviews: grade.reviews.length,
        dispute: grade.dispute?.state ?? null,
      },
    },
  ]
}
