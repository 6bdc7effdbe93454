import type { EscalationRecord } from '#domain/escalation-record'
import type { Packet } from '#domain/packet'
import { expiresAtS } from './expiry.ts'
import { escalationSk, escalationsPk } from './keys.ts'

/** Whether it was right to escalate. */
export type Feedback = {
  readonly right: boolean
  /** Who says so, an operator's id or name. */
  readonly by: string
  readonly note: string | null
  readonly atMs: number
}

/** A record as it is stored, with what became of it besides its events. */
export type StoredEscalation = EscalationRecord & {
  /** Actions performed, by their ids. */
  readonly done: readonly string[]
  /** Keys of the groups of pages it has joined. */
  readonly pages: readonly string[]
  /** What those who were called last were told; null before anybody was. */
  readonly packet: Packet | null
  readonly feedback: Feedback | null
  /** Counts the writes, from 1. */
  readonly revision: number
}

export type Item = Readonly<Record<string, unknown>>
type Key = {
  readonly account: string
  readonly conversationId: number
  readonly cause: string
  readonly raisedAtMs: number
}

export const escalationItemKey = ({ account, conversationId, cause, raisedAtMs }: Key) => ({
  pk: escalationsPk(account),
  sk: escalationSk(raisedAtMs, conversationId, cause),
})

/** Kept for `retentionDays` after its last event. A set of DynamoDB cannot be empty. */
export function toEscalationItem(stored: StoredEscalation, retentionDays: number): Item {
  const { done, pages, ...rest } = stored
  const latestMs = Math.max(stored.raisedAtMs, ...stored.history.map(({ atMs }) => atMs))
  return {
    ...escalationItemKey(stored),
    ...rest,
    ...(done.length === 0 ? {} : { done: new Set(done) }),
    ...(pages.length === 0 ? {} : { pages: new Set(pages) }),
    expiresAt: expiresAtS(latestMs, retentionDays),
  }
}

/** Only `toEscalationItem` makes these items. @throws Error for any other. */
export function fromEscalationItem({ pk, sk, expiresAt: _, done, pages, ...rest }: Item): StoredEscalation {
  if (typeof rest.state !== 'string' || !Array.isArray(rest.history) || typeof rest.revision !== 'number') {
    throw new Error('Stored escalation: the item is none')
  }
  return { ...(rest as Omit<StoredEscalation, 'done' | 'pages'>), done: textsOf(done), pages: textsOf(pages) }
}

const textsOf = (set: unknown): string[] => (set instanceof Set ? [...set].map(String).sort() : [])
