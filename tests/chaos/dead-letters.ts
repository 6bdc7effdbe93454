/** What lies in dead-letter queues, and whether the run itself put it there. */
import type { Desk } from '#tests/e2e/desk'
import { letterOf } from './strangers.ts'

export type Letters = {
  /** By reason: those that the run sent to lie there. */
  readonly explained: Readonly<Record<string, number>>
  /** Queue, reason and detail of all others; what still waits in other queues too. */
  readonly unexplained: readonly string[]
}

export function deadLetters(desk: Desk, sent: ReadonlySet<string>): Letters {
  const explained: Record<string, number> = {}
  const unexplained: string[] = []
  for (const [queue, messages] of Object.entries(desk.messagesLeft())) {
    for (const { body, messageAttributes } of messages) {
      const reason = messageAttributes.reason?.StringValue
      if (/inbound/i.test(queue) && reason !== undefined && sent.has(letterOf(reason, body))) {
        explained[reason] = (explained[reason] ?? 0) + 1
      } else {
        unexplained.push(
          `${queue}: ${reason ?? 'without a reason'} ${messageAttributes.detail?.StringValue ?? ''} ${body.slice(0, 160)}`,
        )
      }
    }
  }
  return { explained, unexplained }
}
