/** Whom conversations that are with nobody would need by a draft, and whom they need by what is in force. Pure. */
import { canonicalText } from '#domain/canonical'
import type { Conversation } from '#domain/conversation'
import { turnOf } from '#domain/turn'
import type { Need } from './choice-terms.ts'
import { needOf } from './requirement.ts'
import type { RoutingDocument } from './routing-policy.ts'

export type NeedChange = { readonly conversationId: number; readonly before: Need; readonly after: Need }

/** The conversation waits, and no operator has it. */
export const isWithNobody = ({ state }: Conversation): boolean => turnOf(state) === 'queue'

/** Null where the same is asked for, by whatever rule. */
export function needChangeOf(
  { conversationId, state }: Conversation,
  documents: { readonly active: RoutingDocument; readonly draft: RoutingDocument; readonly nowMs: number },
): NeedChange | null {
  const before = needOf(state, documents.active, documents.nowMs)
  const after = needOf(state, documents.draft, documents.nowMs)
  return canonicalText(asked(before)) === canonicalText(asked(after)) ? null : { conversationId, before, after }
}

/** Without why. */
const asked = ({ teamId, skills, language, priority, labels }: Need) => ({
  teamId,
  skills: [...skills].sort(),
  language,
  priority,
  labels: [...labels].sort(),
})
