/** Events of one escalation, of the account `shop`'s conversation 1042 unless changed: raised at the start by `answer-late`. */
import type { EscalationEvent } from '#domain/escalation-record'
import type { ConversationEvent } from '#events/conversation-events'
import { ACCOUNT, CONVERSATION_ID, START_MS } from './builders.ts'

export const CAUSE = 'response'
export const ESCALATION_KEY = { account: ACCOUNT, conversationId: CONVERSATION_ID, cause: CAUSE, raisedAtMs: START_MS }
const MINUTE_MS = 60_000

type Type = EscalationEvent['type']
type DataOf<T extends Type> = Extract<EscalationEvent, { type: T }>['data']
type Place = { readonly version?: number; readonly n?: number; readonly conversationId?: number }

const DATA: { readonly [T in Type]: Omit<DataOf<T>, 'cause' | 'raisedAtMs' | 'escalationVersion'> } = {
  'escalation.raised.v1': { ruleId: 'answer-late', clock: 'first_response' },
  'escalation.joined.v1': { ruleId: 'late-and-unassigned' },
  'escalation.rung_reached.v1': {
    ruleId: 'answer-late',
    rung: 0,
    rungName: 'assignee',
    acknowledgeByMs: START_MS + 10 * MINUTE_MS,
  },
  'escalation.acknowledged.v1': { by: 'Riley Example', rung: 0 },
  'escalation.stood_down.v1': { rung: 0 },
  'escalation.resolved.v1': { by: 'Riley Example', rung: 0 },
}

/** It happens a minute after the start for each version. */
export function anEscalationEvent<T extends Type>(type: T, data: Partial<DataOf<T>> = {}, place: Place = {}) {
  const { version = 2, n = 0, conversationId = CONVERSATION_ID } = place
  const atMs = START_MS + (version - 2) * MINUTE_MS
  return {
    id: `${ACCOUNT}/${conversationId}/${version}/${n}`,
    type,
    account: ACCOUNT,
    conversationId,
    version,
    n,
    occurredAtMs: atMs,
    observedAtMs: atMs,
    correlationId: `corr-${version}`,
    source: 'clock',
    data: { cause: CAUSE, raisedAtMs: START_MS, escalationVersion: 2, ...DATA[type], ...data },
  } as Extract<ConversationEvent, { type: T }>
}

/** A life with everything in it: climbs, is taken, is lifted by another rule, is taken again, and stands down. */
export const A_LIFE: readonly EscalationEvent[] = [
  anEscalationEvent('escalation.raised.v1'),
  anEscalationEvent('escalation.rung_reached.v1', {}, { n: 1 }),
  anEscalationEvent('escalation.rung_reached.v1', { rung: 1, rungName: 'leads' }, { version: 3 }),
  anEscalationEvent('escalation.acknowledged.v1', { rung: 1 }, { version: 4 }),
  anEscalationEvent('escalation.joined.v1', {}, { version: 5 }),
  anEscalationEvent(
    'escalation.rung_reached.v1',
    { rung: 2, rungName: 'on-call', acknowledgeByMs: null },
    { version: 5, n: 1 },
  ),
  anEscalationEvent('escalation.acknowledged.v1', { rung: 2, by: 'Avery Example' }, { version: 6 }),
  anEscalationEvent('escalation.stood_down.v1', { rung: 2 }, { version: 7 }),
]
