/** Writes of one conversation with its watch, as every writer makes them, and what its ledger then tells. */
import { advance, type Command, type Law } from '#domain/advance-watch'
import { canonicalText } from '#domain/canonical'
import type { Conversation, ConversationState } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import type { EscalationDocument } from '#domain/escalation-policy'
import { type ClockStory, explain } from '#domain/explain-clocks'
import { merge, stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import { after as afterEvent, type Situation, situationOf, UNSEEN } from '#domain/situation'
import type { Activated, ClockName, SlaDocument } from '#domain/sla-policy'
import type { ClockRun } from '#domain/watch'
import type { ConversationEvent } from '#events/conversation-events'
import { aConversation } from './builders.ts'

export const NO_ESCALATION: EscalationDocument = {
  kind: 'escalation',
  rules: [],
  ladders: {},
  words: {},
  staleAfterSeconds: 3_600,
}

export const lawOf = (sla: Activated<SlaDocument>, escalation = NO_ESCALATION): Law => ({
  sla,
  escalation: { version: 0, activatedAtMs: 0, document: escalation },
})

export type Written = {
  readonly nowMs: number
  readonly before: Conversation | undefined
  /** The same as before when there was nothing to write. */
  readonly after: Conversation | undefined
  readonly events: readonly ConversationEvent[]
}

export type Change = {
  readonly nowMs: number
  /** Empty when only time goes by. */
  readonly observations?: readonly Observation[]
  readonly law: Law
  /** Of the law before. */
  readonly formerly?: Activated<SlaDocument>
  readonly command?: Command
}

/** One write on top of another; what changes nothing is not written. */
export function write(before: Conversation | undefined, change: Change): Written {
  const { nowMs, observations = [], law, formerly, command } = change
  const state = observations.map(stateOf).reduce<ConversationState>(merge, before?.state ?? {})
  const watch = advance(before?.watch, {
    before: before?.state,
    after: state,
    law,
    nowMs,
    ...(formerly === undefined ? {} : { formerly }),
    ...(command === undefined ? {} : { command }),
  })
  const isSame = before !== undefined && isEqual(before.state, state) && isEqual(before.watch, watch)
  if (isSame || Object.keys(state).length === 0) return { nowMs, before, after: before, events: [] }
  const after = aConversation({
    version: (before?.version ?? 0) + 1,
    state,
    ...(watch === undefined ? {} : { watch }),
    observedAtMs: Math.max(before?.observedAtMs ?? 0, ...observations.map(({ receivedAtMs }) => receivedAtMs)),
    writtenAtMs: nowMs,
    source: observations.length > 0 ? 'webhook' : command === undefined ? 'clock' : 'person',
  })
  return { nowMs, before, after, events: derive(before, after) }
}

const isEqual = (a: unknown, b: unknown): boolean => a === b || canonicalText(a) === canonicalText(b)

export type NamedRun = { readonly clock: ClockName; readonly run: ClockRun }

/** Every run that there ever was, as it was last seen, by `clock/run`. */
export function runsOf(writes: readonly Written[]): Map<string, NamedRun> {
  const runs = new Map<string, NamedRun>()
  for (const { after } of writes) {
    const watch = after?.watch
    const now = Object.entries(watch?.runs ?? {}).map(([clock, run]) => ({ clock: clock as ClockName, run }))
    for (const one of [...(watch?.replaced ?? []), ...now]) runs.set(`${one.clock}/${one.run.run}`, one)
  }
  return runs
}

/** What the ledger of these writes says of every run at the time of the last one. */
export function explained(
  writes: readonly Written[],
  documents: readonly Activated<SlaDocument>[],
): Map<string, ClockStory> {
  const stories = explain({
    events: writes.flatMap(({ events }) => events),
    law: (version) => documents.find((one) => one.version === version),
    outages: [],
    atMs: writes.at(-1)?.nowMs ?? 0,
  })
  return new Map(stories.map((story) => [`${story.clock}/${story.run}`, story]))
}

/** Whether the events of these writes, and nothing else, tell all that clocks look at. */
export function isWhollyTold(writes: readonly Written[]): boolean {
  let told: Situation = UNSEEN
  return writes.every(({ before, after, events }) => {
    const known = situationOf(before?.state ?? {})
    // a row that moves while it sleeps is no event: whether a customer woke it must be clear without
    const isClear = events.every(
      (event) =>
        event.type !== 'conversation.customer_waiting.v1' ||
        isAwokenBy(event.data.sinceMs, told) === isAwokenBy(event.data.sinceMs, known),
    )
    told = events.reduce(afterEvent, told)
    return isClear && canonicalText(awake(told)) === canonicalText(awake(situationOf(after?.state ?? {})))
  })
}

const awake = (s: Situation): Situation => ({ ...s, asleepAtMs: null })
const isAwokenBy = (sinceMs: number, { asleepAtMs }: Situation): boolean =>
  asleepAtMs === null || Math.floor(sinceMs / 1000) >= Math.floor(asleepAtMs / 1000)

/** What a story's stretches add up to; `gaps` are instants at which one does not follow on another. */
export function accountOf({ stretches, startedAtMs }: ClockStory) {
  let untilMs = startedAtMs
  let countedMs = 0
  const gaps: number[] = []
  for (const { fromMs, toMs, countedMs: partMs } of stretches) {
    if (fromMs !== untilMs || toMs <= fromMs) gaps.push(fromMs)
    untilMs = toMs
    countedMs += partMs
  }
  return { gaps, fromMs: startedAtMs, untilMs, countedMs }
}
