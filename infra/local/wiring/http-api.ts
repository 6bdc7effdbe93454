import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { claimTexts, type JwtRules, type JwtVerifier, scopesOf } from '../authorizer.ts'
import { arnOf } from '../aws-names.ts'
import type { JsonObject } from '../json.ts'
import { FunctionError } from '../lambda/environment.ts'
import { type LocalFunction, Throttled } from '../lambda/pool.ts'
import type { PropertiesOf } from '../resource-properties.ts'
import type { Resource } from '../resources.ts'
import type { Surroundings } from '../surroundings.ts'
import type { AccessLog } from './access-log.ts'
import { gatewayReply, type HttpReply, httpEvent, httpReply } from './http-payload.ts'
import { type Match, type RouteShape, readRouteKey, routeTable } from './routes.ts'

const BODY_LIMIT_BYTES = 10_485_760
/** Lambda takes 6 MB a synchronous call, the event's own text included. */
const EVENT_LIMIT_BYTES = 6_291_556

type Route = RouteShape & {
  fn: LocalFunction
  timeoutMs: number
  jwt: (JwtRules & { scopes: readonly string[] }) | undefined
}

/** The answer that refuses, or what the function gets to see of the token. */
type Authorized = { reply: HttpReply } | { context: JsonObject | undefined }
type Cors = NonNullable<PropertiesOf<'AWS::ApiGatewayV2::Api'>['CorsConfiguration']>
type Answer = { reply: HttpReply; routeKey: string | undefined; functionMs: number | undefined }

/** A port that answers 503 until the template is known, because URLs in the template need the port first. */
export class HttpDoor {
  readonly #server: Server
  #handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    respond(response, gatewayReply(503, 'Service Unavailable'))

  constructor() {
    this.#server = createServer((request, response) => this.#handle(request, response))
    // browsers and load tests keep connections open; a reset in between would look like a fault of the API
    this.#server.keepAliveTimeout = 75_000
  }

  /**
   * Listens on 127.0.0.1 and gives the base address.
   * @param attempts how many ports to try, counting up from `port`, when it is taken
   * @throws the error of `listen`, such as EADDRINUSE.
   */
  async listen(port: number, attempts = 1): Promise<string> {
    try {
      return await this.#listen(port)
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || attempts <= 1) throw error
      return this.listen(port + 1, attempts - 1)
    }
  }

  async #listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    // a TCP server's address is never a text
    const { port: chosen } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${chosen}`
  }

  serve(handle: (request: IncomingMessage, response: ServerResponse) => void): void {
    this.#handle = handle
  }

  /** Takes no new connections and closes idle ones; requests being answered end first. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeIdleConnections()
      setTimeout(() => this.#server.closeAllConnections(), 2_000).unref()
    })
  }
}

export type HttpApiOptions = { verifier: JwtVerifier; accessLog: AccessLog }

/** The template's HTTP API: routes, authorizer, CORS, limits, and the function behind each route. */
export class HttpApi {
  readonly #around: Surroundings
  readonly #options: HttpApiOptions
  readonly #api: Resource<'AWS::ApiGatewayV2::Api'>
  readonly #find: (method: string, path: string) => Match<Route> | undefined
  /** Routes that AWS would answer with 500, for want of a permission or a function. */
  readonly problems: string[] = []

  constructor(around: Surroundings, api: Resource<'AWS::ApiGatewayV2::Api'>, options: HttpApiOptions) {
    this.#around = around
    this.#api = api
    this.#options = options
    this.#find = routeTable(this.#readRoutes())
  }

  /** Answers one request; never throws. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    void this.#around.activity.during('HTTP request', async () => {
      const startedAt = performance.now()
      const { reply, routeKey, functionMs } = await this.#answer(request)
      const cors = corsHeaders(this.#api.properties.CorsConfiguration, request.headers.origin)
      respond(response, { ...reply, headers: { ...reply.headers, ...cors } }, request.method === 'HEAD')
      this.#measure({
        status: reply.status,
        routeKey,
        functionMs,
        latencyMs: performance.now() - startedAt,
        reply,
        request,
      })
    })
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const refused = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
      reply: gatewayReply(status, message, headers),
      routeKey: undefined,
      functionMs: undefined,
    })
    const cors = this.#api.properties.CorsConfiguration
    if (cors !== undefined && request.method === 'OPTIONS' && request.headers.origin !== undefined) {
      return { ...refused(204, ''), reply: { status: 204, headers: preflightHeaders(cors), body: Buffer.alloc(0) } }
    }
    const body = await readBody(request)
    if (body === undefined) return refused(413, 'Request Entity Too Large')
    const url = new URL(`http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`)
    const match = this.#find(request.method ?? 'GET', url.pathname)
    if (match === undefined) return refused(404, 'Not Found')
    const { route } = match
    const authorized: Authorized =
      route.jwt === undefined ? { context: undefined } : this.#authorize(request, route.jwt)
    if ('reply' in authorized) return { reply: authorized.reply, routeKey: route.key, functionMs: undefined }
    const event = httpEvent({
      request,
      url,
      body,
      routeKey: route.key,
      pathParameters: match.pathParameters,
      apiId: this.#api.name,
      atMs: this.#around.clock.now(),
      authorizer: authorized.context,
    })
    const startedAt = performance.now()
    const reply = await this.#invoke(route, event)
    return { reply, routeKey: route.key, functionMs: performance.now() - startedAt }
  }

  async #invoke(route: Route, event: JsonObject): Promise<HttpReply> {
    if (Buffer.byteLength(JSON.stringify(event)) > EVENT_LIMIT_BYTES)
      return gatewayReply(413, 'Request Entity Too Large')
    let timer: NodeJS.Timeout | undefined
    try {
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), route.timeoutMs)
      })
      const result = await Promise.race([route.fn.invoke(event), late])
      if (result === 'late') return gatewayReply(503, 'Service Unavailable')
      const reply = httpReply(result)
      if (reply === undefined) this.#report(route.fn.name, 'returned a malformed response')
      return reply ?? gatewayReply(500, 'Internal Server Error')
    } catch (error) {
      if (error instanceof Throttled) return gatewayReply(503, 'Service Unavailable')
      if (!(error instanceof FunctionError)) throw error
      this.#report(route.fn.name, `${route.key}: ${error.errorType}: ${error.message}`)
      return gatewayReply(500, 'Internal Server Error')
    } finally {
      clearTimeout(timer)
    }
  }

  #authorize(request: IncomingMessage, jwt: JwtRules & { scopes: readonly string[] }): Authorized {
    const unauthorized = (why: string) => ({
      reply: gatewayReply(401, 'Unauthorized', {
        'www-authenticate': `Bearer scope="${jwt.scopes.join(' ')}" error="invalid_token" error_description="${why}"`,
      }),
    })
    const token = (request.headers.authorization ?? '').replace(/^Bearer /i, '')
    if (token === '') return { reply: gatewayReply(401, 'Unauthorized', { 'www-authenticate': 'Bearer' }) }
    const verified = this.#options.verifier.verify(token, jwt, this.#around.clock.now())
    if ('refused' in verified) return unauthorized(verified.refused)
    const scopes = scopesOf(verified.claims)
    if (jwt.scopes.length > 0 && !jwt.scopes.some((scope) => scopes.includes(scope))) {
      return { reply: gatewayReply(403, 'Forbidden') }
    }
    return { context: { jwt: { claims: claimTexts(verified.claims), scopes: jwt.scopes.length > 0 ? scopes : null } } }
  }

  #readRoutes(): Route[] {
    const { resources, pool, iam } = this.#around
    const mine = <T extends { properties: { ApiId: string } }>(all: readonly T[]) =>
      all.filter((one) => one.properties.ApiId === this.#api.name)
    const integrations = new Map(
      mine(resources.of('AWS::ApiGatewayV2::Integration')).map((one) => [one.ref, one.properties]),
    )
    const authorizers = new Map(
      mine(resources.of('AWS::ApiGatewayV2::Authorizer')).map((one) => [one.ref, one.properties]),
    )
    return mine(resources.of('AWS::ApiGatewayV2::Route')).flatMap(({ stack, logicalId, properties }) => {
      const where = `${stack}/${logicalId}`
      const integration = integrations.get(properties.Target.split('/').at(-1) ?? '')
      const fn = integration === undefined ? undefined : pool.find(integration.IntegrationUri)
      if (integration === undefined || fn === undefined) {
        this.problems.push(`${where}: the route ${properties.RouteKey} leads to no function of the template`)
        return []
      }
      const shape = readRouteKey(properties.RouteKey)
      const source = arnOf(
        'execute-api',
        `${this.#api.name}/$default/${shape.key === '$default' ? '$default' : shape.method + shape.path}`,
      )
      if (!iam.serviceMayInvoke('apigateway.amazonaws.com', fn.arn, source)) {
        this.problems.push(
          `${where}: apigateway.amazonaws.com needs an AWS::Lambda::Permission for ${fn.name} on ${source}`,
        )
      }
      const authorizer = authorizers.get(properties.AuthorizerId ?? '')
      if (properties.AuthorizationType === 'JWT' && authorizer === undefined) {
        this.problems.push(`${where}: the route ${properties.RouteKey} names no authorizer of its API`)
      }
      const { Issuer: issuer = '', Audience: audience = [] } = authorizer?.JwtConfiguration ?? {}
      const jwt =
        properties.AuthorizationType === 'JWT'
          ? { issuer, audience, scopes: properties.AuthorizationScopes }
          : undefined
      return [{ ...shape, fn, timeoutMs: integration.TimeoutInMillis, jwt }]
    })
  }

  #measure(request: Measured): void {
    const { clock, metrics } = this.#around
    const put = (name: string, value: number) => {
      for (const dimensions of [{ ApiId: this.#api.name }, { ApiId: this.#api.name, Stage: '$default' }]) {
        metrics.put({ namespace: 'AWS/ApiGateway', name, dimensions }, value, clock.now())
      }
    }
    put('Count', 1)
    put('4xx', request.status >= 400 && request.status < 500 ? 1 : 0)
    put('5xx', request.status >= 500 ? 1 : 0)
    put('Latency', request.latencyMs)
    if (request.functionMs !== undefined) put('IntegrationLatency', request.functionMs)
    this.#options.accessLog.write({
      routeKey: request.routeKey ?? '-',
      status: String(request.status),
      responseLatency: String(Math.round(request.latencyMs)),
      integrationLatency: request.functionMs === undefined ? '-' : String(Math.round(request.functionMs)),
      responseLength: String(request.reply.body.length),
      requestTimeEpoch: String(clock.now()),
      httpMethod: request.request.method ?? '-',
    })
  }

  #report(source: string, text: string): void {
    this.#around.report({ level: 'error', source, text })
  }
}

type Measured = {
  status: number
  routeKey: string | undefined
  functionMs: number | undefined
  latencyMs: number
  reply: HttpReply
  request: IncomingMessage
}

/** The whole body, or undefined when it is larger than API Gateway takes; the rest is then read and dropped. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk)
  }
  return size > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks)
}

const respond = (response: ServerResponse, reply: HttpReply, withoutBody = false): void => {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length })
  response.end(withoutBody ? undefined : reply.body)
}

const corsHeaders = (cors: Cors | undefined, origin: string | undefined): Record<string, string> => {
  if (cors === undefined || origin === undefined) return {}
  const everybody = cors.AllowOrigins.includes('*')
  if (!everybody && !cors.AllowOrigins.includes(origin)) return {}
  return {
    'access-control-allow-origin': everybody ? '*' : origin,
    ...(cors.AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders.length > 0 ? { 'access-control-expose-headers': cors.ExposeHeaders.join(',') } : {}),
  }
}

const preflightHeaders = (cors: Cors): Record<string, string> => ({
  'access-control-allow-methods': cors.AllowMethods.join(','),
  'access-control-allow-headers': cors.AllowHeaders.join(','),
  ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
})
