/**
 * An action that comes late, back from a dead-letter queue or from outage mode, must not undo what was asked for after it
 * and is done already.
 */

import type { Action } from './action.ts'
import { own } from './own.ts'

/** What of a conversation an action sets. Of two that set the same the later one counts; a message takes no other's place. */
export function touchesOf(action: Action): readonly string[] {
  switch (action.verb) {
    case 'assign_operator':
    case 'unassign_operator':
      return ['operator']
    case 'assign_team':
      return ['team']
    case 'set_priority':
      return ['priority']
    case 'set_status':
      return ['status']
    case 'add_label':
    case 'remove_label':
      return [labelled(action.label)]
    case 'set_custom_attributes':
      return Object.keys(action.attributes).map(attributed)
    case 'add_note':
    case 'send_public_reply':
    case 'update_article':
    case 'create_article':
    case 'archive_article':
      return []
  }
}

const labelled = (label: string) => `label ${label}`
const attributed = (name: string) => `attribute ${name}`

/** What of an action is still to be done where others have set `later` since; null: nothing. */
export function notOvertaken(action: Action, later: ReadonlySet<string>): Action | null {
  const touches = touchesOf(action)
  if (!touches.some((one) => later.has(one))) return action
  if (action.verb !== 'set_custom_attributes') return null
  const left = Object.keys(action.attributes).filter((name) => !later.has(attributed(name)))
  if (left.length === 0) return null
  return { ...action, attributes: Object.fromEntries(left.map((name) => [name, own(action.attributes, name) ?? null])) }
}
