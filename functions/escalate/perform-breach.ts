import { homeZone } from '#domain/home-zone'
import { packetOf } from '#domain/packet'
import { BREACH_CAUSE } from '#domain/page-group'
import { DONE, type Outcome, RETRY } from '#runtime/sqs-batch'
import type { EscalateDeps } from './escalate-deps.ts'
import type { BreachEvent } from './open-message.ts'
import { callsIn, performActions } from './perform-actions.ts'
import { standingOf } from './standing.ts'

/** What was noticed so late is history: it is recorded, but calls nobody. */
const STALE_MS = 3_600_000

/** Does what the policy of a clock asks for at a breach, unless the clock has stopped meanwhile. */
export async function performBreach(event: BreachEvent, inTime: () => boolean, deps: EscalateDeps): Promise<Outcome> {
  const { account, conversationId, correlationId, occurredAtMs: breachedAtMs, data } = event
  const { clock, run, policyId, slaVersion, lateMs } = data
  const about = { account, conversationId, correlationId, clock }
  const document = await deps.slaDocument(account, slaVersion)
  if (document === null) {
    return { kind: 'dead', reason: 'unknown_policy', detail: `No version ${slaVersion} of the SLA document` }
  }
  const policy = document.policies.find(({ id }) => id === policyId)
  if (policy === undefined || policy.onBreach.length === 0) return DONE
  const member = { of: 'breach', sinceMs: breachedAtMs } as const
  const conversation = await deps.conversation(account, conversationId)
  const over = standingOf(conversation, { ...member, cause: BREACH_CAUSE }) === 'over'
  if (conversation === null || over || lateMs > STALE_MS) {
    deps.count('PagesSpared', callsIn(policy.onBreach))
    deps.log.info('breach_spared', { ...about, lateMs })
    return DONE
  }
  const breach = { account, conversationId, clock, run, breachedAtMs }
  const id = `${account}/${conversationId}/breach/${clock}/${run}`
  const packet = packetOf({
    conversation,
    tried: [],
    deadlineMs: null,
    links: deps.links.conversation(account, conversationId),
    atMs: deps.now(),
    timeZone: homeZone((await deps.active(account)).sla),
  })
  const calling = {
    ...{ conversation, correlationId, member, packet, inTime },
    reason: policy.name,
    cause: BREACH_CAUSE,
    noticeKey: `breach:${id}`,
    idOf: (nth: number) => `${id}/${nth}`,
    done: await deps.breaches.done(breach),
    markDone: async (actionId: string) => {
      await deps.breaches.markDone(breach, actionId)
      return true
    },
    joins: async () => true,
  }
  return (await performActions(policy.onBreach, calling, deps)) === 'done' ? DONE : RETRY
}
