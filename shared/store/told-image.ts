/** Items whose writes are told on the bus and recorded nowhere else: the item is the record. */
import type { AttributeValue } from 'aws-lambda'
import { deriveSignalEvents } from '#domain/derive-signal-events'
import type { SignalEvent } from '#events/signal-events'
import { isSignalImage, signalInImage } from './stream-image.ts'

type Image = Readonly<Record<string, AttributeValue>>
export type Told = {
  readonly after: { readonly account: string; readonly conversationId: number; readonly correlationId: string }
  readonly events: readonly SignalEvent[]
}

/** What an image of the table's stream tells; undefined: it is of something else. @throws Error when it is misshapen. */
export function toldInImage(image: Image): Told | undefined {
  if (!isSignalImage(image)) return undefined
  const signal = signalInImage(image)
  return { after: signal, events: deriveSignalEvents(signal) }
}
