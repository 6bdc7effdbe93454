/** Who would come to what when, if everybody at work took the most urgent first. Pure and deterministic. */
import type { OpenStretch } from './calendar.ts'
import type { ClockName } from './sla-policy.ts'

/** A conversation that waits for work, with its next deadline. */
export type Waiting = {
  readonly conversationId: number
  readonly teamId: number | null
  readonly operatorId: number | null
  /** Without the vendor's prefix; null: not known. */
  readonly channel: string | null
  /** The clock that is due; null: not known, and taken for an answer. */
  readonly clock: ClockName | null
  readonly dueAtMs: number
}

/** A conversation and the time that its answer takes somebody. */
export type Task = { readonly of: Waiting; readonly takesMs: number }

/** Somebody at work, and the tasks that are his to take, each list the most urgent first. */
export type Worker = {
  readonly mayTake: readonly (readonly Task[])[]
  /** When he is there, in order; absent: all the time. What he has begun he ends. */
  readonly there?: readonly OpenStretch[]
}

export type Worked = {
  /** When each task is done, by conversation; who is not in it is answered by nobody. */
  readonly doneAtMs: ReadonlyMap<number, number>
  /** Workers, by place, that are there now and had nothing to do. */
  readonly idle: readonly number[]
}

export const byUrgency = (a: Task, b: Task): number =>
  a.of.dueAtMs - b.of.dueAtMs || a.of.conversationId - b.of.conversationId

type Busy = Pick<Worker, 'there'> & {
  readonly place: number
  readonly queues: Queue[]
  freeAtMs: number
  didAny: boolean
}
type Queue = { readonly tasks: readonly Task[]; next: number }

/**
 * Whoever is free first takes the most urgent task that is his to take and that nobody has begun, and ends it. Of several
 * who are free the first of `workers`. All of the work is there at the beginning, so what is due later never holds up what
 * is due sooner. Costs tasks times workers.
 */
export function simulateAnswers(workers: readonly Worker[], nowMs: number): Worked {
  const doneAtMs = new Map<number, number>()
  const idle: number[] = []
  let busy = workers.map(
    ({ mayTake, there }, place): Busy => ({
      ...(there === undefined ? {} : { there }),
      place,
      queues: mayTake.map((tasks) => ({ tasks, next: 0 })),
      freeAtMs: thereFrom(there, nowMs),
      didAny: false,
    }),
  )
  for (let free = firstFree(busy); free !== undefined; free = firstFree(busy)) {
    const task = free.freeAtMs === Number.POSITIVE_INFINITY ? undefined : mostUrgent(free.queues, doneAtMs)
    if (task === undefined) {
      const { place, didAny, freeAtMs } = free
      if (!didAny && freeAtMs === nowMs) idle.push(place)
      busy = busy.filter((one) => one.place !== place)
    } else {
      const endsAtMs = free.freeAtMs + task.takesMs
      free.freeAtMs = thereFrom(free.there, endsAtMs)
      free.didAny = true
      doneAtMs.set(task.of.conversationId, endsAtMs)
    }
  }
  return { doneAtMs, idle }
}

/** The first instant from `atMs` on at which he is there; infinity: he is not any more. */
function thereFrom(there: Worker['there'], atMs: number): number {
  if (there === undefined) return atMs
  const next = there.find(({ endMs }) => endMs > atMs)
  return next === undefined ? Number.POSITIVE_INFINITY : Math.max(atMs, next.startMs)
}

function firstFree(busy: readonly Busy[]): Busy | undefined {
  let first: Busy | undefined
  for (const one of busy) if (first === undefined || one.freeAtMs < first.freeAtMs) first = one
  return first
}

function mostUrgent(queues: readonly Queue[], begun: ReadonlyMap<number, number>): Task | undefined {
  let most: Task | undefined
  for (const queue of queues) {
    let task = queue.tasks[queue.next]
    while (task !== undefined && begun.has(task.of.conversationId)) {
      queue.next += 1
      task = queue.tasks[queue.next]
    }
    if (task !== undefined && (most === undefined || byUrgency(task, most) < 0)) most = task
  }
  return most
}
