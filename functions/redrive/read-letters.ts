/** Dead letters of one account, queue by queue and letter by letter. Looking changes nothing. */
import type { SQSClient } from '@aws-sdk/client-sqs'
import { type DeadLetter, isMeant, tallyOf } from '#domain/dead-letter'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import type { Asked } from '#functions/api/account-route'
import { withLetters } from '#messaging/take-letters'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { LetterRunStore } from '#store/letter-runs'
import { decodeCursor, encodeCursor } from '#store/queue-cursor'
import type { LettersQuery, RunsQuery } from './letter-inputs.ts'
import { canRehearse } from './rehearse.ts'

export type LetterReadDeps = {
  readonly client: SQSClient
  readonly queues: readonly DeadLetterQueue[]
  readonly runs: Pick<LetterRunStore, 'list'>
  readonly now: () => number
  /** How long SQS may wait for what its servers have. */
  readonly waitS?: number
}

/** Of one queue and request: what lies there beyond is for the command line. */
export const MOST_READ = 2_000
export const READ_MS = 8_000

/** GET /v1/dead-letters: every queue, those without letters too, so that one sees that they were looked at. */
export async function listQueues(account: string, deps: LetterReadDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const items = await Promise.all(
    deps.queues.map(async (queue) => {
      const { letters, complete } = await lettersIn(queue, { account }, deps)
      return { ...aboutQueue(queue), ...tallyOf(letters), complete }
    }),
  )
  return { kind: 'json', body: { account, items }, fresh: { asOfMs } }
}

/** GET /v1/dead-letters/{queue}: the oldest first. */
export async function showQueue(
  { account, path, query }: Pick<Asked<LettersQuery>, 'account' | 'path' | 'query'>,
  deps: LetterReadDeps,
): Promise<Answer> {
  const queue = queueNamed(path.queue, deps)
  if ('kind' in queue) return queue
  const { reason, limit } = query
  const scope = ['dead-letters', account, queue.name, reason ?? null]
  const from = query.cursor === undefined ? null : decodeCursor(scope, query.cursor, /^\d{15} [\w-]*$/)
  if (query.cursor !== undefined && from === null)
    return {
      ...refused(400, 'bad_cursor', 'This cursor is not of this list. Start again without it.'),
      parameter: 'cursor',
    }
  const asOfMs = deps.now()
  const { letters, complete } = await lettersIn(queue, { account }, deps)
  const meant = letters
    .filter((letter) => isMeant(letter, reason === undefined ? {} : { reason }))
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  const rest = from === null ? meant : meant.filter((letter) => placeOf(letter) > from.after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const nextCursor =
    last === undefined || rest.length <= limit ? null : encodeCursor(scope, { after: placeOf(last), conversationId: 0 })
  return {
    kind: 'json',
    body: {
      ...{ account, ...aboutQueue(queue), ...tallyOf(letters), complete },
      items: page.map(shownLetter),
      nextCursor,
    },
    fresh: { asOfMs },
  }
}

/** GET /v1/dead-letter-runs: who did what to letters of this account alone, newest first. */
export async function readRuns(
  { account, query }: Pick<Asked<RunsQuery>, 'account' | 'query'>,
  deps: LetterReadDeps,
): Promise<Answer> {
  const asOfMs = deps.now()
  const runs = await deps.runs.list(account, query.limit)
  const items = runs.map(({ account: _same, filter, ...run }) => {
    const { reason = null, ids } = filter
    return { ...run, meant: { letterReason: reason, letters: ids?.length ?? null } }
  })
  return { kind: 'json', body: { account, items }, fresh: { asOfMs } }
}

export function queueNamed(
  name: string | undefined,
  { queues }: Pick<LetterReadDeps, 'queues'>,
): DeadLetterQueue | Refusal {
  const found = queues.find((queue) => queue.name === name)
  if (found !== undefined) return found
  const names = queues.map((queue) => queue.name).join(', ')
  return refused(404, 'no_such_queue', `There is no queue of dead letters of that name. There are: ${names}.`)
}

function lettersIn(queue: DeadLetterQueue, filter: { readonly account: string }, deps: LetterReadDeps) {
  const { client, now, waitS } = deps
  const bounds = { most: MOST_READ, mostBytes: Number.POSITIVE_INFINITY, untilMs: now() + READ_MS }
  return withLetters(
    { client, queueUrl: queue.url, now },
    waitS === undefined ? bounds : { ...bounds, waitS },
    async ({ letters, complete }) => ({ letters: letters.filter((letter) => isMeant(letter, filter)), complete }),
  )
}

/** In the order of time; ids tell apart what came in one millisecond. */
const placeOf = ({ atMs, id }: DeadLetter): string => `${String(atMs).padStart(15, '0')} ${id}`

const aboutQueue = ({ name, holds, again, sourceUrl }: DeadLetterQueue) => ({
  queue: name,
  holds,
  again,
  canRedrive: sourceUrl !== null,
  canRehearse: canRehearse(name),
})

/** Without attributes and text: the first are for whoever mends a worker, the second is the customer's. */
export const shownLetter = ({ id, reason, detail, atMs, conversationId, correlationId, bytes }: DeadLetter) => ({
  ...{ id, reason, detail, atMs, conversationId, correlationId, bytes },
})
