/** SQS moves a whole queue of dead letters back by itself: for when all of it goes, and nothing has to be looked at. */
import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import type { LetterDeps } from '#functions/redrive/work-on-letters'

export type Moving = {
  readonly perSecond: number
  readonly signal: AbortSignal
  readonly onProgress: (moved: number, of: number) => void
}
export type Moved = {
  readonly state: 'done' | 'stopped' | 'failed'
  readonly letters: number
  readonly left: number
  readonly fault: string | null
}

const LOOK_EVERY_MS = 1_000

/** Returns once all is moved, or it was stopped: what has been moved by then stays moved. @throws the SDK's errors. */
export async function moveQueue(queue: DeadLetterQueue, moving: Moving, deps: LetterDeps): Promise<Moved> {
  const { client } = deps
  const SourceArn = await arnOf(queue.url, deps)
  const DestinationArn = await arnOf(queue.sourceUrl ?? '', deps)
  const start = { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: moving.perSecond }
  const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand(start))
  let cancelled = false
  for (;;) {
    const { Results: [task] = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
    const {
      Status = 'RUNNING',
      ApproximateNumberOfMessagesMoved: moved = 0,
      ApproximateNumberOfMessagesToMove: of = moved,
    } = task ?? {}
    moving.onProgress(moved, Math.max(of, moved))
    if (Status !== 'RUNNING' && Status !== 'CANCELLING') {
      const state = Status === 'COMPLETED' ? 'done' : Status === 'CANCELLED' ? 'stopped' : 'failed'
      return { state, letters: moved, left: Math.max(0, of - moved), fault: task?.FailureReason ?? null }
    }
    if (moving.signal.aborted && !cancelled) {
      cancelled = true
      // it may have ended a moment ago, which the next look shows
      await client.send(new CancelMessageMoveTaskCommand({ TaskHandle })).catch(() => undefined)
    } else await deps.wait(LOOK_EVERY_MS)
  }
}

async function arnOf(url: string, { client }: LetterDeps): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  )
  return Attributes?.QueueArn ?? ''
}
