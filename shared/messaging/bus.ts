import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { fullJitterMs, type Random } from '#runtime/retry'

/** Source of everything Backdesk puts on its bus. */
export const EVENT_SOURCE = 'backdesk'

export type BusEvent = { readonly id: string; readonly type: string; readonly occurredAtMs: number }

export type BusDeps = {
  readonly client: EventBridgeClient
  readonly busName: string
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

/** EventBridge takes ten entries a call. The service's limit is 1 MB; 256 KB is what every Region and emulator takes. */
const ENTRIES = 10
const CALL_BYTES = 256_000
const ROUNDS = 3
const BACKOFF = { baseMs: 50, capMs: 400 }

type Pending = { readonly id: string; readonly entry: PutEventsRequestEntry; readonly bytes: number }

/**
 * Puts events on the bus, in order, in as few calls as the limits allow. Entries the service refused are tried again.
 * Returns the ids of the events that are still not on the bus. @throws the SDK's errors, when a whole call failed.
 */
export function busPublisher(deps: BusDeps): (events: readonly BusEvent[]) => Promise<ReadonlySet<string>> {
  return async (events) => {
    let pending = events.map((event) => toPending(event, deps.busName))
    for (let round = 0; round < ROUNDS && pending.length > 0; round++) {
      if (round > 0) await deps.wait(fullJitterMs(round, BACKOFF, deps.random))
      const refused: Pending[] = []
      for (const call of inCalls(pending)) refused.push(...(await put(call, deps.client)))
      pending = refused
    }
    return new Set(pending.map(({ id }) => id))
  }
}

function toPending(event: BusEvent, busName: string): Pending {
  const Detail = JSON.stringify(event)
  const entry = {
    EventBusName: busName,
    Source: EVENT_SOURCE,
    DetailType: event.type,
    Detail,
    Time: new Date(event.occurredAtMs),
  }
  // What EventBridge counts: 14 bytes for Time, and the UTF-8 lengths of source, detail type and detail.
  const bytes = 14 + EVENT_SOURCE.length + Buffer.byteLength(event.type) + Buffer.byteLength(Detail)
  return { id: event.id, entry, bytes }
}

/** In order, as full as the limits allow; an entry above the limit travels alone, and the service says no to it. */
function inCalls(pending: readonly Pending[]): Pending[][] {
  const calls: Pending[][] = []
  let bytes = 0
  for (const item of pending) {
    const call = calls.at(-1)
    if (!call || call.length === ENTRIES || bytes + item.bytes > CALL_BYTES) {
      calls.push([item])
      bytes = item.bytes
    } else {
      call.push(item)
      bytes += item.bytes
    }
  }
  return calls
}

async function put(call: readonly Pending[], client: EventBridgeClient): Promise<Pending[]> {
  const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: call.map(({ entry }) => entry) }))
  return call.filter((_, index) => !Entries[index]?.EventId)
}
