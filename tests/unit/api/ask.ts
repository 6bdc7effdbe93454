/** Requests as API Gateway hands them over, and answers read back. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { HttpEvent } from '#runtime/http'
import type { HttpResponse } from '#runtime/http-answer'

export type Asking = {
  readonly path?: string
  readonly method?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes as it is, anything else as JSON with its content type. */
  readonly body?: unknown
  /** The body is in base64. */
  readonly isBase64Encoded?: boolean
  /** Entries of the roles claim; undefined: no token. */
  readonly groups?: readonly string[] | undefined
  /** The caller's name. */
  readonly name?: string
  /** The token in the request says other groups than the verified claims do. */
  readonly tokenGroups?: unknown
  readonly stage?: string
}

export const SUBJECT = '5d0c7a3e-subject'

/** A token as it stands in a request; API Gateway has checked its signature. */
export const tokenOf = (claims: Readonly<Record<string, unknown>>): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

/** Groups go in the text form that API Gateway uses for array claims, and as a list in the token. */
export function anEvent({
  path = '/',
  method = 'GET',
  query,
  headers = {},
  body,
  isBase64Encoded = false,
  groups,
  name = 'amelia',
  tokenGroups = groups,
  stage = '$default',
}: Asking): HttpEvent {
  const person = { sub: SUBJECT, username: name }
  const claims = { ...person, 'cognito:groups': `[${(groups ?? []).join(' ')}]` }
  const asJson = body !== undefined && typeof body !== 'string'
  const sent = asJson ? { 'content-type': 'application/json', ...headers } : headers
  const authorization = `Bearer ${tokenOf({ ...person, 'cognito:groups': tokenGroups })}`
  return {
    rawPath: path,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    headers: groups === undefined ? sent : { authorization, ...sent },
    ...(body === undefined ? {} : { body: asJson ? JSON.stringify(body) : String(body) }),
    isBase64Encoded,
    requestContext: {
      requestId: 'req-1',
      stage,
      http: { method },
      ...(groups === undefined ? {} : { authorizer: { jwt: { claims } } }),
    },
  }
}

/** The body, decoded and decompressed. */
export function bodyOf(response: HttpResponse): string {
  const bytes = Buffer.from(response.body, response.isBase64Encoded ? 'base64' : 'utf8')
  const encoding = response.headers['content-encoding']
  const plain = encoding === 'gzip' ? gunzipSync(bytes) : encoding === 'br' ? brotliDecompressSync(bytes) : bytes
  return plain.toString('utf8')
}

export const jsonOf = (response: HttpResponse): Record<string, unknown> =>
  JSON.parse(bodyOf(response)) as Record<string, unknown>
