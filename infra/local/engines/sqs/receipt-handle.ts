import { randomUUID } from 'node:crypto'
import { sqsError } from './message.ts'

/** A handle of one receive: opaque to clients, but it says which message it was for. */
export const newHandle = (messageId: string): string =>
  Buffer.from(`${messageId} ${randomUUID()}`).toString('base64url')

/** The id of the message that a handle was for; throws SQS's refusal of a text that never was a handle. */
export function messageIdOf(handle: string): string {
  const id = /^([0-9a-f-]{36}) [0-9a-f-]{36}$/.exec(Buffer.from(handle, 'base64url').toString())?.[1]
  if (id === undefined) {
    throw sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`)
  }
  return id
}
