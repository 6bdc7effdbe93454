/** A grade as the API shows it: to whom, when, and how much of it. */
import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import { type ConversationGrade, gradeId, humanScore } from '#domain/quality/grade'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { blind, isOpenFor, isOwn, isShownToLeads, type Person } from '#domain/quality/reviewing'
import { allows, type Role } from './access.ts'

export type Looking = {
  readonly person: Person
  readonly role: Role
  readonly nowMs: number
  readonly document: QualityDocument
  readonly links: ChatwootLinks
}

/** An operator sees his own at once; leads see it after a while; nobody else sees it. */
export const maySee = (grade: ConversationGrade, { person, role, nowMs, document }: Looking): boolean =>
  isOwn(grade, person) || (allows(role, 'lead') && isShownToLeads(grade, nowMs, document))

/** Whoever may still be given it for review sees nothing that anybody, or the machine, has said of it. */
export function gradeView(grade: ConversationGrade, looking: Looking) {
  const { person, role, links } = looking
  const chatwootUrl = conversationUrl(links, grade.account, grade.conversationId)
  if (allows(role, 'lead') && isOpenFor(grade, person)) return { ...blind(grade), chatwootUrl, blind: true as const }
  const { account: _same, correlationId: _ours, ...shown } = grade
  return { id: gradeId(grade), ...shown, humanScore: humanScore(grade), chatwootUrl, blind: false as const }
}
