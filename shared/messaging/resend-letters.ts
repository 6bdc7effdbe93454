import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { sha256Hex } from '#runtime/digest'
import { eachLimited } from '#runtime/retry'
import type { Pace } from '#runtime/token-bucket'
import { POST_MORTEM } from './describe-letter.ts'
import type { Taken, Taking } from './take-letters.ts'

export type Resending = {
  readonly client: SQSClient
  /** The queue before the dead-letter queue. */
  readonly sourceUrl: string
  /** Of this round. Within it a letter sent twice, because an answer was lost, is taken by a FIFO queue once. */
  readonly runId: string
  readonly pace: Pace
  readonly signal?: Pick<AbortSignal, 'aborted'>
  readonly onSent?: (sent: number) => void
}
export type Resent = {
  readonly sent: readonly string[]
  /** What ended it early: those that were not sent lie where they lay. */
  readonly fault: unknown
}

/** Sent side by side, where no order has to be kept. */
const AT_ONCE = 8

/**
 * Sends letters to the queue they came from, as they were, but for what tells how they died; each is deleted only once SQS
 * has confirmed that it has the new one. So a stop in between makes a message come twice, never not at all. The first
 * fault ends it: what failed after the SDK's own tries would fail for the others too.
 */
export async function resendLetters(
  taken: readonly Taken[],
  taking: Pick<Taking, 'renew' | 'remove'>,
  resending: Resending,
): Promise<Resent> {
  const { signal, pace, onSent } = resending
  const sent: string[] = []
  let fault: unknown
  await eachLimited(lanesOf(taken), AT_ONCE, async (lane) => {
    for (const one of lane) {
      if (fault !== undefined || signal?.aborted === true) return
      await pace()
      if (signal?.aborted) return
      try {
        await taking.renew()
        await resend(one, resending)
        await taking.remove([one.letter.id])
      } catch (error) {
        fault ??= error
        return
      }
      sent.push(one.letter.id)
      onSent?.(sent.length)
    }
  })
  return { sent, fault }
}

/** A FIFO group keeps its order. */
function lanesOf(taken: readonly Taken[]): Taken[][] {
  const lanes = new Map<string, Taken[]>()
  for (const one of taken) {
    const { id, groupId } = one.letter
    const name = groupId === null ? `letter ${id}` : `group ${groupId}`
    lanes.set(name, [...(lanes.get(name) ?? []), one])
  }
  return [...lanes.values()]
}

async function resend({ letter, message }: Taken, { client, sourceUrl, runId }: Resending): Promise<void> {
  const place =
    letter.groupId === null
      ? {}
      : { MessageGroupId: letter.groupId, MessageDeduplicationId: sha256Hex(`${runId} ${letter.id}`) }
  await client.send(
    new SendMessageCommand({
      QueueUrl: sourceUrl,
      MessageBody: message.Body,
      MessageAttributes: attributesOf(message.MessageAttributes ?? {}),
      ...(sourceUrl.endsWith('.fifo') ? place : {}),
    }),
  )
}

/** Binary ones too, though none is ours. */
const attributesOf = (all: Readonly<Record<string, MessageAttributeValue>>): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !POST_MORTEM.includes(name))
      .map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          DataType,
          ...(StringValue === undefined ? {} : { StringValue }),
          ...(BinaryValue === undefined ? {} : { BinaryValue }),
        },
      ]),
  )

/** What the message would be to its worker if it were received now. */
export const asResent = ({ letter, message }: Taken): Taken => ({
  letter,
  message: { ...message, MessageAttributes: attributesOf(message.MessageAttributes ?? {}) },
})
