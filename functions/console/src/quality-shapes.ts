/** What the API answers about grades. Held against the API by tests/unit/api/shapes.test.ts. */
import type { ConversationGrade } from '#domain/quality/grade'
import type { QualityFigures } from '#domain/quality/quality-figures'
import type { Category, Critical } from '#domain/quality/quality-policy'

/** To whoever may still review it: nothing that anybody has said of it. */
export type BlindGrade = Pick<
  ConversationGrade,
  'conversationId' | 'resolvedAtMs' | 'inboxId' | 'teamId' | 'rubricVersion'
> & {
  readonly id: string
  readonly week: string
  readonly wanted: number
  readonly chatwootUrl: string | null
}
export type OpenGrade = Omit<ConversationGrade, 'account' | 'correlationId'> & {
  readonly id: string
  readonly humanScore: number | null
  readonly chatwootUrl: string | null
  readonly blind: false
}
export type ListedGrade = OpenGrade | (BlindGrade & { readonly blind: true })

export type GradesOfAnswer = { readonly conversationId: number; readonly items: readonly ListedGrade[] }
export type GradeAnswer = { readonly grade: ListedGrade }

/** What a scorecard asks for. */
export type Rubric = {
  readonly version: number
  readonly categories: readonly Category[]
  readonly criticals: readonly Critical[]
}
export type ReviewsAnswer = { readonly items: readonly BlindGrade[]; readonly rubric: Rubric }

export type QualityAnswer = QualityFigures & {
  readonly weeks: readonly string[]
  readonly isRunning: boolean
  readonly rubricVersion: number
  readonly asOfMs: number
}
