/** What a person may ask of a conversation's watch, and how it is decided: by the watch as it stands at that moment. */
import type { Command } from './advance-watch.ts'
import type { Conversation } from './conversation.ts'
import type { EscalationKey } from './escalation-id.ts'
import type { EscalationRecord } from './escalation-record.ts'
import { isOpen } from './promise-watch.ts'
import type { Ended, Escalation, PromiseWatch, Watch } from './watch.ts'

/** The watch as it is stored, and as it stands by now. */
export type Seen = { readonly stored: Watch | undefined; readonly now: Watch | undefined }

/** `done`: it was done before, and asking again changes nothing. */
export type Decision<Why> =
  | { readonly kind: 'do'; readonly command: Command }
  | { readonly kind: 'done' }
  | { readonly kind: 'against'; readonly why: Why }

export type Order<Why> = {
  readonly account: string
  readonly conversationId: number
  readonly correlationId: string
  decide(seen: Seen): Decision<Why>
}

export type Commanded<Why> =
  /** `changed`: this very call wrote it. */
  | { readonly kind: 'done'; readonly conversation: Conversation; readonly changed: boolean }
  | { readonly kind: 'against'; readonly why: Why; readonly conversation: Conversation }
  /** There is no such conversation. */
  | { readonly kind: 'gone' }
  /** It kept changing under way; nothing was done. */
  | { readonly kind: 'contended' }

export type EscalationVerb = 'acknowledge' | 'resolve'
export type WhyNotEscalation =
  /** Null: how is not known yet. */
  | { readonly kind: 'ended'; readonly ended: Ended | null }
  /** The conversation has it no more, or never had it: its record tells. */
  | { readonly kind: 'forgotten' }

type Settled = Exclude<Decision<WhyNotEscalation>, { readonly kind: 'do' }>

const against = <Why>(why: Why) => ({ kind: 'against', why }) as const
const FORGOTTEN = against({ kind: 'forgotten' } as const)

/** Acknowledging twice, or resolving twice, is once. */
export function decideEscalation(
  { verb, key, by }: { readonly verb: EscalationVerb; readonly key: EscalationKey; readonly by: string },
  { stored, now }: Seen,
): Decision<WhyNotEscalation> {
  const found = escalationIn(now, key) ?? escalationIn(stored, key)
  if (found === undefined) return FORGOTTEN
  if (found.ended !== undefined) return whenEnded(verb, found.ended)
  if (verb === 'acknowledge' && found.acknowledged !== undefined) return { kind: 'done' }
  const { cause, raisedAtMs } = key
  return { kind: 'do', command: { do: verb, cause, raisedAtMs, by } }
}

/** Of one that the conversation has forgotten, from its record. Without a record there never was such a one. */
export function decideForgotten(verb: EscalationVerb, record: EscalationRecord | null): Settled {
  if (record === null) return FORGOTTEN
  // the record follows the conversation, which has it no more
  if (record.ended === null) return against({ kind: 'ended', ended: null })
  const { by, atMs } = record.ended
  const how = record.state === 'resolved' ? 'resolved' : 'stood_down'
  return whenEnded(verb, { how, atMs, ...(by === null ? {} : { by }) })
}

export type WhyNotPromise = { readonly kind: 'none' } | { readonly kind: 'over'; readonly promise: PromiseWatch }

export function decideDismissal(messageId: number, { now }: Seen): Decision<WhyNotPromise> {
  const promise = now?.promise
  if (promise?.messageId !== messageId) return against({ kind: 'none' })
  if (promise.stage === 'dismissed') return { kind: 'done' }
  return isOpen(promise)
    ? { kind: 'do', command: { do: 'dismiss_promise', messageId } }
    : against({ kind: 'over', promise })
}

function escalationIn(watch: Watch | undefined, { cause, raisedAtMs }: EscalationKey): Escalation | undefined {
  const found = watch?.escalations?.[cause]
  return found?.raisedAtMs === raisedAtMs ? found : undefined
}

const whenEnded = (verb: EscalationVerb, ended: Ended): Settled =>
  verb === 'resolve' && ended.how === 'resolved' ? { kind: 'done' } : against({ kind: 'ended', ended })
