import { Readable } from 'node:stream'

export type AwsCall = {
  /** The operation, e.g. `SendMessage`; for S3 the method and path, e.g. `PUT /bucket/key`. */
  readonly action: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body read as JSON; `{}` where it is none. */
  readonly input: Record<string, unknown>
}
export type AwsAnswer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object goes out as JSON. */
  readonly body?: unknown
}

/** An answer of a service that refuses, in the JSON protocols. */
export const refusal = (type: string, status = 400, more: Record<string, unknown> = {}): AwsAnswer => ({
  status,
  body: { __type: type, message: type, ...more },
})

type WireRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/**
 * Settings for a real SDK client whose network is the function `answer`: everything the SDK does up to the wire is real.
 * Requests are remembered in `calls`.
 */
export function fakeAws(answer: (call: AwsCall) => AwsAnswer | Promise<AwsAnswer>) {
  const calls: AwsCall[] = []
  const handle = async (request: WireRequest) => {
    const call = read(request)
    calls.push(call)
    const { status = 200, headers = {}, body = {} } = await answer(call)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return { response: { statusCode: status, headers: { ...headers }, body: Readable.from([Buffer.from(text)]) } }
  }
  const config = {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'EXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler: { handle, metadata: { handlerProtocol: 'http/1.1' } },
  }
  return { config, calls, actions: (): string[] => calls.map(({ action }) => action) }
}

function read({ method, path, headers, body }: WireRequest): AwsCall {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '')
  const target = headers['x-amz-target']
  const action = target === undefined ? `${method} ${path}` : (target.split('.').at(-1) ?? '')
  const isJson = text.startsWith('{')
  return { action, headers, body: text, input: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} }
}
