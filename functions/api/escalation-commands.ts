/** What people do about escalations and promises. */

import type { ChatwootLinks } from '#domain/chatwoot-links'
import type { Conversation } from '#domain/conversation'
import { type EscalationKey, escalationKey } from '#domain/escalation-id'
import type { EscalationRecord } from '#domain/escalation-record'
import {
  type Commanded,
  decideDismissal,
  decideEscalation,
  decideForgotten,
  type EscalationVerb,
  type Order,
  type WhyNotEscalation,
  type WhyNotPromise,
} from '#domain/person-command'
import type { Ended } from '#domain/watch'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import { linkedView } from './conversation-view.ts'
import type { PromiseBody } from './escalation-inputs.ts'
import { CONTENDED, NO_SUCH_CONVERSATION } from './refusals.ts'

export type EscalationCommandDeps = {
  /** Carries an order out by one write; faults are thrown. */
  readonly command: <Why>(order: Order<Why>) => Promise<Commanded<Why>>
  /** Null where there is no record of it. */
  readonly escalation: (key: EscalationKey) => Promise<EscalationRecord | null>
  readonly links: ChatwootLinks
  readonly now: () => number
}

export const NO_SUCH_ESCALATION = refused(404, 'no_such_escalation', 'This account has no such escalation.')

/** The key in an address, if it is one of this account. */
export function keyIn({ account, path }: Pick<Asked<unknown>, 'account' | 'path'>): EscalationKey | null {
  const key = escalationKey(path.id ?? '')
  return key?.account === account ? key : null
}

/** POST /v1/escalations/{id}/acknowledge and /resolve. */
export async function commandEscalation(
  verb: EscalationVerb,
  asked: Asked<unknown>,
  deps: EscalationCommandDeps,
): Promise<Answer> {
  const key = keyIn(asked)
  if (key === null) return NO_SUCH_ESCALATION
  const { conversationId, cause, raisedAtMs } = key
  const { account, by, correlationId } = asked
  const decide: Order<WhyNotEscalation>['decide'] = (seen) => decideEscalation({ verb, key, by }, seen)
  const done = await deps.command({ account, conversationId, correlationId, decide })
  switch (done.kind) {
    case 'gone':
      return NO_SUCH_ESCALATION
    case 'contended':
      return CONTENDED
    case 'against': {
      const settled = done.why.kind === 'ended' ? done : decideForgotten(verb, await deps.escalation(key))
      if (settled.kind === 'done') return conversationAnswer(done.conversation, deps)
      return settled.why.kind === 'ended' ? alreadyEnded(settled.why.ended) : NO_SUCH_ESCALATION
    }
    case 'done':
      if (done.changed) asked.done(`escalation.${verb}`, { conversationId, cause, raisedAtMs })
      return conversationAnswer(done.conversation, deps)
  }
}

/** POST /v1/conversations/{id}/promise. */
export async function dismissPromise(
  conversationId: number,
  asked: Asked<unknown, PromiseBody>,
  deps: EscalationCommandDeps,
): Promise<Answer> {
  const { account, correlationId, body } = asked
  const { messageId } = body
  const decide: Order<WhyNotPromise>['decide'] = (seen) => decideDismissal(messageId, seen)
  const done = await deps.command({ account, conversationId, correlationId, decide })
  switch (done.kind) {
    case 'gone':
      return NO_SUCH_CONVERSATION
    case 'contended':
      return CONTENDED
    case 'against':
      return noDismissal(done.why)
    case 'done':
      if (done.changed) asked.done('promise.dismiss', { conversationId, messageId })
      return conversationAnswer(done.conversation, deps)
  }
}

function noDismissal(why: WhyNotPromise): Refusal {
  if (why.kind === 'none') return refused(404, 'no_such_promise', 'The conversation has no promise of that message.')
  const { stage, atMs } = why.promise
  return refused(409, 'not_active', `The promise was ${stage} at ${instantText(atMs)}.`)
}

function alreadyEnded(ended: Ended | null): Refusal {
  if (ended === null) return refused(409, 'already_ended', 'The escalation has ended.')
  const { how, atMs, by } = ended
  const whose = by === undefined ? '' : ` by ${by}`
  const end = how === 'resolved' ? `was resolved${whose}` : 'stood down by itself'
  return refused(409, 'already_ended', `The escalation ${end} at ${instantText(atMs)}.`)
}

const instantText = (atMs: number): string => new Date(atMs).toISOString()

function conversationAnswer(conversation: Conversation, { links, now }: EscalationCommandDeps): Answer {
  const asOfMs = now()
  const { account } = conversation
  return { kind: 'json', body: { account, conversation: linkedView(conversation, links, asOfMs) }, fresh: { asOfMs } }
}
