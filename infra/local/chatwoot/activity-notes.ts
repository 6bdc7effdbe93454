/** The grey lines in Chatwoot's timeline. They exist in the REST API only; no webhook carries them. */
import type { AgentBot, Conversation, Operator, Priority } from './model.ts'
import type { Json } from './rails-json.ts'
import { rowOf, type Store } from './store.ts'

/** On whose behalf a change happens. */
export type Actor =
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'bot'; readonly bot: AgentBot }
  | { readonly kind: 'contact'; readonly name: string }
  | { readonly kind: 'system' }

const nameOf = (actor: Actor): string => {
  if (actor.kind === 'operator') return actor.operator.name
  if (actor.kind === 'bot') return actor.bot.name
  return actor.kind === 'contact' ? actor.name : 'the system'
}

const STATUS_WORDS = {
  open: 'reopened',
  resolved: 'marked resolved',
  pending: 'marked as pending',
  snoozed: 'snoozed',
} as const

export const statusNote = (conversation: Pick<Conversation, 'status'>, by: Actor): string =>
  `Conversation was ${STATUS_WORDS[conversation.status]} by ${nameOf(by)}`

export function priorityNote(from: Json, to: Priority | null, by: Actor): string {
  if (to === null) return `${nameOf(by)} removed the priority`
  return from === null
    ? `${nameOf(by)} set the priority to ${to}`
    : `${nameOf(by)} changed the priority from ${String(from)} to ${to}`
}

export function teamNote(store: Store, move: TeamMove, by: Actor): string {
  const name = (id: number): string => rowOf(store.teams, id, 'team').name
  if (move.to === null) return `Unassigned from ${move.from === null ? 'team' : name(move.from)} by ${nameOf(by)}`
  return `Assigned to ${name(move.to)} by ${nameOf(by)}`
}
export type TeamMove = { readonly from: number | null; readonly to: number | null }

export function assignmentNotes(store: Store, conversation: Pick<Conversation, 'assigneeId'>, by: Actor): string[] {
  if (conversation.assigneeId === null) return [`Conversation unassigned by ${nameOf(by)}`]
  const assignee = rowOf(store.operators, conversation.assigneeId, 'operator')
  if (by.kind === 'operator' && by.operator.id === assignee.id) {
    return [`${assignee.name} self-assigned this conversation`]
  }
  return [`Assigned to ${assignee.name} by ${nameOf(by)}`]
}

export function labelNotes(before: readonly string[], after: readonly string[], by: Actor): string[] {
  const added = after.filter((label) => !before.includes(label))
  const removed = before.filter((label) => !after.includes(label))
  return [
    ...(added.length > 0 ? [`${nameOf(by)} added ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`${nameOf(by)} removed ${removed.join(', ')}`] : []),
  ]
}
