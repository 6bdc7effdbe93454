/**
 * What would have happened to a conversation under given documents: its ledger told again, with every deadline met at
 * its exact instant. What customers, operators and leads did is taken from the ledger; what clocks and escalations did
 * is not, and follows from the documents.
 */
import type { ConversationEvent } from '#events/conversation-events'
import type { Law } from './advance-watch.ts'
import { stepsOf } from './clock-steps.ts'
import { type Clocks, elapseAll, follow, nextClockMs, type Replaced } from './clocks.ts'
import type { Sight } from './escalation-calls.ts'
import { acknowledge, resolve } from './escalation-lifecycle.ts'
import { type Escalations, escalate, foretell, nextEscalationMs } from './escalations.ts'
import { wasAnsweredBefore, writesOf } from './explain-clocks.ts'
import { own } from './own.ts'
import { beforeFirstSight, type Situation } from './situation.ts'
import { CLOCK_NAMES, type ClockName } from './sla-policy.ts'
import type { ClockRun, Ended, Escalation } from './watch.ts'

export type ReplayedRun = {
  readonly clock: ClockName
  readonly startedAtMs: number
  /** When it was due as long as it ran, by the last word; null: it never ran, or its calendar never opened. */
  readonly dueAtMs: number | null
  readonly warned: readonly (readonly [percent: number, atMs: number])[]
  readonly breachedAtMs: number | null
}

export type ReplayedEscalation = {
  readonly cause: string
  readonly ruleId: string
  /** Rules that raised it or joined. */
  readonly rules: readonly string[]
  readonly raisedAtMs: number
  /** The highest rung reached; 0 is the first. */
  readonly rung: number
  readonly ended: Ended['how'] | null
}

export type Replayed = {
  readonly runs: readonly ReplayedRun[]
  readonly escalations: readonly ReplayedEscalation[]
  /** The ledger does not begin with the opening: what came before it is not known. */
  readonly beheaded: boolean
}

export type Replay = {
  /** Of one conversation, oldest first. */
  readonly events: readonly ConversationEvent[]
  /** In force from the beginning to the end. */
  readonly law: Law
  /** Told up to here. */
  readonly untilMs: number
}

/** A document by which a deadline follows every instant would never end. */
const MOST_DEADLINES = 100_000

export function replay({ events, law, untilMs }: Replay): Replayed {
  const told: Told = { runs: new Map(), escalations: new Map() }
  let world: World = {
    clocks: { law: law.sla, runs: {} },
    situation: beforeFirstSight(wasAnsweredBefore(events)),
    escalations: {},
    reopens: 0,
    csatRating: null,
    flaggedId: 0,
    repliedId: 0,
    nowMs: 0,
  }
  for (const write of writesOf(events)) {
    const learnedAtMs = Math.max(world.nowMs, ...write.map(({ observedAtMs }) => observedAtMs))
    if (learnedAtMs > untilMs) break
    world = pass(world, { law, told, untilMs: learnedAtMs - 1 })
    world = move(world, { law, told, nowMs: learnedAtMs, write })
  }
  pass(world, { law, told, untilMs })
  return {
    runs: [...told.runs.values()],
    escalations: [...told.escalations.values()],
    beheaded: events.length > 0 && events[0]?.type !== 'conversation.opened.v1',
  }
}

type World = {
  readonly clocks: Clocks
  readonly situation: Situation
  readonly escalations: Escalations
  readonly reopens: number
  readonly csatRating: number | null
  /** The newest message that was flagged, and the newest reply of a person; 0: none. */
  readonly flaggedId: number
  readonly repliedId: number
  /** Of the last write or deadline. */
  readonly nowMs: number
}

/** By what tells one from another: the last word about it stays. */
type Told = {
  readonly runs: Map<string, ReplayedRun>
  readonly escalations: Map<string, ReplayedEscalation>
}

/** Meets every deadline up to an instant, each at its own. */
function pass(world: World, { law, told, untilMs }: { law: Law; told: Told; untilMs: number }): World {
  let moved = world
  for (let nth = 0; nth < MOST_DEADLINES; nth += 1) {
    const nextMs = nextMsOf(moved, law)
    if (nextMs === undefined || nextMs > untilMs) return moved
    moved = move(moved, { law, told, nowMs: Math.max(nextMs, moved.nowMs), write: [] })
  }
  throw new Error('the deadlines of a conversation never end')
}

function nextMsOf(world: World, law: Law): number | undefined {
  const { clocks, situation, escalations, nowMs } = world
  const sight = sightOf(world, { law, before: clocks.runs, write: [], nowMs })
  const instants = [nextClockMs(clocks, situation), nextEscalationMs(escalations, sight)]
  const known = instants.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

type Move = {
  readonly law: Law
  readonly told: Told
  readonly nowMs: number
  readonly write: readonly ConversationEvent[]
}

/** One write, as `advance` makes it: the events, then the thresholds up to now, then the escalations. */
function move(world: World, { law, told, nowMs, write }: Move): World {
  const followed = follow(world, stepsOf(write))
  const after: World = {
    clocks: elapseAll(followed.clocks, followed.situation, nowMs),
    situation: followed.situation,
    escalations: world.escalations,
    reopens: world.reopens + write.filter(({ type }) => type === 'conversation.reopened.v1').length,
    csatRating: ratingIn(write) ?? world.csatRating,
    flaggedId: newestIn(write, 'conversation.message_flagged.v1', world.flaggedId),
    repliedId: newestIn(write, 'conversation.operator_replied.v1', world.repliedId),
    nowMs,
  }
  const sight = sightOf(after, { law, before: world.clocks.runs, write, nowMs })
  const runs = foretell(after.clocks.runs, sight)
  const escalations = commanded(escalate(world.escalations, { ...sight, runs }), write, nowMs)
  const moved = { ...after, clocks: { ...after.clocks, runs }, escalations }
  note(told, moved, followed.replaced)
  return moved
}

type At = Pick<Sight, 'before' | 'nowMs'> & { readonly law: Law; readonly write: readonly ConversationEvent[] }

const sightOf = (world: World, { law, before, write, nowMs }: At): Sight => ({
  document: law.escalation.document,
  situation: world.situation,
  csatRating: world.csatRating,
  flaggedUnanswered: world.flaggedId > world.repliedId,
  reopens: world.reopens,
  before,
  runs: world.clocks.runs,
  events: write,
  nowMs,
})

function ratingIn(write: readonly ConversationEvent[]): number | null {
  const rated = write.findLast(({ type }) => type === 'conversation.csat_received.v1')
  return rated?.type === 'conversation.csat_received.v1' ? rated.data.rating : null
}

type OfMessage = 'conversation.message_flagged.v1' | 'conversation.operator_replied.v1'

const newestIn = (write: readonly ConversationEvent[], type: OfMessage, knownId: number): number =>
  Math.max(knownId, ...write.flatMap((event) => (event.type === type ? [event.data.messageId] : [])))

/** People would have taken, or ended, what there was of the same cause at that moment. */
const commanded = (escalations: Escalations, write: readonly ConversationEvent[], nowMs: number): Escalations =>
  write.reduce((known, event) => afterCommand(known, event, nowMs), escalations)

function afterCommand(known: Escalations, event: ConversationEvent, nowMs: number): Escalations {
  if (event.type !== 'escalation.acknowledged.v1' && event.type !== 'escalation.resolved.v1') return known
  const { cause, by } = event.data
  const asked = event.type === 'escalation.resolved.v1' ? resolve : acknowledge
  const changed = asked(own(known, cause), by ?? '', nowMs)
  return changed === null ? known : { ...known, [cause]: changed }
}

function note(told: Told, { clocks, escalations }: World, replaced: readonly Replaced[]): void {
  for (const { clock, run } of replaced) noteRun(told, clock, run)
  for (const clock of CLOCK_NAMES) {
    const run = clocks.runs[clock]
    if (run !== undefined) noteRun(told, clock, run)
  }
  for (const [cause, escalation] of Object.entries(escalations)) noteEscalation(told, cause, escalation)
}

function noteRun({ runs }: Told, clock: ClockName, run: ClockRun): void {
  const { startedAtMs, dueAtMs, warned = [], breachedAtMs = null } = run
  const key = `${clock}/${run.run}`
  runs.set(key, { clock, startedAtMs, dueAtMs: dueAtMs ?? runs.get(key)?.dueAtMs ?? null, warned, breachedAtMs })
}

function noteEscalation({ escalations }: Told, cause: string, escalation: Escalation): void {
  const { ruleId, rules, raisedAtMs, rung, ended } = escalation
  escalations.set(`${cause}/${raisedAtMs}`, { cause, ruleId, rules, raisedAtMs, rung, ended: ended?.how ?? null })
}
