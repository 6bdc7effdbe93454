/** What happened to a conversation in one write, as its clocks look at it: step by step, in the order of the instants. */
import type { ConversationEvent } from '#events/conversation-events'
import type { Draft } from './draft.ts'
import type { Activated, SlaDocument } from './sla-policy.ts'

type Told = Draft | ConversationEvent

/** Something that happened at `atMs`: an event, or a document taking effect. */
export type Step = { readonly atMs: number } & ({ readonly event: Told } | { readonly law: Activated<SlaDocument> })

/** Whether somebody waits. */
const OF_TURN: ReadonlySet<Told['type']> = new Set([
  'conversation.customer_waiting.v1',
  'conversation.operator_replied.v1',
  'conversation.bot_replied.v1',
  'conversation.wait_ended.v1',
])
/** Which policy holds. */
const OF_POLICY: ReadonlySet<Told['type']> = new Set([
  'conversation.team_changed.v1',
  'conversation.priority_changed.v1',
  'conversation.labels_changed.v1',
  'conversation.contact_changed.v1',
])

/**
 * Steps of one write, in the order in which they happened. Nothing happens before a conversation is opened, and what a
 * first sight shows of its row has held since then, as far as anybody knows. Waits and answers keep the order in which
 * they are told, though some of their times are known to the second only. What clocks and escalations did themselves is
 * no step.
 */
export function stepsOf(events: readonly Told[], law?: Step): Step[] {
  const openedAtMs = events.find(({ type }) => type === 'conversation.opened.v1')?.occurredAtMs
  const steps: Step[] = law === undefined ? [] : [law]
  let earliestMs = openedAtMs ?? 0
  for (const [index, event] of events.entries()) {
    if (!event.type.startsWith('conversation.')) continue
    const heldSinceMs = OF_POLICY.has(event.type) ? openedAtMs : undefined
    const atMs = heldSinceMs ?? Math.max(happenedMs(event, events[index + 1]), openedAtMs ?? 0)
    if (OF_TURN.has(event.type)) earliestMs = Math.max(earliestMs, atMs)
    steps.push({ atMs: OF_TURN.has(event.type) ? earliestMs : atMs, event })
  }
  return steps.sort((a, b) => a.atMs - b.atMs)
}

/** A wait counts from its beginning, and one that gave its place to another was over by then. */
function happenedMs(event: Told, next: Told | undefined): number {
  if (event.type === 'conversation.customer_waiting.v1') return event.data.sinceMs
  return event.type === 'conversation.wait_ended.v1' && next?.type === 'conversation.customer_waiting.v1'
    ? Math.min(event.occurredAtMs, next.data.sinceMs)
    : event.occurredAtMs
}

/** What changed of a row at one instant is one change, however many events tell of it. */
export const isOneChange = (step: Step, next: Step | undefined): boolean =>
  next !== undefined && next.atMs === step.atMs && isOfRow(step) && isOfRow(next)

/** Not what was said: clocks look at that word by word. */
const isOfRow = (step: Step): boolean => 'law' in step || !OF_TURN.has(step.event.type)

/** Who spoke publicly in this step. */
export function speakerOf(step: Step): 'operator' | 'bot' | null {
  if ('law' in step) return null
  if (step.event.type === 'conversation.operator_replied.v1') return 'operator'
  return step.event.type === 'conversation.bot_replied.v1' ? 'bot' : null
}
