/** What a simulated desk has in hand, and what a policy may do with it. */
import type { Availability } from '#domain/operator'
import type { Case } from './cases.ts'
import type { Person } from './desk.ts'
import type { EventQueue } from './event-queue.ts'

export type Ticket = {
  readonly case: Case
  worker: Worker | null
  turn: 'operator' | 'customer' | 'done'
  waitingSinceMs: number
  quietSinceMs: number
  givenAtMs: number
  answers: number
  firstReplyAtMs: number | null
  /** How long the customer waited for each further reply. */
  readonly furtherMs: number[]
  /** When somebody with the skill first began to work on it. */
  rightAtMs: number | null
  /** By a person who looked and could not answer it: then its skill is known. */
  handedOn: number
  passed: number[]
  answeredBy: number | null
}

export type Worker = {
  readonly person: Person
  shows: Availability
  here: boolean
  /** It is their turn in these. */
  queue: Ticket[]
  busyWith: Ticket | null
  /** Changes when work is broken off. */
  token: number
  begunAtMs: number
  workedMs: number
  hardCases: number
  lastGivenAtMs: number | null
  readonly open: Set<Ticket>
}

export type World = {
  readonly events: EventQueue
  readonly workers: readonly Worker[]
  /** With nobody, and a customer waits. */
  readonly waiting: Set<Ticket>
  assign(ticket: Ticket, worker: Worker): void
  /** Takes it from whoever has it, unless they are at work on it. */
  takeBack(ticket: Ticket): void
  earlier(ticket: Ticket): Ticket | undefined
}

/** What a policy may react to. It sees a ticket's topic and, once handed on, its skill; nothing of the case besides. */
export type Policy = {
  /** Waits and is with nobody: it is new, or was handed on. */
  waits(ticket: Ticket): void
  /** Chatwoot shows somebody otherwise. */
  shown?(worker: Worker): void
  /** An answer was given, or a conversation came to its end. */
  eased?(worker: Worker): void
  /** The customer of a conversation that somebody has. */
  wroteAgain?(ticket: Ticket, worker: Worker): void
  minute?(): void
}

export const arriving = (person: Person): Worker => ({
  person,
  shows: 'offline',
  here: false,
  queue: [],
  busyWith: null,
  token: 0,
  begunAtMs: 0,
  workedMs: 0,
  hardCases: 0,
  lastGivenAtMs: null,
  open: new Set(),
})

export const opened = (each: Case): Ticket => ({
  case: each,
  worker: null,
  turn: 'operator',
  waitingSinceMs: each.atMs,
  quietSinceMs: each.atMs,
  givenAtMs: each.atMs,
  answers: 0,
  firstReplyAtMs: null,
  furtherMs: [],
  rightAtMs: null,
  handedOn: 0,
  passed: [],
  answeredBy: null,
})
