import type { Clock } from '../clock.ts'
import type { DynamoEngine } from './dynamodb/engine.ts'
import type { EventsEngine } from './events/engine.ts'
import type { S3Engine } from './s3/engine.ts'
import type { SecretsEngine } from './secrets/engine.ts'
import type { Authorize, Faults } from './service.ts'
import type { SnsEngine } from './sns/engine.ts'
import type { SqsEngine } from './sqs/engine.ts'

export type ControlRequest = {
  readonly method: string
  /** What follows `/_backdesk/<name>`, without a leading slash. */
  readonly rest: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}
export type ControlReply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text and buffers go out as they are, anything else as JSON. */
  readonly body?: unknown
}
export type ControlHandler = (request: ControlRequest) => ControlReply | Promise<ControlReply>

export type EngineOptions = {
  readonly clock: Clock
  /** Default 0: any free port. */
  readonly port?: number
  /** Folder for the snapshot; without it a stop forgets everything. */
  readonly dataDir?: string
  readonly authorize?: Authorize
  readonly faults?: Faults
  /** Called with one stable code and fields; never with bodies. */
  readonly log?: (code: string, fields: Readonly<Record<string, unknown>>) => void
}

export type Engines = {
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL_*. */
  readonly url: string
  readonly sqs: SqsEngine
  readonly dynamodb: DynamoEngine
  readonly s3: S3Engine
  readonly events: EventsEngine
  readonly secrets: SecretsEngine
  readonly sns: SnsEngine
  /** Handlers of `/_backdesk/<name>/...`, by name. */
  readonly control: Map<string, ControlHandler>
  /** Replaces the fault injector; undefined takes it away. */
  setFaults(faults: Faults | undefined): void
  /** Replaces the authorizer, for instance after the template has been read. */
  setAuthorize(authorize: Authorize | undefined): void
  /** Writes the snapshot now; does nothing without a `dataDir`. */
  save(): Promise<void>
  /** Closes the port, stops timers, writes the snapshot. */
  stop(): Promise<void>
}

/** Starts all engines on one port of 127.0.0.1, with the state of `dataDir` if there is one. */
export async function startEngines(_options: EngineOptions): Promise<Engines> {
  throw new Error('not yet')
}
