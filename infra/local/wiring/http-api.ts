import type { IncomingMessage, ServerResponse } from 'node:http'
import { claimTexts, type JwtRules, type JwtVerifier, scopesOf } from '../authorizer.ts'
import { arnOf } from '../aws-names.ts'
import type { JsonObject } from '../json.ts'
import { FunctionError } from '../lambda/environment.ts'
import { invokedArn, type LocalFunction, Throttled } from '../lambda/pool.ts'
import type { Resource } from '../resources.ts'
import type { Surroundings } from '../surroundings.ts'
import type { AccessLog } from './access-log.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import { readBody, respond } from './http-door.ts'
import { gatewayReply, type HttpReply, httpEvent, httpReply } from './http-payload.ts'
import { type Match, type RouteShape, readRouteKey, routeTable } from './routes.ts'

/** Lambda takes 6 MB a synchronous call, the event's own text included. */
const EVENT_LIMIT_BYTES = 6_291_556

type Route = RouteShape & {
  fn: LocalFunction
  timeoutMs: number
  jwt: (JwtRules & { scopes: readonly string[] }) | undefined
}

/** The answer that refuses, or what the function gets to see of the token. */
type Authorized = { reply: HttpReply } | { context: JsonObject | undefined }
type Answer = { reply: HttpReply; routeKey: string | undefined; functionMs: number | undefined }

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
      try {
        await this.#serve(request, response)
      } catch (error) {
        // most likely the client went away in the middle of its body
        this.#report('http', `${request.method ?? ''} request broke off: ${String(error)}`)
        response.destroy()
      }
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now()
    const { reply, routeKey, functionMs } = await this.#answer(request)
    const cors = corsHeaders(this.#api.properties.CorsConfiguration, request.headers.origin)
    respond(response, { ...reply, headers: { ...reply.headers, ...cors } }, request.method === 'HEAD')
    const latencyMs = performance.now() - startedAt
    this.#measure({ status: reply.status, routeKey, functionMs, latencyMs, reply, request })
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
    const address = `http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`
    if (!URL.canParse(address)) return refused(400, 'Bad Request')
    const url = new URL(address)
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
      // a permission for the function says nothing about its alias, nor the other way round
      if (!iam.serviceMayInvoke('apigateway.amazonaws.com', invokedArn(integration.IntegrationUri), source)) {
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
