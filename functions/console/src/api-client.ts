/** Calls of the API. GET is conditional: an unchanged answer costs a 304 and no parsing. */

/** What is wrong with one place of a body that was sent. */
export type ApiProblem = { readonly path: string; readonly message: string }
export type ApiFailure = {
  /** `signed_out`: the token is not taken (any more). `refused`: asking again will not help. `unreachable`: it may. */
  readonly kind: 'signed_out' | 'refused' | 'unreachable'
  readonly code: string
  readonly detail: string
  /** Of a body that was refused, place by place. */
  readonly problems?: readonly ApiProblem[]
  /** How it stands, where somebody was faster. */
  readonly current?: object
}
export type ApiResult<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly failure: ApiFailure }

/** Of what takes longer than other requests do. */
export type Patience = { readonly timeoutMs: number }

export type Api = {
  get<Body extends object>(path: string): Promise<ApiResult<Body>>
  /** Sends `body` as JSON; without one nothing is sent. After `unreachable` it may have been done or not. */
  post<Body extends object>(path: string, body?: object, patience?: Patience): Promise<ApiResult<Body>>
  put<Body extends object>(path: string, body: object): Promise<ApiResult<Body>>
  remove<Body extends object>(path: string): Promise<ApiResult<Body>>
}

/** The part of `fetch` that is used. */
export type Fetch = (
  path: string,
  init: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
    readonly headers: Record<string, string>
    readonly body?: string
    readonly cache: 'no-store'
    readonly signal: AbortSignal
  },
) => Promise<Response>

export type ApiOptions = {
  readonly token: () => string
  readonly fetch: Fetch
  readonly timeoutMs: number
}

type Sent = Pick<Parameters<Fetch>[1], 'method' | 'headers' | 'body'>
type Kept = { readonly etag: string; readonly body: object }
/** Answers kept for comparison; the oldest leave first. */
const KEEP = 60
const UNREACHABLE = {
  ok: false,
  failure: { kind: 'unreachable', code: 'network', detail: 'Backdesk cannot be reached.' },
} as const
const FRESH_HEADERS = { asOfMs: 'x-as-of-ms', lagMs: 'x-lag-ms' } as const

export function apiClient(options: ApiOptions): Api {
  const kept = new Map<string, Kept>()
  const keep = (path: string, entry: Kept): void => {
    kept.delete(path)
    kept.set(path, entry)
    const oldest = kept.keys().next().value
    if (kept.size > KEEP && oldest !== undefined) kept.delete(oldest)
  }
  /** The answer, or null if there was none. */
  const call = async (
    path: string,
    { headers, ...sent }: Sent,
    { timeoutMs }: Patience = options,
  ): Promise<Response | null> => {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const authorized = { authorization: `Bearer ${options.token()}`, ...headers }
      return await options.fetch(path, { ...sent, headers: authorized, cache: 'no-store', signal })
    } catch {
      return null
    }
  }
  const write = async <Body extends object>(
    { method, patience }: { readonly method: 'POST' | 'PUT' | 'DELETE'; readonly patience?: Patience | undefined },
    path: string,
    body?: object,
  ): Promise<ApiResult<Body>> => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await call(path, { method, headers, ...json }, patience)
    if (response === null) return UNREACHABLE
    if (!response.ok) return { ok: false, failure: await failureOf(response) }
    return { ok: true, body: (await response.json()) as Body }
  }
  return {
    async get<Body extends object>(path: string): Promise<ApiResult<Body>> {
      const known = kept.get(path)
      const headers = known === undefined ? {} : { 'if-none-match': known.etag }
      const response = await call(path, { method: 'GET', headers })
      if (response === null) return UNREACHABLE
      if (response.status === 304 && known !== undefined)
        return { ok: true, body: { ...known.body, ...freshOf(response.headers) } as Body }
      if (!response.ok) return { ok: false, failure: await failureOf(response) }
      const body = (await response.json()) as Body
      const etag = response.headers.get('etag')
      if (etag !== null) keep(path, { etag, body })
      return { ok: true, body }
    },
    post: (path, body, patience) => write({ method: 'POST', patience }, path, body),
    put: (path, body) => write({ method: 'PUT' }, path, body),
    remove: (path) => write({ method: 'DELETE' }, path),
  }
}

/** A 304 still says as of when the answer holds. */
function freshOf(headers: Headers): Record<string, number> {
  const fresh: Record<string, number> = {}
  for (const [name, header] of Object.entries(FRESH_HEADERS)) {
    const value = headers.get(header)
    if (value !== null) fresh[name] = Number(value)
  }
  return fresh
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  const problem = isProblem
    ? ((await response.json()) as Partial<Pick<ApiFailure, 'code' | 'detail' | 'problems' | 'current'>>)
    : {}
  const code = problem.code ?? `http_${response.status}`
  if (response.status === 401) return { kind: 'signed_out', code, detail: 'The sign-in has run out.' }
  if (response.status >= 500 || response.status === 429)
    return { kind: 'unreachable', code, detail: problem.detail ?? 'Backdesk has a problem just now.' }
  const { detail = 'Backdesk refused the request.', problems, current } = problem
  return {
    ...{ kind: 'refused', code, detail },
    ...(problems === undefined ? {} : { problems }),
    ...(current === undefined ? {} : { current }),
  }
}
