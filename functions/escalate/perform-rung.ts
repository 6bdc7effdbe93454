import { type EscalationKey, escalationId } from '#domain/escalation-id'
import type { Rung } from '#domain/escalation-policy'
import type { EscalationEvent } from '#domain/escalation-record'
import { homeZone } from '#domain/home-zone'
import { askedBy, packetOf, type Tried } from '#domain/packet'
import { DONE, type Outcome, RETRY } from '#runtime/sqs-batch'
import type { EscalateDeps, Recorded } from './escalate-deps.ts'
import { leavePages } from './page.ts'
import { callsIn, performActions } from './perform-actions.ts'
import { standingOf } from './standing.ts'

export type RungEvent = Extract<EscalationEvent, { readonly type: 'escalation.rung_reached.v1' }>

/**
 * Keeps the story of an escalation, calls whom a rung calls, and lets go of pages once it calls no more. Where nobody may
 * be called just now, the story alone is kept: `held`.
 */
export async function followEscalation(
  event: EscalationEvent,
  { inTime, isHeld }: { readonly inTime: () => boolean; readonly isHeld: boolean },
  deps: EscalateDeps,
): Promise<Outcome | 'held'> {
  const { record, repeated, raised } = await deps.records.record(event)
  if (raised) deps.count('EscalationsRaised')
  const { account, conversationId, type, correlationId } = event
  if (!repeated && type === 'escalation.rung_reached.v1') deps.count('RungsReached')
  if (!repeated)
    deps.log.info('escalation_noted', { ...{ account, conversationId, type, correlationId }, cause: record.cause })
  if (isHeld) return 'held'
  if (type !== 'escalation.rung_reached.v1') {
    await leavePages(record, event.id, deps)
    return DONE
  }
  return performRung(event, { record, inTime }, deps)
}

type Of = { readonly record: Recorded; readonly inTime: () => boolean }

async function performRung(event: RungEvent, { record, inTime }: Of, deps: EscalateDeps): Promise<Outcome> {
  const { account, conversationId, correlationId, data } = event
  const { cause, raisedAtMs } = data
  const key: EscalationKey = { account, conversationId, cause, raisedAtMs }
  const document = await deps.escalationDocument(account, data.escalationVersion)
  const rule = document?.rules.find(({ id }) => id === data.ruleId)
  const rungs = rule === undefined ? undefined : document?.ladders[rule.ladder]?.rungs
  const rung = rungs?.[data.rung]
  if (rule === undefined || rungs === undefined || rung === undefined) {
    const detail = `No rung ${data.rung} of ${data.ruleId} in version ${data.escalationVersion}`
    return { kind: 'dead', reason: 'unknown_rung', detail }
  }
  const member = { of: 'escalation', sinceMs: raisedAtMs } as const
  const conversation = await deps.conversation(account, conversationId)
  if (conversation === null || standingOf(conversation, { ...member, cause }) !== 'open') {
    return spared(event, { rung, record }, deps)
  }
  const id = escalationId(key)
  const packet = packetOf({
    conversation,
    tried: triedBefore(record, data.rung, rungs),
    deadlineMs: data.acknowledgeByMs,
    links: deps.links.acknowledge(key),
    atMs: deps.now(),
    timeZone: homeZone((await deps.active(account)).sla),
  })
  const idOf = (nth: number): string => `${id}/${data.rung}/${nth}`
  if (rung.actions.some((_, nth) => !record.done.includes(idOf(nth)))) await deps.records.keepPacket(key, packet)
  const calling = {
    ...{ conversation, correlationId, cause, member, packet, idOf, inTime },
    reason: rule.name,
    noticeKey: `escalation:${id}`,
    done: record.done,
    markDone: async (actionId: string) => {
      const now = await deps.records.markDone(key, actionId)
      // whoever took it while the page was on its way had no page to leave yet
      await leavePages(now, event.id, deps)
      return now.state === 'raised'
    },
    joins: async (groupKey: string) => (await deps.records.notePage(key, groupKey)).state === 'raised',
  }
  return (await performActions(rung.actions, calling, deps)) === 'done' ? DONE : RETRY
}

/** Whoever had it done, or took it, while the message was on its way: nobody is called for what is taken care of. */
async function spared(
  { id, account, conversationId, correlationId, data }: RungEvent,
  { rung, record }: { readonly rung: Rung; readonly record: Recorded },
  deps: EscalateDeps,
): Promise<Outcome> {
  deps.count('PagesSpared', callsIn(rung.actions))
  deps.log.info('rung_spared', { account, conversationId, correlationId, cause: data.cause, rung: data.rung })
  await leavePages(record, id, deps)
  return DONE
}

/** The rungs below, as far as they were reached: an escalation may begin at a higher one. */
function triedBefore(record: Recorded, rung: number, rungs: readonly Rung[]): Tried[] {
  return record.history.flatMap((entry): Tried[] => {
    if (entry.what !== 'rung_reached' || entry.rung >= rung) return []
    const actions = rungs[entry.rung]?.actions ?? []
    return [{ name: entry.rungName, atMs: entry.atMs, to: actions.map(askedBy) }]
  })
}
