import { DATA_POLICY, STRICT_HEADERS } from '#runtime/strict-headers'

/** What the webhook route answers. Chatwoot reads the status only; the words are for whoever sets a webhook up. */

export type Answer = {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const NEVER_KEPT = { ...STRICT_HEADERS, 'content-security-policy': DATA_POLICY, 'cache-control': 'no-store' } as const

/** By stable code: what a client may match on. */
const PROBLEMS = {
  method_not_allowed: [405, 'Method not allowed', 'Send webhooks by POST; GET answers whether this address is alive.'],
  unknown_account: [404, 'Not found', 'No account is set up under this address.'],
  body_too_large: [413, 'Content too large', 'The webhook is larger than this address takes.'],
  content_type_not_json: [415, 'Unsupported media type', 'The content type must be application/json.'],
  signature_refused: [401, 'Unauthorized', 'The signature is missing, does not match, or is too old.'],
  body_not_json: [400, 'Bad request', 'The body is not JSON in UTF-8.'],
  intake_unavailable: [503, 'Service unavailable', 'The webhook could not be taken. Send it again.'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string, detail: string]>>

export type ProblemCode = keyof typeof PROBLEMS

/** RFC 9457 problem details. Says nothing about the account, the body or the secrets. */
export function problem(code: ProblemCode): Answer {
  const [status, title, detail] = PROBLEMS[code]
  return {
    statusCode: status,
    headers: {
      ...NEVER_KEPT,
      'content-type': 'application/problem+json',
      ...(status === 405 ? { allow: 'GET, HEAD, POST' } : {}),
    },
    body: JSON.stringify({ type: 'about:blank', title, status, code, detail }),
  }
}

/** Chatwoot reads a body only to drop it, so there is none. */
export const accepted: Answer = { statusCode: 202, headers: NEVER_KEPT, body: '' }

/** For uptime checks: the function runs and knows the account. */
export const alive = (method: 'GET' | 'HEAD'): Answer => ({
  statusCode: 200,
  headers: { ...NEVER_KEPT, 'content-type': 'application/json' },
  body: method === 'HEAD' ? '' : '{"status":"ok"}',
})
