import { randomUUID } from 'node:crypto'
import type { Clock, Timer } from '../../clock.ts'
import type { LocalQueue } from './local-queue.ts'
import { invalidValue, sqsError } from './message.ts'

/** A move of dead letters, as ListMessageMoveTasks tells it. */
export type MoveTask = {
  readonly TaskHandle: string
  readonly Status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'
  readonly SourceArn: string
  readonly DestinationArn?: string
  readonly MaxNumberOfMessagesPerSecond?: number
  readonly ApproximateNumberOfMessagesMoved: number
  readonly ApproximateNumberOfMessagesToMove: number
  readonly FailureReason?: string
  readonly StartedTimestamp: number
}
export type Move = {
  readonly SourceArn: string
  readonly DestinationArn?: string
  readonly MaxNumberOfMessagesPerSecond?: number
}

export type Around = {
  readonly clock: Clock
  byArn(arn: string): LocalQueue | undefined
  sourcesOf(dlqArn: string): readonly LocalQueue[]
}

const MOST_A_SECOND = 500
const KEPT = 10

/**
 * Moves of dead letters: what is visible at the start, at once, or so many messages a second where a rate was asked for.
 * A message that was sent to the dead-letter queue directly has no source to go back to: without a destination the task
 * fails there, as in SQS, and the message stays. What has been moved stays moved when a task is cancelled.
 */
export class MoveTasks {
  readonly #around: Around
  readonly #tasks: MoveTask[] = []
  readonly #timers = new Map<string, Timer>()

  constructor(around: Around) {
    this.#around = around
  }

  start(move: Move): MoveTask {
    const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: rate } = move
    const source = this.#around.byArn(SourceArn)
    if (!source || (DestinationArn !== undefined && !this.#around.byArn(DestinationArn))) {
      throw notFound('The resource that you specified for the SourceArn or DestinationArn parameter does not exist.')
    }
    if (this.#around.sourcesOf(SourceArn).length === 0) {
      throw invalidValue('Source queue must be configured as a Dead Letter Queue.')
    }
    if (rate !== undefined && !(Number.isInteger(rate) && rate >= 1 && rate <= MOST_A_SECOND)) {
      throw invalidValue(
        `Value ${rate} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and ${MOST_A_SECOND}.`,
      )
    }
    if (this.of(SourceArn).some(({ Status }) => Status === 'RUNNING')) {
      throw unsupported(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    }
    const task: MoveTask = {
      ...move,
      TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: SourceArn })).toString('base64'),
      Status: 'RUNNING',
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: source.counts().visible,
      StartedTimestamp: this.#around.clock.now(),
    }
    this.#tasks.unshift(task)
    return this.#goOn(task)
  }

  /** How many had been moved. */
  cancel(handle: string): number {
    const task = this.#tasks.find(({ TaskHandle }) => TaskHandle === handle)
    if (task === undefined) throw notFound('Task does not exist.')
    if (task.Status !== 'RUNNING') throw unsupported('Only active tasks can be cancelled')
    this.#change(task, { Status: 'CANCELLED' })
    return task.ApproximateNumberOfMessagesMoved
  }

  /** The latest first. */
  of(sourceArn: string): readonly MoveTask[] {
    return this.#tasks.filter(({ SourceArn }) => SourceArn === sourceArn).slice(0, KEPT)
  }

  close(): void {
    for (const timer of this.#timers.values()) this.#around.clock.clear(timer)
  }

  #goOn(task: MoveTask): MoveTask {
    const { SourceArn, MaxNumberOfMessagesPerSecond: rate, ApproximateNumberOfMessagesToMove: all } = task
    const before = task.ApproximateNumberOfMessagesMoved
    const moved = this.#move(task, Math.min(rate ?? all, all - before))
    const now = { ApproximateNumberOfMessagesMoved: before + moved.count }
    if (moved.stuck)
      return this.#change(task, { ...now, Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' })
    const isOver = before + moved.count >= all || (this.#around.byArn(SourceArn)?.counts().visible ?? 0) === 0
    if (isOver) return this.#change(task, { ...now, Status: 'COMPLETED' })
    const next = this.#change(task, now)
    const { clock } = this.#around
    this.#timers.set(
      task.TaskHandle,
      clock.at(clock.now() + 1000, () => this.#goOn(next)),
    )
    return next
  }

  #move({ SourceArn, DestinationArn }: MoveTask, most: number): { readonly count: number; readonly stuck: boolean } {
    const source = this.#around.byArn(SourceArn)
    const destination = DestinationArn === undefined ? undefined : this.#around.byArn(DestinationArn)
    let count = 0
    let stuck = false
    for (const m of source?.takeVisible(most) ?? []) {
      const target = destination ?? (m.sourceArn === undefined ? undefined : this.#around.byArn(m.sourceArn))
      if (!target) {
        stuck = true
        source?.adopt(m)
        continue
      }
      // a moved message is a new one: id, sending time and receive count start again
      const { sourceArn: _, firstReceivedAtMs: __, ...rest } = m
      target.adopt({ ...rest, id: randomUUID(), receives: 0, sentAtMs: this.#around.clock.now() })
      count += 1
    }
    return { count, stuck }
  }

  #change(task: MoveTask, changes: Partial<MoveTask>): MoveTask {
    const next = { ...task, ...changes }
    this.#tasks.splice(
      this.#tasks.findIndex(({ TaskHandle }) => TaskHandle === task.TaskHandle),
      1,
      next,
    )
    if (next.Status !== 'RUNNING') {
      this.#around.clock.clear(this.#timers.get(task.TaskHandle))
      this.#timers.delete(task.TaskHandle)
    }
    return next
  }
}

/** The queue that a task's handle is about; of a handle that is none, an ARN that is nobody's. */
export function sourceOfTask(handle: string): string {
  const text = Buffer.from(handle, 'base64').toString()
  return /"sourceArn":"([^"]+)"/.exec(text)?.[1] ?? '-'
}

const notFound = (message: string) => sqsError('ResourceNotFoundException', message)
const unsupported = (message: string) =>
  sqsError('UnsupportedOperation', message, 'AWS.SimpleQueueService.UnsupportedOperation')
