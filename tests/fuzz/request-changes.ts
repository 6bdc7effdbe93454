/** The request around a body: what proxies, old servers, strangers and attackers make of headers, path and method. */
import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '#functions/ingest/accept-webhook'
import { ACCOUNT_KEY, DELIVERY_ID, OTHER_SECRET, SECRET, signatureOf } from '#tests/support/webhook-request'
import { fc } from './arbitraries.ts'

export type Around = {
  readonly method: string
  readonly accountKey: string | null
  readonly contentType: string | null
  /** Of the sender's clock, seconds. */
  readonly skewS: number
  readonly timestamp: 'plain' | keyof typeof ODD_TIMESTAMPS
  readonly signature: 'right' | keyof typeof ODD_SIGNATURES
  readonly deliveryId: string | null
  readonly travels:
    | 'as text'
    | 'in base64'
    | 'text that is called base64'
    | 'base64 that is called text'
    | 'without body'
  readonly letters: 'lower' | 'upper' | 'mixed'
  /** A header that came twice: API Gateway joins the values. */
  readonly twice: 'x-chatwoot-timestamp' | 'x-chatwoot-signature' | 'content-type' | 'x-chatwoot-delivery' | null
  readonly more: Readonly<Record<string, string>>
}

const ODD_TIMESTAMPS = {
  none: () => undefined,
  empty: () => '',
  signed: (s: number) => `+${s}`,
  negative: (s: number) => `-${s}`,
  milliseconds: (s: number) => `${s}000`,
  decimals: (s: number) => `${s}.5`,
  hex: (s: number) => `0x${s.toString(16)}`,
  exponent: (s: number) => `${s}e0`,
  spaces: (s: number) => ` ${s}`,
  'leading zeros': (s: number) => `00${s}`,
  'other digits': (s: number) => String(s).replace(/\d/g, (d) => String.fromCharCode(0x660 + Number(d))),
  long: () => '9'.repeat(5_000),
}
const ODD_SIGNATURES = {
  none: () => undefined,
  empty: () => '',
  'of another secret': (body: Buffer, s: number) => signatureOf(body, OTHER_SECRET, s),
  'of another second': (body: Buffer, s: number) => signatureOf(body, SECRET, s + 1),
  'of nothing': (_body: Buffer, s: number) => signatureOf('', `${SECRET}x`, s),
  'of the body alone': (body: Buffer) => `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  'without prefix': (body: Buffer, s: number) => signatureOf(body, SECRET, s).slice(7),
  'in capitals': (body: Buffer, s: number) => signatureOf(body, SECRET, s).toUpperCase(),
  'cut off': (body: Buffer, s: number) => signatureOf(body, SECRET, s).slice(0, -2),
  'by another hash': (body: Buffer) => `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`,
  'in base64': (body: Buffer, s: number) =>
    `sha256=${createHmac('sha256', SECRET).update(`${s}.`).update(body).digest('base64')}`,
  'not of hex': () => `sha256=${'g'.repeat(64)}`,
}

/** Letters, control characters, half pairs, and some that fold in case. */
const oddText = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '/', '.', ' ', '\n', '\0', '\x7f', 'é', 'ſ', 'K', '\ud83d', '\udc00', '\uffff'),
})
const mostly = <Value>(usual: Value, weight: number, others: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others })
const keysOf = <Key extends string>(table: Record<Key, unknown>): Key[] => Object.keys(table) as Key[]

export const around: fc.Arbitrary<Around> = fc.record({
  method: mostly(
    'POST',
    60,
    fc.oneof(fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'post', ''), fc.string()),
  ),
  accountKey: mostly<string | null>(
    ACCOUNT_KEY,
    60,
    fc.oneof(
      fc.constantFrom(
        null,
        '',
        '__proto__',
        'constructor',
        `${ACCOUNT_KEY}x`,
        ACCOUNT_KEY.toUpperCase(),
        '%2e%2e',
        'k'.repeat(9_000),
      ),
      oddText,
    ),
  ),
  contentType: mostly<string | null>(
    'application/json',
    40,
    fc.oneof(
      fc.constantFrom(
        null,
        '',
        'application/json; charset=utf-8',
        'Application/JSON',
        ' application/json',
        'text/plain',
      ),
      fc.constantFrom(
        'application/jsonx',
        'application/json+x',
        'multipart/form-data; boundary=x',
        'text/html, application/json',
      ),
      fc.string(),
    ),
  ),
  skewS: mostly(0, 4, fc.oneof(fc.integer({ min: -300, max: 300 }), fc.constantFrom(-301, 301, 302, -86_400, 86_400))),
  timestamp: mostly<Around['timestamp']>('plain', 60, fc.constantFrom(...keysOf(ODD_TIMESTAMPS))),
  signature: mostly<Around['signature']>('right', 30, fc.constantFrom(...keysOf(ODD_SIGNATURES))),
  deliveryId: mostly<string | null>(
    DELIVERY_ID,
    4,
    fc.oneof(fc.constantFrom(null, '', '-', 'a'.repeat(64), 'a'.repeat(65), '__proto__', '../../etc', 'é'), oddText),
  ),
  travels: mostly<Around['travels']>(
    'in base64',
    2,
    fc.constantFrom(
      'as text',
      'as text',
      'as text',
      'as text',
      'as text',
      'text that is called base64',
      'base64 that is called text',
      'without body',
    ),
  ),
  letters: mostly<Around['letters']>('lower', 4, fc.constantFrom('upper', 'mixed')),
  twice: mostly<Around['twice']>(
    null,
    60,
    fc.constantFrom('x-chatwoot-timestamp', 'x-chatwoot-signature', 'content-type', 'x-chatwoot-delivery'),
  ),
  more: mostly<Around['more']>(
    {},
    4,
    fc.dictionary(
      fc.oneof(fc.constantFrom('__proto__', 'content-encoding', 'x-forwarded-for', 'transfer-encoding'), fc.string()),
      fc.string(),
    ),
  ),
})

export type Sent = {
  readonly request: WebhookRequest
  /** The bytes that the function is given. */
  readonly arrived: Buffer
  /** Nothing about the request speaks against taking it; what is left is the body. */
  readonly genuine: boolean
}

/** The request as an HTTP API hands it on. It is signed over the bytes that arrive, so that odd bodies get past the door. */
export function sent(body: Buffer, how: Around, nowMs: number): Sent {
  const { text, isBase64Encoded } = carried(body, how.travels)
  const arrived = Buffer.from(text ?? '', isBase64Encoded ? 'base64' : 'utf8')
  const sentAtS = Math.floor(nowMs / 1000) + how.skewS
  const timestamp = how.timestamp === 'plain' ? String(sentAtS) : ODD_TIMESTAMPS[how.timestamp](sentAtS)
  const signature =
    how.signature === 'right' ? signatureOf(arrived, SECRET, sentAtS) : ODD_SIGNATURES[how.signature](arrived, sentAtS)
  const headers: [string, string | undefined][] = [
    ['content-type', how.contentType ?? undefined],
    ['x-chatwoot-delivery', how.deliveryId ?? undefined],
    ['x-chatwoot-timestamp', timestamp],
    ['x-chatwoot-signature', signature],
  ]
  const written = headers.flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return []
    return [[lettered(name, how.letters), name === how.twice ? `${value},${value}` : value]]
  })
  const others = Object.entries(how.more).filter(([name]) => !headers.some(([own]) => own === name.toLowerCase()))
  const request: WebhookRequest = {
    requestContext: { http: { method: how.method } },
    ...(how.accountKey === null ? {} : { pathParameters: { accountKey: how.accountKey } }),
    headers: Object.fromEntries([...others, ...written]),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded,
  }
  return { request, arrived, genuine: isGenuine(how) }
}

function carried(
  body: Buffer,
  travels: Around['travels'],
): { readonly text?: string; readonly isBase64Encoded: boolean } {
  switch (travels) {
    case 'as text':
      return { text: body.toString('utf8'), isBase64Encoded: false }
    case 'in base64':
      return { text: body.toString('base64'), isBase64Encoded: true }
    case 'text that is called base64':
      return { text: body.toString('utf8'), isBase64Encoded: true }
    case 'base64 that is called text':
      return { text: body.toString('base64'), isBase64Encoded: false }
    case 'without body':
      return { isBase64Encoded: false }
  }
}

const lettered = (name: string, letters: Around['letters']): string =>
  letters === 'lower'
    ? name
    : letters === 'upper'
      ? name.toUpperCase()
      : name.replace(/(^|-)./g, (c) => c.toUpperCase())

/** A delivery id only names the delivery, so that none speaks against it. */
const isGenuine = (how: Around): boolean =>
  how.method === 'POST' &&
  how.accountKey === ACCOUNT_KEY &&
  isJsonType(
    how.contentType !== null && how.twice === 'content-type'
      ? `${how.contentType},${how.contentType}`
      : how.contentType,
  ) &&
  Math.abs(how.skewS) <= 300 &&
  how.timestamp === 'plain' &&
  how.signature === 'right' &&
  how.twice !== 'x-chatwoot-timestamp' &&
  how.twice !== 'x-chatwoot-signature'

/** A type that got lost on the way is no reason to lose the webhook too. */
function isJsonType(contentType: string | null): boolean {
  const [essence = ''] = (contentType ?? '').trim().toLowerCase().split(/[;,]/)
  return essence.trim() === 'application/json' || (contentType ?? '').trim() === ''
}
