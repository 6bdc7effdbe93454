/** Whether a conversation is for the router now, later, or not at all. */
import type { Conversation } from '#domain/conversation'
import type { Directory } from '#domain/operator'
import { operatorOf, statusOf, waitingSinceMs } from '#domain/turn'
import type { RoutingDocument } from './routing-policy.ts'
import type { Routing } from './routing-record.ts'

export type Standing =
  | { readonly kind: 'ready' }
  /** `greeting`: it has said nothing yet to route by. `chatwoot`: Chatwoot may assign it by itself. */
  | { readonly kind: 'later'; readonly why: 'greeting' | 'chatwoot'; readonly untilMs: number }
  /** An operator was asked, and Chatwoot has yet to show it. */
  | { readonly kind: 'asked' }
  /** An operator was suggested a moment ago: it stays so, and takes its place in the plan. */
  | { readonly kind: 'suggested' }
  | { readonly kind: 'no' }

/** As long as an action may be on its way: Chatwoot may be down for a while. Then it is looked at what became of it. */
export const ASKED_MS = 180_000

/** What is refused or switched off is asked for ever more seldom: after 3, 6, 12, and then every 24 minutes. */
const MOST_DOUBLINGS = 3

/** Whether the last decision is to be waited for still: an operator was asked, or suggested. */
export const isFresh = ({ state, why, atMs, vain = 0 }: Routing, nowMs: number): boolean =>
  (state === 'asked' && nowMs - atMs < ASKED_MS * 2 ** Math.min(vain, MOST_DOUBLINGS)) ||
  (state === 'held' && why === 'suggested' && nowMs - atMs < ASKED_MS)

type By = { readonly document: RoutingDocument; readonly directory: Directory | null; readonly nowMs: number }

/** Open, with nobody, and a customer waits: since when, epoch milliseconds. Null: it is not so. */
export const waitsForAnybodyMs = ({ state }: Conversation): number | null =>
  statusOf(state) === 'open' && operatorOf(state) === null ? waitingSinceMs(state) : null

export function standingOf(conversation: Conversation, { document, directory, nowMs }: By): Standing {
  const { routing } = conversation
  const waitsMs = waitsForAnybodyMs(conversation)
  if (document.mode === 'off' || waitsMs === null) return { kind: 'no' }
  if (routing !== undefined && isFresh(routing, nowMs)) {
    if (routing.state === 'asked') return { kind: 'asked' }
    if (document.mode === 'suggest') return { kind: 'suggested' }
  }
  if (assignsItself(conversation, directory)) {
    const { besideAutoAssignmentSeconds: seconds } = document
    if (seconds === null) return { kind: 'no' }
    const untilMs = waitsMs + seconds * 1000
    if (nowMs < untilMs) return { kind: 'later', why: 'chatwoot', untilMs }
  }
  const untilMs = waitsMs + document.substanceWaitSeconds * 1000
  if (nowMs < untilMs && needsSubstance(document) && !hasSubstance(conversation))
    return { kind: 'later', why: 'greeting', untilMs }
  return { kind: 'ready' }
}

function assignsItself({ state }: Conversation, directory: Directory | null): boolean {
  const inboxId = state.snapshot?.inboxId
  return directory?.inboxes.find(({ id }) => id === inboxId)?.autoAssigns ?? false
}

/** Where nothing depends on what the customer says, waiting for it would only cost time. */
const needsSubstance = ({ classifier, rules, operators }: RoutingDocument): boolean =>
  classifier !== null ||
  rules.some(({ when: { topics, languages, words } }) => (topics ?? languages ?? words) !== undefined) ||
  Object.values(operators).some(({ languages }) => languages !== undefined)

const hasSubstance = ({ state }: Conversation): boolean => (state.said ?? []).some(({ substantive }) => substantive)
