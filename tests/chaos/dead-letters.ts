/** What lies in dead-letter queues, and whether the run itself put it there. */

import { parsedJson } from '#runtime/json'
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
      const known = reason !== undefined && sent.has(letterOf(reason, bodyBehind(desk, body)))
      if (/inbound/i.test(queue) && known) {
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

/** Of a webhook that went by way of the bucket, the letter is what pointed there: S3's event, or a pointer of ours. */
function bodyBehind({ runner: { engines } }: Desk, letter: string): string {
  const { detail, bucket, key } = Object(parsedJson(letter)) as Pointing
  const [inBucket, at] = detail?.bucket === undefined ? [bucket, key] : [detail.bucket.name, detail.object?.key]
  if (typeof inBucket !== 'string' || typeof at !== 'string') return letter
  return engines.s3.get(inBucket, at)?.body.toString('utf8') ?? letter
}
type Pointing = {
  readonly detail?: { readonly bucket?: { readonly name: unknown }; readonly object?: { readonly key: unknown } }
  readonly bucket?: unknown
  readonly key?: unknown
}
