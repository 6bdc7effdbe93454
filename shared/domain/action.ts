import type { Priority, Status } from './observation.ts'

/**
 * What Backdesk asks Chatwoot to do. One verb alone reaches a customer, `send_public_reply`, and `act` sends it under a
 * person's approval only (approval.ts). An action is stored when it is requested, performed by `act` alone, and its item
 * tells how it ended.
 */
export const ACTION_VERBS = [
  'add_note',
  'assign_team',
  'assign_operator',
  'unassign_operator',
  'set_priority',
  'add_label',
  'remove_label',
  'set_status',
  'set_custom_attributes',
  'send_public_reply',
  'update_article',
  'create_article',
  'archive_article',
] as const
export type ActionVerb = (typeof ACTION_VERBS)[number]

/** Letters, digits and signs of paths; short enough for a key of the table. */
export const ACTION_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/
/** Characters. Chatwoot takes 150,000 with the mentions. */
export const NOTE_LENGTH = 100_000
export const REPLY_LENGTH = 100_000
/** As Chatwoot names labels: it splits at commas, and makes capitals small. */
export const LABEL = /^[\p{Ll}\p{Lo}\p{N}_-]{1,255}$/u
/**
 * Chatwoot fills `{{ }}` and runs `{% %}` in every message that is posted: such a text would reach the customer as another
 * than was approved, with what Chatwoot knows of contact and operator in it.
 */
export const TEMPLATE = /\{[{%]/
export const ATTRIBUTE_NAME = /^[A-Za-z0-9_-]{1,100}$/

/** Longer articles are read, and not changed: what stands behind was never compared. */
export const ARTICLE_LENGTH = 20_000
/**
 * Changes of articles are kept, and sent one after the other, under this id: an account's Help Center is one thing, and
 * Chatwoot gives no conversation the id 0.
 */
export const OF_NO_CONVERSATION = 0

/** Someone or some team of Chatwoot who is to be told. */
export type Mention = { readonly id: number; readonly name: string }

export type Action = {
  /** Derived from its cause, e.g. `shop/12/breach/1764150000000/rung/0`: the same cause gives the same action. */
  readonly id: string
  readonly account: string
  /** Chatwoot's display id; `OF_NO_CONVERSATION` where an article is changed. */
  readonly conversationId: number
  /** Why, for people: a rule's name, never customer text. */
  readonly reason: string
  readonly requestedAtMs: number
  readonly correlationId: string
} & Wish

/** How the conversation must still be. If it is otherwise the action ends: people go first. */
export type Expects = {
  /** Whom it is with, null for nobody. */
  readonly operatorId: number | null
  /** With nobody would do too: Chatwoot takes conversations from somebody it deletes, and tells nobody. */
  readonly orNobody?: true
  readonly status?: Status
}

/** What shall be the case; an id of Chatwoot's own each. */
export type Wish =
  | {
      readonly verb: 'add_note'
      /** Markdown. Whoever is mentioned is named before it. */
      readonly text: string
      readonly mention: Mention | null
      readonly mentionTeam: Mention | null
    }
  | {
      readonly verb: 'assign_team'
      /** Null: none any more. */
      readonly teamId: number | null
    }
  | { readonly verb: 'assign_operator'; readonly operatorId: number; readonly expects?: Expects }
  | { readonly verb: 'unassign_operator'; readonly expects?: Expects }
  | {
      readonly verb: 'set_priority'
      /** Null: none any more. */
      readonly priority: Priority | null
    }
  | { readonly verb: 'add_label' | 'remove_label'; readonly label: string }
  | {
      readonly verb: 'set_status'
      readonly status: Status
      /** Only for `snoozed`; null there: until the customer writes again. */
      readonly snoozedUntilMs: number | null
    }
  | {
      readonly verb: 'set_custom_attributes'
      /** Others stay as they are; null takes one away. */
      readonly attributes: Readonly<Record<string, string | number | boolean | null>>
    }
  | {
      readonly verb: 'send_public_reply'
      /** To the letter what was approved. */
      readonly text: string
      readonly approvalId: string
    }
  | {
      readonly verb: 'update_article'
      /** By its slug. */
      readonly portal: string
      readonly articleId: number
      /** The whole text, to the letter what was approved. */
      readonly content: string
      readonly proposalId: string
    }
  | {
      readonly verb: 'create_article'
      readonly portal: string
      /** To the letter what was approved; it starts as a draft, which a person publishes. */
      readonly title: string
      readonly content: string
      /** Its address, and the mark by which it is known as ours. */
      readonly slug: string
      readonly proposalId: string
    }
  | {
      readonly verb: 'archive_article'
      readonly portal: string
      readonly articleId: number
      /** `published`: it was put away, and comes back. */
      readonly to: 'archived' | 'published'
      readonly proposalId: string
    }

/** What changes the Help Center, and no conversation. */
export const ARTICLE_VERBS = ['update_article', 'create_article', 'archive_article'] as const
export type ArticleVerb = (typeof ARTICLE_VERBS)[number]

export type ActionKey = Pick<Action, 'account' | 'conversationId' | 'id'>

/**
 * `proposed`: stored, and not sent: somebody has to release it first. `queued`: on its way through the queue. `held`:
 * taken off the queue while outage mode is on; the tick sends it again afterwards. `applied`: Chatwoot did it, or it was
 * so already. `failed`: it never will be. `superseded`: it is not wanted any more, because a
 * person was first, something later was done already, it is switched off, or whoever asked thought better of it. The
 * item's code says why.
 */
export const ACTION_STATES = ['proposed', 'queued', 'held', 'applied', 'failed', 'superseded'] as const
export type ActionState = (typeof ACTION_STATES)[number]

/** The lifecycle. What has ended stays ended: wanting it again is a new action with a cause of its own. */
export const ACTION_MOVES: Readonly<Record<ActionState, readonly ActionState[]>> = {
  proposed: ['queued', 'superseded'],
  queued: ['held', 'applied', 'failed', 'superseded'],
  held: ['queued', 'superseded'],
  applied: [],
  failed: [],
  superseded: [],
}

/** The states from which an action may come to `to`. */
export const statesBefore = (to: ActionState): ActionState[] =>
  ACTION_STATES.filter((from) => ACTION_MOVES[from].includes(to))

/** Whether it may still come to be done. What is only proposed waits for a person. */
export const isUnderWay = (state: ActionState | undefined): boolean => state === 'queued' || state === 'held'
