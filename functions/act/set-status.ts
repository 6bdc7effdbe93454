import type { Called } from '#chatwoot/called'
import type { ChatwootVerbs, ConversationSeen, Self } from '#chatwoot/verbs'
import type { Action } from '#domain/action'
import { HARMLESS, twice, type Waiting } from './call-twice.ts'
import { ALREADY, APPLIED, type Ending, ok } from './ending.ts'

/** What a try at a status remembers between its calls. */
export type StatusTry = {
  /** Whether an earlier call may have opened the conversation. */
  mayHaveOpened: boolean
  /** Whose it was before we touched it, as far as this try has seen. */
  wasWith: number | null | undefined
}
export const statusTry = (attempts: number): StatusTry => ({ mayHaveOpened: attempts > 1, wasWith: undefined })

type Wanted = Action & { verb: 'set_status' }
type StatusMeans = { readonly chatwoot: ChatwootVerbs; readonly status: StatusTry }

/**
 * Sets a status. An agent's token that opens a conversation becomes its assignee (CONTRACT (c)); then whoever had it is
 * put back. After a call whose answer was lost, nobody is put back who was not seen: it is with nobody then, and routing
 * finds it.
 */
export async function setStatus(action: Wanted, means: StatusMeans, deps: Waiting): Promise<Called<Ending>> {
  const { chatwoot, status } = means
  if (action.snoozedUntilMs !== null && action.snoozedUntilMs <= deps.now()) return ok(OVER)
  const seen = await chatwoot.conversation(action.conversationId)
  if (seen.kind !== 'ok') return seen
  if (action.status !== 'open') return isSo(action, seen.value) ? ok(ALREADY) : set(action, chatwoot)
  const self = await chatwoot.self()
  if (self.kind !== 'ok') return self
  if (isSo(action, seen.value)) {
    const isOurs = status.mayHaveOpened && stuckWith(self.value, seen.value)
    return isOurs ? putBack(action, means, deps) : ok(ALREADY)
  }
  status.wasWith = seen.value.operatorId
  status.mayHaveOpened = true
  const opened = await set(action, chatwoot)
  if (opened.kind !== 'ok' || opened.value !== APPLIED || self.value.role !== 'agent') return opened
  return status.wasWith === self.value.userId ? opened : handBack(action, { ...means, self: self.value }, deps)
}

/** Chatwoot reopens only what was due within the last three days (CONTRACT (d)): what comes later would sleep for ever. */
const OVER: Ending = { kind: 'superseded', code: 'snooze_is_over' }

const isSo = ({ status, snoozedUntilMs }: Wanted, seen: ConversationSeen): boolean =>
  seen.status === status && (status !== 'snoozed' || secondsOf(seen.snoozedUntilMs) === secondsOf(snoozedUntilMs))

/** Chatwoot keeps the second. */
const secondsOf = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000))

const stuckWith = ({ role, userId }: Self, { operatorId }: ConversationSeen): boolean =>
  role === 'agent' && operatorId === userId

async function set(
  { conversationId, status, snoozedUntilMs }: Wanted,
  chatwoot: ChatwootVerbs,
): Promise<Called<Ending>> {
  const after = await chatwoot.setStatus(conversationId, { status, snoozedUntilMs })
  if (after.kind !== 'ok') return after
  return ok(after.value === status ? APPLIED : { kind: 'failed', code: 'status_not_taken' })
}

/** Only where it is indeed ours: a person may have taken it meanwhile. */
async function handBack(
  action: Wanted,
  means: StatusMeans & { readonly self: Self },
  deps: Waiting,
): Promise<Called<Ending>> {
  const seen = await twice(() => means.chatwoot.conversation(action.conversationId), HARMLESS, deps)
  if (seen.kind === 'ok' && !stuckWith(means.self, seen.value)) return ok(APPLIED)
  return putBack(action, means, deps)
}

async function putBack(action: Wanted, { chatwoot, status }: StatusMeans, deps: Waiting): Promise<Called<Ending>> {
  const before = status.wasWith ?? null
  const back = await twice(() => chatwoot.assignOperator(action.conversationId, before), HARMLESS, deps)
  if (back.kind === 'ok' && back.value === before) return ok(APPLIED)
  return ok({ kind: 'failed', code: 'became_assignee', restored: false })
}
