/** What clocks and escalations do, in a line each for the person at the terminal. */
import type { ConversationEvent } from '#events/conversation-events'

const CLOCKS = { first_response: 'first response', next_response: 'next response', resolution: 'resolution' } as const

/** Null for what is told elsewhere, and for what was learned too late to be watched. */
export function tellEvent(event: ConversationEvent): string | null {
  const about = `conversation ${event.conversationId}`
  switch (event.type) {
    case 'sla.warned.v1':
      if (event.data.lateBy === 'source') return null
      return `${about}: ${event.data.percent} % of the time for the ${CLOCKS[event.data.clock]} is gone`
    case 'sla.breached.v1':
      if (event.data.lateBy === 'source') return null
      return `${about}: the ${CLOCKS[event.data.clock]} is overdue (${event.data.policyId})`
    case 'escalation.raised.v1':
      return `${about}: escalated, rule ${event.data.ruleId}`
    case 'escalation.rung_reached.v1':
      return `${about}: rung ${event.data.rung + 1} of the ladder, ${event.data.rungName}`
    case 'escalation.acknowledged.v1':
      return `${about}: acknowledged by ${event.data.by}`
    case 'escalation.stood_down.v1':
      return `${about}: the escalation stood down by itself`
    case 'escalation.resolved.v1':
      return `${about}: the escalation was resolved`
    case 'promise.due_soon.v1':
      return `${about}: a promise breaks soon`
    default:
      return null
  }
}
