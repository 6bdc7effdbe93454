/** Conditional GET against the API: an unchanged answer costs a 304 and no parsing. */

export type ApiFailure = {
  /** `signed_out`: the token is not taken (any more). `refused`: asking again will not help. `unreachable`: it may. */
  readonly kind: 'signed_out' | 'refused' | 'unreachable'
  readonly code: string
  readonly detail: string
}
export type ApiResult<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly failure: ApiFailure }

export type Api = { get<Body extends object>(path: string): Promise<ApiResult<Body>> }

/** The part of `fetch` that is used. */
export type Fetch = (
  path: string,
  init: { readonly headers: Record<string, string>; readonly cache: 'no-store'; readonly signal: AbortSignal },
) => Promise<Response>

export type ApiOptions = {
  readonly token: () => string
  readonly fetch: Fetch
  readonly timeoutMs: number
}

type Kept = { readonly etag: string; readonly body: object }
/** Answers kept for comparison; the oldest leave first. */
const KEEP = 60
const FRESH_HEADERS = { asOfMs: 'x-as-of-ms', lagMs: 'x-lag-ms' } as const

export function apiClient(options: ApiOptions): Api {
  const kept = new Map<string, Kept>()
  const keep = (path: string, entry: Kept): void => {
    kept.delete(path)
    kept.set(path, entry)
    const oldest = kept.keys().next().value
    if (kept.size > KEEP && oldest !== undefined) kept.delete(oldest)
  }
  return {
    async get<Body extends object>(path: string): Promise<ApiResult<Body>> {
      const known = kept.get(path)
      const headers: Record<string, string> = { authorization: `Bearer ${options.token()}` }
      if (known !== undefined) headers['if-none-match'] = known.etag
      let response: Response
      try {
        const signal = AbortSignal.timeout(options.timeoutMs)
        response = await options.fetch(path, { headers, cache: 'no-store', signal })
      } catch {
        return { ok: false, failure: { kind: 'unreachable', code: 'network', detail: 'Backdesk cannot be reached.' } }
      }
      if (response.status === 304 && known !== undefined)
        return { ok: true, body: { ...known.body, ...freshOf(response.headers) } as Body }
      if (!response.ok) return { ok: false, failure: await failureOf(response) }
      const body = (await response.json()) as Body
      const etag = response.headers.get('etag')
      if (etag !== null) keep(path, { etag, body })
      return { ok: true, body }
    },
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
  const problem = isProblem ? ((await response.json()) as { code?: string; detail?: string }) : {}
  const code = problem.code ?? `http_${response.status}`
  if (response.status === 401) return { kind: 'signed_out', code, detail: 'The sign-in has run out.' }
  if (response.status >= 500 || response.status === 429)
    return { kind: 'unreachable', code, detail: problem.detail ?? 'Backdesk has a problem just now.' }
  return { kind: 'refused', code, detail: problem.detail ?? 'Backdesk refused the request.' }
}
