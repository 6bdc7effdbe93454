/** Requests below `/_backdesk/` of the engines' port: the runner's own, not AWS's. */
export type ControlRequest = {
  readonly method: string
  /** What follows `/_backdesk/<name>/`. */
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
