/** What routing did between two stored versions of a conversation: read off the two records, like everything else. */
import type { Conversation } from '#domain/conversation'
import type { Draft } from '#domain/draft'
import type { Routing } from './routing-record.ts'

export function routingEvents(before: Routing | undefined, { routing, writtenAtMs }: Conversation): Draft[] {
  if (routing === undefined || isSameStep(before, routing)) return []
  const occurredAtMs = Math.min(routing.atMs, writtenAtMs)
  const { decision, policyVersion, ruleId, operatorId = null } = routing
  const of = { decision, policyVersion, ruleId }
  switch (routing.state) {
    case 'held': {
      const data = { ...of, why: routing.why ?? 'nobody', untilMs: routing.untilMs ?? null, operatorId }
      return [{ type: 'routing.held.v1', occurredAtMs, data }]
    }
    case 'asked': {
      if (operatorId === null) return []
      const { from = null, routedFor = 'waiting' } = routing
      return [{ type: 'routing.asked.v1', occurredAtMs, data: { ...of, operatorId, from, routedFor } }]
    }
    case 'yielded':
      return [
        {
          type: 'routing.yielded.v1',
          occurredAtMs,
          data: { decision, chosen: operatorId, to: routing.yieldedTo ?? null },
        },
      ]
    // Chatwoot's own row says so: conversation.assigned.v1
    case 'assigned':
      return []
  }
}

const isSameStep = (before: Routing | undefined, after: Routing): boolean =>
  before !== undefined &&
  before.state === after.state &&
  before.atMs === after.atMs &&
  before.decision === after.decision &&
  before.yieldedTo === after.yieldedTo &&
  before.why === after.why
