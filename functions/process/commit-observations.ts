import { advance, type LawFor } from '#domain/advance-watch'
import type { Conversation, ConversationState } from '#domain/conversation'
import { GRACE_MS, toldBeyond } from '#domain/findings'
import type { Finding } from '#domain/intake'
import { merge, sameState } from '#domain/merge'
import type { Observation } from '#domain/observation'
import type { Watch } from '#domain/watch'
import { fullJitterMs } from '#runtime/retry'
import { DONE, type Outcome, RETRY } from '#runtime/sqs-batch'

/** What the store holds of a conversation; `carried` is the store's own and goes back to it untouched. */
export type Held = { readonly conversation: Conversation; readonly carried: Readonly<Record<string, unknown>> }
export type Draft = Omit<Conversation, 'version' | 'writtenAtMs'>

export type CommitDeps = {
  readonly commit: (
    draft: Draft,
    over: Held | undefined,
  ) => Promise<
    | { readonly kind: 'stored' }
    | { readonly kind: 'lost'; readonly current: Held | undefined }
    | { readonly kind: 'refused'; readonly detail: string }
  >
  /** The documents of an account, and what a conversation's clocks were counted by until now. */
  readonly lawFor: (account: string, watch: Watch | undefined) => Promise<LawFor>
  /** Keeps that a reading told what no webhook had. Absent: a run of which nothing is kept. */
  readonly found?: (account: string, finding: Finding) => Promise<void>
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly count: (
    name: 'ObservationsMerged' | 'ConversationsWritten' | 'NoChange' | 'LostRaces' | 'ReconciledChanges',
    by?: number,
  ) => void
}

export type Observed = {
  readonly observation: Observation
  /** What the observation alone tells. */
  readonly state: ConversationState
}
/** About one conversation. */
export type Group = readonly [Observed, ...Observed[]]

const TRIES = 6
const BACKOFF = { baseMs: 20, capMs: 320 }

/**
 * Joins what was observed about one conversation into what is stored, by one conditional write, or none when nothing is
 * new. The clocks move in the same write. A lost race merges again with the item that won. After six lost races in a row the queue tries again later.
 * Faults of the store are thrown.
 */
export async function commitObservations(group: Group, held: Held | undefined, deps: CommitDeps): Promise<Outcome> {
  const observed = group.map(({ state }) => state).reduce(merge)
  let over = held
  for (let nth = 0; nth < TRIES; nth++) {
    const state = over === undefined ? observed : merge(over.conversation.state, observed)
    if (over !== undefined && sameState(state, over.conversation.state)) {
      deps.count('NoChange', group.length)
      return DONE
    }
    const committed = await deps.commit(await draftOf(group, { state, over }, deps), over)
    if (committed.kind === 'stored') {
      await noteFindings(group, over, deps)
      deps.count('ConversationsWritten')
      deps.count('ObservationsMerged', group.length)
      return DONE
    }
    if (committed.kind === 'refused') return { kind: 'dead', reason: 'impossible', detail: committed.detail }
    deps.count('LostRaces')
    over = committed.current
    await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
  }
  return RETRY
}

/**
 * What readings told beyond what was stored and what webhooks of the same batch tell. Once stored, nothing of it is news
 * any more: should the note fail, the change is there, and is missing from the ledger of losses.
 */
async function noteFindings(group: Group, over: Held | undefined, deps: CommitDeps): Promise<void> {
  const stored = over === undefined ? [] : [over.conversation.state]
  const webhooks = group.filter(({ observation }) => observation.source === 'webhook').map(({ state }) => state)
  let known = [...stored, ...webhooks].reduce<ConversationState | undefined>(joined, undefined)
  for (const { observation, state } of group) {
    if (observation.source !== 'reconciled') continue
    const { account, conversationId, receivedAtMs, correlationId, lossesSinceMs = receivedAtMs } = observation
    const told = toldBeyond(known, state, { sinceMs: lossesSinceMs, untilMs: receivedAtMs - GRACE_MS })
    known = joined(known, state)
    if (told === null) continue
    deps.count('ReconciledChanges')
    await deps.found?.(account, { conversationId, atMs: receivedAtMs, correlationId, ...told })
  }
}

const joined = (a: ConversationState | undefined, b: ConversationState): ConversationState =>
  a === undefined ? b : merge(a, b)

/** The write is stamped by the newest of the observations that caused it. */
async function draftOf(
  group: Group,
  { state, over }: { readonly state: ConversationState; readonly over: Held | undefined },
  deps: CommitDeps,
): Promise<Draft> {
  const { observation } = group.reduce((a, b) => (b.observation.receivedAtMs >= a.observation.receivedAtMs ? b : a))
  const { account, conversationId, receivedAtMs, correlationId, source } = observation
  const known = over?.conversation
  const law = await deps.lawFor(account, known?.watch)
  const watch = advance(known?.watch, { before: known?.state, after: state, ...law, nowMs: deps.now() })
  return {
    account,
    conversationId,
    state,
    ...(watch === undefined ? {} : { watch }),
    observedAtMs: receivedAtMs,
    correlationId,
    source,
  }
}
