/** Amazon Data Firehose in process: streams of records put directly, delivered into buckets of the S3 engine. */

export type NewDeliveryStream = {
  readonly name: string
  readonly bucket: string
  /** `!{timestamp:...}` in UTC, by the letters y, M, d, H, m and s. */
  readonly prefix: string
  readonly intervalSeconds: number
  readonly megabytes: number
  readonly gzip: boolean
}

export type FirehoseEngine = {
  /** Creates the stream, or gives an existing one these settings; what it holds stays in it. */
  ensure(stream: NewDeliveryStream): void
  streamNames(): readonly string[]
  /** Records that wait to be delivered. */
  waiting(name: string): number
  /** Delivers what waits now, whatever the hints say. */
  flush(): void
}
