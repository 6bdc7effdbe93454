import type { Called } from '#chatwoot/called'
import type { ChatwootVerbs, ConversationSeen } from '#chatwoot/verbs'
import type { Action, ArticleVerb, Expects } from '#domain/action'
import type { Status } from '#domain/observation'
import { own } from '#domain/own'
import { HARMLESS, twice, type Waiting } from './call-twice.ts'
import type { Means } from './carry-out.ts'
import { ALREADY, APPLIED, type Ending, endingOf, ok } from './ending.ts'
import { setStatus, statusTry } from './set-status.ts'

type Change = Exclude<Action, { verb: 'add_note' | 'send_public_reply' | ArticleVerb }>

/**
 * Looks, and sets what is not so already: whoever got there first wins. A call that fails for a passing reason is
 * repeated once, and then it looks again first, because a person may have been at it meanwhile.
 */
export async function changeConversation(action: Change, { chatwoot, nth }: Means, deps: Waiting): Promise<Ending> {
  if (action.verb === 'set_status') {
    const status = statusTry(nth.attempts)
    return endingOf(await twice(() => setStatus(action, { chatwoot, status }, deps), HARMLESS, deps))
  }
  // an earlier try, or the first of two calls, may have set it without our hearing of it
  let mayBeOurs = nth.attempts > 1
  const attempt = async (): Promise<Called<Ending>> => {
    const called = await lookAndSet(action, { chatwoot, mayBeOurs }, deps)
    mayBeOurs ||= called.kind === 'passing' && called.mayHaveHappened
    return called
  }
  return endingOf(await twice(attempt, HARMLESS, deps))
}

type Looking = { readonly chatwoot: ChatwootVerbs; readonly mayBeOurs: boolean }

async function lookAndSet(
  action: Exclude<Change, { verb: 'set_status' }>,
  { chatwoot, mayBeOurs }: Looking,
  deps: Waiting,
): Promise<Called<Ending>> {
  if ('label' in action) return mergeLabel(action, chatwoot)
  const seen = await chatwoot.conversation(action.conversationId)
  return seen.kind === 'ok' ? set(action, { chatwoot, before: seen.value, mayBeOurs }, deps) : seen
}

type Seen = Looking & { readonly before: ConversationSeen }

async function set(
  action: Exclude<Change, { verb: 'set_status' } | { label: string }>,
  { chatwoot, before, mayBeOurs }: Seen,
  deps: Waiting,
): Promise<Called<Ending>> {
  const { conversationId } = action
  const seen = { before: before.operatorId, status: before.status }
  const assignOperator = (id: number | null) => chatwoot.assignOperator(conversationId, id)
  if (action.verb === 'assign_team')
    return assign({ wanted: action.teamId, before: before.teamId }, deps, (id) =>
      chatwoot.assignTeam(conversationId, id),
    )
  if (action.verb === 'assign_operator')
    return assign({ ...action, ...seen, wanted: action.operatorId, mayBeOurs }, deps, assignOperator)
  if (action.verb === 'unassign_operator') return assign({ ...action, ...seen, wanted: null }, deps, assignOperator)
  if (action.verb === 'set_custom_attributes') return mergeAttributes(action, { chatwoot, before })
  if (action.priority === before.priority) return ok(ALREADY)
  return applied(await chatwoot.setPriority(conversationId, action.priority))
}

const applied = (called: Called<unknown>): Called<Ending> => (called.kind === 'ok' ? ok(APPLIED) : called)

type Assignment = {
  readonly wanted: number | null
  readonly before: number | null
  readonly status?: Status | undefined
  readonly expects?: Expects
  /** That it is so already may be our own doing; absent: it makes no difference. */
  readonly mayBeOurs?: boolean
}

/**
 * Where another was expected and it is so already, a person chose the same: whoever asked must not take it for its own work,
 * and undo what the person did before.
 *
 * An id that Chatwoot does not know takes away whoever was assigned. Its answer shows it, and then the one before is put
 * back: a mistake of ours must not leave a customer to nobody.
 */
async function assign(
  { wanted, before, status, expects, mayBeOurs = true }: Assignment,
  deps: Waiting,
  call: (id: number | null) => Promise<Called<number | null>>,
): Promise<Called<Ending>> {
  const isOther = expects !== undefined && expects.operatorId !== wanted
  if (before === wanted && (mayBeOurs || !isOther)) return ok(ALREADY)
  if (expects !== undefined && !isAsExpected(expects, { before, status }))
    return ok({ kind: 'superseded', code: 'human_won' })
  const assigned = await call(wanted)
  if (assigned.kind !== 'ok') return assigned
  if (assigned.value === wanted) return ok(APPLIED)
  const back = before === null ? undefined : await twice(() => call(before), HARMLESS, deps)
  const restored = before === null || (back?.kind === 'ok' && back.value === before)
  return ok({ kind: 'failed', code: 'unassigned_by_mistake', restored })
}

const isAsExpected = (
  { operatorId, orNobody, status: wanted }: Expects,
  { before, status }: Pick<Assignment, 'before' | 'status'>,
): boolean =>
  (before === operatorId || (orNobody === true && before === null)) && (wanted === undefined || wanted === status)

/** Chatwoot knows no adding: the whole list is replaced. Nobody else of ours is at this conversation meanwhile. */
async function mergeLabel(
  { verb, conversationId, label }: Action & { verb: 'add_label' | 'remove_label' },
  chatwoot: ChatwootVerbs,
): Promise<Called<Ending>> {
  const before = await chatwoot.labels(conversationId)
  if (before.kind !== 'ok') return before
  const wanted = verb === 'add_label'
  if (before.value.includes(label) === wanted) return ok(ALREADY)
  const merged = wanted ? [...before.value, label] : before.value.filter((one) => one !== label)
  const after = await chatwoot.replaceLabels(conversationId, merged)
  if (after.kind !== 'ok') return after
  return ok(after.value.includes(label) === wanted ? APPLIED : { kind: 'failed', code: 'label_not_taken' })
}

/** As for labels: what is left out would be lost, and what of others came as null, or nested, goes back as it came. */
async function mergeAttributes(
  { conversationId, attributes }: Action & { verb: 'set_custom_attributes' },
  { chatwoot, before: { customAttributes: before } }: Pick<Seen, 'chatwoot' | 'before'>,
): Promise<Called<Ending>> {
  if (before === null) return { kind: 'passing', code: 'unreadable_answer', mayHaveHappened: false }
  const isSo = ([name, value]: [string, unknown]): boolean => (own(before, name) ?? null) === value
  if (Object.entries(attributes).every(isSo)) return ok(ALREADY)
  if (!isExact(before)) return ok({ kind: 'failed', code: 'attributes_not_exact' })
  const merged = Object.entries({ ...before, ...attributes }).filter(([name]) => own(attributes, name) !== null)
  return applied(await chatwoot.replaceCustomAttributes(conversationId, Object.fromEntries(merged)))
}

/** Whether all of it can go back to the digit: JavaScript has rounded whole numbers beyond 2^53 by now. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact)
}
