import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, jsonError, jsonResult, queryError, queryResult, restXmlError, send } from './answers.ts'
import { AwsError, unknownOperation } from './aws-error.ts'
import type { ControlHandler, ControlReply } from './control.ts'
import { type Hooks, type PreparedCall, perform } from './perform.ts'
import { parseForm } from './query-protocol.ts'
import type { CallContext, RpcService } from './service.ts'

export type RestRequest = {
  readonly method: string
  /** As sent: a URL object would take `..` out of a key. */
  readonly path: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly accessKeyId: string
}
/** A REST call ready to run; its result is the answer itself. */
export type RestCall = Omit<PreparedCall, 'run'> & { run(): Answer }

export type Services = {
  /** JSON protocols, by the prefix of x-amz-target. */
  readonly json: ReadonlyMap<string, RpcService>
  /** Query protocol, by the form's Version. */
  readonly query: ReadonlyMap<string, RpcService>
  /** Everything else is S3. */
  rest(request: RestRequest): RestCall
  readonly control: ReadonlyMap<string, ControlHandler>
  readonly hooks: Hooks
  log(code: string, fields: Readonly<Record<string, unknown>>): void
}

export type HttpServer = { readonly port: number; close(): Promise<void> }

/** Listens on 127.0.0.1 and tells services apart by header and path, as their SDK clients speak to one endpoint. */
export async function startHttpServer(port: number, services: Services): Promise<HttpServer> {
  const server = createServer((request, response) => {
    handle(request, response, services).catch((fault: unknown) => {
      services.log('engine_connection_failed', { error: fault instanceof Error ? fault.message : String(fault) })
      response.destroy()
    })
  })
  // clients keep idle connections; a reset from this side would look like a fault of the service
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  const body = await readBody(request)
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const requestId = randomUUID()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  if (url.pathname.startsWith('/_backdesk/')) {
    send(response, requestId, await control(request, url, body, services))
    return
  }
  const accessKeyId = accessKeyOf(request, url)
  const context: CallContext = { accessKeyId, signal: gone.signal }
  const target = request.headers['x-amz-target']
  const type = request.headers['content-type'] ?? ''
  const answer =
    typeof target === 'string'
      ? await answerJson(target, body, type || 'application/x-amz-json-1.0', context, services)
      : request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded')
        ? await answerQuery(body, requestId, context, services)
        : await answerRest(
            {
              method: request.method ?? 'GET',
              path: (request.url ?? '/').split('?')[0] ?? '/',
              url,
              headers: request.headers,
              body,
              accessKeyId,
            },
            requestId,
            services,
          )
  if (!response.destroyed) send(response, requestId, answer)
}

async function answerJson(target: string, body: Buffer, type: string, context: CallContext, services: Services) {
  const dot = target.indexOf('.')
  const [prefix, name] = [target.slice(0, dot), target.slice(dot + 1)]
  try {
    const service = services.json.get(prefix)
    if (!service) throw unknownOperation(prefix, name)
    return jsonResult(await call(service, name, parseJson(body), context, services), type)
  } catch (error) {
    return jsonError(asAwsError(error, target, services), type)
  }
}

async function answerQuery(body: Buffer, requestId: string, context: CallContext, services: Services) {
  const form = parseForm(body.toString())
  const name = String(form.Action ?? '')
  try {
    const service = services.query.get(String(form.Version ?? ''))
    if (!service) throw unknownOperation(`API version ${form.Version}`, name)
    return queryResult(name, await call(service, name, form, context, services), requestId)
  } catch (error) {
    return queryError(asAwsError(error, name, services), requestId)
  }
}

async function answerRest(request: RestRequest, requestId: string, services: Services): Promise<Answer> {
  let answer: Answer | undefined
  let error: AwsError | undefined
  try {
    const prepared = services.rest(request)
    await perform({ ...prepared, run: () => (answer = prepared.run()) }, services.hooks)
  } catch (thrown) {
    error = asAwsError(thrown, `${request.method} object`, services)
  }
  const chosen =
    error || !answer ? restXmlError(error ?? new AwsError('InternalError', 'no answer'), requestId) : answer
  // the status says it all: a HEAD has no body, and its content-length is the object's
  if (request.method !== 'HEAD') return chosen
  return { ...chosen, body: '' }
}

function call(
  service: RpcService,
  name: string,
  input: Readonly<Record<string, unknown>>,
  context: CallContext,
  { hooks }: Services,
): Promise<unknown> {
  const run = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined
  if (!run) throw unknownOperation(service.service, name)
  return perform(
    {
      service: service.service,
      operation: name,
      input,
      accessKeyId: context.accessKeyId,
      permissions: () => service.permissions(name, input),
      run: () => run(input, context),
    },
    hooks,
  )
}

async function control(request: IncomingMessage, url: URL, body: Buffer, services: Services): Promise<Answer> {
  const [name = '', ...rest] = url.pathname.slice('/_backdesk/'.length).split('/')
  const handler = services.control.get(name)
  if (!handler) return { status: 404, headers: {}, body: `no control handler ${name}\n` }
  let reply: ControlReply
  try {
    reply = await handler({
      method: request.method ?? 'GET',
      rest: rest.join('/'),
      query: url.searchParams,
      headers: request.headers,
      body,
    })
  } catch (fault) {
    const error = asAwsError(fault, `control ${name}`, services)
    return { status: error.status, headers: {}, body: `${error.message}\n` }
  }
  const raw = typeof reply.body === 'string' || Buffer.isBuffer(reply.body)
  return {
    status: reply.status ?? 200,
    headers: { 'content-type': raw ? 'text/plain; charset=utf-8' : 'application/json', ...reply.headers },
    body: typeof reply.body === 'string' || Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body ?? {}),
  }
}

/** Whatever is not an AwsError is a fault of the engine: it is logged by its message and answered as a 500, which SDKs retry. */
function asAwsError(error: unknown, operation: string, services: Services): AwsError {
  if (error instanceof AwsError) return error
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  services.log('engine_fault', { operation, error: message })
  return new AwsError('InternalFailure', `${operation} failed inside the local engine`, { status: 500 })
}

function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    const parsed: unknown = JSON.parse(body.toString())
    if (parsed !== null && typeof parsed === 'object') return parsed as Record<string, unknown>
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new AwsError('com.amazon.coral.service#SerializationException', 'The body is not a JSON object.')
}

/** The access key names the caller: the runner gives each function its own. Signatures are not checked. */
function accessKeyOf(request: IncomingMessage, url: URL): string {
  const signed = /Credential=([^/,]+)/.exec(request.headers.authorization ?? '')?.[1]
  return signed ?? url.searchParams.get('X-Amz-Credential')?.split('/')[0] ?? ''
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
