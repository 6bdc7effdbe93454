import { createHmac } from 'node:crypto'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export const ACCOUNT_KEY = 'example-account-key-0001'
export const SECRET = 'EXAMPLEsecretEXAMPLEsecret'
export const OTHER_SECRET = 'anotherEXAMPLEsecret00000'
export const DELIVERY_ID = '3f1d6c1a-0c5e-4a7e-9f00-000000000001'

/** The accounts secret with the one account `shop`. */
export const accountsSecret = (changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    [ACCOUNT_KEY]: { account: 'shop', chatwootAccountId: 3, secrets: [SECRET], unsigned: false, ...changes },
  })

/** As Chatwoot signs: HMAC-SHA256 over `timestamp.body`, in lower-case hex. */
export const signatureOf = (body: string | Uint8Array, secret: string, timestampS: number): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestampS}.`).update(body).digest('hex')}`

type RequestChanges = {
  /** Bytes go out in base64. */
  readonly body?: string | Uint8Array
  readonly secret?: string
  /** Unix seconds in the timestamp header. */
  readonly sentAtS?: number
  /** Over the default ones; `undefined` takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly method?: string
  readonly accountKey?: string
  readonly base64?: boolean
}

/** A signed delivery as an HTTP API hands it to a function (payload format 2.0). */
export function aRequest(changes: RequestChanges = {}): APIGatewayProxyEventV2 {
  const { body = '{}', secret = SECRET, sentAtS = 1_789_376_401, method = 'POST' } = changes
  const { accountKey = ACCOUNT_KEY, base64 = typeof body !== 'string' } = changes
  const path = `/webhooks/chatwoot/${accountKey}`
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-chatwoot-delivery': DELIVERY_ID,
    'x-chatwoot-timestamp': String(sentAtS),
    'x-chatwoot-signature': signatureOf(body, secret, sentAtS),
    ...changes.headers,
  }
  return {
    version: '2.0',
    routeKey: 'ANY /webhooks/chatwoot/{accountKey}',
    rawPath: path,
    rawQueryString: '',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'rest-client' },
      requestId: 'request-1',
      routeKey: 'ANY /webhooks/chatwoot/{accountKey}',
      stage: '$default',
      time: '14/Sep/2026:09:00:01 +0000',
      timeEpoch: sentAtS * 1000,
    },
    pathParameters: { accountKey },
    body: Buffer.from(body).toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: base64,
  }
}
