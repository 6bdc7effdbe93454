import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { REGION, streamArn } from '../arn.ts'
import type { TableDescription } from './dynalite.ts'
import type { Item, StreamRecord, StreamViewType } from './engine.ts'
import { itemBytes, sameItem } from './item.ts'
import type { Change } from './sorted-map.ts'

/** DynamoDB keeps stream records for a day. */
const RETENTION_MS = 86_400_000
/** Real sequence numbers are up to 40 digits; equal lengths keep text and number order the same. */
const SEQUENCE_DIGITS = 21
const FIRST_SEQUENCE = 100_000_000_000_000_000_000n

export type StreamSnapshot = {
  readonly label: string
  readonly viewType: StreamViewType
  readonly sequence: string
  readonly records: readonly StreamRecord[]
}

type Listener = (record: StreamRecord) => void

/** The change stream of one table: ordered records, kept for a day of the clock. */
export class ChangeStream {
  readonly arn: string
  readonly label: string
  readonly viewType: StreamViewType
  readonly #clock: Clock
  #sequence = FIRST_SEQUENCE
  #records: StreamRecord[] = []

  constructor(table: string, viewType: StreamViewType, clock: Clock, label?: string) {
    this.label = label ?? new Date(clock.now()).toISOString().slice(0, -1)
    this.arn = streamArn(table, this.label)
    this.viewType = viewType
    this.#clock = clock
  }

  /** Appends the record of a change; a write that changed nothing leaves none, as in DynamoDB. */
  append(change: Change, table: TableDescription, byTimeToLive: boolean): StreamRecord | undefined {
    const { old, now } = change
    const image = now ?? old
    if (image === undefined || (old && now && sameItem(old, now))) return undefined
    this.#sequence += 1n
    const sequence = String(this.#sequence).padStart(SEQUENCE_DIGITS, '0')
    const keys: Item = Object.fromEntries(
      table.KeySchema.flatMap(({ AttributeName: name }) => (image[name] === undefined ? [] : [[name, image[name]]])),
    )
    const showsNew = this.viewType === 'NEW_AND_OLD_IMAGES' || this.viewType === 'NEW_IMAGE'
    const showsOld = this.viewType === 'NEW_AND_OLD_IMAGES' || this.viewType === 'OLD_IMAGE'
    const images = {
      ...(now && showsNew ? { NewImage: now } : {}),
      ...(old && showsOld ? { OldImage: old } : {}),
    }
    const record: StreamRecord = {
      eventID: createHash('md5').update(`${this.arn}\0${sequence}`).digest('hex'),
      eventName: old === undefined ? 'INSERT' : now === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      eventSourceARN: this.arn,
      ...(byTimeToLive ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.#clock.now() / 1000),
        Keys: keys,
        ...images,
        SequenceNumber: sequence,
        SizeBytes: [keys, ...Object.values(images)].reduce((bytes, item) => bytes + itemBytes(item), 0),
        StreamViewType: this.viewType,
      },
    }
    this.#forgetOld()
    this.#records.push(record)
    return record
  }

  after(sequenceNumber: string | undefined): readonly StreamRecord[] {
    this.#forgetOld()
    if (sequenceNumber === undefined) return [...this.#records]
    let low = 0
    let high = this.#records.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#records[middle]?.dynamodb.SequenceNumber ?? '') <= sequenceNumber) low = middle + 1
      else high = middle
    }
    return this.#records.slice(low)
  }

  snapshot(): StreamSnapshot {
    this.#forgetOld()
    return { label: this.label, viewType: this.viewType, sequence: String(this.#sequence), records: this.#records }
  }

  restore(snapshot: StreamSnapshot): void {
    this.#sequence = BigInt(snapshot.sequence)
    this.#records = [...snapshot.records]
  }

  #forgetOld(): void {
    const limitS = (this.#clock.now() - RETENTION_MS) / 1000
    let expired = 0
    while ((this.#records[expired]?.dynamodb.ApproximateCreationDateTime ?? limitS) < limitS) expired++
    if (expired > 0) this.#records.splice(0, expired)
  }
}

/** Listeners of all tables; each hears its records in order, after the writing call has ended. */
export class ChangeListeners {
  readonly #listeners = new Map<string, Set<Listener>>()

  add(table: string, listener: Listener): () => void {
    const set = this.#listeners.get(table) ?? new Set()
    this.#listeners.set(table, set)
    set.add(listener)
    return () => set.delete(listener)
  }

  /** A microtask later: a listener that throws or writes must not disturb the call that made the change. */
  tell(table: string, records: readonly StreamRecord[]): void {
    const set = this.#listeners.get(table)
    if (!set || records.length === 0) return
    queueMicrotask(() => {
      for (const record of records) for (const listener of [...set]) listener(record)
    })
  }
}
