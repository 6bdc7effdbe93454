/** Sends or drops dead letters of one account, as far as one request bears; whoever asks goes on while letters are left. */

import type { LetterFilter } from '#domain/dead-letter'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import type { Asked } from '#functions/api/account-route'
import type { AccountQuery } from '#functions/api/queries'
import { sha256Hex } from '#runtime/digest'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import type { LetterWorkBody } from './letter-inputs.ts'
import { MOST_READ, queueNamed, READ_MS, shownLetter } from './read-letters.ts'
import {
  drop,
  dryRun,
  type LetterBy,
  type LetterDeps,
  type Order,
  peek,
  redrive,
  type Worked,
} from './work-on-letters.ts'

export type LetterWorkDeps = LetterDeps & { readonly queues: readonly DeadLetterQueue[] }

type Request = Asked<AccountQuery, LetterWorkBody>

/** API Gateway waits 30 s for an answer. */
const WORK_MS = 20_000
const MOST_LETTERS = 100
const PER_SECOND = 20

/** POST /v1/dead-letters/{queue}/redrive. */
export async function redriveAsked(asked: Request, deps: LetterWorkDeps): Promise<Answer> {
  const order = orderOf(asked, deps)
  if ('kind' in order) return order
  const { queue } = order
  if (queue.sourceUrl === null) return refused(409, 'cannot_redrive', queue.again)
  if (!asked.body.dryRun)
    return worked(await redrive({ ...order, perSecond: PER_SECOND }, byOf(asked, deps), deps), {
      asked,
      what: 'redrive',
    })
  const run = await dryRun(order, deps)
  const items = run.letters.map(({ letter, effect, code, does }) => ({ ...shownLetter(letter), effect, code, does }))
  return told(asked, { items, left: run.left, complete: run.complete })
}

/** POST /v1/dead-letters/{queue}/drop. */
export async function dropAsked(asked: Request, deps: LetterWorkDeps): Promise<Answer> {
  const order = orderOf(asked, deps)
  if ('kind' in order) return order
  if (!asked.body.dryRun) return worked(await drop(order, byOf(asked, deps), deps), { asked, what: 'drop' })
  const { letters, left, complete } = await peek(order, deps)
  return told(asked, { items: letters.map((letter) => ({ ...shownLetter(letter), effect: 'goes' })), left, complete })
}

function orderOf({ account, path, body }: Request, deps: LetterWorkDeps) {
  const queue = queueNamed(path.queue, deps)
  if ('kind' in queue) return queue
  const { letters, letterReason } = body
  const filter: LetterFilter = {
    account,
    ...(letterReason === undefined ? {} : { reason: letterReason }),
    ...(letters === undefined ? {} : { ids: letters }),
  }
  const nowMs = deps.now()
  const bounds = { most: MOST_LETTERS, mostRead: MOST_READ, readUntilMs: nowMs + READ_MS, untilMs: nowMs + WORK_MS }
  return { queue, filter, ...bounds } satisfies Order
}

/** The same request, sent again by whoever delivered it, is the same run. */
function byOf({ account, by, body, correlationId }: Request, { now }: LetterWorkDeps): LetterBy {
  const id = sha256Hex(`${account} ${correlationId}`).slice(0, 32)
  return { id, account, by, via: 'api', reason: body.reason ?? null, atMs: now() }
}

type Left = { readonly left: number; readonly complete: boolean }

/** More may be there while some that were read are left, or not all were read. */
const isMore = ({ left, complete }: Left): boolean => left > 0 || !complete

const told = (
  { account, path }: Request,
  { items, left, complete }: Left & { readonly items: readonly object[] },
): Answer => ({
  kind: 'json',
  body: { account, queue: path.queue, dryRun: true, items, left, complete, more: isMore({ left, complete }) },
})

function worked(
  { error, ...ended }: Worked & { readonly run: string },
  { asked, what }: { readonly asked: Request; readonly what: 'redrive' | 'drop' },
): Answer {
  const { letters, left, state, fault, complete, run } = ended
  const { account, path } = asked
  asked.done(`letters.${what}`, { queue: path.queue ?? '', run, state, letters, left })
  // Nothing came of it: the answer is the fault's own. Else what was done is done, and has to be told.
  if (error !== undefined && letters === 0) throw error
  const counted = { letters, left, complete, more: isMore(ended) }
  return { kind: 'json', body: { account, queue: path.queue, dryRun: false, run, state, fault, ...counted } }
}
