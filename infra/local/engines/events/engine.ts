/** EventBridge in process: buses without rules; the runner matches and delivers. */

export type BusEvent = {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  /** ISO 8601 with seconds. */
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

export type EventEntry = {
  readonly source: string
  readonly detailType: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly resources?: readonly string[]
  readonly atMs?: number
}

export type EventsEngine = {
  /** The bus `default` always exists; creating an existing bus does nothing. */
  createBus(name: string): void
  busNames(): readonly string[]
  /** An AWS service's own event, such as S3's on the default bus; also any event in process. */
  put(busName: string, entry: EventEntry): BusEvent
  /** Called for every accepted event, in order. Gives the unsubscriber. */
  onEvents(listener: (busName: string, event: BusEvent) => void): () => void
}
