import type { SQSRecord } from 'aws-lambda'
import type { ChatwootAccess } from '#chatwoot/access'
import type { ChatwootVerbs } from '#chatwoot/verbs'
import type { Action, ActionKey } from '#domain/action'
import { OUTAGE } from '#domain/switches'
import { parsedJson } from '#runtime/json'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'
import { type CarryOutDeps, carryOut } from './carry-out.ts'
import type { Ending } from './ending.ts'
import { openAction } from './open-action.ts'
import { type ArticleDeps, performArticles } from './perform-articles.ts'
import { performQuestion, type QuestionDeps } from './perform-question.ts'
import { performReading, type ReadingDeps } from './perform-reading.ts'
import { performSweep, type SweepDeps } from './perform-sweep.ts'
import { performThread, type ThreadDeps } from './perform-thread.ts'
import { type CanaryDeps, sendCanary } from './send-canary.ts'

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>
type Begun = { readonly kind: 'begun'; readonly attempts: number; readonly firstTriedAtMs: number }

export type ActDeps = CarryOutDeps & {
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  readonly readings: ReadingDeps
  /** Absent where nobody writes drafts. */
  readonly questions?: QuestionDeps
  readonly sweeps: SweepDeps
  readonly articles: ArticleDeps
  /** Absent where nobody grades. */
  readonly threads?: ThreadDeps
  readonly canary: CanaryDeps
  readonly chatwoot: (access: ChatwootAccess) => ChatwootVerbs
  readonly beginTry: (
    key: ActionKey,
  ) => Promise<Begun | { readonly kind: 'settled'; readonly state: string } | { readonly kind: 'unknown' }>
  readonly settle: (
    key: ActionKey,
    end: { readonly state: 'applied' } | { readonly state: 'failed' | 'superseded'; readonly code: string },
  ) => Promise<boolean>
  readonly noteError: (key: ActionKey, code: string) => Promise<void>
  /** Takes it off the queue until outage mode is over; false: it had ended. */
  readonly hold: (action: Action) => Promise<boolean>
  /** Whether somebody has switched off `act`, or a verb as `act.<verb>`, or has outage mode on, for this account or all. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** The key of an action's message, made from its id. */
  readonly noteKey: (id: string) => string
  readonly count: (
    name:
      | 'ActionsApplied'
      | 'ActionsFailed'
      | 'ActionsHeld'
      | 'ActionsRepeated'
      | 'ActionsSuperseded'
      | 'ActionsWithoutAccess'
      | 'RepliesUnapproved'
      | 'RepliesTooOld',
  ) => void
  readonly log: {
    info(code: string, fields: Fields): void
    warn(code: string, fields: Fields): void
    error(code: string, fields: Fields): void
    fault(code: string, error: unknown, fields: Fields): void
  }
}

/** Conversations worked on at a time. */
const AT_ONCE = 4
/** Nothing is begun any more after this time: one action can take 35 s, and the function has 60 s. */
const BEGIN_WITHIN_MS = 25_000

/**
 * Performs a batch of the actions queue: the actions of a conversation one after the other, up to the first that has to
 * come back, since those behind it may only make sense after it.
 */
export async function performActions(messages: readonly SQSRecord[], deps: ActDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const untilMs = deps.now() + BEGIN_WITHIN_MS
  await eachLimited([...byGroup(messages).values()], AT_ONCE, async (group) => {
    for (const message of group) {
      if (deps.now() >= untilMs) return
      const outcome = await perform(message, deps)
      outcomes.set(message.messageId, outcome)
      if (outcome.kind === 'retry') return
    }
  })
  return outcomes
}

function byGroup(messages: readonly SQSRecord[]): Map<string, SQSRecord[]> {
  const groups = new Map<string, SQSRecord[]>()
  for (const message of messages) {
    const name = message.attributes.MessageGroupId ?? message.messageId
    groups.set(name, [...(groups.get(name) ?? []), message])
  }
  return groups
}

async function perform(message: SQSRecord, deps: ActDeps): Promise<Outcome> {
  const json = parsedJson(message.body)
  const kind = kindOf(json)
  if (kind === 'reading') return read(() => performReading(json, deps.readings), deps)
  const { questions } = deps
  if (kind === 'question' && questions !== undefined) return read(() => performQuestion(json, questions), deps)
  const { threads } = deps
  if (kind === 'thread' && threads !== undefined) return read(() => performThread(json, threads), deps)
  if (kind === 'canary') return read(() => sendCanary(json, deps.canary), deps)
  if (kind === 'sweep') return read(() => performSweep(json, deps.sweeps), deps)
  if (kind === 'articles') return read(() => performArticles(json, deps.articles), deps)
  return act(json, deps)
}

const kindOf = (json: unknown): unknown =>
  typeof json === 'object' && json !== null && 'kind' in json ? json.kind : undefined

async function read(performing: () => Promise<Outcome>, deps: ActDeps): Promise<Outcome> {
  try {
    return await performing()
  } catch (error) {
    deps.log.fault('reading_interrupted', error, {})
    return RETRY
  }
}

async function act(json: unknown, deps: ActDeps): Promise<Outcome> {
  const action = openAction(json)
  if ('problem' in action) return { kind: 'dead', reason: 'malformed_action', detail: action.problem }
  try {
    return await performOne(action, deps)
  } catch (error) {
    // The table or a defect of ours. What was done in Chatwoot meanwhile is found at the next try.
    deps.log.fault('action_interrupted', error, about(action))
    return RETRY
  }
}

async function performOne(action: Action, deps: ActDeps): Promise<Outcome> {
  const begun = await deps.beginTry(action)
  if (begun.kind === 'unknown') {
    return { kind: 'dead', reason: 'unknown_action', detail: 'No such action was requested, or it has expired' }
  }
  if (begun.kind === 'settled') {
    deps.count('ActionsRepeated')
    return DONE
  }
  // What waits until it is switched on again would come too late, and over what people did meanwhile.
  if (await isSwitchedOff(action, deps)) return superseded(action, 'switched_off', deps)
  if (await deps.isOff(action.account, OUTAGE)) return held(action, deps)
  const access = await deps.book.find(action.account)
  if (access === 'unavailable') return later(action, { code: 'chatwoot_access_unavailable', denied: false }, deps)
  if (access === undefined) return withoutAccess(action, deps)
  const { attempts, firstTriedAtMs } = begun
  const nth = { attempts, firstTriedAtMs, key: deps.noteKey(action.id) }
  return settled(action, await carryOut(action, { chatwoot: deps.chatwoot(access), nth }, deps), deps)
}

const isSwitchedOff = async ({ account, verb }: Action, { isOff }: ActDeps): Promise<boolean> =>
  (await isOff(account, 'act')) || isOff(account, `act.${verb}`)

function settled(action: Action, ending: Ending, deps: ActDeps): Promise<Outcome> {
  switch (ending.kind) {
    case 'applied':
      return applied(action, ending.already, deps)
    case 'later':
      return later(action, ending, deps)
    case 'failed':
      return failed(action, ending, deps)
    case 'superseded':
      return superseded(action, ending.code, deps)
    case 'unapproved':
      return unapproved(action, ending.code, deps)
    case 'drafted':
      return drafted(action, ending.code, deps)
  }
}

async function applied(action: Action, already: boolean, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'applied' })
  deps.count('ActionsApplied')
  if (already) deps.count('ActionsRepeated')
  deps.log.info('action_applied', { ...about(action), already, tookMs: deps.now() - action.requestedAtMs })
  return DONE
}

async function failed(action: Action, ending: Ending & { kind: 'failed' }, deps: ActDeps): Promise<Outcome> {
  const { code, restored } = ending
  await deps.settle(action, { state: 'failed', code })
  deps.count('ActionsFailed')
  deps.log.error('action_failed', { ...about(action), error: code, restored })
  return DONE
}

async function superseded(action: Action, code: string, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'superseded', code })
  deps.count('ActionsSuperseded')
  deps.log.info('action_superseded', { ...about(action), why: code })
  return DONE
}

/** Chatwoot is not to be asked for anything just now. The tick sends it again when that is over. */
async function held(action: Action, deps: ActDeps): Promise<Outcome> {
  if (await deps.hold(action)) {
    deps.count('ActionsHeld')
    deps.log.info('action_held', about(action))
  }
  return DONE
}

/** Ordinary life: the customer wrote again, or it took too long. A person has to look at it once more. */
async function unapproved(action: Action, code: string, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'failed', code })
  deps.count('RepliesUnapproved')
  deps.log.warn('reply_unapproved', { ...about(action), why: code })
  return DONE
}

/** The draft has taken its place: a person decides whether it still fits. */
async function drafted(action: Action, code: string, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'superseded', code })
  deps.count('RepliesTooOld')
  deps.log.warn('reply_drafted', { ...about(action), why: code, ageMs: deps.now() - action.requestedAtMs })
  return DONE
}

/** Not giving Backdesk a token is a choice: the account is watched, and nothing is written to it. */
async function withoutAccess(action: Action, deps: ActDeps): Promise<Outcome> {
  const code = 'no_chatwoot_access'
  await deps.settle(action, { state: 'failed', code })
  deps.count('ActionsWithoutAccess')
  deps.log.warn(code, about(action))
  return DONE
}

/** Denied ones end in the dead-letter queue unless the token is put right meanwhile: from there they can be sent again. */
async function later(
  action: Action,
  { code, denied }: { readonly code: string; readonly denied: boolean },
  deps: ActDeps,
): Promise<Outcome> {
  if (denied) {
    deps.book.doubt()
    deps.log.error(code, about(action))
  } else {
    deps.log.warn('action_postponed', { ...about(action), error: code })
  }
  await deps.noteError(action, code)
  return RETRY
}

const about = ({ id, account, conversationId, verb, reason, correlationId }: Action): Fields => ({
  actionId: id,
  account,
  conversationId,
  verb,
  reason,
  correlationId,
})
