/** How an answer goes over the wire: JSON with an ETag, a problem (RFC 9457), or a file. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import {
  type Answer,
  type Asked,
  accepts,
  type FileAnswer,
  type HttpResponse,
  type JsonAnswer,
  type PageAnswer,
  type Refusal,
} from './http-answer.ts'
import { DATA_POLICY, STRICT_HEADERS } from './strict-headers.ts'

/** Below this a gzip header costs about what it saves. */
const GZIP_FROM_BYTES = 1_400
/** Enough to mend a document by; a document that is wrong throughout must not be answered with megabytes. */
const MOST_PROBLEMS = 50

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  500: 'Internal error',
  503: 'Busy',
}

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
    case 'page':
      return renderPage(answer, asked)
    case 'refused':
      return renderProblem(answer, asked)
  }
}

function renderJson(answer: JsonAnswer, asked: Asked): HttpResponse {
  const { status = 200, body, fresh = {} } = answer
  const headers: Record<string, string> = {
    ...STRICT_HEADERS,
    'content-security-policy': DATA_POLICY,
    ...cachingOf(answer, asked),
  }
  if (matches(asked.headers['if-none-match'], headers.etag)) return response(304, headers, '')
  headers['content-type'] = 'application/json; charset=utf-8'
  const text = JSON.stringify({ ...body, ...fresh })
  if (text.length < GZIP_FROM_BYTES || !accepts(asked.headers, 'gzip')) return response(status, headers, text)
  headers['content-encoding'] = 'gzip'
  return binary(status, headers, gzipSync(text, { level: 5 }))
}

/** What was read may be kept and asked for again by its ETag; the answer to a write is for this one request. */
function cachingOf({ body, fresh = {} }: JsonAnswer, asked: Asked): Record<string, string> {
  if (asked.method !== 'GET') return { 'cache-control': 'no-store', 'x-correlation-id': asked.correlationId }
  const headers: Record<string, string> = {
    'cache-control': 'private, no-cache',
    vary: 'authorization, accept-encoding',
    etag: etagOf(JSON.stringify(body)),
    'x-correlation-id': asked.correlationId,
  }
  for (const [name, value] of Object.entries(fresh)) if (value !== null) headers[headerName(name)] = String(value)
  return headers
}

function renderFile(answer: FileAnswer, asked: Asked, policy: string): HttpResponse {
  const etag = etagOf(answer.bytes)
  const headers: Record<string, string> = {
    ...STRICT_HEADERS,
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

/** Shown in frames of other sites, which isolate themselves at times: then it must say that it may be. */
function renderPage({ status = 200, html, policy }: PageAnswer, asked: Asked): HttpResponse {
  const headers = {
    ...STRICT_HEADERS,
    'cross-origin-resource-policy': 'cross-origin',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    'x-correlation-id': asked.correlationId,
  }
  return response(status, headers, html)
}

/** A refusal, or a fault told without its inside. */
export function renderProblem(
  problem: Omit<Refusal, 'kind' | 'status'> & { readonly status: number },
  asked: Asked,
): HttpResponse {
  const headers: Record<string, string> = {
    ...STRICT_HEADERS,
    'content-security-policy': DATA_POLICY,
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'x-correlation-id': asked.correlationId,
  }
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer'
  if (problem.allow !== undefined) headers.allow = problem.allow.join(', ')
  if (problem.status === 415) headers.accept = 'application/json'
  if (problem.status === 503) headers['retry-after'] = '2'
  const { status, code, detail, parameter, problems, current } = problem
  const body = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    // absent members are left out of the text
    parameter,
    problems: problems?.slice(0, MOST_PROBLEMS),
    current,
    correlationId: asked.correlationId,
  }
  return response(status, headers, JSON.stringify(body))
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function matches(condition: string | undefined, etag: string | undefined): boolean {
  if (etag === undefined) return false
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
