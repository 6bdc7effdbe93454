/**
 * The story of one escalation, joined from its events. The bus keeps no order, so the story is kept sorted by the place
 * that each event has in the ledger, and everything else is read off it: the same events give the same record, in
 * whatever order and however often they come.
 */
import type { ConversationEvent } from '#events/conversation-events'
import type { EscalationKey } from './escalation-id.ts'
import type { ClockName } from './sla-policy.ts'

export const ESCALATION_STATES = ['raised', 'acknowledged', 'stood_down', 'resolved'] as const
export type EscalationState = (typeof ESCALATION_STATES)[number]

/** The lifecycle. What was acknowledged is raised anew when a rule lifts it to a higher rung. What has ended stays ended. */
export const RECORD_MOVES: Readonly<Record<EscalationState, readonly EscalationState[]>> = {
  raised: ['raised', 'acknowledged', 'stood_down', 'resolved'],
  acknowledged: ['raised', 'stood_down', 'resolved'],
  stood_down: [],
  resolved: [],
}

export const ACTIVE_STATES: readonly EscalationState[] = ['raised', 'acknowledged']
export const isActive = (state: EscalationState): boolean => ACTIVE_STATES.includes(state)

export type EscalationEvent = Extract<ConversationEvent, { readonly type: `escalation.${string}` }>

/** One event: its place in the ledger, when it happened, and what it tells. */
export type EscalationEntry = { readonly version: number; readonly n: number; readonly atMs: number } & (
  | { readonly what: 'raised'; readonly ruleId: string; readonly clock: ClockName | null }
  | { readonly what: 'joined'; readonly ruleId: string }
  | {
      readonly what: 'rung_reached'
      readonly ruleId: string
      readonly rung: number
      readonly rungName: string
      readonly acknowledgeByMs: number | null
    }
  | { readonly what: 'acknowledged'; readonly by: string }
  | { readonly what: 'stood_down' }
  | { readonly what: 'resolved'; readonly by: string | null }
)

export type EscalationRecord = EscalationKey & {
  /** Of the document by which it was judged last. */
  readonly escalationVersion: number
  readonly state: EscalationState
  /** The rule that raised it; null until an event that names it has come. */
  readonly ruleId: string | null
  /** That rule and those that joined, in that order. */
  readonly rules: readonly string[]
  readonly clock: ClockName | null
  /** The rung reached last; null until that event has come. */
  readonly rung: { readonly rung: number; readonly name: string; readonly atMs: number } | null
  /** Climbs on then, unless somebody acknowledges; null: never. */
  readonly acknowledgeByMs: number | null
  /** Who has it; null again after it was raised anew. */
  readonly acknowledged: { readonly by: string; readonly atMs: number } | null
  /** `by`: who resolved it; null when it stood down by itself. */
  readonly ended: { readonly by: string | null; readonly atMs: number } | null
  /** Oldest first. */
  readonly history: readonly EscalationEntry[]
}

/** The record with one more event; null when it holds that event already. */
export function withEvent(known: EscalationRecord | undefined, event: EscalationEvent): EscalationRecord | null {
  const entry = entryOf(event)
  const history = known?.history ?? []
  if (history.some((one) => samePlace(one, entry))) return null
  const { account, conversationId, data } = event
  const { cause, raisedAtMs } = data
  const latest = history.every((one) => isBefore(one, entry))
  const escalationVersion = latest ? data.escalationVersion : (known?.escalationVersion ?? data.escalationVersion)
  const sorted = [...history, entry].sort((a, b) => (isBefore(a, b) ? -1 : 1))
  return sorted.reduce(told, {
    ...BLANK,
    account,
    conversationId,
    cause,
    raisedAtMs,
    escalationVersion,
    history: sorted,
  })
}

const samePlace = (a: EscalationEntry, b: EscalationEntry): boolean => a.version === b.version && a.n === b.n
const isBefore = (a: EscalationEntry, b: EscalationEntry): boolean =>
  a.version === b.version ? a.n < b.n : a.version < b.version

function entryOf({ version, n, occurredAtMs, ...event }: EscalationEvent): EscalationEntry {
  const at = { version, n, atMs: occurredAtMs }
  switch (event.type) {
    case 'escalation.raised.v1':
      return { ...at, what: 'raised', ruleId: event.data.ruleId, clock: event.data.clock }
    case 'escalation.joined.v1':
      return { ...at, what: 'joined', ruleId: event.data.ruleId }
    case 'escalation.rung_reached.v1': {
      const { ruleId, rung, rungName, acknowledgeByMs } = event.data
      return { ...at, what: 'rung_reached', ruleId, rung, rungName, acknowledgeByMs }
    }
    case 'escalation.acknowledged.v1':
      return { ...at, what: 'acknowledged', by: event.data.by }
    case 'escalation.stood_down.v1':
      return { ...at, what: 'stood_down' }
    case 'escalation.resolved.v1':
      return { ...at, what: 'resolved', by: event.data.by }
  }
}

const BLANK = {
  state: 'raised',
  ruleId: null,
  rules: [],
  clock: null,
  rung: null,
  acknowledgeByMs: null,
  acknowledged: null,
  ended: null,
} as const satisfies Partial<EscalationRecord>

/** A join alone moves nothing. */
const STATE_AFTER = {
  raised: 'raised',
  joined: null,
  rung_reached: 'raised',
  acknowledged: 'acknowledged',
  stood_down: 'stood_down',
  resolved: 'resolved',
} as const satisfies Record<EscalationEntry['what'], EscalationState | null>

function told(record: EscalationRecord, entry: EscalationEntry): EscalationRecord {
  const state = STATE_AFTER[entry.what] ?? record.state
  const allowed = entry.what === 'joined' || RECORD_MOVES[record.state].includes(state)
  return allowed ? { ...record, ...changesBy(entry, record), state } : record
}

function changesBy(entry: EscalationEntry, record: EscalationRecord): Partial<EscalationRecord> {
  const { atMs } = entry
  switch (entry.what) {
    case 'raised':
      return { ...raisedBy(record, entry.ruleId), clock: entry.clock, acknowledged: null }
    case 'joined':
      return { rules: [...record.rules, entry.ruleId] }
    case 'rung_reached': {
      const { rung, rungName: name, acknowledgeByMs } = entry
      return { ...raisedBy(record, entry.ruleId), rung: { rung, name, atMs }, acknowledgeByMs, acknowledged: null }
    }
    case 'acknowledged':
      return { acknowledgeByMs: null, acknowledged: { by: entry.by, atMs } }
    case 'stood_down':
      return { acknowledgeByMs: null, ended: { by: null, atMs } }
    case 'resolved':
      return { acknowledgeByMs: null, ended: { by: entry.by, atMs } }
  }
}

/** Both events of the first write name the rule that raised it. */
const raisedBy = ({ rules }: EscalationRecord, ruleId: string): Pick<EscalationRecord, 'ruleId' | 'rules'> => ({
  ruleId,
  rules: [ruleId, ...rules.filter((id) => id !== ruleId)],
})
