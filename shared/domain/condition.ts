/** For which conversations a policy or a rule holds. Every part given must hold; a part that is absent always does. */
import type { Priority } from './observation.ts'
import { own } from './own.ts'
import type { Situation } from './situation.ts'

export type Condition = {
  readonly inboxes?: readonly number[]
  readonly teams?: readonly number[]
  /** Without the vendor's prefix, e.g. `WebWidget`, `Email`. */
  readonly channels?: readonly string[]
  readonly priorities?: readonly (Priority | 'none')[]
  /** Has at least one of these. */
  readonly labelsAny?: readonly string[]
  readonly labelsAll?: readonly string[]
  readonly labelsNone?: readonly string[]
  /** Per attribute of the contact, e.g. `tier`, the values that count. Compared without case. */
  readonly contact?: { readonly [attribute: string]: readonly string[] }
}

export function holds(condition: Condition, s: Situation): boolean {
  const { inboxes, teams, channels, priorities, labelsAny, labelsAll, labelsNone, contact } = condition
  if (inboxes !== undefined && (s.inboxId === null || !inboxes.includes(s.inboxId))) return false
  if (teams !== undefined && (s.teamId === null || !teams.includes(s.teamId))) return false
  if (channels !== undefined && (s.channel === null || !channels.includes(s.channel))) return false
  if (priorities !== undefined && !priorities.includes(s.priority ?? 'none')) return false
  if (labelsAny !== undefined && !labelsAny.some((label) => s.labels.includes(label))) return false
  if (labelsAll !== undefined && !labelsAll.every((label) => s.labels.includes(label))) return false
  if (labelsNone?.some((label) => s.labels.includes(label)) === true) return false
  return Object.entries(contact ?? {}).every(([attribute, values]) => {
    const value = own(s.contact, attribute)?.toLowerCase()
    return value !== undefined && values.some((wanted) => wanted.toLowerCase() === value)
  })
}
