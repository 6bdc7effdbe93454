import type { SQSRecord } from 'aws-lambda'
import { beginning, type Checkpoint, type Lane, listRequest } from '#domain/sweep/checkpoint'
import { isSilent, mayBeSilent, withDue } from '#domain/sweep/due-sweeps'
import type { SweepRequest } from '#domain/sweep/sweep-readings'
import { eachLimited, fullJitterMs } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { type AskMessage, openMessage } from './open-message.ts'
import type { ReconcileDeps } from './reconcile-deps.ts'
import { takeAnswer } from './take-answer.ts'

const ACCOUNTS_AT_ONCE = 8
const TRIES = 6
const BACKOFF = { baseMs: 40, capMs: 640 }

/** What becomes of a checkpoint, and what has to be asked once that is written; null: nothing. */
export type Move = { readonly checkpoint: Checkpoint; readonly requests: readonly SweepRequest[] } | null

/** Performs a batch of reconcile's queue: begins the sweeps that are due, and goes on with those that were answered. */
export async function performReconcile(messages: readonly SQSRecord[], deps: ReconcileDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  for (const { messageId, body } of messages) outcomes.set(messageId, await perform(openMessage(body), deps))
  return outcomes
}

async function perform(message: ReturnType<typeof openMessage>, deps: ReconcileDeps): Promise<Outcome> {
  if (message.kind === 'malformed') return { kind: 'dead', reason: 'malformed_message', detail: message.problem }
  try {
    if (message.kind === 'ask') await ask(message, deps)
    else await moved(message.account, deps, (checkpoint) => takeAnswer(checkpoint, message, deps))
    return DONE
  } catch (error) {
    deps.log.fault('reconcile_interrupted', error, { kind: message.kind, account: message.account ?? '*' })
    return RETRY
  }
}

async function ask({ account, sinceMs }: AskMessage, deps: ReconcileDeps): Promise<void> {
  const atOnce = account !== undefined
  const accounts = atOnce ? [account] : await deps.accounts()
  let silentAccounts = 0
  await eachLimited(accounts, ACCOUNTS_AT_ONCE, async (one) => {
    const silent = await deps.isSilent(one)
    if (silent) silentAccounts += 1
    if (await deps.isOff(one, 'reconcile')) return
    await moved(one, deps, async (held) => {
      const begun = held ?? beginning(one, deps.now())
      const next = await due(atOnce ? wished(begun, sinceMs) : begun, silent, deps)
      return next.requests.length > 0 || atOnce ? next : null
    })
  })
  if (atOnce) return
  deps.gauge('IntakeSilentAccounts', silentAccounts)
  deps.count('ReconcileRuns')
}

/** Somebody asks for it: at once, and with history if they say how far back. */
const wished = (checkpoint: Checkpoint, sinceMs: number | undefined): Checkpoint => ({
  ...checkpoint,
  atOnce: true,
  ...(sinceMs === undefined ? {} : { wantedSinceMs: Math.min(sinceMs, checkpoint.wantedSinceMs ?? sinceMs) }),
})

/** Silence is told by the desk as a whole, or by sweeps that find what no webhook had told. */
async function due(checkpoint: Checkpoint, isDeskSilent: boolean, deps: ReconcileDeps): Promise<Exclude<Move, null>> {
  const nowMs = deps.now()
  const heardAtMs = () => deps.heardAtMs(checkpoint.account)
  const silent = isDeskSilent || (mayBeSilent(checkpoint, nowMs) && isSilent(checkpoint, await heardAtMs(), nowMs))
  const { checkpoint: after, asked } = withDue(checkpoint, { nowMs, silent })
  return { checkpoint: after, requests: requestsIn(after, asked, nowMs) }
}

const requestsIn = (checkpoint: Checkpoint, lanes: readonly Lane[], nowMs: number): SweepRequest[] =>
  lanes.flatMap((lane) => {
    const sweep = checkpoint[lane]
    return sweep === undefined ? [] : [listRequest(sweep, checkpoint, nowMs)]
  })

/**
 * Moves an account's checkpoint on, by one conditional write, and only then asks: an answer must find that it is
 * waited for. A request that could not be sent is made good when its step is asked again.
 */
async function moved(
  account: string,
  deps: ReconcileDeps,
  move: (checkpoint: Checkpoint | undefined) => Promise<Move> | Move,
): Promise<void> {
  for (let nth = 0; nth < TRIES; nth++) {
    if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    const held = await deps.read(account)
    const next = await move(held?.checkpoint)
    if (next === null) return
    if ((await deps.write(next.checkpoint, held)) === 'contended') continue
    for (const request of next.requests) await deps.request(request)
    return
  }
  throw new Error("An account's checkpoint stays contended")
}
