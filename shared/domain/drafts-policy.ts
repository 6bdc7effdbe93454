/** What the drafts document of an account says: who writes drafts, in which words, and which intents may be answered alone. */
import type { AutonomyRules } from './autonomy.ts'

/** `canned`: a canned response of the account. `extract`: the passage of an article. `bedrock`: a model, where one is configured. */
export const WRITERS = ['canned', 'extract', 'bedrock'] as const
export type Writer = (typeof WRITERS)[number]

/** The words around an answer, in one language. */
export type Wording = {
  /** `{name}` is the contact's name. */
  readonly greeting: string
  /** The same where no name is known. */
  readonly greetingWithoutName: string
  /** Stands before the address of the article. */
  readonly readMore: string
  readonly closing: string
}

export type DraftsDocument = {
  readonly kind: 'drafts'
  readonly description?: string
  /** In the order in which they are tried; none: no drafts are written. */
  readonly writers: readonly Writer[]
  /** An article that is less likely than this to be the right one makes no draft. */
  readonly atLeastPercent: number
  /** By language (`de`); the first is for all others. */
  readonly languages: Readonly<Record<string, Wording>>
  /** Whether articles that are suggested for who waits are written into the conversation too, as a private note; absent: no. */
  readonly suggestionNotes?: boolean
  readonly autonomy: AutonomyRules
}
