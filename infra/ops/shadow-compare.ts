/**
 * What this checkout decides of archived webhooks beside what the deployed version decided. Only what can be compared is:
 * stored state has seen more than a window, so a fact is judged where its own time lies in the window, and events where the
 * conversation began in it.
 */
import type { advance, LawFor } from '#domain/advance-watch'
import type { Conversation, ConversationState } from '#domain/conversation'
import type { stateEvents } from '#domain/derive-events'
import type { merge } from '#domain/merge'
import type { Watch } from '#domain/watch'
import { activeEscalations } from '#domain/watch'
import type { ConversationEvent } from '#events/conversation-events'
import { textOf } from './replay-foretold.ts'

/** The law of this checkout; tests put another one in its place. */
export type ShadowLaw = {
  readonly merge: typeof merge
  readonly advance: typeof advance
  readonly stateEvents: typeof stateEvents
}

export type Compared = {
  readonly stored: Conversation
  /** What each archived webhook of the conversation tells alone, in the order of receipt. */
  readonly told: readonly { readonly state: ConversationState; readonly receivedAtMs: number }[]
  /** Undefined: not read. */
  readonly ledger: readonly ConversationEvent[] | undefined
  readonly law: LawFor
}
export type Span = { readonly fromMs: number; readonly toMs: number }

/** Kinds of differences, such as `state.snapshot: tells less`. */
export function differencesOf({ stored, told, ledger, law }: Compared, span: Span, by: ShadowLaw): readonly string[] {
  const states = told.map(({ state }) => state)
  const folded = states.reduce(by.merge, {})
  const covered = Math.max(...told.map(({ receivedAtMs }) => receivedAtMs))
  // A webhook that is not in the archive yet, or a reading of Chatwoot, may have told what these do not.
  const complete = stored.observedAtMs <= covered && !learnsOtherwise(stored, ledger)
  return [
    ...moreTold(stored.state, folded, by),
    ...(complete ? lessTold(stored.state, folded, span) : []),
    ...(complete && ledger !== undefined && beganIn(ledger, span) ? eventsOf(told, ledger, by) : []),
    ...watchOf(stored, law, by),
  ]
}

const learnsOtherwise = (stored: Conversation, ledger: readonly ConversationEvent[] | undefined): boolean =>
  stored.source === 'reconciled' || (ledger?.some(({ source }) => source === 'reconciled') ?? false)

/** What was applied already tells nothing new: that is what a merge is. */
function moreTold(stored: ConversationState, folded: ConversationState, { merge: join }: ShadowLaw): string[] {
  const joined = join(stored, folded)
  return registersOf(joined).flatMap((name) =>
    textOf(joined[name]) === textOf(stored[name]) ? [] : [`state.${name}: tells more`],
  )
}

function lessTold(stored: ConversationState, folded: ConversationState, { fromMs, toMs }: Span): string[] {
  return registersOf(stored).flatMap((name) => {
    const atMs = TIME_OF[name]?.(stored)
    const within = atMs !== undefined && atMs >= fromMs && atMs <= toMs
    return !within || textOf(folded[name]) === textOf(stored[name]) ? [] : [`state.${name}: tells less`]
  })
}

const registersOf = (state: ConversationState) => Object.keys(state).sort() as (keyof ConversationState)[]

/** When a fact came about, by Chatwoot's clock. What is not here has no time of its own. */
const TIME_OF: { readonly [Name in keyof ConversationState]?: (state: ConversationState) => number | undefined } = {
  snapshot: ({ snapshot }) => inMs(snapshot?.updatedAtUs),
  inboxName: ({ inboxName }) => inMs(inboxName?.atUs),
  firstInbound: ({ firstInbound }) => firstInbound?.atMs,
  lastInbound: ({ lastInbound }) => lastInbound?.atMs,
  firstReply: ({ firstReply }) => firstReply?.atMs,
  lastReply: ({ lastReply }) => lastReply?.atMs,
  lastBotReply: ({ lastBotReply }) => lastBotReply?.atMs,
  csat: ({ csat }) => inMs(csat?.updatedAtUs),
  flagged: ({ flagged }) => flagged?.atMs,
  handed: ({ handed }) => inMs(handed?.atUs),
  promised: ({ promised }) => promised?.madeAtMs,
}
const inMs = (us: number | undefined): number | undefined => (us === undefined ? undefined : us / 1000)

const beganIn = (ledger: readonly ConversationEvent[], { fromMs }: Span): boolean => {
  const [first] = ledger
  return (
    first?.type === 'conversation.opened.v1' &&
    first.n === 0 &&
    first.observedAtMs >= fromMs &&
    first.occurredAtMs >= fromMs
  )
}

/**
 * Webhooks were applied in batches that nobody knows any more. What this version tells in every folding must be in the
 * ledger; what is in the ledger must be told in some folding, but for what a batch between two others may have told.
 */
function eventsOf(told: Compared['told'], ledger: readonly ConversationEvent[], by: ShadowLaw): string[] {
  const states = told.map(({ state }) => state)
  const byAge = [...states].sort((a, b) => (a.snapshot?.updatedAtUs ?? 0) - (b.snapshot?.updatedAtUs ?? 0))
  const foldings = [[states.reduce(by.merge, {})], states, byAge].map((steps) => typesOf(steps, by))
  const known = new Set(ledger.filter(isOfState).map(({ type }) => type as string))
  const always = [...(foldings[0] ?? [])].filter((type) => foldings.every((types) => types.has(type)))
  const ever = new Set(foldings.flatMap((types) => [...types]))
  return [
    ...always.filter((type) => !known.has(type)).map((type) => `event.${type}: told by this version alone`),
    ...[...known]
      .filter((type) => !ever.has(type) && !OF_THE_MOMENT.has(type))
      .map((type) => `event.${type}: not told by this version`),
  ]
}

/** Told or not by what came together with what: a wait that begins and ends within one batch is none. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set(['conversation.customer_waiting.v1', 'conversation.wait_ended.v1'])

function typesOf(
  steps: readonly ConversationState[],
  { merge: join, stateEvents: eventsBetween }: ShadowLaw,
): Set<string> {
  const types = new Set<string>()
  let before: ConversationState | undefined
  for (const step of steps) {
    const after = before === undefined ? step : join(before, step)
    for (const { type } of eventsBetween(before, after)) types.add(type)
    before = after
  }
  return types
}

/** Those that follow from the state alone: clocks, escalations and routing go by time too. */
const isOfState = ({ type, source }: ConversationEvent): boolean =>
  type.startsWith('conversation.') && source === 'webhook' && !type.startsWith('conversation.promise')

/** The same facts at the same instant under the same documents: what the watch would have been. */
function watchOf(stored: Conversation, { law, formerly }: LawFor, by: ShadowLaw): string[] {
  const { watch, state, writtenAtMs } = stored
  if (watch === undefined || formerly !== undefined || law.escalation.version !== watch.escalationVersion) return []
  const now = by.advance(watch, { before: state, after: state, law, nowMs: writtenAtMs })
  const parts = { ...partsOf(watch), ...partsOf(now) }
  const [was, is] = [partsOf(watch), partsOf(now)]
  return Object.keys(parts)
    .sort()
    .filter((name) => textOf(was[name]) !== textOf(is[name]))
    .map((name) => `watch.${name}: decided otherwise`)
}

function partsOf(watch: Watch | undefined): Readonly<Record<string, unknown>> {
  const clocks = Object.entries(watch?.runs ?? {}).map(([clock, run]): [string, unknown] => [`clock ${clock}`, run])
  return {
    policy: watch?.policyId,
    'next instant': watch?.nextAtMs,
    escalations: activeEscalations(watch).map(([cause, { rung }]) => [cause, rung]),
    ...Object.fromEntries(clocks),
  }
}
