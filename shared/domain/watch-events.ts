/** What clocks, escalations and promises did between two stored versions: read off the two images, like everything else. */
import type { WatchEventData } from '#events/watch-events'
import type { Conversation } from './conversation.ts'
import type { Draft } from './draft.ts'
import { isAnsweredUnseen } from './situation.ts'
import { CLOCK_NAMES, type ClockName } from './sla-policy.ts'
import { operatorOf, turnOf } from './turn.ts'
import type { ClockRun, Escalation, PromiseWatch, Watch } from './watch.ts'

/** In this order: policy_applied; per clock warned, breach_withdrawn, breached, met; escalations; the promise. */
export function watchEvents(before: Watch | undefined, after: Conversation): Draft[] {
  const { watch } = after
  if (watch === undefined) return []
  return [
    ...policyEvents(before, watch, after),
    ...CLOCK_NAMES.flatMap((clock) => clockEvents(clock, before, after)),
    ...escalationEvents(before, after),
    ...promiseEvents(before?.promise, watch.promise, after),
  ]
}

function policyEvents(before: Watch | undefined, watch: Watch, { state, writtenAtMs }: Conversation): Draft[] {
  if (before?.slaVersion === watch.slaVersion && before.policyId === watch.policyId) return []
  const { slaVersion, policyId } = watch
  const answeredBefore = before === undefined && isAnsweredUnseen(state)
  const data = { slaVersion, policyId, previousPolicyId: before?.policyId ?? null, answeredBefore }
  const activated = before !== undefined && before.slaVersion !== slaVersion
  return [{ type: 'sla.policy_applied.v1', occurredAtMs: activated ? watch.slaSinceMs : writtenAtMs, data }]
}

/** Of the run that was, of those that came and went within the write, and of the one that is. */
function clockEvents(clock: ClockName, before: Watch | undefined, after: Conversation): Draft[] {
  const { watch } = after
  const passed = (watch?.replaced ?? []).flatMap((one) => (one.clock === clock ? [one.run] : []))
  const now = watch?.runs[clock]
  const known = before?.runs[clock]
  const foreseenMs = before?.nextAtMs ?? Number.POSITIVE_INFINITY
  return [...passed, ...(now === undefined ? [] : [now])].flatMap((run) =>
    runEvents(run.run === known?.run ? known : undefined, { clock, run, after, foreseenMs }),
  )
}

type OfRun = {
  readonly clock: ClockName
  readonly run: ClockRun
  readonly after: Conversation
  /** From then on a deadline should have brought us here. */
  readonly foreseenMs: number
}

function runEvents(known: ClockRun | undefined, of: OfRun): Draft[] {
  const { clock, run, after } = of
  const about = { clock, run: run.run, policyId: run.policyId, slaVersion: after.watch?.slaVersion ?? 0 }
  const drafts: Draft[] = []
  const given = known?.warned ?? []
  for (const [percent, atMs] of run.warned ?? []) {
    if (given.some(([earlier, earlierMs]) => earlier === percent && earlierMs === atMs)) continue
    const data = { ...about, percent, dueAtMs: run.dueAtMs ?? null, ...lateness(atMs, of) }
    drafts.push({ type: 'sla.warned.v1', occurredAtMs: atMs, data })
  }
  const { breachedAtMs } = run
  // one that moved is withdrawn and told anew
  if (known?.breachedAtMs !== undefined && known.breachedAtMs !== breachedAtMs) {
    const data = { ...about, breachedAtMs: known.breachedAtMs }
    drafts.push({ type: 'sla.breach_withdrawn.v1', occurredAtMs: run.sinceMs, data })
  }
  if (breachedAtMs !== undefined && known?.breachedAtMs !== breachedAtMs) {
    const { startedAtMs, targetMs } = run
    const data = { ...about, startedAtMs, targetMs, ...whose(after), ...lateness(breachedAtMs, of) }
    drafts.push({ type: 'sla.breached.v1', occurredAtMs: breachedAtMs, data })
  }
  if (run.outcome === 'met' && known?.outcome === undefined) {
    const { startedAtMs, targetMs, countedMs } = run
    drafts.push({ type: 'sla.met.v1', occurredAtMs: run.sinceMs, data: { ...about, startedAtMs, targetMs, countedMs } })
  }
  return drafts
}

const whose = ({ state }: Conversation) => ({
  turn: turnOf(state),
  operatorId: operatorOf(state),
  teamId: state.snapshot?.team?.id ?? null,
  inboxId: state.snapshot?.inboxId ?? null,
})

/** Below this a threshold counts as noticed on time. */
export const ON_TIME_MS = 2_000

/** A threshold that only a late webhook shows is no fault of ours; one that a deadline should have shown is. */
function lateness(
  atMs: number,
  { after: { source, observedAtMs, writtenAtMs }, foreseenMs }: OfRun,
): Pick<WatchEventData['sla.warned.v1'], 'lateMs' | 'lateBy'> {
  const lateMs = Math.max(0, writtenAtMs - atMs)
  if (lateMs <= ON_TIME_MS) return { lateMs, lateBy: null }
  const isToldLate = (source === 'webhook' || source === 'reconciled') && observedAtMs >= atMs && atMs < foreseenMs
  return { lateMs, lateBy: isToldLate ? 'source' : 'backdesk' }
}

function escalationEvents(before: Watch | undefined, { watch, writtenAtMs }: Conversation): Draft[] {
  const { escalations = {}, escalationVersion = 0 } = watch ?? {}
  return Object.entries(escalations).flatMap(([cause, now]) => {
    const same = before?.escalations?.[cause]
    const known = same?.raisedAtMs === now.raisedAtMs ? same : undefined
    return oneEscalation({ cause, raisedAtMs: now.raisedAtMs, escalationVersion }, { known, now, writtenAtMs })
  })
}

type About = { readonly cause: string; readonly raisedAtMs: number; readonly escalationVersion: number }

type Escalated = { readonly known: Escalation | undefined; readonly now: Escalation; readonly writtenAtMs: number }

function oneEscalation(about: About, { known, now, writtenAtMs }: Escalated): Draft[] {
  const drafts: Draft[] = []
  const { ruleId, rung, rungName, rungAtMs, acknowledged, ended } = now
  if (known === undefined) {
    const data = { ...about, ruleId, clock: now.clock ?? null }
    drafts.push({ type: 'escalation.raised.v1', occurredAtMs: now.raisedAtMs, data })
  }
  for (const joined of now.rules.slice(known?.rules.length ?? 1)) {
    drafts.push({ type: 'escalation.joined.v1', occurredAtMs: writtenAtMs, data: { ...about, ruleId: joined } })
  }
  if (known === undefined || known.rung !== rung) {
    const data = { ...about, ruleId, rung, rungName, acknowledgeByMs: now.climbAtMs ?? null }
    drafts.push({ type: 'escalation.rung_reached.v1', occurredAtMs: rungAtMs, data })
  }
  if (acknowledged !== undefined && known?.acknowledged?.atMs !== acknowledged.atMs) {
    const { by, atMs } = acknowledged
    drafts.push({ type: 'escalation.acknowledged.v1', occurredAtMs: atMs, data: { ...about, by, rung } })
  }
  if (ended !== undefined && known?.ended === undefined) {
    const { how, atMs, by = null } = ended
    drafts.push(
      how === 'stood_down'
        ? { type: 'escalation.stood_down.v1', occurredAtMs: atMs, data: { ...about, rung } }
        : { type: 'escalation.resolved.v1', occurredAtMs: atMs, data: { ...about, by, rung } },
    )
  }
  return drafts
}

const STAGE_EVENTS = {
  reminded: 'promise.due_soon.v1',
  kept: 'promise.kept.v1',
  broken: 'promise.broken.v1',
  dismissed: 'promise.dismissed.v1',
} as const

function promiseEvents(
  before: PromiseWatch | undefined,
  now: PromiseWatch | undefined,
  { state }: Conversation,
): Draft[] {
  if (now === undefined) return []
  const known = before?.messageId === now.messageId ? before : undefined
  const { messageId, operatorId, dueAtMs, madeAtMs, remindAtMs, stage, atMs } = now
  const about = { messageId, operatorId, dueAtMs }
  const drafts: Draft[] = known === undefined && before !== undefined ? brokenBy(before, madeAtMs) : []
  if (known === undefined) {
    const kind = state.promised?.kind ?? 'time'
    drafts.push({ type: 'promise.made.v1', occurredAtMs: madeAtMs, data: { ...about, kind, remindAtMs } })
  }
  if (stage !== 'made' && known?.stage !== stage) {
    drafts.push({ type: STAGE_EVENTS[stage], occurredAtMs: atMs, data: about })
  }
  return drafts
}

/** One that the next promise came too late for. One that was still open lives on in the next (promise-watch.ts). */
function brokenBy({ messageId, operatorId, dueAtMs, stage }: PromiseWatch, repliedAtMs: number): Draft[] {
  if ((stage !== 'made' && stage !== 'reminded') || repliedAtMs <= dueAtMs) return []
  return [{ type: 'promise.broken.v1', occurredAtMs: dueAtMs, data: { messageId, operatorId, dueAtMs } }]
}
