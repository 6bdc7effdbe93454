/** From an HTTP request to a route's answer: limit, rights, body, and errors in Chatwoot's own shapes. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Answer,
  type Caller,
  type Core,
  INVALID_TOKEN,
  matchRoute,
  NOT_ALLOWED,
  notFound,
  objectOf,
  type Route,
  unauthorized,
} from './http-door.ts'
import { type Json, type JsonObject, railsJson } from './rails-json.ts'
import { routes } from './routes/all.ts'

export type HandlerOptions = {
  readonly requestsPerMinute: number
  readonly log?: (entry: { readonly code: string; readonly method: string; readonly path: string }) => void
  /** What goes wrong with the next request, asked for each but those of `/_standin/`. */
  readonly fault?: (request: ApiRequest) => ApiFault | undefined
}

export type ApiRequest = { readonly method: string; readonly path: string }
export type ApiFault = {
  /** Real milliseconds before the answer. */
  readonly delayMs?: number
  /** Answered instead. */
  readonly status?: number
  /** `after`: what was asked is done all the same, and only its answer is lost. Default `before`. */
  readonly when?: 'before' | 'after'
}

/** On every answer; a route we do not have says so here, so that nobody takes our gap for Chatwoot's 404. */
const STANDIN_HEADER = 'X-Chatwoot-Stand-In'
const MAX_BODY_BYTES = 40 * 1024 * 1024

export function createRequestHandler(core: Core, options: HandlerOptions): RequestListener {
  const limiter = createLimiter(core, options.requestsPerMinute)
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const method = request.method ?? 'GET'
    const log = (code: string) => options.log?.({ code, method, path: url.pathname })
    const own = url.pathname.startsWith('/_standin/')
    const answer = (raw: Buffer): Answer => {
      if (!own && limiter(request.socket.remoteAddress ?? '')) return { status: 429, body: 'Retry later\n' }
      const match = matchRoute(routes, method, url.pathname)
      if (!match) {
        log('chatwoot_standin_route_missing')
        return noRoute(method, url.pathname)
      }
      const body = parseBody(raw)
      if (!body) return { status: 400, body: { error: 'There was a problem in the JSON you submitted' } }
      const caller = callerOf(core, request)
      const refused = refusal(core, { route: match.route, caller, account: match.params.account })
      if (refused) return refused
      return match.route.answer({
        core,
        caller: caller ?? anonymous(core),
        params: match.params,
        query: url.searchParams,
        body,
      })
    }
    readBody(request)
      .then((raw) => failing(own ? undefined : options.fault?.({ method, path: url.pathname }), () => answer(raw)))
      .catch((fault: unknown): Answer => {
        log('chatwoot_standin_fault')
        return { status: 500, body: { error: fault instanceof Error ? fault.message : String(fault) } }
      })
      .then((given) => send(response, given))
      .catch(() => response.destroy())
  }
}

async function failing(fault: ApiFault | undefined, answer: () => Answer): Promise<Answer> {
  if (fault?.delayMs) await sleep(fault.delayMs)
  const lost = fault?.status === undefined ? undefined : { status: fault.status, body: 'Injected fault\n' }
  if (lost !== undefined && fault?.when !== 'after') return lost
  const given = answer()
  return lost ?? given
}

const noRoute = (method: string, path: string): Answer => ({
  status: 404,
  body: { error: `The Chatwoot stand-in has no route ${method} ${path}` },
  headers: { [STANDIN_HEADER]: `no route ${method} ${path}` },
})

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new Error('body too large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function parseBody(raw: Buffer): JsonObject | undefined {
  if (raw.length === 0) return {}
  try {
    return objectOf(JSON.parse(raw.toString('utf8')) as Json)
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined
    throw fault
  }
}

/** Both spellings of the header: proxies drop names with underscores. */
function callerOf({ store }: Core, request: IncomingMessage): Caller | undefined {
  const header = request.headers.api_access_token ?? request.headers['api-access-token']
  const token = Array.isArray(header) ? header[0] : header
  if (!token) return undefined
  const operator = [...store.operators.values()].find(({ accessToken }) => accessToken === token)
  if (operator) return { kind: 'operator', operator }
  const bot = [...store.bots.values()].find(({ accessToken }) => accessToken === token)
  return bot ? { kind: 'bot', bot } : undefined
}

/** Public routes never look at their caller. */
const anonymous = ({ store }: Core): Caller => {
  const [operator] = store.operators.values()
  if (!operator) throw new Error('the stand-in has no operator')
  return { kind: 'operator', operator }
}

type Access = { readonly route: Route; readonly caller: Caller | undefined; readonly account: string | undefined }

/** 401 for all of it, as Chatwoot does: only the text tells a bad token from a missing right. */
function refusal(core: Core, { route, caller, account }: Access): Answer | undefined {
  if (route.access === 'public') return undefined
  if (!caller) return unauthorized(INVALID_TOKEN)
  if (caller.kind === 'bot' && route.access !== 'bot') {
    return unauthorized('Access to this endpoint is not authorized for bots')
  }
  if (account !== undefined && account !== String(core.store.account.id)) {
    return /^\d+$/.test(account) ? unauthorized('You are not authorized to access this account') : notFound()
  }
  const administrator = caller.kind === 'operator' && caller.operator.role === 'administrator'
  return route.access === 'admin' && !administrator ? unauthorized(NOT_ALLOWED) : undefined
}

/** Fixed windows of a minute per client, in the clock's time; true: too many. */
function createLimiter(core: Core, perMinute: number): (client: string) => boolean {
  let window = -1
  const counts = new Map<string, number>()
  return (client) => {
    const current = Math.floor(core.clock.now() / 60_000)
    if (current !== window) counts.clear()
    window = current
    const count = (counts.get(client) ?? 0) + 1
    counts.set(client, count)
    return count > perMinute
  }
}

function send(response: ServerResponse, answer: Answer): void {
  const text = typeof answer.body === 'string'
  const body = answer.body === undefined ? '' : text ? String(answer.body) : railsJson(answer.body)
  response.writeHead(answer.status, {
    [STANDIN_HEADER]: '4.15.1',
    'Content-Type': text ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...answer.headers,
  })
  response.end(body)
}
