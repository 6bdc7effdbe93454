/** From grades to one figure, and what a scorecard must have. */
import type { Grade } from '#domain/approval'
import type { Scorecard } from './grade.ts'
import { DIMENSIONS, type QualityDocument } from './quality-policy.ts'

export const isGrade = (value: unknown): value is Grade =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5

type Weighed = { readonly grade: Grade | null; readonly weight: number }

/** 0 to 100: the weighted mean of what was graded; null where nothing was, or nothing of it weighs. */
export function scoreOf(graded: readonly Weighed[], isCritical: boolean): number | null {
  const counted = graded.filter(({ grade, weight }) => grade !== null && weight > 0)
  const total = counted.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return null
  if (isCritical) return 0
  return (100 * counted.reduce((sum, { grade, weight }) => sum + ((Number(grade) - 1) / 4) * weight, 0)) / total
}

/** What reviewers are asked for, in their order: the dimensions, then the account's own. */
export const categoriesOf = ({ weights, categories }: Pick<QualityDocument, 'weights' | 'categories'>) => [
  ...DIMENSIONS.map((id) => ({ id: id as string, title: TITLES[id], weight: weights[id] })),
  ...categories,
]
const TITLES = {
  tone: 'Tone',
  accuracy: 'Accuracy',
  policy: 'Policy',
  process: 'Process',
} as const

export type WhyNoScore =
  | { readonly code: 'unknown_category' | 'category_missing' | 'unknown_critical'; readonly of: string }
  | { readonly code: 'nothing_graded' }

/** What a scorecard is worth under a document, or what is wrong with it. */
export function scoreCard(card: Scorecard, document: QualityDocument): { readonly score: number } | WhyNoScore {
  const categories = categoriesOf(document)
  const unknown = Object.keys(card.categories).find((id) => !categories.some((one) => one.id === id))
  if (unknown !== undefined) return { code: 'unknown_category', of: unknown }
  const missing = categories.find(({ id }) => card.categories[id] === undefined)
  if (missing !== undefined) return { code: 'category_missing', of: missing.id }
  const critical = card.criticals.find((id) => !document.criticals.some((one) => one.id === id))
  if (critical !== undefined) return { code: 'unknown_critical', of: critical }
  const graded = categories.map(({ id, weight }) => ({ grade: card.categories[id] ?? null, weight }))
  const score = scoreOf(graded, card.criticals.length > 0)
  return score === null ? { code: 'nothing_graded' } : { score }
}
