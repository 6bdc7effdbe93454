/**
 * A small router for API Gateway HTTP APIs (payload 2.0). Routes are data: method is always GET for now, a path with
 * `{name}` or a trailing `{name+}`, who may call, a schema for the query, and the work. Refusals are answers; whatever
 * a route throws becomes a 500 (or 503 for throttling) that says nothing of its inside.
 */
import { type Answer, type HttpHeaders, type HttpResponse, type Refusal, render, renderProblem } from './http-answer.ts'
import { type Claims, type Principal, principalOf } from './http-principal.ts'
import type { Log } from './log.ts'

/** The parts of an HTTP API event that are read here. */
export type HttpEvent = {
  readonly rawPath: string
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>
  readonly headers?: HttpHeaders
  readonly requestContext: {
    readonly requestId: string
    readonly stage?: string
    readonly http: { readonly method: string }
    readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } }
  }
}

export type HttpRequest<Query> = {
  /** Of `{name}` in the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Query
  /** Null on public routes only. */
  readonly principal: Principal | null
  readonly headers: HttpHeaders
  readonly correlationId: string
}

/** What zod's schemas offer; any validator of this shape will do. */
export type QuerySchema = {
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly issues: readonly QueryIssue[] } }
}
type QueryIssue = { readonly code?: string; readonly path: readonly PropertyKey[]; readonly message: string }

export type HttpRoute = {
  readonly path: string
  readonly access: 'public' | 'signed_in'
  /** Absent: the query is not read. */
  readonly query?: QuerySchema
  run(request: HttpRequest<unknown>): Promise<Answer>
}

export type HttpOptions = {
  readonly routes: readonly HttpRoute[]
  /** Name of the claim that lists roles and accounts. */
  readonly rolesClaim: string
  /** Content security policy of pages. */
  readonly pagePolicy: string
  /** One line a request: route pattern, status, time, hashed subject. Never a token, a query value or a name. */
  readonly log: Pick<Log, 'info' | 'fault'>
  readonly now: () => number
}

type Found = { readonly route: HttpRoute; readonly path: Record<string, string> }
type Outcome = { readonly answer: Answer | Error; readonly route: string; readonly principal: Principal | null }

/** Builds the Lambda handler. It never throws: every ending is an HTTP answer and one log line. */
export function httpHandler(options: HttpOptions): (event: HttpEvent) => Promise<HttpResponse> {
  const routes = options.routes.map((route) => ({ route, segments: route.path.split('/') }))
  const find = (rawPath: string): Found | null => {
    const asked = rawPath.split('/')
    for (const { route, segments } of routes) {
      const path = matchSegments(segments, asked)
      if (path !== null) return { route, path }
    }
    return null
  }

  const handle = async (event: HttpEvent): Promise<Outcome> => {
    const principal = principalFrom(event, options.rolesClaim)
    const found = find(pathOf(event))
    const ended = (answer: Answer | Error): Outcome => ({ answer, route: found?.route.path ?? '-', principal })
    if (found === null) return ended(refused(404, 'no_such_route', 'There is nothing at this address.'))
    if (event.requestContext.http.method !== 'GET')
      return ended(refused(405, 'method_not_allowed', 'Only GET is answered here.'))
    if (found.route.access !== 'public' && principal === null)
      return ended(refused(401, 'not_signed_in', 'Send a bearer token of the configured issuer.'))
    const query = readQuery(found.route.query, event)
    if (!query.ok) return ended(query.refusal)
    const { requestContext, headers = {} } = event
    const request = {
      path: found.path,
      query: query.value,
      principal,
      headers,
      correlationId: requestContext.requestId,
    }
    try {
      return ended(await found.route.run(request))
    } catch (error) {
      return ended(error instanceof Error ? error : new Error('something else than an error was thrown'))
    }
  }

  return async (event) => {
    const startedAtMs = options.now()
    const correlationId = event.requestContext.requestId
    const asked = { headers: event.headers ?? {}, correlationId }
    const { answer, route, principal } = await handle(event)
    const response =
      answer instanceof Error ? renderProblem(problemOf(answer), asked) : render(answer, asked, options.pagePolicy)
    const fields = {
      correlationId,
      // the pattern, not the path: ids stay out of the logs
      route,
      status: response.statusCode,
      durationMs: options.now() - startedAtMs,
      subjectHash: principal?.subjectHash ?? null,
    }
    if (answer instanceof Error) options.log.fault('api.fault', answer, fields)
    else options.log.info('api.request', answer.kind === 'refused' ? { ...fields, reason: answer.code } : fields)
    return response
  }
}

/** A refusal, as a value. `parameter` names the query parameter at fault. */
export const refused = (status: Refusal['status'], code: string, detail: string): Refusal => ({
  kind: 'refused',
  status,
  code,
  detail,
})

/** Named stages prefix the path; the default stage does not. */
function pathOf(event: HttpEvent): string {
  const { stage } = event.requestContext
  const prefix = stage === undefined || stage === '$default' ? '' : `/${stage}`
  const rest =
    prefix !== '' && event.rawPath.startsWith(`${prefix}/`) ? event.rawPath.slice(prefix.length) : event.rawPath
  return rest === '' ? '/' : rest
}

/** Path parameters when the pattern fits, else null. An undecodable segment fits nothing. */
function matchSegments(pattern: readonly string[], asked: readonly string[]): Record<string, string> | null {
  const path: Record<string, string> = {}
  for (const [index, segment] of pattern.entries()) {
    const name = /^\{(\w+)(\+?)\}$/.exec(segment)
    const given = asked[index]
    if (given === undefined) return null
    if (name?.[1] === undefined) {
      if (segment !== given) return null
      continue
    }
    const rest = name[2] === '+'
    const value = decode(rest ? asked.slice(index).join('/') : given)
    if (value === null || value === '') return null
    path[name[1]] = value
    if (rest) return path
  }
  return pattern.length === asked.length ? path : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function principalFrom(event: HttpEvent, rolesClaim: string): Principal | null {
  const claims = event.requestContext.authorizer?.jwt?.claims
  return claims === undefined ? null : principalOf({ claims, authorization: event.headers?.authorization }, rolesClaim)
}

type Query = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal }

function readQuery(schema: QuerySchema | undefined, event: HttpEvent): Query {
  if (schema === undefined) return { ok: true, value: {} }
  const result = schema.safeParse(event.queryStringParameters ?? {})
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  const parameter = parameterOf(issue)
  const detail =
    issue?.code === 'unrecognized_keys'
      ? `"${parameter}" is not a parameter of this route.`
      : `"${parameter}" ${issue?.message}.`
  return { ok: false, refusal: { ...refused(400, 'bad_parameter', detail), parameter } }
}

function parameterOf(issue: QueryIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys' && 'keys' in issue && Array.isArray(issue.keys)) return String(issue.keys[0])
  return String(issue?.path[0] ?? 'query')
}

/** Faults of the store that pass by themselves: the caller may ask again. */
const BUSY = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
])

const problemOf = (fault: Error) =>
  BUSY.has(fault.name)
    ? { status: 503, code: 'busy', detail: 'The data could not be read just now. Try again in a moment.' }
    : {
        status: 500,
        code: 'internal',
        detail: 'Something went wrong on our side. The correlation id finds it in the logs.',
      }
