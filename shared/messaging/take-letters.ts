import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { DeadLetter } from '#domain/dead-letter'
import { describeLetter } from './describe-letter.ts'

/** A letter that was taken out of its queue for the moment, whole. */
export type Taken = { readonly letter: DeadLetter; readonly message: Message }

export type TakeOptions = {
  /** Letters that are read at most. */
  readonly most: number
  /** Which of them are kept whole; of the others the description alone is kept. Absent: none is. */
  readonly whole?: (letter: DeadLetter) => boolean
  /** Bytes of bodies kept at most; reading stops there. */
  readonly mostBytes: number
  /** Nothing is read after this time. */
  readonly untilMs?: number
  /** How long SQS may wait for letters; 0 asks some of its servers only. */
  readonly waitS?: number
  readonly signal?: Pick<AbortSignal, 'aborted'>
  readonly onRead?: (read: number, lying: number) => void
}

export type Taking = {
  readonly letters: readonly DeadLetter[]
  /** Those that were to be kept whole, in the order in which they were sent. */
  readonly taken: readonly Taken[]
  /** How many lay there at the beginning, as SQS counts: about. */
  readonly lying: number
  /** False: a bound was met first, or it was stopped, and there may be more. */
  readonly complete: boolean
  /** Keeps those still out from coming back for two more minutes, where that is due. To be called now and then. */
  readonly renew: () => Promise<void>
  /** Deletes letters for good. @throws Error when SQS did not delete one. */
  readonly remove: (ids: readonly string[]) => Promise<void>
}

export type TakeDeps = {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly now: () => number
}

/** A letter that is out comes back after this time, whatever becomes of whoever took it. */
const HOLD_S = 120
const RENEW_MS = (HOLD_S / 2) * 1000
/** SQS asks all its servers when it is asked to wait; an answer may be empty for all that. */
const WAIT_S = 1
const EMPTY_ANSWERS = 2
const BATCH = 10

/**
 * Takes the letters of a dead-letter queue out for as long as `work` takes, and gives back those that it did not remove.
 * All of them, until nothing new comes; of a FIFO queue at most ten a group, since SQS gives out no more of it before
 * these are gone. Whoever is stopped in the middle loses nothing: what was out comes back by itself.
 * @throws what `work` and the SDK throw.
 */
export async function withLetters<Result>(
  deps: TakeDeps,
  options: TakeOptions,
  work: (taking: Taking) => Promise<Result>,
): Promise<Result> {
  const out = new Map<string, { readonly handle: string; untilMs: number }>()
  try {
    const read = await readAll(deps, options, out)
    return await work({
      ...read,
      renew: () => renew(out, deps),
      remove: (ids) => remove(ids, out, deps),
    })
  } finally {
    // Best done at once, since an alarm may count what is visible; what fails here comes back by itself.
    await setVisibility([...out.values()], 0, deps).catch(() => undefined)
  }
}

type Out = Map<string, { readonly handle: string; untilMs: number }>

async function readAll(
  deps: TakeDeps,
  {
    most,
    whole = () => false,
    mostBytes,
    untilMs = Number.POSITIVE_INFINITY,
    waitS = WAIT_S,
    signal,
    onRead,
  }: TakeOptions,
  out: Out,
): Promise<Pick<Taking, 'letters' | 'taken' | 'lying' | 'complete'>> {
  const lying = await lyingIn(deps)
  const letters = new Map<string, DeadLetter>()
  const taken = new Map<string, Taken>()
  let bytes = 0
  let empty = 0
  const isWithin = (): boolean =>
    letters.size < most && bytes < mostBytes && deps.now() < untilMs && signal?.aborted !== true
  while (empty < EMPTY_ANSWERS && isWithin()) {
    const messages = await receive(deps, { most: Math.min(BATCH, most - letters.size), waitS })
    const isNew = ({ MessageId = '' }: Message): boolean => !letters.has(MessageId)
    empty = messages.some(isNew) ? 0 : empty + 1
    for (const message of messages) {
      const { MessageId: id = '', ReceiptHandle: handle = '' } = message
      out.set(id, { handle, untilMs: deps.now() + HOLD_S * 1000 })
      const letter = describeLetter(message)
      letters.set(id, letter)
      if (taken.has(id) || !whole(letter)) continue
      taken.set(id, { letter, message })
      bytes += letter.bytes
    }
    onRead?.(letters.size, Math.max(lying, letters.size))
    await renew(out, deps)
  }
  const complete = empty >= EMPTY_ANSWERS
  const inOrder = [...taken.values()].sort((a, b) => orderOf(a) - orderOf(b))
  return { letters: [...letters.values()].sort((a, b) => a.atMs - b.atMs), taken: inOrder, lying, complete }
}

/** FIFO queues number their messages: the numbers are longer than a double can tell apart, but their order is that of time. */
const orderOf = ({ letter, message }: Taken): number => Number(message.Attributes?.SequenceNumber ?? letter.atMs)

async function receive(
  { client, queueUrl }: TakeDeps,
  { most, waitS }: { readonly most: number; readonly waitS: number },
): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: most,
    VisibilityTimeout: HOLD_S,
    WaitTimeSeconds: waitS,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  })
  return (await client.send(command)).Messages ?? []
}

/** How many can be received now, as SQS counts: about. */
export async function lyingIn({ client, queueUrl }: Pick<TakeDeps, 'client' | 'queueUrl'>): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }))
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0)
}

async function renew(out: Out, deps: TakeDeps): Promise<void> {
  const due = [...out.values()].filter(({ untilMs }) => untilMs - deps.now() < RENEW_MS)
  if (due.length === 0) return
  await setVisibility(due, HOLD_S, deps)
  for (const one of due) one.untilMs = deps.now() + HOLD_S * 1000
}

async function setVisibility(
  held: readonly { readonly handle: string }[],
  seconds: number,
  { client, queueUrl }: TakeDeps,
): Promise<void> {
  for (let from = 0; from < held.length; from += BATCH) {
    const Entries = held.slice(from, from + BATCH).map(({ handle }, index) => ({
      Id: String(index),
      ReceiptHandle: handle,
      VisibilityTimeout: seconds,
    }))
    // one that has come back meanwhile is refused, and that is as well
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
  }
}

async function remove(ids: readonly string[], out: Out, { client, queueUrl }: TakeDeps): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH)
    const Entries = some.map((id, index) => ({ Id: String(index), ReceiptHandle: out.get(id)?.handle ?? '' }))
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
    const failed = new Set(Failed.map(({ Id }) => Number(Id)))
    for (const [index, id] of some.entries()) if (!failed.has(index)) out.delete(id)
    if (failed.size > 0)
      throw new Error(`SQS did not delete ${failed.size} of ${some.length} letters: ${Failed[0]?.Code}`)
  }
}
