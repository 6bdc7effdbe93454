/**
 * An error that an AWS service would answer. `type` is the shape's name, with its namespace where the service sends one
 * (`com.amazonaws.sqs#QueueDoesNotExist`); the HTTP server writes it in the protocol of the call.
 */
export class AwsError extends Error {
  readonly type: string
  readonly status: number
  /** Code of the older query protocol; SQS clients read it from `x-amzn-query-error`. */
  readonly queryCode: string | undefined
  /** Further members of the error body, such as `CancellationReasons` or `Item`. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(
    type: string,
    message: string,
    options: { status?: number; queryCode?: string; extra?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.name = 'AwsError'
    this.type = type
    this.status = options.status ?? 400
    this.queryCode = options.queryCode
    this.extra = options.extra ?? {}
  }

  /** The shape's name without namespace, as SDK clients see it in `error.name`. */
  get code(): string {
    return this.type.slice(this.type.lastIndexOf('#') + 1)
  }
}

/** A refusal by IAM; each protocol has its own spelling of it, which the HTTP server chooses. */
export const accessDenied = (message: string): AwsError => new AwsError('AccessDeniedException', message)

/** The answer to an operation these engines do not know; it names the operation so that nobody has to guess. */
export const unknownOperation = (service: string, action: string): AwsError =>
  new AwsError('UnknownOperationException', `${service}.${action} is not offered by the local engines`)
