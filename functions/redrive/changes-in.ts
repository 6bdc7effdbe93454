import { canonicalText } from '#domain/canonical'
import type { Conversation, ConversationState } from '#domain/conversation'
import type { Snapshot } from '#domain/observation'

type Told = Pick<Conversation, 'state' | 'watch' | 'conversationId'>

/** What differs of a conversation, in words: values only where they are Chatwoot's, never people's names or texts. */
export function changesIn(before: Told | undefined, after: Told): string[] {
  if (before === undefined) return [`makes conversation ${after.conversationId} known`]
  const registers = namesOf(before.state, after.state).flatMap((name) =>
    name === 'snapshot' ? snapshotChanges(before.state.snapshot, after.state.snapshot) : [WORDS[name] ?? name],
  )
  return canonicalText(before.watch) === canonicalText(after.watch) ? registers : [...registers, 'moves its clocks']
}

const WORDS: Readonly<Record<string, string>> = {
  firstInbound: 'an earlier first message of the customer',
  lastInbound: 'a newer message of the customer',
  firstReply: 'an earlier first reply',
  lastReply: 'a newer reply',
  lastBotReply: "a newer bot's reply",
  csat: 'a rating',
  flagged: 'a message worth a look',
  promised: 'a promise',
  handed: 'a hand-over',
  said: 'what it is about',
} satisfies Partial<Record<keyof ConversationState, string>>

const SHOWN: Readonly<Partial<Record<keyof Snapshot, (snapshot: Snapshot) => unknown>>> = {
  status: ({ status }) => status,
  priority: ({ priority }) => priority,
  inboxId: ({ inboxId }) => inboxId,
  team: ({ team }) => team?.id,
  assignee: ({ assignee }) => assignee?.id,
}

function snapshotChanges(before: Snapshot | undefined, after: Snapshot | undefined): string[] {
  if (before === undefined || after === undefined) return ["Chatwoot's row"]
  return namesOf(before, after).flatMap((name) => {
    if (name === 'updatedAtUs') return []
    const shown = SHOWN[name as keyof Snapshot]
    return [shown === undefined ? name : `${name} ${shown(before) ?? 'none'} -> ${shown(after) ?? 'none'}`]
  })
}

/** Members whose values differ. */
function namesOf(before: object, after: object): string[] {
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...a.keys(), ...b.keys()])].filter(
    (name) => canonicalText(a.get(name)) !== canonicalText(b.get(name)),
  )
}
