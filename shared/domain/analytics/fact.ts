/**
 * What one conversation adds to the figures: the fact is folded from its ledger, and rollups are the sum of all facts.
 * It holds ids, instants and lengths of time; no text, and nobody's name but the topic's.
 */
import type { Situation } from '#domain/situation'
import type { Measure } from './measures.ts'

/**
 * One thing that happened and is counted. Whoever corrects it later (a withdrawn breach, a changed rating, a reopening)
 * takes the point away or puts another in its place, and the buckets follow.
 */
export type Point = {
  readonly measure: Measure
  /** Whole days since 1970-01-01 and the hour, both by the clocks of the account's home zone. */
  readonly day: number
  readonly hour: number
  /** Milliseconds; thousandths of a rating or a share; 1 of a count. */
  readonly value: number
  readonly teamId: number | null
  readonly operatorId: number | null
  /** What the point is of, where it may be corrected: `csat:41`, `first_response:2:1789378200000`. */
  readonly of: string | null
}

/** How far the ledger has been counted: everything up to this place, and nothing beyond. */
export type LedgerPlace = { readonly version: number; readonly n: number }

export type Fact = {
  readonly account: string
  readonly conversationId: number
  /** Of the law by which it was counted; another law counts the ledger anew. */
  readonly law: number
  /** By whose clocks days and hours are told. */
  readonly timeZone: string
  readonly place: LedgerPlace
  readonly progress: Progress
  /** From the ledger. */
  readonly points: readonly Point[]
  /** From records beside the ledger: excused breaches, verdicts on escalations, approvals, grades. */
  readonly beside: readonly Point[]
  /** Points that were left out, because a conversation may not have more than `MOST_POINTS`. */
  readonly leftOut: number
  /** When the newest event of it was written, epoch milliseconds. */
  readonly asOfMs: number
}

/** Where the count stands, for the events to come. */
export type Progress = {
  readonly situation: Situation
  readonly channel: string | null
  readonly inboxId: number | null
  readonly topic: string | null
  readonly language: string | null
  readonly openedAtMs: number | null
  /** Whose turn it is, and since when. */
  readonly turnSinceMs: number | null
  /** Since when people owe the first response; null: nobody waits for it, or it was given. */
  readonly firstOwedSinceMs: number | null
  readonly answered: boolean
  /** The first response, as long as it may turn out to be a holding reply: its message, and since when it was owed. */
  readonly firstAnswer: { readonly messageId: number; readonly owedSinceMs: number } | null
  /** From when the time to resolve counts. */
  readonly countedFromMs: number | null
  /** The newest resolution, as long as it lasts. */
  readonly resolvedAtMs: number | null
  readonly contactId: number | null
}

/** A conversation with more than this is a machine's; what is beyond is not counted, and told as left out. */
export const MOST_POINTS = 500
