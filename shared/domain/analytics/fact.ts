/**
 * What one conversation adds to the figures: the fact is folded from its ledger, and rollups are the sum of all facts.
 * It holds ids, instants and lengths of time; no text, and nobody's name but the topic's.
 */
import { type Situation, UNSEEN } from '#domain/situation'
import type { Exclusion } from './exclusions.ts'
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
  /** Names it for whoever may correct it: `csat:41`, `first_response:2:1789378200000`. */
  readonly of: string | null
}

/** How far the ledger has been counted: everything up to this place, and nothing beyond. */
export type LedgerPlace = { readonly version: number; readonly n: number }

export type Fact = {
  readonly account: string
  readonly conversationId: number
  /** Of the rules by which it was counted: a fact of other rules is counted anew, from the ledger. */
  readonly rules: number
  /** By whose clocks days and hours are told. */
  readonly timeZone: string
  /** Counts from 1: a conversation that expired and came back begins its ledger anew, and keeps what was counted. */
  readonly life: number
  readonly place: LedgerPlace
  readonly progress: Progress
  /** From the ledger. */
  readonly points: readonly Point[]
  /** From records beside the ledger: excused breaches, verdicts on escalations, approvals, grades. */
  readonly beside: readonly Point[]
  /** What is left out of the figures of both, after a dispute. */
  readonly excluded: readonly Exclusion[]
  /** Approvals were found beside it: whether more came of them is looked for each time. */
  readonly hasApprovals: boolean
  /** Points that were left out, because a conversation may not have more than `MOST_POINTS`. */
  readonly leftOut: number
  /** When the newest event of it was heard of, epoch milliseconds. */
  readonly asOfMs: number
}

/** What of a change is still to be added to rollups: a transaction holds a hundred items, and no fact waits for more. */
export type Owed = {
  readonly pk: string
  readonly sk: string
  readonly adds: Readonly<Record<string, number>>
  /** Epoch seconds; null: for good. */
  readonly expiresAt: number | null
}
export type StoredFact = {
  readonly fact: Fact
  /** Counts the writes, from 1. */
  readonly revision: number
  readonly owed: readonly Owed[]
}
/** By conversation; the key of maps of facts. */
export type FactKey = { readonly account: string; readonly conversationId: number }
export type FactChange = { readonly before: StoredFact | undefined; readonly after: Fact }

/** A reply that was the first response, or would be if it had not promised another. */
export type HoldingReply = {
  readonly messageId: number
  readonly atMs: number
  readonly owedSinceMs: number
  readonly teamId: number | null
  readonly operatorId: number | null
}

/** Where the count stands, for the events to come. */
export type Progress = {
  readonly situation: Situation
  readonly topic: string | null
  readonly openedAtMs: number | null
  /** Since when it is whose turn it is; null: nobody saw how it began. */
  readonly turnSinceMs: number | null
  /** Since when people owe the first response; null: nobody waits for it, or it was given. */
  readonly owedSinceMs: number | null
  readonly answered: boolean
  /** The newest reply, where it is the first response. */
  readonly firstReply: HoldingReply | null
  readonly holding: readonly HoldingReply[]
  /** From when the time to resolve counts. */
  readonly countedFromMs: number | null
  /** The newest resolution, as long as nothing came after it. */
  readonly resolvedAtMs: number | null
  readonly escalated: boolean
}

/** Change it with whatever changes what a ledger counts for: facts that were counted by others are counted anew. */
export const COUNTING_RULES = 1

/** A conversation with more than this is a machine's; what is beyond is not counted, and told as left out. */
export const MOST_POINTS = 500

export const uncounted = (
  of: { readonly account: string; readonly conversationId: number },
  timeZone: string,
): Fact => ({
  ...of,
  rules: COUNTING_RULES,
  timeZone,
  life: 1,
  place: { version: 0, n: -1 },
  progress: {
    situation: UNSEEN,
    topic: null,
    openedAtMs: null,
    turnSinceMs: null,
    owedSinceMs: null,
    answered: false,
    firstReply: null,
    holding: [],
    countedFromMs: null,
    resolvedAtMs: null,
    escalated: false,
  },
  points: [],
  beside: [],
  excluded: [],
  hasApprovals: false,
  leftOut: 0,
  asOfMs: 0,
})

/** It expired and came back: its ledger begins anew. */
export const reborn = (fact: Fact): Fact => {
  const { timeZone, life, progress } = fact
  const fresh = uncounted(fact, timeZone)
  const { openedAtMs, escalated } = progress
  return { ...fact, life: life + 1, place: fresh.place, progress: { ...fresh.progress, openedAtMs, escalated } }
}

/** Whether an event lies beyond what has been counted. */
export const isBeyond = (place: LedgerPlace, event: LedgerPlace): boolean =>
  event.version === place.version ? event.n > place.n : event.version > place.version

export type Heard = LedgerPlace & { readonly observedAtMs: number }
/** A conversation that somebody asks to be counted. */
export type ToCount = FactKey & {
  /** Read what stands beside the ledger too. */
  readonly beside: boolean
  /** Events that somebody spoke of: by them it shows whether a ledger has begun anew. */
  readonly heard?: readonly Heard[]
  /** From the beginning of the ledger, whatever was counted before. */
  readonly anew?: boolean
}
export type Counted = { readonly changed: number; readonly unchanged: number }

export const nameOf = ({ account, conversationId }: FactKey): string => `${account}#${conversationId}`
