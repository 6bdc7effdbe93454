/** Why a clock stands where it stands: every stretch of it, from a conversation's ledger alone. */
import type { ConversationEvent } from '#events/conversation-events'
import { countedBy } from './clock-run.ts'
import { type Step, stepsOf } from './clock-steps.ts'
import { type Mark, marked, type OutageWindow, type Stretch, stretchesOf } from './clock-stretches.ts'
import { type Clocks, elapseAll, type Followed, follow } from './clocks.ts'
import { beforeFirstSight, turnIn } from './situation.ts'
import { type Activated, CLOCK_NAMES, type ClockName, type SlaDocument } from './sla-policy.ts'
import { isOver, type Outcome } from './watch.ts'

export type ClockStory = {
  readonly clock: ClockName
  readonly run: number
  readonly policyId: string
  /** Of the documents that were in force during the run, in order. */
  readonly slaVersions: readonly number[]
  readonly calendar: string
  readonly startedAtMs: number
  readonly targetMs: number
  readonly countedMs: number
  readonly dueAtMs: number | null
  readonly warned: readonly { readonly percent: number; readonly atMs: number }[]
  readonly breachedAtMs: number | null
  readonly outcome: Outcome | 'running' | 'paused'
  readonly endedAtMs: number | null
  /** From the start to the end, or to the instant asked about, without a gap. */
  readonly stretches: readonly Stretch[]
}

export type Ledger = {
  /** Oldest first; events later than `atMs` are left aside. */
  readonly events: readonly ConversationEvent[]
  /** The document of a version; undefined when it is not known any more. */
  readonly law: (version: number) => Activated<SlaDocument> | undefined
  readonly outages: readonly OutageWindow[]
  readonly atMs: number
}

type Told = { readonly clock: ClockName; readonly marks: readonly Mark[] }

/**
 * Stories of every run, in the order in which they began. Empty when the ledger names no document that is known. What
 * happened before the first document is named (by an earlier release) is explained by that document.
 */
export function explain({ events, law, outages, atMs }: Ledger): ClockStory[] {
  const writes = writesOf(events)
  const first = writes.map((write) => lawNamedBy(write, law)).find((one) => one !== undefined)
  if (first === undefined) return []
  const told = new Map<string, Told>()
  const note = (clocks: Clocks, at: { atMs: number; situation: Followed['situation'] }): void => {
    const turn = turnIn(at.situation)
    for (const clock of CLOCK_NAMES) {
      const run = clocks.runs[clock]
      if (run === undefined) continue
      const key = `${clock}/${run.run}`
      told.set(key, { clock, marks: marked(told.get(key)?.marks ?? [], { atMs: at.atMs, run, turn, law: clocks.law }) })
    }
  }
  let clocks: Clocks = { law: first.law, runs: {} }
  let situation = beforeFirstSight(wasAnsweredBefore(events))
  for (const write of writes) {
    const steps = stepsOf(write, stepOf(lawNamedBy(write, law), clocks)).filter((one) => one.atMs <= atMs)
    ;({ clocks, situation } = follow({ clocks, situation }, steps, (at) => note(at.clocks, at)))
  }
  clocks = elapseAll(clocks, situation, atMs)
  return [...told.values()]
    .map((one) => story(one, clocks, { outages, atMs }))
    .sort((a, b) => a.startedAtMs - b.startedAtMs)
}

/** Events of one write belong together: they were followed together when it was made. */
export function writesOf(events: readonly ConversationEvent[]): ConversationEvent[][] {
  const writes: ConversationEvent[][] = []
  let version: number | undefined
  for (const event of events) {
    if (event.version === version) writes.at(-1)?.push(event)
    else writes.push([event])
    version = event.version
  }
  return writes
}

/** The first document that was applied tells of it. */
export function wasAnsweredBefore(events: readonly ConversationEvent[]): boolean {
  for (const event of events) if (event.type === 'sla.policy_applied.v1') return event.data.answeredBefore
  return false
}

type Named = { readonly law: Activated<SlaDocument>; readonly atMs: number }

function lawNamedBy(write: readonly ConversationEvent[], law: Ledger['law']): Named | undefined {
  for (const event of write) {
    const named = event.type === 'sla.policy_applied.v1' ? law(event.data.slaVersion) : undefined
    if (named !== undefined) return { law: named, atMs: event.occurredAtMs }
  }
  return undefined
}

const stepOf = (named: Named | undefined, { law }: Clocks): Step | undefined =>
  named === undefined || named.law.version === law.version ? undefined : named

function story({ clock, marks }: Told, now: Clocks, { outages, atMs }: Pick<Ledger, 'outages' | 'atMs'>): ClockStory {
  const last = marks.at(-1)
  if (last === undefined) throw new Error('a story without a mark')
  const current = now.runs[clock]
  const run = current?.run === last.run.run ? current : last.run
  const calendar = last.law.document.calendars[run.calendar] ?? { timeZone: 'UTC', alwaysOpen: true }
  const endedAtMs = isOver(run) ? run.sinceMs : null
  return {
    clock,
    run: run.run,
    policyId: run.policyId,
    slaVersions: [...new Set(marks.map((mark) => mark.law.version))],
    calendar: run.calendar,
    startedAtMs: run.startedAtMs,
    targetMs: run.targetMs,
    countedMs: countedBy(run, calendar, atMs),
    dueAtMs: run.dueAtMs ?? null,
    warned: (run.warned ?? []).map(([percent, givenAtMs]) => ({ percent, atMs: givenAtMs })),
    breachedAtMs: run.breachedAtMs ?? null,
    outcome: run.outcome ?? (run.pausedFor === undefined ? 'running' : 'paused'),
    endedAtMs,
    stretches: stretchesOf(marks, { untilMs: endedAtMs ?? atMs, outages }),
  }
}
