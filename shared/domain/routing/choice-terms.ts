/** What a choice is made from, and what it tells of itself. */

import type { Priority } from '#domain/observation'
import type { Operator } from '#domain/operator'
import type { Topic } from '#domain/topic'

/** A conversation as far as the choice looks at it. */
export type Demand = {
  readonly conversationId: number
  readonly inboxId: number
  readonly channel: string | null
  readonly priority: Priority | null
  /** What it needs: `requirementOf` (requirement.ts) made it from the rules. */
  readonly need: Need
  readonly waitingSinceMs: number | null
  /** The next deadline; null: none. */
  readonly dueAtMs: number | null
  /** Who answered last, and when: for the sticky choice. */
  readonly lastOperator: { readonly id: number; readonly atMs: number } | null
  /** Not to be asked while somebody else would do: who had it and lost it. */
  readonly passed: readonly number[]
  /** Not to be asked at all: who has it, and whom a person took it from to leave it with nobody. */
  readonly takenFrom?: readonly number[]
  /** Counts in the fairness ledger: a negative tone, listed words, reopened, escalated. */
  readonly hard: boolean
  /** Somebody has it already, and is there: only one who could begin with it at once would be better. */
  readonly atOnce?: boolean
}

export type Need = {
  readonly teamId: number | null
  readonly skills: readonly string[]
  /** ISO 639-1; null: any. */
  readonly language: string | null
  readonly priority: Priority | null
  readonly labels: readonly string[]
  /** Which rule, topic or fall-back said so. */
  readonly by:
    | { readonly kind: 'rule'; readonly ruleId: string }
    // `unsure`: likelier than not, and triage had nobody who could begin at once
    | { readonly kind: 'topic'; readonly topic: string; readonly unsure?: boolean }
    | { readonly kind: 'triage' }
  readonly topic: Topic | null
}

export type Load = {
  readonly conversations: number
  /** Of his capacity. */
  readonly points: number
  /** Of work still to be expected. */
  readonly minutes: number
  /** Customers who wait for him: with none he could begin at once. */
  readonly unanswered: number
}

/** An operator as far as the choice looks at him. */
export type Candidate = {
  readonly operator: Pick<Operator, 'operatorId' | 'name' | 'availability' | 'teams' | 'inboxes'>
  readonly load: Load
  /** When he was last given a conversation, epoch milliseconds; null: not that we know of. */
  readonly lastGivenAtMs: number | null
  /** Hard cases of the last four weeks. */
  readonly hardCases: number
}

/** Why an operator was not asked. */
export const UNFIT = [
  'offline',
  'away',
  'not_in_inbox',
  'not_in_team',
  'lacks_skill',
  'lacks_language',
  'off_shift',
  'shift_ends',
  'full',
  // has others to answer first, where that is no better
  'busy',
  'passed',
  'taken_from',
  // would do, but is kept for a conversation that waits behind and that nobody else can take
  'spared',
] as const
export type Unfit = (typeof UNFIT)[number]
/** Reasons that are given up before a customer is left with nobody. */
export type Waivable = 'lacks_language' | 'shift_ends' | 'full' | 'passed'

/** `specialist`: others who would do are kept for what few can do. `fairness`: others had their share of hard cases. */
export const CHOSEN_BY = ['sticky', 'least_load', 'specialist', 'fairness', 'longest_idle', 'only_one'] as const
export type ChosenBy = (typeof CHOSEN_BY)[number]

export type Considered = {
  readonly operatorId: number
  readonly name: string
  readonly points: number
  readonly capacityPoints: number
  readonly minutes: number
  readonly hardCases: number
  /** What the choice adds for one who is needed for what few others can do. */
  readonly rareMinutes?: number
  readonly idleSeconds: number | null
  /** Empty: would do. */
  readonly unfit: readonly Unfit[]
  /** What the choice compares: the lowest wins; null where unfit. */
  readonly score: number | null
}

/** The whole story of a choice; stored, and shown to whoever asks why. */
export type ChoiceReceipt = {
  readonly need: Need
  readonly chosen: number | null
  readonly chosenBy: ChosenBy | null
  /** Best first, then who would not do. */
  readonly considered: readonly Considered[]
  /** How many more were considered, of a large desk; kept are the nearest. */
  readonly leftOut?: number
  /** What was given up, because nobody else is at work or free in time. Those reasons are left out above. */
  readonly waived?: readonly Waivable[]
}

export type Choice =
  | { readonly kind: 'chosen'; readonly operatorId: number; readonly receipt: ChoiceReceipt }
  | { readonly kind: 'nobody'; readonly receipt: ChoiceReceipt }
