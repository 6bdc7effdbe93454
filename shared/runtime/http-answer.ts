/** What a route may answer, as values: JSON, a refusal, or a file. */

export type JsonAnswer = {
  readonly kind: 'json'
  /** 200 when absent. 201: something new is stored. 202: it will be done. */
  readonly status?: 200 | 201 | 202
  /** What the caller asked for. The ETag is taken over this part alone. */
  readonly body: Readonly<Record<string, unknown>>
  /**
   * Parts that move with every reading (as-of, lag). They are merged into the body, left out of the ETag, and repeated
   * as headers (`asOfMs` as `x-as-of-ms`), so that a 304 still says how fresh the cached body is. Answers to writes are
   * not cached: there they are in the body alone.
   */
  readonly fresh?: Readonly<Record<string, number | null>>
}

/** What is wrong with one place of a body. */
export type Problem = {
  /** Of the place: `targets[0].seconds`. */
  readonly path: string
  /** Follows the path in a sentence: `must be a whole number`. Never the value that was sent. */
  readonly message: string
}

export type Refusal = {
  readonly kind: 'refused'
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 503
  /** Stable; listed in docs/api/errors.md. */
  readonly code: string
  /** For the person who reads the answer; never customer text. */
  readonly detail: string
  /** The query parameter at fault. */
  readonly parameter?: string
  /** What is wrong with the body; the first 50 are told. */
  readonly problems?: readonly Problem[]
  /** How what was to be changed stands now, where somebody else was first. */
  readonly current?: Readonly<Record<string, unknown>>
  /** Of a 405: the methods that the address has. */
  readonly allow?: readonly string[]
}

/** A refusal, as a value. */
export const refused = (status: Refusal['status'], code: string, detail: string): Refusal => ({
  kind: 'refused',
  status,
  code,
  detail,
})

export type FileAnswer = {
  readonly kind: 'file'
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly cacheControl: string
  readonly encoding?: 'br' | 'gzip'
}

/** A page of its own, made for this request, with rules of its own about what it may load and who may frame it. */
export type PageAnswer = {
  readonly kind: 'page'
  readonly status?: 200 | 403
  readonly html: string
  /** Content security policy. */
  readonly policy: string
}

export type Answer = JsonAnswer | Refusal | FileAnswer | PageAnswer

export type HttpResponse = {
  statusCode: number
  headers: Record<string, string>
  body: string
  isBase64Encoded: boolean
}

/** Names in lower case. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>
/** Of the request, what an answer may depend on. */
export type Asked = { readonly method: string; readonly headers: HttpHeaders; readonly correlationId: string }

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

/** Whether the caller takes this content coding (`q=0` means no). */
export function accepts(headers: HttpHeaders, coding: 'br' | 'gzip'): boolean {
  const entries = (headers['accept-encoding'] ?? '').toLowerCase().split(',')
  return entries.some((entry) => {
    const [name, ...parameters] = entry.split(';').map((part) => part.trim())
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}
