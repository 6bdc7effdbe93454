/** DynamoDB in process: what the runner's stream pollers and tests use beside the HTTP API. */

/** DynamoDB JSON as on the wire: numbers as text, binary as base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Readonly<Record<string, AttributeValue>> }
export type Item = Readonly<Record<string, AttributeValue>>

export type StreamViewType = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY'

/** One stream record, exactly as a Lambda event source hands it over in `event.Records`. */
export type StreamRecord = {
  readonly eventID: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly eventVersion: '1.1'
  readonly eventSource: 'aws:dynamodb'
  readonly awsRegion: string
  readonly eventSourceARN: string
  /** Only on deletes by time to live. */
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: 'dynamodb.amazonaws.com' }
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: Item
    readonly NewImage?: Item
    readonly OldImage?: Item
    /** Rises with every record of the table; compare as numbers or as text of equal length. */
    readonly SequenceNumber: string
    readonly SizeBytes: number
    readonly StreamViewType: StreamViewType
  }
}

/** Capacity units consumed since the last reset; reads of one index entry page count by size, as DynamoDB bills them. */
export type Units = { readonly read: number; readonly write: number }

export type DynamoEngine = {
  /** Any operation in process, with the wire's JSON; throws AwsError. */
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>
  /**
   * Creates the table (CreateTable's input, TTL attribute beside it), or fits a restored one to it: an unchanged table keeps its
   * items, changed indexes are rebuilt from them. Changed primary keys throw.
   */
  ensureTable(input: Readonly<Record<string, unknown>>, ttlAttribute?: string): Promise<void>
  /** Called for each record in order, after the write (or the whole transaction) has succeeded. Gives the unsubscriber. */
  onChange(tableName: string, listener: (record: StreamRecord) => void): () => void
  /** Records of the last 24 hours after a sequence number (exclusive), in order. Empty for a table without a stream. */
  records(tableName: string, afterSequenceNumber?: string): readonly StreamRecord[]
  /** Undefined for a table without a stream. */
  streamArn(tableName: string): string | undefined
  tableNames(): readonly string[]
  units(tableName: string): Units
  resetUnits(): void
  /** Deletes what has expired by the clock; also runs by itself every minute of the clock. Gives the count. */
  sweepTtl(): number
}
