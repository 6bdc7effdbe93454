/**
 * A morning with a gold customer in fourteen writes, in which everything happens that a watch can tell: told by
 * observations, deadlines and commands, advanced and stored as the real writers do. The other events are in story.ts.
 */
import { advance, type Command } from '#domain/advance-watch'
import type { Conversation } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { MessageFact, Observation, PromiseKind, Snapshot } from '#domain/observation'
import type { Watch } from '#domain/watch'
import { ACCOUNT, aMessage, anObservation, aSnapshot, START_MS } from './builders.ts'
import type { Chapter } from './story.ts'
import { STORY_LAW } from './watch-law.ts'

const WATCHED_ID = 1043
const SECOND_MS = 1000
/** Of the day on which the stories begin, at 09:00 UTC. */
const clock = (time: string): number => Date.parse(`2026-09-14T${time}Z`)

type Asked =
  | { readonly do: 'acknowledge' | 'resolve'; readonly cause: string }
  | { readonly do: 'dismiss_promise'; readonly messageId: number }

type Step =
  /** Something happened in Chatwoot; `learnedAt` where its webhook was lost and a reading of the API told it. */
  | {
      readonly at: string
      readonly learnedAt?: string
      readonly row: Partial<Snapshot>
      readonly message: Partial<MessageFact>
    }
  /** An instant that the write before named as its next one. */
  | { readonly at: string; readonly deadline: true }
  | { readonly at: string; readonly lead: Asked }

const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const
const reply = { kind: 'operator', answers: true, senderId: avery.id } as const
const waits = (since: string) => ({ waitingSinceMs: clock(since) })
const answered = { waitingSinceMs: null }
const promise = (kind: PromiseKind, due: string) => ({ promise: { kind, dueAtMs: clock(due) } })

/** `row` holds from its step on. */
const STEPS: readonly Step[] = [
  {
    at: '09:00:00',
    row: { ...waits('09:00:00'), assignee: avery, contactAttributes: { tier: 'gold' } },
    message: { id: 88_101 },
  },
  // 75 % of the half hour are gone; then all of it is
  { at: '09:22:30', deadline: true },
  { at: '09:30:00', deadline: true },
  { at: '09:34:00', lead: { do: 'acknowledge', cause: 'response' } },
  // Avery had answered in time, as comes to light late, and promised more within the hour
  {
    at: '09:28:00',
    learnedAt: '09:36:00',
    row: { ...answered, firstReplyAtMs: clock('09:28:00') },
    message: { id: 88_102, ...reply, ...promise('duration', '10:28:00') },
  },
  { at: '10:13:00', deadline: true },
  { at: '10:20:00', row: {}, message: { id: 88_103, ...reply } },
  { at: '10:40:00', row: waits('10:40:00'), message: { id: 88_104, signals: { categories: ['legal'], tone: -70 } } },
  { at: '10:42:00', lead: { do: 'resolve', cause: 'words' } },
  // no promise after all
  { at: '10:45:00', row: answered, message: { id: 88_105, ...reply, ...promise('time', '17:00:00') } },
  { at: '10:46:00', lead: { do: 'dismiss_promise', messageId: 88_105 } },
  // a promise that nobody keeps
  { at: '10:50:00', row: {}, message: { id: 88_106, ...reply, ...promise('duration', '11:10:00') } },
  { at: '11:05:00', deadline: true },
  { at: '11:10:00', deadline: true },
]

/** Every version of the conversation with the events of its write. */
export function tellWatchStory(): Chapter[] {
  const chapters: Chapter[] = []
  let row = aSnapshot()
  let before: Conversation | undefined
  for (const step of STEPS) {
    const observation = 'row' in step ? observationOf(step, row) : undefined
    row = observation?.snapshot ?? row
    const conversation = written(before, step, observation)
    chapters.push({ conversation, events: derive(before, conversation) })
    before = conversation
  }
  return chapters
}

function written(before: Conversation | undefined, step: Step, observation: Observation | undefined): Conversation {
  const nowMs = writtenAtMs(step, observation)
  const known = before?.state
  const state = observation === undefined ? (known ?? {}) : merge(known ?? {}, stateOf(observation))
  const command = 'lead' in step ? { command: commandOf(step.lead, before?.watch) } : {}
  const watch = advance(before?.watch, { before: known, after: state, law: STORY_LAW, nowMs, ...command })
  return {
    account: ACCOUNT,
    conversationId: WATCHED_ID,
    version: (before?.version ?? 0) + 1,
    state,
    ...(watch === undefined ? {} : { watch }),
    observedAtMs: observation?.receivedAtMs ?? before?.observedAtMs ?? nowMs,
    writtenAtMs: nowMs,
    correlationId: correlationId(step),
    source: observation?.source ?? ('lead' in step ? 'person' : 'clock'),
  }
}

/** An observation waits for its batch, a deadline is met a moment after it. */
function writtenAtMs(step: Step, observation: Observation | undefined): number {
  if (observation !== undefined) return observation.receivedAtMs + 700
  return clock(step.at) + ('lead' in step ? 0 : 150)
}

const commandOf = (asked: Asked, watch: Watch | undefined): Command =>
  asked.do === 'dismiss_promise'
    ? asked
    : { ...asked, raisedAtMs: watch?.escalations?.[asked.cause]?.raisedAtMs ?? 0, by: 'Riley Example' }

const correlationId = ({ at }: Step): string => `corr-${(clock(at) - START_MS) / SECOND_MS}`

function observationOf(step: Extract<Step, { row: unknown }>, previous: Snapshot): Observation {
  const { at, learnedAt, row, message } = step
  const atMs = clock(at)
  return anObservation({
    conversationId: WATCHED_ID,
    source: learnedAt === undefined ? 'webhook' : 'reconciled',
    receivedAtMs: clock(learnedAt ?? at) + 900,
    correlationId: correlationId(step),
    snapshot: { ...previous, updatedAtUs: atMs * 1000 + 537_502, lastActivityAtMs: atMs, ...row },
    messages: [aMessage({ atMs: atMs + 179, ...message })],
  })
}
