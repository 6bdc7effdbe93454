import type { Called } from '#chatwoot/called'
import type { Assigned, ChatwootVerbs } from '#chatwoot/verbs'
import type { Action } from '#domain/action'
import { fullJitterMs, type Random } from '#runtime/retry'

/** One try at an action. */
export type Try = {
  /** 1 at the first. Further ones cannot know what became of those before. */
  readonly attempts: number
  readonly firstTriedAtMs: number
  /** Tells the action's note from any other. */
  readonly key: string
}

export type CarryOutDeps = {
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

/**
 * - `applied`: it is as asked; `already` without our doing anything now.
 * - `later`: try again. `denied` says that a person has to look at the token first.
 * - `failed`: never. `restored` says whether a wrong assignment was taken back.
 */
export type Ending =
  | { readonly kind: 'applied'; readonly already: boolean }
  | { readonly kind: 'later'; readonly code: string; readonly denied: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly restored?: boolean }

const APPLIED: Ending = { kind: 'applied', already: false }
const ALREADY: Ending = { kind: 'applied', already: true }
/** A call that failed within this time may be tried once more at once; a slower server is given time. */
const QUICK_MS = 2_000
const BACKOFF = { baseMs: 500, capMs: 500 }

type Means = { readonly chatwoot: ChatwootVerbs; readonly nth: Try }

/** Makes the calls of one try at an action: half a minute at most. Throws nothing that Chatwoot causes. */
export async function carryOut(action: Action, means: Means, deps: CarryOutDeps): Promise<Ending> {
  const { conversationId } = action
  const { chatwoot } = means
  if (action.verb === 'add_note') return addNote(action, means, deps)
  const read = await twice(() => chatwoot.conversation(conversationId), HARMLESS, deps)
  return read.kind === 'ok' ? change(action, { chatwoot, before: read.value }, deps) : notDone(read)
}

/**
 * A note posted twice is two notes. So a try that is not the first looks for the note of those before, and a call that
 * may have arrived is never repeated at once: the server may still be at it, and would not show the note yet.
 */
async function addNote(
  { conversationId, text, mention, mentionTeam }: Action & { verb: 'add_note' },
  { chatwoot, nth: { attempts, firstTriedAtMs, key } }: Means,
  deps: CarryOutDeps,
): Promise<Ending> {
  if (attempts > 1) {
    const found = await twice(() => chatwoot.findNote(conversationId, { key, sinceMs: firstTriedAtMs }), HARMLESS, deps)
    if (found.kind !== 'ok') return notDone(found)
    if (found.value) return ALREADY
  }
  const note = { text, mention, mentionTeam, key }
  const added = await twice(() => chatwoot.addNote(conversationId, note), ONLY_UNLESS_DONE, deps)
  if (added.kind !== 'ok') return notDone(added)
  return added.value.private ? APPLIED : { kind: 'failed', code: 'note_not_private' }
}

type Change = Action & { verb: 'set_priority' | 'assign_team' | 'assign_operator' }

/** Whoever got there first wins: what is so already is not set again. */
async function change(
  action: Change,
  { chatwoot, before }: { readonly chatwoot: ChatwootVerbs; readonly before: Assigned },
  deps: CarryOutDeps,
): Promise<Ending> {
  const { conversationId } = action
  if (action.verb === 'assign_team')
    return assign({ wanted: action.teamId, before: before.teamId }, deps, (id) =>
      chatwoot.assignTeam(conversationId, id),
    )
  if (action.verb === 'assign_operator')
    return assign({ wanted: action.operatorId, before: before.operatorId }, deps, (id) =>
      chatwoot.assignOperator(conversationId, id),
    )
  if (action.priority === before.priority) return ALREADY
  const set = await twice(() => chatwoot.setPriority(conversationId, action.priority), HARMLESS, deps)
  return set.kind === 'ok' ? APPLIED : notDone(set)
}

/**
 * An id that Chatwoot does not know takes away whoever was assigned. Its answer shows it, and then the one before is put
 * back: a mistake of ours must not leave a customer to nobody.
 */
async function assign(
  { wanted, before }: { readonly wanted: number; readonly before: number | null },
  deps: CarryOutDeps,
  call: (id: number) => Promise<Called<number | null>>,
): Promise<Ending> {
  if (before === wanted) return ALREADY
  const assigned = await twice(() => call(wanted), HARMLESS, deps)
  if (assigned.kind !== 'ok') return notDone(assigned)
  if (assigned.value === wanted) return APPLIED
  const back = before === null ? undefined : await twice(() => call(before), HARMLESS, deps)
  const restored = before === null || (back?.kind === 'ok' && back.value === before)
  return { kind: 'failed', code: 'unassigned_by_mistake', restored }
}

type Repeat = { readonly evenIfDone: boolean }
const HARMLESS: Repeat = { evenIfDone: true }
const ONLY_UNLESS_DONE: Repeat = { evenIfDone: false }

/** A second call right after one that failed for a passing reason; whatever takes longer is the queue's business. */
async function twice<Value>(
  call: () => Promise<Called<Value>>,
  { evenIfDone }: Repeat,
  { now, random, wait }: CarryOutDeps,
): Promise<Called<Value>> {
  const startMs = now()
  const first = await call()
  if (first.kind !== 'passing' || now() - startMs > QUICK_MS) return first
  if (first.mayHaveHappened && !evenIfDone) return first
  await wait(fullJitterMs(0, BACKOFF, random))
  return call()
}

function notDone(called: Exclude<Called<unknown>, { kind: 'ok' }>): Ending {
  if (called.kind === 'refused') return { kind: 'failed', code: called.code }
  return { kind: 'later', code: called.code, denied: called.kind === 'denied' }
}
