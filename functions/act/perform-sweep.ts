import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import type { ChatwootSweeper, ConversationRead } from '#chatwoot/sweep-client'
import type { SweepAnswer, SweepRequest, Wanted } from '#domain/sweep/sweep-readings'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'
import { openSweep } from './open-sweep.ts'

type Fields = Readonly<Record<string, string | number>>
/** A conversation as it goes to the inbound queue. */
export type ReadConversation = {
  readonly account: string
  readonly chatwootAccountId: number
  readonly readAtMs: number
  readonly correlationId: string
  readonly wanted: Wanted
  readonly read: ConversationRead
  readonly lossesSinceMs: number
}

export type SweepDeps = {
  readonly now: () => number
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  readonly sweeper: (access: ChatwootAccess) => ChatwootSweeper
  /** Whether somebody has switched off `act`, readings as `act.read`, or `reconcile`. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** Tells whoever asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((answer: SweepAnswer) => Promise<void>) | undefined
  /** Puts what was read where webhooks go. */
  readonly hand: (conversation: ReadConversation) => Promise<void>
  readonly count: (name: 'SweepsAnswered' | 'SweepsFailed' | 'ConversationsRead', by?: number) => void
  readonly log: { warn(code: string, fields: Fields): void; error(code: string, fields: Fields): void }
}

/** Whoever asked has asked anew long before. */
const WORTH_MS = 1_800_000
/** Nothing further is begun after this time: others wait for Chatwoot too, and this goes on in another message. */
const BITE_MS = 6_000
/** So many failures are Chatwoot's, not the conversations'. */
const MOST_FAILURES = 2
const SWITCHES = ['act', 'act.read', 'reconcile']

type AnswerBody = SweepAnswer extends infer One ? (One extends SweepAnswer ? Omit<One, keyof Stamps> : never) : never
type Stamps = Pick<SweepAnswer, 'account' | 'requestId' | 'readAtMs' | 'correlationId'>
type Failure = { readonly code: string; readonly how: 'passing' | 'denied' | 'refused' }

/**
 * Makes one step of a sweep, and answers whoever asked. A step has no item: one that fails is answered so, and is asked
 * for again. @throws when an answer or a conversation cannot be sent; what came of it until then does no harm twice.
 */
export async function performSweep(message: unknown, deps: SweepDeps): Promise<Outcome> {
  const request = openSweep(message)
  if ('problem' in request) return { kind: 'dead', reason: 'malformed_sweep', detail: request.problem }
  if (deps.answer === undefined) {
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers to sweeps' }
  }
  const { account, id: requestId, correlationId } = request
  const readAtMs = deps.now()
  if (readAtMs - request.requestedAtMs > WORTH_MS) return DONE
  const body = await answerTo(request, readAtMs, deps)
  if (body.kind === 'sweep_failed') {
    deps.count('SweepsFailed')
    const level = body.how === 'passing' ? 'warn' : 'error'
    deps.log[level]('sweep_failed', { account, what: request.what, requestId, correlationId, error: body.code })
  } else {
    deps.count('SweepsAnswered')
  }
  await deps.answer({ ...body, account, requestId, readAtMs, correlationId } as SweepAnswer)
  return DONE
}

async function answerTo(request: SweepRequest, readAtMs: number, deps: SweepDeps): Promise<AnswerBody> {
  for (const name of SWITCHES) if (await deps.isOff(request.account, name)) return failed('switched_off', 'passing')
  const access = await deps.book.find(request.account)
  if (access === 'unavailable') return failed('chatwoot_access_unavailable', 'passing')
  if (access === undefined) return failed('no_chatwoot_access', 'denied')
  const sweeper = deps.sweeper(access)
  const untilMs = readAtMs + BITE_MS
  switch (request.what) {
    case 'changes':
      return rows(await sweeper.changes(request), { sweeper }, deps)
    case 'pages':
      return rows(await sweeper.pages(request, untilMs), { sweeper }, deps)
    case 'ratings': {
      const called = await sweeper.ratings(request)
      return called.kind === 'ok' ? { kind: 'sweep_ratings', ...called.value } : failure(called, deps)
    }
    case 'conversations':
      return conversations(request, { access, sweeper, untilMs, readAtMs }, deps)
  }
}

async function rows(
  called: Awaited<ReturnType<ChatwootSweeper['changes']>>,
  { sweeper }: { readonly sweeper: ChatwootSweeper },
  deps: SweepDeps,
): Promise<AnswerBody> {
  if (called.kind !== 'ok') return failure(called, deps)
  const administrator = await sweeper.isAdministrator()
  if (administrator.kind !== 'ok') return failure(administrator, deps)
  return { kind: 'sweep_rows', ...called.value, part: 1, parts: 1, administrator: administrator.value }
}

type Reading = {
  readonly access: ChatwootAccess
  readonly sweeper: ChatwootSweeper
  readonly untilMs: number
  readonly readAtMs: number
}

/** One after the other. What cannot be read although others can is left out: the next round comes to it again. */
async function conversations(
  request: Extract<SweepRequest, { readonly what: 'conversations' }>,
  reading: Reading,
  deps: SweepDeps,
): Promise<AnswerBody> {
  const left: Wanted[] = []
  const gone: number[] = []
  let read = 0
  const failures: Failure[] = []
  for (const wanted of request.conversations) {
    if (failures.length >= MOST_FAILURES || deps.now() >= reading.untilMs) {
      left.push(wanted)
      continue
    }
    const readAtMs = deps.now()
    const called = await reading.sweeper.conversation(wanted, reading.untilMs)
    if (called.kind !== 'ok') {
      const { conversationId } = wanted
      const { account, correlationId } = request
      failures.push(failure(called, deps))
      deps.log.warn('conversation_not_read', { account, conversationId, correlationId, error: called.code })
      continue
    }
    const { account, correlationId, lossesSinceMs } = request
    const { accountId: chatwootAccountId } = reading.access
    const about = { account, chatwootAccountId, readAtMs, correlationId, wanted, lossesSinceMs }
    if (called.value.kind === 'gone') {
      gone.push(wanted.conversationId)
      // Others are told nothing of what they may not see: for them missing is not gone.
      const sees = await reading.sweeper.isAdministrator()
      if (sees.kind === 'ok' && sees.value) await deps.hand({ ...about, read: called.value })
      continue
    }
    await deps.hand({ ...about, read: called.value })
    read += 1
    if (!called.value.complete) left.push({ ...wanted, afterMessageId: called.value.readToMessageId })
  }
  deps.count('ConversationsRead', read)
  const worst = failures.find(({ how }) => how === 'denied') ?? failures[0]
  if (worst !== undefined && read + gone.length === 0) return { kind: 'sweep_failed', ...worst }
  return { kind: 'sweep_conversations', read, gone, left }
}

function failure(called: Exclude<Called<unknown>, { readonly kind: 'ok' }>, deps: SweepDeps) {
  if (called.kind === 'denied') deps.book.doubt()
  return failed(called.code, called.kind)
}

const failed = (code: string, how: Failure['how']) => ({ kind: 'sweep_failed', code, how }) as const
