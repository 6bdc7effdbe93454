/** What routing did, in plain words. */
import type { HeldFor, RoutedFor } from '#domain/routing/routing-record'
import type { ConversationEvent } from '#events/conversation-events'
import type { RoutingEventData } from '#events/routing-events'
import { clockTime } from './format.ts'
import { type LedgerLine, type Names, operatorName, plain, unknownEvent } from './ledger-line.ts'

export type RoutingEvent = Extract<ConversationEvent, { type: keyof RoutingEventData }>

/** Also true of events of a newer server that are about the same things. */
export const isRoutingEvent = (event: ConversationEvent): event is RoutingEvent => /^routing\./.test(event.type)

const HELD_WORDS: Readonly<Record<HeldFor, string>> = {
  greeting: 'Routing waits for a message that says what it is about',
  nobody: 'Routing found nobody who could take it now',
  suggested: 'Routing would have asked',
  refused: 'Chatwoot refused what routing asked for',
}
const TAKEN_WORDS: Readonly<Record<RoutedFor, string>> = {
  waiting: '',
  offline: ', who went offline',
  away: ', who is away',
  idle: ', who did not answer',
  human: '',
}

export function tellRouting(event: RoutingEvent, names: Names): LedgerLine {
  switch (event.type) {
    case 'routing.held.v1': {
      const { why, untilMs, operatorId } = event.data
      const until = untilMs === null ? '' : `, until ${clockTime(untilMs, event.occurredAtMs)} at most`
      const whom = operatorId === null ? '' : ` ${operatorName(operatorId, names)}`
      return plain(`${HELD_WORDS[why]}${whom}${until}`)
    }
    case 'routing.asked.v1': {
      const { operatorId, from, routedFor } = event.data
      const who = operatorName(operatorId, names)
      if (routedFor === 'human') return plain(`Routing gave it back to ${who}, whom a person had chosen`)
      const taken = from === null ? '' : `: taken from ${operatorName(from, names)}${TAKEN_WORDS[routedFor]}`
      return plain(`Routing chose ${who}${taken}`)
    }
    case 'routing.yielded.v1': {
      const { to } = event.data
      const chosen = to === null ? 'nobody' : operatorName(to, names)
      return plain(`A person decided otherwise (${chosen}): routing keeps its hands off`)
    }
    default:
      return unknownEvent(event satisfies never)
  }
}
