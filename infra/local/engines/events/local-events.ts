import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { ACCOUNT_ID, busArn, REGION } from '../arn.ts'
import { AwsError } from '../aws-error.ts'
import { Listeners } from '../listeners.ts'
import { operation, type RpcService } from '../service.ts'
import type { BusEvent, EventEntry, EventsEngine } from './engine.ts'

const MAX_ENTRIES = 10
/** Of all entries of one call together, as the EventBridge guide counts them. */
const MAX_BYTES = 262_144

export type EventsSnapshot = { readonly buses: readonly string[] }

type WireEntry = {
  readonly Source?: string
  readonly DetailType?: string
  readonly Detail?: string
  readonly EventBusName?: string
  readonly Resources?: readonly string[]
  /** Epoch seconds. */
  readonly Time?: number
}
type Refusal = { readonly ErrorCode: string; readonly ErrorMessage: string }

export class LocalEvents implements EventsEngine {
  readonly #clock: Clock
  readonly #buses = new Set(['default'])
  readonly #listeners = new Listeners<[string, BusEvent]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  createBus(name: string): void {
    this.#buses.add(name)
  }

  busNames(): readonly string[] {
    return [...this.#buses]
  }

  put(busName: string, entry: EventEntry): BusEvent {
    if (!this.#buses.has(busName)) throw new Error(`there is no event bus ${busName}`)
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.detailType,
      source: entry.source,
      account: ACCOUNT_ID,
      time: new Date(entry.atMs ?? this.#clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: entry.resources ?? [],
      detail: entry.detail,
    }
    this.#listeners.tell(busName, event)
    return event
  }

  onEvents(listener: (busName: string, event: BusEvent) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** PutEvents' answer: what is wrong with one entry is told there, the others go through. */
  putEntries(entries: readonly WireEntry[]): Record<string, unknown> {
    if (entries.length === 0 || entries.length > MAX_ENTRIES) {
      throw new AwsError(
        'ValidationException',
        "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10",
      )
    }
    if (entries.reduce((bytes, entry) => bytes + entryBytes(entry), 0) > MAX_BYTES) {
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.')
    }
    const Entries = entries.map((entry) => this.#putEntry(entry))
    return { FailedEntryCount: Entries.filter((e) => 'ErrorCode' in e).length, Entries }
  }

  snapshot(): EventsSnapshot {
    return { buses: this.busNames() }
  }

  restore(snapshot: EventsSnapshot): void {
    for (const name of snapshot.buses) this.createBus(name)
  }

  #putEntry(entry: WireEntry): Refusal | { readonly EventId: string } {
    const { Source, DetailType, Detail } = entry
    const absent = Object.entries({ Source, DetailType, Detail }).find(([, value]) => !value)?.[0]
    if (!Source || !DetailType || !Detail) {
      return refusal('InvalidArgument', `Parameter ${absent} is not valid. Reason: ${absent} is a required argument.`)
    }
    if (Source.startsWith('aws.')) return refusal('NotAuthorizedForSourceException', 'Not authorized for the source.')
    const detail = jsonObject(Detail)
    if (!detail) return refusal('MalformedDetail', 'Detail is malformed.')
    const bus = busNameOf(entry)
    // louder than AWS is known to be: a misspelt bus must not swallow events
    if (!this.#buses.has(bus)) return refusal('InvalidArgument', `Event bus ${bus} does not exist.`)
    const event = this.put(bus, {
      source: Source,
      detailType: DetailType,
      detail,
      resources: entry.Resources ?? [],
      ...(entry.Time === undefined ? {} : { atMs: entry.Time * 1000 }),
    })
    return { EventId: event.id }
  }
}

export const eventsService = (events: LocalEvents): RpcService => ({
  service: 'events',
  permissions: (name, input) => {
    const entries = (input.Entries ?? []) as readonly WireEntry[]
    return name === 'PutEvents'
      ? [{ action: name, resources: [...new Set(entries.map((e) => busArn(busNameOf(e))))] }]
      : []
  },
  operations: {
    PutEvents: operation<{ Entries?: readonly WireEntry[] }>((r) => events.putEntries(r.Entries ?? [])),
  },
})

/** A bus may be named by its ARN. */
const busNameOf = (entry: WireEntry): string => (entry.EventBusName ?? 'default').split('/').at(-1) ?? 'default'

const refusal = (ErrorCode: string, ErrorMessage: string): Refusal => ({ ErrorCode, ErrorMessage })

function entryBytes(entry: WireEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])]
  return (entry.Time === undefined ? 0 : 14) + texts.reduce((bytes, text) => bytes + Buffer.byteLength(text ?? ''), 0)
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
