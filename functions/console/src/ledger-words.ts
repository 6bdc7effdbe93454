/** The ledger in plain words. Pure: one sentence an event, and a tone for its mark. */
import type { Priority, Status } from '#domain/observation'
import type { ConversationEvent } from '#events/conversation-events'
import { channelName, clockTime, duration } from './format.ts'
import { type LedgerLine, listed, type Names, operatorName, plain, unknownEvent } from './ledger-line.ts'
import { personName, plainText, teamName } from './names.ts'
import { isRoutingEvent, tellRouting } from './routing-words.ts'
import { isWatchEvent, tellWatch } from './watch-words.ts'

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  open: 'open',
  pending: 'pending',
  snoozed: 'snoozed',
  resolved: 'resolved',
}
const priorityWord = (priority: Priority | null): string => priority ?? 'none'

/** Names of everybody the events mention. */
export function namesIn(events: readonly ConversationEvent[]): Map<number, string> {
  const names = new Map<number, string>()
  for (const event of events) {
    const people =
      event.type === 'conversation.assigned.v1'
        ? [event.data.from, event.data.to]
        : event.type === 'conversation.unassigned.v1'
          ? [event.data.from]
          : []
    for (const person of people) if (person?.kind === 'operator') names.set(person.id, personName(person))
  }
  return names
}

export function tell(event: ConversationEvent, names: Names): LedgerLine {
  if (isWatchEvent(event)) return tellWatch(event, names)
  if (isRoutingEvent(event)) return tellRouting(event, names)
  const who = (id: number | null): string => operatorName(id, names)
  const after = (waitedMs: number | null): string => (waitedMs === null ? '' : ` after ${duration(waitedMs)}`)
  switch (event.type) {
    case 'conversation.opened.v1': {
      const channel = channelName(event.data.channel)
      const as = event.data.status === 'open' ? '' : ` as ${STATUS_WORDS[event.data.status]}`
      return plain(`Conversation started${channel === null ? '' : ` via ${channel}`}${as}`)
    }
    case 'conversation.reopened.v1':
      return plain(event.data.status === 'open' ? 'Reopened' : `Reopened as ${STATUS_WORDS[event.data.status]}`)
    case 'conversation.resolved.v1': {
      const by = event.data.operatorId === null ? '' : ` by ${who(event.data.operatorId)}`
      return { text: `Resolved${by}, ${duration(event.data.openForMs)} after it began`, tone: 'closed' }
    }
    case 'conversation.deleted.v1':
      return { text: 'Deleted in Chatwoot', tone: 'closed' }
    case 'conversation.status_changed.v1': {
      const { to, snoozedUntilMs } = event.data
      const until = snoozedUntilMs === null ? '' : ` until ${clockTime(snoozedUntilMs, event.occurredAtMs)}`
      return plain(`Status changed from ${STATUS_WORDS[event.data.from]} to ${STATUS_WORDS[to]}${until}`)
    }
    case 'conversation.customer_waiting.v1':
      return { text: 'The customer began to wait for an answer', tone: 'waiting' }
    case 'conversation.wait_ended.v1':
      return plain(
        event.data.reason === 'status'
          ? 'The wait ended without an answer: the status changed'
          : 'The wait ended without an answer: cleared in Chatwoot',
      )
    case 'conversation.operator_replied.v1': {
      const first = event.data.first ? ' for the first time' : ''
      return { text: `${who(event.data.operatorId)} replied${first}${after(event.data.waitedMs)}`, tone: 'answered' }
    }
    case 'conversation.bot_replied.v1':
      return { text: `A bot replied${after(event.data.waitedMs)}`, tone: 'answered' }
    case 'conversation.assigned.v1': {
      const from = event.data.from === null ? '' : `, before ${personName(event.data.from)}`
      return plain(`Assigned to ${personName(event.data.to)}${from}`)
    }
    case 'conversation.unassigned.v1':
      return plain(`Taken from ${personName(event.data.from)}: nobody has it now`)
    case 'conversation.team_changed.v1': {
      const { from, to } = event.data
      if (to === null) return plain(`Taken from team ${from === null ? '' : teamName(from)}`.trim())
      return plain(`Given to team ${teamName(to)}${from === null ? '' : `, before ${teamName(from)}`}`)
    }
    case 'conversation.priority_changed.v1':
      return plain(`Priority changed from ${priorityWord(event.data.from)} to ${priorityWord(event.data.to)}`)
    case 'conversation.labels_changed.v1': {
      const added = event.data.added.length > 0 ? [`added ${listed(event.data.added)}`] : []
      const removed = event.data.removed.length > 0 ? [`removed ${listed(event.data.removed)}`] : []
      return plain(`Labels: ${[...added, ...removed].join('; ')}`)
    }
    case 'conversation.csat_received.v1': {
      const { rating, previousRating } = event.data
      const before = previousRating === null || previousRating === rating ? '' : `, before ${previousRating}`
      return { text: `The customer rated the conversation ${rating} of 5${before}`, tone: 'answered' }
    }
    case 'conversation.contact_changed.v1': {
      const attributes = Object.entries(event.data.attributes).map(([name, value]) => `${name} ${value}`)
      return plain(`About the customer: ${attributes.length === 0 ? 'nothing known any more' : listed(attributes)}`)
    }
    case 'conversation.canary_heard.v1': {
      const { sentAtMs, receivedAtMs } = event.data
      return plain(`The test message came back after ${((receivedAtMs - sentAtMs) / 1000).toFixed(1)} s`)
    }
    case 'conversation.topic_read.v1': {
      const { language, topic, confidencePercent } = event.data
      const about = topic === null ? '' : `: about ${plainText(topic)}, ${confidencePercent ?? 0} % sure`
      const tongue = language === null ? '' : ` (${plainText(language)})`
      return plain(`The customer said something to go by${about}${tongue}`)
    }
    case 'conversation.message_flagged.v1': {
      const { categories, tone } = event.data
      const words = categories.length === 0 ? '' : `: words listed under ${listed(categories)}`
      const sound = tone < 0 ? `, tone ${tone} of -100` : ''
      return { text: `The customer's message is worth a look${words}${sound}`, tone: 'warning' }
    }
    default:
      return unknownEvent(event satisfies never)
  }
}
