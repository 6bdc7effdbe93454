import type { SQSRecord } from 'aws-lambda'
import { type AskMessage, isStale, readingsFor } from '#domain/ask-readings'
import { type CanaryRequest, canaryRequest, type WatchedCanary } from '#domain/canary'
import type { Reading, ReadingRequest } from '#domain/chatwoot-reading'
import { isCanarySilent } from '#domain/intake-health'
import { type Presence, type PresenceMark, type PresenceStep, takeReading } from '#domain/presence'
import { eachLimited, fullJitterMs, type Random } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { openMessage } from './open-message.ts'

type Fields = Readonly<Record<string, string | number>>
type Held = Presence & { readonly revision: number }

export type PresenceDeps = {
  /** Accounts that were ever heard of. */
  readonly accounts: () => Promise<readonly string[]>
  /** Whether somebody has switched off `presence` for the account. */
  readonly isOff: (account: string) => Promise<boolean>
  readonly mark: (account: string) => Promise<PresenceMark | undefined>
  readonly held: (account: string) => Promise<Held>
  readonly commit: (account: string, held: Held, step: PresenceStep) => Promise<'committed' | 'contended'>
  /** Of the account, if it has one and it is on. */
  readonly canary: (account: string) => Promise<WatchedCanary | null>
  /** Asks act for its next message. */
  readonly sendCanary: (request: CanaryRequest) => Promise<void>
  /** Asks act, which answers on our own queue, or not at all where the account has given no access. */
  readonly request: (request: ReadingRequest) => Promise<void>
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  readonly count: (name: 'PresenceRuns' | 'PresenceReadings' | 'OperatorsChanged', by?: number) => void
  readonly gauge: (name: 'PresenceStaleAccounts' | 'CanariesSilent', value: number) => void
  readonly log: {
    info(code: string, fields: Fields): void
    warn(code: string, fields: Fields): void
    fault(code: string, error: unknown, fields: Fields): void
  }
}

const ACCOUNTS_AT_ONCE = 8
const TRIES = 5
const BACKOFF = { baseMs: 50, capMs: 500 }

type Opened = { readonly messageId: string; readonly message: ReturnType<typeof openMessage> }

/**
 * Performs a batch of presence's queue: asks for readings, and takes those that came, the oldest first, since each
 * overtaken one would be lost.
 */
export async function performPresence(messages: readonly SQSRecord[], deps: PresenceDeps): Promise<Outcomes> {
  const opened = messages.map(({ messageId, body }) => ({ messageId, message: openMessage(body) }))
  const outcomes = new Map<string, Outcome>()
  for (const { messageId, message } of opened.toSorted((a, b) => readAtMs(a) - readAtMs(b)))
    outcomes.set(messageId, await perform(message, deps))
  return outcomes
}

const readAtMs = ({ message }: Opened): number => (message.kind === 'operators_read' ? message.readAtMs : 0)

async function perform(message: Opened['message'], deps: PresenceDeps): Promise<Outcome> {
  if (message.kind === 'malformed') return { kind: 'dead', reason: 'malformed_message', detail: message.problem }
  try {
    await (message.kind === 'ask' ? ask(message, deps) : take(message, deps))
    return DONE
  } catch (error) {
    deps.log.fault('presence_interrupted', error, { kind: message.kind, account: message.account ?? '*' })
    return RETRY
  }
}

async function ask({ account }: AskMessage, deps: PresenceDeps): Promise<void> {
  const accounts = account === undefined ? await deps.accounts() : [account]
  const atOnce = account !== undefined
  let stale = 0
  let silent = 0
  await eachLimited(accounts, ACCOUNTS_AT_ONCE, async (one) => {
    if (!atOnce && (await isCanaryMissed(one, deps))) silent += 1
    if (await deps.isOff(one)) return
    const mark = await deps.mark(one)
    if (isStale(mark, deps.now())) stale += 1
    for (const request of readingsFor(one, { mark, atOnce }, deps.now())) await deps.request(request)
  })
  if (atOnce) return
  deps.gauge('PresenceStaleAccounts', stale)
  deps.gauge('CanariesSilent', silent)
  deps.count('PresenceRuns')
}

/** Sends the canary's next message when it is due; true when none has been heard for too long. */
async function isCanaryMissed(account: string, deps: PresenceDeps): Promise<boolean> {
  const canary = await deps.canary(account)
  if (canary === null) return false
  const nowMs = deps.now()
  const request = canaryRequest(account, canary, nowMs)
  if (request !== null) await deps.sendCanary(request)
  return isCanarySilent(canary, nowMs)
}

async function take(reading: Reading, deps: PresenceDeps): Promise<void> {
  const { account, requestId, correlationId } = reading
  for (let nth = 0; nth < TRIES; nth++) {
    if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    const held = await deps.held(account)
    const step = takeReading(held, reading, deps.now())
    if (step === null) {
      if (reading.operators.length === 0) deps.log.warn('reading_lists_nobody', { account, requestId, correlationId })
      return
    }
    if ((await deps.commit(account, held, step)) === 'contended') continue
    tell(reading, step, deps)
    return
  }
  throw new Error("An account's operators stay contended")
}

function tell({ account, readAtMs: atMs, correlationId }: Reading, step: PresenceStep, deps: PresenceDeps): void {
  const { operators, directory } = step
  deps.count('PresenceReadings')
  if (operators.length > 0) {
    deps.count('OperatorsChanged', operators.length)
    deps.log.info('operators_changed', { account, operators: operators.length, correlationId })
  }
  const { serverVersion, serverVersionChange: change } = directory ?? {}
  // once: the change keeps the instant of the reading that showed it
  if (change?.readAtMs === atMs)
    deps.log.info('chatwoot_version_changed', { account, from: change.from, to: serverVersion ?? '', correlationId })
}
