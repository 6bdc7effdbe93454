import type { Mention } from '#domain/action'
import type { Priority } from '#domain/observation'
import type { Called } from './called.ts'

/**
 * All that Backdesk can do in an account's Chatwoot (CONTRACT (c)). There is no verb for a public message, and a note's
 * privacy is no parameter: what a customer sees cannot be written with these.
 */
export type ChatwootVerbs = {
  /** Not idempotent: the same note sent twice is two notes, which `findNote` tells by their key. */
  addNote(conversationId: number, note: KeyedNote): Promise<Called<{ readonly private: boolean }>>
  /** Whether a note with this key was added since `sinceMs` (by our clock; Chatwoot's may differ by minutes). */
  findNote(conversationId: number, note: { readonly key: string; readonly sinceMs: number }): Promise<Called<boolean>>
  conversation(conversationId: number): Promise<Called<Assigned>>
  /** Whom the conversation is assigned to afterwards: an id that Chatwoot does not know UNASSIGNS it, giving null. */
  assignOperator(conversationId: number, operatorId: number): Promise<Called<number | null>>
  /** The team afterwards; as for operators, an unknown id takes the team away. */
  assignTeam(conversationId: number, teamId: number): Promise<Called<number | null>>
  setPriority(conversationId: number, priority: Priority): Promise<Called<true>>
}

export type NoteText = {
  /** Markdown. */
  readonly text: string
  readonly mention: Mention | null
  readonly mentionTeam: Mention | null
}
/** `key` is stored with the note and told by nobody but us. */
export type KeyedNote = NoteText & { readonly key: string }

export type Assigned = {
  /** Null also where a bot is assigned. */
  readonly operatorId: number | null
  readonly teamId: number | null
  readonly priority: Priority | null
}
