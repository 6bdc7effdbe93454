/**
 * A small router for API Gateway HTTP APIs (payload 2.0). Routes are data: a method, a path with `{name}` or a trailing
 * `{name+}`, who may call, schemas for query and body, and the work. Refusals are answers; whatever a route throws becomes
 * a 500 (or 503 for throttling) that says nothing of its inside.
 */
import { type Answer, type HttpHeaders, type HttpResponse, refused } from './http-answer.ts'
import { type BodyEvent, readBody } from './http-body.ts'
import { type InputSchema, readQuery } from './http-input.ts'
import { addressOf, methodOf, methodsOf, type RouteAt, type RoutePath, routeTable } from './http-paths.ts'
import { type Claims, type Principal, principalOf } from './http-principal.ts'
import { render, renderProblem } from './http-render.ts'
import type { Log } from './log.ts'

// what a route is written with, in one place
export { refused } from './http-answer.ts'

/** The parts of an HTTP API event that are read here. */
export type HttpEvent = BodyEvent & {
  readonly rawPath: string
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>
  readonly requestContext: {
    readonly requestId: string
    readonly stage?: string
    readonly http: { readonly method: string }
    readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } }
  }
}

export type HttpRequest<Query, Body = unknown> = {
  /** Of `{name}` in the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Query
  /** As the route's schema gives it; undefined without a schema. */
  readonly body: Body
  /** Null on public routes only. */
  readonly principal: Principal | null
  readonly headers: HttpHeaders
  readonly correlationId: string
}

/** Several routes may share a path: one for each method. */
export type HttpRoute = RoutePath & {
  readonly access: 'public' | 'signed_in'
  /** Absent: the query is not read. */
  readonly query?: InputSchema
  /** Of a JSON body of at most 256 KB. Absent: the body is not read. */
  readonly body?: InputSchema
  run(request: HttpRequest<unknown>): Promise<Answer>
}

export type HttpOptions = {
  readonly routes: readonly HttpRoute[]
  /** Name of the claim that lists roles and accounts. */
  readonly rolesClaim: string
  /** Content security policy of pages. */
  readonly pagePolicy: string
  /** One line a request: route pattern, status, time, hashed subject. Never a token, a query value, a body or a name. */
  readonly log: Pick<Log, 'info' | 'fault'>
  readonly now: () => number
}

type Outcome = { readonly answer: Answer | Error; readonly route: string; readonly principal: Principal | null }

/** Builds the Lambda handler. It never throws: every ending is an HTTP answer and one log line. */
export function httpHandler(options: HttpOptions): (event: HttpEvent) => Promise<HttpResponse> {
  const routesAt = routeTable(options.routes)

  const handle = async (event: HttpEvent): Promise<Outcome> => {
    const principal = principalFrom(event, options.rolesClaim)
    const there = routesAt(addressOf(event.rawPath, event.requestContext.stage))
    const found = there.find(({ route }) => methodOf(route) === event.requestContext.http.method)
    const ended = (answer: Answer | Error): Outcome => {
      const { route } = found ?? there[0] ?? {}
      return { answer, route: route?.path ?? '-', principal }
    }
    if (found === undefined) return ended(notFound(there))
    if (found.route.access !== 'public' && principal === null)
      return ended(refused(401, 'not_signed_in', 'Send a bearer token of the configured issuer.'))
    try {
      return ended(await serve(found, event, principal))
    } catch (error) {
      return ended(error instanceof Error ? error : new Error('something else than an error was thrown'))
    }
  }

  return async (event) => {
    const startedAtMs = options.now()
    const { method } = event.requestContext.http
    const correlationId = event.requestContext.requestId
    const asked = { method, headers: event.headers ?? {}, correlationId }
    const { answer, route, principal } = await handle(event)
    const response =
      answer instanceof Error
        ? renderProblem(problemOf(answer, method), asked)
        : render(answer, asked, options.pagePolicy)
    const fields = {
      correlationId,
      // the pattern, not the path: ids stay out of the logs
      route,
      ...(method === 'GET' ? {} : { method }),
      status: response.statusCode,
      durationMs: options.now() - startedAtMs,
      subjectHash: principal?.subjectHash ?? null,
    }
    if (answer instanceof Error) options.log.fault('api.fault', answer, fields)
    else options.log.info('api.request', answer.kind === 'refused' ? { ...fields, reason: answer.code } : fields)
    return response
  }
}

/** What the route says to the request, once query and body are what it takes. */
async function serve(
  { route, path }: RouteAt<HttpRoute>,
  event: HttpEvent,
  principal: Principal | null,
): Promise<Answer> {
  const query = readQuery(route.query, event.queryStringParameters)
  if (!query.ok) return query.refusal
  const body = readBody(route.body, event)
  if (!body.ok) return body.refusal
  const { requestContext, headers = {} } = event
  const { requestId: correlationId } = requestContext
  return route.run({ path, query: query.value, body: body.value, principal, headers, correlationId })
}

/** The address is nowhere, or has no such method. */
function notFound(there: readonly RouteAt<HttpRoute>[]): Answer {
  if (there.length === 0) return refused(404, 'no_such_route', 'There is nothing at this address.')
  const allow = methodsOf(there.map(({ route }) => route))
  const only = `${allow.join(' and ')} ${allow.length === 1 ? 'is' : 'are'}`
  return { ...refused(405, 'method_not_allowed', `Only ${only} answered here.`), allow }
}

function principalFrom(event: HttpEvent, rolesClaim: string): Principal | null {
  const claims = event.requestContext.authorizer?.jwt?.claims
  return claims === undefined ? null : principalOf({ claims, authorization: event.headers?.authorization }, rolesClaim)
}

/** Faults of the store that pass by themselves: the caller may ask again. */
const BUSY = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'TransactionConflictException',
])

const problemOf = (fault: Error, method: string) =>
  BUSY.has(fault.name)
    ? {
        status: 503,
        code: 'busy',
        detail: `${method === 'GET' ? 'The data could not be read' : 'This could not be done'} just now. Try again in a moment.`,
      }
    : {
        status: 500,
        code: 'internal',
        detail: 'Something went wrong on our side. The correlation id finds it in the logs.',
      }
