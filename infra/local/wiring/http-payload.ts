import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ACCOUNT_ID } from '../aws-names.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

/** A request that has found its route. */
export type RoutedRequest = {
  request: IncomingMessage
  url: URL
  body: Buffer
  routeKey: string
  pathParameters: Readonly<Record<string, string>>
  apiId: string
  atMs: number
  /** `requestContext.authorizer`, when the route has one. */
  authorizer: JsonObject | undefined
}

export type HttpReply = { status: number; headers: Record<string, string | string[]>; body: Buffer }

/** Everything else goes to the function in base64; forms too, which surprises people on AWS as well. */
const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript|[\w.-]+\+(json|xml))\b)/

/** The event of payload format 2.0. */
export const httpEvent = (routed: RoutedRequest): JsonObject => {
  const { request, url, body } = routed
  const { cookie, ...headers } = request.headers
  const text = isText(request.headers['content-type'])
  const query: Record<string, string> = {}
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value
  const address = request.socket.remoteAddress ?? '127.0.0.1'
  return {
    version: '2.0',
    routeKey: routed.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...flat(headers),
      'x-amzn-trace-id': `Root=1-${Math.floor(routed.atMs / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': [headers['x-forwarded-for'], address].flat().filter(Boolean).join(', '),
      'x-forwarded-port': url.port,
      'x-forwarded-proto': 'https',
    },
    ...(url.search === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(routed.pathParameters).length === 0 ? {} : { pathParameters: { ...routed.pathParameters } }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: routed.apiId,
      ...(routed.authorizer === undefined ? {} : { authorizer: routed.authorizer }),
      domainName: url.host,
      domainPrefix: routed.apiId,
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: address,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: routed.routeKey,
      stage: '$default',
      time: clfTime(routed.atMs),
      timeEpoch: routed.atMs,
    },
    ...(body.length === 0 ? {} : { body: text ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !text,
  }
}

const isText = (contentType: string | undefined): boolean => contentType === undefined || TEXT_TYPES.test(contentType)

const flat = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(',')]))

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `22/Nov/2026:20:59:01 +0000`, as access logs write it. */
const clfTime = (atMs: number): string => {
  const iso = new Date(atMs).toISOString()
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
}

/**
 * Reads what a function returned: an object with `statusCode` says everything, anything else is a JSON body with 200.
 * Undefined when it is malformed, which API Gateway answers with 500.
 */
export const httpReply = (result: Json): HttpReply | undefined => {
  if (!isObject(result) || result.statusCode === undefined) {
    const body = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result))
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const status = Number(result.statusCode)
  const text = result.body ?? ''
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof text !== 'string') return undefined
  const headers: Record<string, string | string[]> = {}
  if (text !== '') headers['content-type'] = 'text/plain; charset=utf-8'
  for (const [name, value] of Object.entries(isObject(result.headers) ? result.headers : {})) {
    headers[name.toLowerCase()] = String(value)
  }
  if (Array.isArray(result.cookies)) headers['set-cookie'] = result.cookies.map(String)
  return { status, headers, body: Buffer.from(text, result.isBase64Encoded === true ? 'base64' : 'utf8') }
}

/** A refusal in API Gateway's own words. */
export const gatewayReply = (status: number, message: string, headers: Record<string, string> = {}): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message })),
})
