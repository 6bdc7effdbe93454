import type { SQSRecord } from 'aws-lambda'
import type { ChatwootAccess } from '#chatwoot/access'
import type { ChatwootVerbs } from '#chatwoot/verbs'
import type { Action, ActionKey } from '#domain/action'
import { notOvertaken } from '#domain/overtaken'
import { OUTAGE } from '#domain/switches'
import { parsedJson } from '#runtime/json'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'
import { type CarryOutDeps, carryOut, type Try } from './carry-out.ts'
import type { Ending } from './ending.ts'
import { openAction } from './open-action.ts'
import { type ArticleDeps, performArticles } from './perform-articles.ts'
import { performQuestion, type QuestionDeps } from './perform-question.ts'
import { performReading, type ReadingDeps } from './perform-reading.ts'
import { performSweep, type SweepDeps } from './perform-sweep.ts'
import { performThread, type ThreadDeps } from './perform-thread.ts'
import { type CanaryDeps, sendCanary } from './send-canary.ts'
import { findReply } from './send-reply.ts'
import { about, held, later, settled, superseded, withoutAccess } from './settle-action.ts'

export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>
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
  /** `untilMs`: no call lasts longer than that. */
  readonly chatwoot: (access: ChatwootAccess, untilMs: number) => ChatwootVerbs
  readonly beginTry: (
    key: ActionKey,
  ) => Promise<Begun | { readonly kind: 'settled'; readonly state: string } | { readonly kind: 'unknown' }>
  readonly settle: (
    key: ActionKey,
    end: { readonly state: 'applied' } | { readonly state: 'failed' | 'superseded'; readonly code: string },
  ) => Promise<boolean>
  /** What actions of the same conversation have set that were wanted after this one, and are applied. */
  readonly touchedSince: (action: Action) => Promise<ReadonlySet<string>>
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
/** Nothing is begun any more after this time, and no try asks Chatwoot for anything after its own: the function has 60 s. */
export const BEGIN_WITHIN_MS = 10_000
export const TRY_MS = 40_000
/** Until then an action is in its turn: nothing that was asked for later can be done already. */
const IN_TURN_MS = 10_000

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
  const { attempts, firstTriedAtMs } = begun
  const nth = { attempts, firstTriedAtMs, key: deps.noteKey(action.id) }
  // What waits until it is switched on again would come too late, and over what people did meanwhile.
  if (await isSwitchedOff(action, deps)) return switchedOff(action, nth, deps)
  if (await deps.isOff(action.account, OUTAGE)) return held(action, deps)
  const left = await stillWanted(action, nth, deps)
  if (left === null) return superseded(action, 'overtaken', deps)
  return throughTheDoor(action, (chatwoot) => carryOut(left, { chatwoot, nth }, deps), deps)
}

type Work = (chatwoot: ChatwootVerbs) => Promise<Ending>

async function throughTheDoor(action: Action, work: Work, deps: ActDeps): Promise<Outcome> {
  const access = await deps.book.find(action.account)
  if (access === 'unavailable') return later(action, { code: 'chatwoot_access_unavailable', denied: false }, deps)
  if (access === undefined) return withoutAccess(action, deps)
  return settled(action, await work(deps.chatwoot(access, deps.now() + TRY_MS)), deps)
}

/**
 * Nothing is done any more. A reply of which an earlier try had no answer may have reached the customer all the same: that
 * is looked up, since whoever asks what was sent must be told the truth.
 */
function switchedOff(action: Action, nth: Try, deps: ActDeps): Promise<Outcome> {
  const code = 'switched_off'
  if (action.verb !== 'send_public_reply' || nth.attempts === 1) return superseded(action, code, deps)
  const look: Work = async (chatwoot) =>
    (await findReply(action, { chatwoot, nth }, deps)) ?? { kind: 'superseded', code }
  return throughTheDoor(action, look, deps)
}

/** Null: something later has taken its place. In its turn it is asked for nothing. */
async function stillWanted(action: Action, { attempts }: Try, deps: ActDeps): Promise<Action | null> {
  if (attempts === 1 && deps.now() - action.requestedAtMs < IN_TURN_MS) return action
  return notOvertaken(action, await deps.touchedSince(action))
}

const isSwitchedOff = async ({ account, verb }: Action, { isOff }: ActDeps): Promise<boolean> =>
  (await isOff(account, 'act')) || isOff(account, `act.${verb}`)
