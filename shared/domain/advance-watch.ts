/** The one law by which a watch moves: with what was learned, with a person's command, and with time. */
import { type Step, stepsOf } from './clock-steps.ts'
import { policyFor } from './clock-terms.ts'
import { type Clocks, elapseAll, type Followed, follow, nextClockMs } from './clocks.ts'
import type { ConversationState } from './conversation.ts'
import { stateEvents } from './derive-events.ts'
import type { Draft } from './draft.ts'
import type { Sight } from './escalation-calls.ts'
import { acknowledge, resolve } from './escalation-lifecycle.ts'
import type { EscalationDocument } from './escalation-policy.ts'
import { type Escalations, escalate, foretell, nextEscalationMs } from './escalations.ts'
import { own } from './own.ts'
import { dismissPromise, nextPromiseMs, watchPromise } from './promise-watch.ts'
import { beforeFirstSight, isAnsweredUnseen, situationOf } from './situation.ts'
import type { Activated, SlaDocument } from './sla-policy.ts'
import type { Watch } from './watch.ts'

export type Law = { readonly sla: Activated<SlaDocument>; readonly escalation: Activated<EscalationDocument> }

/** The documents to go by; `formerly`: see `Advance`. */
export type LawFor = { readonly law: Law; readonly formerly?: Activated<SlaDocument> }

export type Command =
  | { readonly do: 'acknowledge' | 'resolve'; readonly cause: string; readonly raisedAtMs: number; readonly by: string }
  | { readonly do: 'dismiss_promise'; readonly messageId: number }

export type Advance = {
  /** The states before and after what was learned; the same when only time went by. */
  readonly before: ConversationState | undefined
  readonly after: ConversationState
  readonly law: Law
  /** The SLA document of the watch's version, where that is another one: what was counted until now was counted by it. */
  readonly formerly?: Activated<SlaDocument>
  /** Epoch milliseconds of the write. */
  readonly nowMs: number
  readonly command?: Command
}

/** Undefined as long as no snapshot is known: nobody can say what is promised to whom. */
export function advance(known: Watch | undefined, by: Advance): Watch | undefined {
  const { before, after, law, nowMs, command } = by
  if (after.snapshot === undefined) return undefined
  const events = stateEvents(before, after)
  const { clocks, replaced, situation } = followed(known, by, events)
  const reopens = (known?.reopens ?? 0) + events.filter(({ type }) => type === 'conversation.reopened.v1').length
  const sight: Sight = {
    document: law.escalation.document,
    situation,
    csatRating: after.csat?.rating ?? null,
    flaggedUnanswered: (after.flagged?.messageId ?? 0) > (after.lastReply?.id ?? 0),
    reopens,
    before: known?.runs ?? {},
    runs: clocks.runs,
    events,
    nowMs,
  }
  const runs = foretell(clocks.runs, sight)
  const seen = { ...sight, runs }
  const escalations = commanded(escalate(known?.escalations ?? {}, seen), command, nowMs)
  const watched = watchPromise(known?.promise, { state: after, resolvedAtMs: resolvedIn(events) }, nowMs)
  const dismissed = command?.do === 'dismiss_promise' && watched?.messageId === command.messageId
  const promise = dismissed && watched !== undefined ? dismissPromise(watched, nowMs) : watched
  const nextAtMs = earliest(
    nextClockMs({ law: law.sla, runs }, situation),
    nextEscalationMs(escalations, seen),
    nextPromiseMs(promise),
  )
  return {
    slaVersion: law.sla.version,
    slaSinceMs: law.sla.activatedAtMs,
    policyId: policyFor(law.sla.document, situation)?.id ?? null,
    escalationVersion: law.escalation.version,
    runs,
    ...(replaced.length === 0 ? {} : { replaced }),
    ...(Object.keys(escalations).length === 0 ? {} : { escalations }),
    ...(promise === undefined ? {} : { promise }),
    ...(reopens === 0 ? {} : { reopens }),
    ...(nextAtMs === undefined ? {} : { nextAtMs }),
  }
}

/**
 * Clocks after the events and up to `nowMs`. The events lead; the state has the last word, because what was learned too
 * late to be an event (a label that a lost webhook set) is in the state all the same.
 */
function followed(known: Watch | undefined, by: Advance, events: readonly Draft[]) {
  const { before, after, law, formerly, nowMs } = by
  const from: Followed = {
    clocks: { law: formerly ?? law.sla, runs: known?.runs ?? {} },
    situation:
      known === undefined || before === undefined ? beforeFirstSight(isAnsweredUnseen(after)) : situationOf(before),
  }
  const replacing = known !== undefined && known.slaVersion !== law.sla.version
  const step: Step | undefined = replacing ? { atMs: law.sla.activatedAtMs, law: law.sla } : undefined
  const result = follow(from, stepsOf(known === undefined ? stateEvents(undefined, after) : events, step))
  const situation = situationOf(after)
  const clocks: Clocks = elapseAll(result.clocks, situation, nowMs)
  return { clocks, situation, replaced: result.replaced }
}

function commanded(escalations: Escalations, command: Command | undefined, nowMs: number): Escalations {
  if (command === undefined || command.do === 'dismiss_promise') return escalations
  const { cause, raisedAtMs, by } = command
  const found = own(escalations, cause)
  if (found?.raisedAtMs !== raisedAtMs) return escalations
  const changed = command.do === 'acknowledge' ? acknowledge(found, by, nowMs) : resolve(found, by, nowMs)
  return changed === null ? escalations : { ...escalations, [cause]: changed }
}

function resolvedIn(events: readonly Draft[]): number | null {
  return events.find(({ type }) => type === 'conversation.resolved.v1')?.occurredAtMs ?? null
}

function earliest(...instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
