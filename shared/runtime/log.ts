/**
 * One line of JSON per entry, straight to standard output: Lambda's own console would wrap it a second time.
 * Entries carry a stable `code`, ids and numbers. Never a body, a token or a customer's words.
 */

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export type Log = {
  info(code: string, fields?: LogFields): void
  /** Somebody should know, nothing is lost. */
  warn(code: string, fields?: LogFields): void
  /** Something failed for good, or will without help. */
  error(code: string, fields?: LogFields): void
  /** Something threw: the error's name, where it came from and what AWS said about it, without its free text. */
  fault(code: string, error: unknown, fields?: LogFields): void
}

export type LogOptions = {
  /** The function's name. */
  readonly service: string
  readonly now?: () => number
  /** Takes one line without its line break. */
  readonly write?: (line: string) => void
}

/** Writes one line to standard output. */
export const toStdout = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** A log for one function. */
export function logger(options: LogOptions): Log {
  const { service, now = Date.now, write = toStdout } = options
  const entry = (level: string, code: string, fields: LogFields = {}): void =>
    write(JSON.stringify({ at: new Date(now()).toISOString(), level, service, code, ...fields }))
  return {
    info: (code, fields) => entry('info', code, fields),
    warn: (code, fields) => entry('warn', code, fields),
    error: (code, fields) => entry('error', code, fields),
    fault: (code, error, fields) => entry('error', code, { ...fields, ...describeFault(error) }),
  }
}

type MaybeAws = { readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string } }

/**
 * What may be logged of an error. Messages are left out: `JSON.parse` quotes the text it could not read, and so may
 * others. The frames of the stack say where it happened; AWS's request id leads to the rest.
 */
export function describeFault(error: unknown): LogFields {
  if (!(error instanceof Error)) return { fault: typeof error }
  const aws = (error as MaybeAws).$metadata
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    fault: error.name,
    httpStatus: aws?.httpStatusCode,
    awsRequestId: aws?.requestId,
    frames: frames
      .slice(0, 5)
      .map((line) => line.trim())
      .join(' | '),
  }
}
