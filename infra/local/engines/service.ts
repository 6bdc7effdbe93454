/** What the HTTP server knows of a service, and what callers may hook into every call. */

export type ServiceName = 'sqs' | 'dynamodb' | 's3' | 'events' | 'secretsmanager' | 'sns' | 'firehose' | 'lambda'

/**
 * One permission that a call needs, in IAM's words: `action` without the service prefix (`SendMessage` also for
 * SendMessageBatch, `PutItem` for a Put in a transaction), `resources` as ARNs. A call may need several.
 */
export type Permission = { readonly action: string; readonly resources: readonly string[] }

export type AuthorizedCall = Permission & { readonly service: ServiceName; readonly accessKeyId: string }

/** Throws `accessDenied(...)` to refuse. Called once per permission, before the call has any effect. */
export type Authorize = (call: AuthorizedCall) => void

/** An SDK call as the fault injector sees it; `operation` is the API's name (`SendMessageBatch`). */
export type FaultCall = {
  readonly service: ServiceName
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
}

export type Fault = {
  /** Real milliseconds, whatever the engines' clock says: the SDK's timeouts are real too. */
  readonly delayMs?: number
  readonly error?: { readonly type: string; readonly status: number; readonly message?: string }
  /** `after`: the call takes effect and only its answer is lost, as when a connection breaks. Default `before`. */
  readonly when?: 'before' | 'after'
}

export type Faults = (call: FaultCall) => Fault | undefined

export type CallContext = {
  readonly accessKeyId: string
  /** Aborted when the client goes away or the server stops. */
  readonly signal: AbortSignal
}

/** One API operation; the input is the parsed JSON body or the decoded form. */
export type Operation = (input: unknown, context: CallContext) => unknown

/**
 * Gives an operation's input its wire type. The one place where request bodies are trusted to have the shape that the
 * SDK's own types guarantee; operations still check values.
 */
export const operation =
  <Input>(run: (input: Input, context: CallContext) => unknown): Operation =>
  (input, context) =>
    run(input as Input, context)

/** A service spoken to by POST with an operation name: the JSON protocols and the query protocol. */
export type RpcService = {
  readonly service: ServiceName
  readonly operations: Readonly<Record<string, Operation>>
  permissions(operation: string, input: Readonly<Record<string, unknown>>): readonly Permission[]
}
