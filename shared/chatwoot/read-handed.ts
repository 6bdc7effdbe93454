import * as z from 'zod/mini'
import type { Handed } from '#domain/observation'

const id = z.int().check(z.positive())
const change = z.looseObject({ assignee_id: z.object({ previous_value: id, current_value: z.nullable(id) }) })

/**
 * That the save which a `conversation_updated` tells of took the conversation from a user, and gave it to another or to nobody
 * (CONTRACT (b), changed_attributes). The rows before and after may never be seen by themselves: payloads are built
 * later, and come in any order.
 */
export function readHanded(changedAttributes: unknown, atUs: number): Handed | null {
  if (!Array.isArray(changedAttributes)) return null
  for (const one of changedAttributes) {
    const read = change.safeParse(one)
    if (!read.success) continue
    const { previous_value: from, current_value: to } = read.data.assignee_id
    return { atUs, from, to }
  }
  return null
}
