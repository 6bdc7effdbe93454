import type { Priority } from './observation.ts'

/**
 * What Backdesk asks Chatwoot to do. None of it reaches a customer: there is deliberately no verb for a public message.
 * An action is stored when it is requested, performed by `act` alone, and its item tells how it ended.
 */
export const ACTION_VERBS = ['add_note', 'assign_team', 'assign_operator', 'set_priority'] as const

/** Letters, digits and signs of paths; short enough for a key of the table. */
export const ACTION_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/
/** Characters. Chatwoot takes 150,000 with the mentions. */
export const NOTE_LENGTH = 100_000

/** Someone or some team of Chatwoot who is to be told. */
export type Mention = { readonly id: number; readonly name: string }

export type Action = {
  /** Derived from its cause, e.g. `shop/12/breach/1764150000000/rung/0`: the same cause gives the same action. */
  readonly id: string
  readonly account: string
  /** Chatwoot's display id. */
  readonly conversationId: number
  /** Why, for people: a rule's name, never customer text. */
  readonly reason: string
  readonly requestedAtMs: number
  readonly correlationId: string
} & Wish

/** What shall be the case; an id of Chatwoot's own each. */
export type Wish =
  | {
      readonly verb: 'add_note'
      /** Markdown. Whoever is mentioned is named before it. */
      readonly text: string
      readonly mention: Mention | null
      readonly mentionTeam: Mention | null
    }
  | { readonly verb: 'assign_team'; readonly teamId: number }
  | { readonly verb: 'assign_operator'; readonly operatorId: number }
  | { readonly verb: 'set_priority'; readonly priority: Priority }

export type ActionKey = Pick<Action, 'account' | 'conversationId' | 'id'>

/**
 * `queued`: stored, and on its way through the queue. `applied`: Chatwoot did it, or it was so already. `failed`: it
 * never will be, see the item's error code. `superseded`: whoever asked does not want it any more.
 */
export const ACTION_STATES = ['queued', 'applied', 'failed', 'superseded'] as const
export type ActionState = (typeof ACTION_STATES)[number]

/** The lifecycle. What has ended stays ended: wanting it again is a new action with a cause of its own. */
export const ACTION_MOVES: Readonly<Record<ActionState, readonly ActionState[]>> = {
  queued: ['applied', 'failed', 'superseded'],
  applied: [],
  failed: [],
  superseded: [],
}

/** The states from which an action may come to `to`. */
export const statesBefore = (to: ActionState): ActionState[] =>
  ACTION_STATES.filter((from) => ACTION_MOVES[from].includes(to))
