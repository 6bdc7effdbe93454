import type { Mention } from '#domain/action'
import type { Priority, Status } from '#domain/observation'
import type { Called } from './called.ts'

/**
 * All that Backdesk can do in an account's Chatwoot (CONTRACT (c)). A note's privacy is no parameter: `sendReply` alone
 * writes what a customer sees.
 */
export type ChatwootVerbs = {
  /** Not idempotent: the same note sent twice is two notes, which `findOwn` tells by their key. */
  addNote(conversationId: number, note: KeyedNote): Promise<Called<{ readonly private: boolean }>>
  /** Not idempotent either. Chatwoot takes it for an answer by the person whose token it is: it ends the customer's wait. */
  sendReply(
    conversationId: number,
    reply: KeyedReply,
  ): Promise<Called<{ readonly id: number; readonly private: boolean }>>
  /** The id of the message with this key that was added since `sinceMs` (by our clock; Chatwoot's may differ by minutes). */
  findOwn(
    conversationId: number,
    message: { readonly key: string; readonly sinceMs: number },
  ): Promise<Called<number | null>>
  /** What came after the message with this id: the message with this key if it did, what the customer wrote last, and whether somebody answered. */
  messagesAfter(
    conversationId: number,
    after: { readonly messageId: number; readonly key: string },
  ): Promise<Called<MessagesAfter>>
  conversation(conversationId: number): Promise<Called<ConversationSeen>>
  /**
   * Whom the conversation is assigned to afterwards: an id that Chatwoot does not know UNASSIGNS it, giving null. Null
   * takes the assignee away.
   */
  assignOperator(conversationId: number, operatorId: number | null): Promise<Called<number | null>>
  /** The team afterwards; as for operators, an unknown id takes the team away, as null does. */
  assignTeam(conversationId: number, teamId: number | null): Promise<Called<number | null>>
  /** Null takes it away. */
  setPriority(conversationId: number, priority: Priority | null): Promise<Called<true>>
  labels(conversationId: number): Promise<Called<readonly string[]>>
  /** All of them; the others are taken away. Answers those that are there afterwards. */
  replaceLabels(conversationId: number, labels: readonly string[]): Promise<Called<readonly string[]>>
  /** The status afterwards. A token of the role `agent` that opens a conversation becomes its assignee. */
  setStatus(conversationId: number, wanted: WantedStatus): Promise<Called<Status>>
  /** All of them; the others are taken away. */
  replaceCustomAttributes(conversationId: number, attributes: CustomAttributes): Promise<Called<true>>
  article(at: ArticleAt): Promise<Called<ArticleSeen>>
  /** Its whole text, the title and the rest stay; as it is afterwards. The token needs the right to manage the Help Center. */
  writeArticle(at: ArticleAt, content: string): Promise<Called<ArticleSeen>>
  /** Published, or put away; the text stays. */
  setArticleStatus(at: ArticleAt, status: ArticleStatus): Promise<Called<ArticleSeen>>
  /** Whatever its status: ours by its slug, and one of anybody's that is called the same and not put away. */
  findArticle(
    portal: string,
    wanted: { readonly slug: string; readonly title: string },
  ): Promise<Called<{ readonly own: ArticleKnown | null; readonly titled: ArticleKnown | null }>>
  /** A draft, written in the name of the token's owner. Not idempotent, but for its slug: Chatwoot takes none twice. */
  createArticle(
    portal: string,
    wanted: { readonly slug: string; readonly title: string; readonly content: string },
  ): Promise<Called<ArticleKnown>>
  /** Whose token it is. Asked once a client. */
  self(): Promise<Called<Self>>
}

/** A portal is known by its slug, an article by its id. */
export type ArticleAt = { readonly portal: string; readonly articleId: number }
export type ArticleSeen = {
  /** Its `updated_at`, in seconds. */
  readonly version: number
  readonly content: string
  /** Null: it is none that we know. */
  readonly status: ArticleStatus | null
}
export const ARTICLE_STATUSES = ['draft', 'published', 'archived'] as const
export type ArticleStatus = (typeof ARTICLE_STATUSES)[number]
export type ArticleKnown = { readonly articleId: number; readonly version: number }

export type NoteText = {
  /** Markdown. */
  readonly text: string
  readonly mention: Mention | null
  readonly mentionTeam: Mention | null
}
/** `key` is stored with the note and told by nobody but us. */
export type KeyedNote = NoteText & { readonly key: string }
export type KeyedReply = { readonly text: string; readonly key: string }
export type MessagesAfter = {
  /** The id of the message with the key; null: there is none. */
  readonly own: number | null
  /** Null: nothing. */
  readonly newestFromCustomer: { readonly id: number; readonly atMs: number } | null
  /** There is a public message in a person's name without the key. */
  readonly answered: boolean
  /** When a person wrote the newest of those by hand, and not Backdesk for another approval; null: there is none. */
  readonly answeredAtMs: number | null
}
export type WantedStatus = { readonly status: Status; readonly snoozedUntilMs: number | null }
export type CustomAttributes = Readonly<Record<string, unknown>>
export type Self = { readonly userId: number; readonly role: 'agent' | 'administrator' | 'other' }

export type ConversationSeen = {
  /** Null also where a bot is assigned. */
  readonly operatorId: number | null
  readonly teamId: number | null
  readonly priority: Priority | null
  readonly status: Status
  readonly snoozedUntilMs: number | null
  /** False: its channel lets no reply through now, as WhatsApp does a day after the customer's last message. */
  readonly canReply: boolean
  /** Null: Chatwoot's answer shows none that could be read, which does not say that there are none. */
  readonly customAttributes: CustomAttributes | null
}
