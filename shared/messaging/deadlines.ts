import type { SQSClient } from '@aws-sdk/client-sqs'
import { type DeadlineMessage, deadlineDelaySeconds, type RefreshMessage } from '#domain/deadline-message'
import { sendDelayed } from './queue.ts'

export type DeadlineQueue = {
  /** Each becomes visible at its instant, to the second: at most EARLY_MS before it. @throws the SDK's errors. */
  announce(deadlines: readonly DeadlineMessage[]): Promise<void>
  /** At once. */
  refresh(message: RefreshMessage): Promise<void>
}

/** The queue of conversations that have to be looked at. */
export function deadlineQueue(deps: {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly now: () => number
}): DeadlineQueue {
  return {
    announce: (deadlines) => {
      const nowMs = deps.now()
      return sendDelayed(
        deps,
        deadlines.map((one) => ({ body: JSON.stringify(one), delaySeconds: deadlineDelaySeconds(one.atMs, nowMs) })),
      )
    },
    refresh: (message) => sendDelayed(deps, [{ body: JSON.stringify(message), delaySeconds: 0 }]),
  }
}
