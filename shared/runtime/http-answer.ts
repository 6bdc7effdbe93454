/** What a route answers, and how it goes over the wire: JSON with an ETag, a problem (RFC 9457), or a file. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

export type JsonAnswer = {
  readonly kind: 'json'
  /** What the caller asked for. The ETag is taken over this part alone. */
  readonly body: Readonly<Record<string, unknown>>
  /**
   * Parts that move with every reading (as-of, lag). They are merged into the body, left out of the ETag, and repeated
   * as headers (`asOfMs` as `x-as-of-ms`), so that a 304 still says how fresh the cached body is.
   */
  readonly fresh?: Readonly<Record<string, number | null>>
}

export type Refusal = {
  readonly kind: 'refused'
  readonly status: 400 | 401 | 403 | 404 | 405 | 503
  /** Stable; listed in docs/api/errors.md. */
  readonly code: string
  /** For the person who reads the answer; never customer text. */
  readonly detail: string
  readonly parameter?: string
}

export type FileAnswer = {
  readonly kind: 'file'
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly cacheControl: string
  readonly encoding?: 'br' | 'gzip'
}

export type Answer = JsonAnswer | Refusal | FileAnswer

export type HttpResponse = {
  statusCode: number
  headers: Record<string, string>
  body: string
  isBase64Encoded: boolean
}

/** Names in lower case. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>
/** Of the request, what an answer may depend on. */
export type Asked = { readonly headers: HttpHeaders; readonly correlationId: string }

/** Below this a gzip header costs about what it saves. */
const GZIP_FROM_BYTES = 1_400

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  500: 'Internal error',
  503: 'Busy',
}

/** On every answer. Scripts, styles and connections of pages are narrowed further by `pagePolicy`. */
const BASE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

/** Content security policy of a page that may fetch from its own origin and from `connectTo` (origins). */
export const pagePolicy = (connectTo: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

/** Weak, because the same content may come compressed. */
export const etagOf = (content: string | Uint8Array): string =>
  `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`

/** Renders an answer; `policy` is the content security policy of files. */
export function render(answer: Answer, asked: Asked, policy: string): HttpResponse {
  switch (answer.kind) {
    case 'json':
      return renderJson(answer, asked)
    case 'file':
      return renderFile(answer, asked, policy)
    case 'refused':
      return renderProblem(answer, asked)
  }
}

function renderJson(answer: JsonAnswer, asked: Asked): HttpResponse {
  const fresh = answer.fresh ?? {}
  const etag = etagOf(JSON.stringify(answer.body))
  const headers: Record<string, string> = {
    ...BASE_HEADERS,
    'content-security-policy': DATA_POLICY,
    'cache-control': 'private, no-cache',
    vary: 'authorization, accept-encoding',
    etag,
    'x-correlation-id': asked.correlationId,
  }
  for (const [name, value] of Object.entries(fresh)) if (value !== null) headers[headerName(name)] = String(value)
  if (matches(asked.headers['if-none-match'], etag)) return response(304, headers, '')
  headers['content-type'] = 'application/json; charset=utf-8'
  const text = JSON.stringify({ ...answer.body, ...fresh })
  if (text.length < GZIP_FROM_BYTES || !accepts(asked.headers, 'gzip')) return response(200, headers, text)
  headers['content-encoding'] = 'gzip'
  return binary(200, headers, gzipSync(text, { level: 5 }))
}

function renderFile(answer: FileAnswer, asked: Asked, policy: string): HttpResponse {
  const etag = etagOf(answer.bytes)
  const headers: Record<string, string> = {
    ...BASE_HEADERS,
    'content-security-policy': answer.contentType.startsWith('text/html') ? policy : DATA_POLICY,
    'cache-control': answer.cacheControl,
    vary: 'accept-encoding',
    etag,
  }
  if (matches(asked.headers['if-none-match'], etag)) return response(304, headers, '')
  headers['content-type'] = answer.contentType
  if (answer.encoding !== undefined) headers['content-encoding'] = answer.encoding
  return binary(200, headers, answer.bytes)
}

/** A refusal, or a fault told without its inside. */
export function renderProblem(
  problem: Omit<Refusal, 'kind' | 'status'> & { readonly status: number },
  asked: Asked,
): HttpResponse {
  const headers: Record<string, string> = {
    ...BASE_HEADERS,
    'content-security-policy': DATA_POLICY,
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'x-correlation-id': asked.correlationId,
  }
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer'
  if (problem.status === 405) headers.allow = 'GET'
  if (problem.status === 503) headers['retry-after'] = '2'
  const { status, code, detail, parameter } = problem
  const body = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail }
  const named = parameter === undefined ? body : { ...body, parameter }
  return response(status, headers, JSON.stringify({ ...named, correlationId: asked.correlationId }))
}

/** Whether the caller takes this content coding (`q=0` means no). */
export function accepts(headers: HttpHeaders, coding: 'br' | 'gzip'): boolean {
  const entries = (headers['accept-encoding'] ?? '').toLowerCase().split(',')
  return entries.some((entry) => {
    const [name, ...parameters] = entry.split(';').map((part) => part.trim())
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function matches(condition: string | undefined, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '')
  return (condition ?? '').split(',').some((candidate) => candidate.trim() === '*' || bare(candidate) === bare(etag))
}

const headerName = (name: string): string => `x-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
const response = (statusCode: number, headers: Record<string, string>, body: string): HttpResponse => ({
  statusCode,
  headers,
  body,
  isBase64Encoded: false,
})
const binary = (statusCode: number, headers: Record<string, string>, bytes: Uint8Array): HttpResponse => ({
  statusCode,
  headers,
  body: Buffer.from(bytes).toString('base64'),
  isBase64Encoded: true,
})
