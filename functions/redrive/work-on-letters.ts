import type { SQSClient } from '@aws-sdk/client-sqs'
import type { DeadLetter, LetterFilter } from '#domain/dead-letter'
import { isMeant } from '#domain/dead-letter'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import { resendLetters } from '#messaging/resend-letters'
import { type Taken, type TakeOptions, withLetters } from '#messaging/take-letters'
import { tokenBucket } from '#runtime/token-bucket'
import { droppedOf, type LetterRun, type LetterRunEnd, type LetterRunStore } from '#store/letter-runs'
import { type Rehearsed, rehearse } from './rehearse.ts'
import type { World } from './world.ts'

export type LetterDeps = {
  readonly client: SQSClient
  readonly runs: Pick<LetterRunStore, 'begin' | 'keepDropped' | 'end'>
  readonly world: World
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  /** How long SQS may wait for what its servers have; absent: as long as `withLetters` does. */
  readonly waitS?: number
}

/** Which letters, and within which bounds. */
export type Order = {
  readonly queue: DeadLetterQueue
  readonly filter: LetterFilter
  /** Letters at most. */
  readonly most: number
  /** Letters that are read at most, to find those that are meant. */
  readonly mostRead: number
  /** No new one is begun after this time. */
  readonly untilMs?: number
  /** None is read after this time, so that some is left for working on what was read; absent: `untilMs`. */
  readonly readUntilMs?: number
  readonly signal?: Pick<AbortSignal, 'aborted'>
  readonly onProgress?: (what: 'read' | 'done', done: number, of: number) => void
}
export type LetterBy = Pick<LetterRun, 'id' | 'account' | 'by' | 'via' | 'reason' | 'atMs'>

export type DryRun = {
  readonly letters: readonly (Rehearsed & { readonly letter: DeadLetter })[]
  /** Meant too, but beyond what was asked for. */
  readonly left: number
  /** False: not all of the queue was read. */
  readonly complete: boolean
}
export type Worked = LetterRunEnd & { readonly run: string; readonly complete: boolean; readonly error: unknown }

/** Whole letters in memory. */
const MOST_BYTES = 64 * 1024 * 1024
const DROPPED_AT_ONCE = 50

/** What sending these letters again would do now. Nothing is written, sent or deleted. */
export function dryRun(order: Order, deps: LetterDeps): Promise<DryRun> {
  return withLetters(at(order.queue, deps), taking(order, deps), async ({ taken, complete }) => {
    const some = taken.slice(0, order.most)
    const { rehearsed } = await rehearse(order.queue.name, some, { ...deps.world, isLate: () => isLate(order, deps) })
    const letters = rehearsed.flatMap((one, nth) => {
      const letter = some[nth]?.letter
      return letter === undefined ? [] : [{ ...one, letter }]
    })
    return { letters, left: taken.length - letters.length, complete }
  })
}

/** Which letters are meant, the description of each. */
export function peek(
  order: Order,
  deps: LetterDeps,
): Promise<{ readonly letters: readonly DeadLetter[] } & Pick<DryRun, 'left' | 'complete'>> {
  return withLetters(at(order.queue, deps), taking(order, deps), async ({ taken, complete }) => {
    const letters = taken.slice(0, order.most).map(({ letter }) => letter)
    return { letters, left: taken.length - letters.length, complete }
  })
}

/**
 * Sends letters to where they came from, at most so many a second. Kept account of from before the first until after the
 * last; what is left lies where it lay.
 */
export async function redrive(
  order: Order & { readonly perSecond: number },
  by: LetterBy,
  deps: LetterDeps,
): Promise<Worked> {
  const { queue, perSecond, signal } = order
  const { sourceUrl } = queue
  if (sourceUrl === null) throw new Error(`${queue.name} has no queue to send to`)
  const pace = tokenBucket(perSecond * 60, deps)
  return keptAccountOf({ ...by, queue: queue.name, what: 'redrive', filter: order.filter }, deps, async () => {
    let sent = 0
    // Of a FIFO group SQS gives out ten at a time; never more in all than lay there, or what dies again would go round.
    for (let nth = 0; ; nth += 1) {
      const before = sent
      const pass = await withLetters(at(queue, deps), taking(order, deps), async (read) => {
        const some = read.taken.slice(0, order.most - before)
        const resent = await resendLetters(some, read, {
          ...{ client: deps.client, sourceUrl, runId: `${by.id}/${nth}`, pace },
          signal: stopping(order, deps),
          onSent: (count) => order.onProgress?.('done', before + count, before + some.length),
        })
        sent += resent.sent.length
        return { ...resent, lying: read.lying, left: read.taken.length - resent.sent.length, complete: read.complete }
      })
      const isStopped = signal?.aborted === true || isLate(order, deps)
      const isMore = queue.fifo && pass.lying > pass.sent.length && pass.sent.length > 0 && sent < order.most
      if (isMore && pass.fault === undefined && !isStopped) continue
      const { fault, left, complete } = pass
      return { letters: sent, left, complete, fault, isStopped: isStopped && left > 0 }
    }
  })
}

/** Deletes letters for good. What is kept of each is written first: ids, reason, age and the digest of its text. */
export async function drop(order: Order, by: LetterBy, deps: LetterDeps): Promise<Worked> {
  const run: LetterRun = { ...by, queue: order.queue.name, what: 'drop', filter: order.filter }
  return keptAccountOf(run, deps, () =>
    withLetters(at(order.queue, deps), taking(order, deps), async ({ taken, complete, renew, remove }) => {
      const some = taken.slice(0, order.most)
      let dropped = 0
      let fault: unknown
      const stop = stopping(order, deps)
      for (let from = 0; from < some.length && !stop.aborted && fault === undefined; from += DROPPED_AT_ONCE) {
        const chunk = some.slice(from, from + DROPPED_AT_ONCE)
        try {
          await deps.runs.keepDropped(run, from / DROPPED_AT_ONCE, chunk.map(keptOf))
          await renew()
          await remove(chunk.map(({ letter }) => letter.id))
          dropped += chunk.length
          order.onProgress?.('done', dropped, some.length)
        } catch (error) {
          fault = error
        }
      }
      const left = taken.length - dropped
      return { letters: dropped, left, complete, fault, isStopped: stop.aborted && left > 0 }
    }),
  )
}

const keptOf = ({ letter, message }: Taken) => droppedOf(letter, message.Body ?? '')

type Ended = Pick<Worked, 'letters' | 'left' | 'complete'> & { readonly fault: unknown; readonly isStopped: boolean }

async function keptAccountOf(run: LetterRun, deps: LetterDeps, work: () => Promise<Ended>): Promise<Worked> {
  await deps.runs.begin(run)
  const ended = await work().catch((fault: unknown) => ({ ...NOTHING_DONE, fault }))
  const { letters, left, complete, fault, isStopped } = ended
  const state = fault !== undefined ? 'failed' : isStopped ? 'stopped' : 'done'
  const end = { state, letters, left, fault: nameOf(fault), endedAtMs: deps.now() } as const
  await deps.runs.end(run, end)
  return { ...end, run: run.id, complete, error: fault }
}

const NOTHING_DONE = { letters: 0, left: 0, complete: false, isStopped: false }

const nameOf = (fault: unknown): string | null =>
  fault === undefined ? null : fault instanceof Error ? fault.name : typeof fault

const at = ({ url }: DeadLetterQueue, { client, now }: LetterDeps) => ({ client, queueUrl: url, now })

const taking = (
  { filter, mostRead, untilMs, readUntilMs = untilMs, signal, onProgress }: Order,
  { waitS }: LetterDeps,
): TakeOptions => ({
  most: mostRead,
  whole: (letter) => isMeant(letter, filter),
  mostBytes: MOST_BYTES,
  ...(readUntilMs === undefined ? {} : { untilMs: readUntilMs }),
  ...(waitS === undefined ? {} : { waitS }),
  ...(signal === undefined ? {} : { signal }),
  onRead: (read, lying) => onProgress?.('read', read, lying),
})

const isLate = ({ untilMs = Number.POSITIVE_INFINITY }: Order, { now }: LetterDeps): boolean => now() >= untilMs

/** Aborted by whoever watches, or by the clock. */
function stopping(order: Order, deps: LetterDeps): Pick<AbortSignal, 'aborted'> {
  return {
    get aborted() {
      return order.signal?.aborted === true || isLate(order, deps)
    },
  }
}
