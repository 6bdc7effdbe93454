/** Webhooks that say nothing, to see whether ingest takes what is signed rightly and refuses what is not. */
import { createHmac } from 'node:crypto'
import { PROBE_HEADER, probeMark } from '#runtime/webhook-probe'

/** Known to Backdesk and ignored by it: it changes no conversation, no counter of one, and raises no alarm. */
const BODY = JSON.stringify({ event: 'conversation_typing_off' })
const TIMEOUT_MS = 10_000

export type Probed =
  | { readonly kind: 'answered'; readonly status: number; readonly dateMs: number | null }
  | { readonly kind: 'unanswered'; readonly why: string }

export type ProbeOptions = {
  /** Signed by this one. */
  readonly secret: string
  /** A wrong signature instead, marked as ours so that nobody is woken. */
  readonly wrongly?: boolean
  readonly nowMs: number
}

/** Posts a harmless webhook. Never throws for what the network or the server does. */
export function postProbe(url: string, { secret, wrongly = false, nowMs }: ProbeOptions): Promise<Probed> {
  const timestamp = String(Math.floor(nowMs / 1000))
  const key = wrongly ? `${secret}-not` : secret
  const signature = createHmac('sha256', key).update(`${timestamp}.${BODY}`).digest('hex')
  return ask(url, {
    method: 'POST',
    body: BODY,
    headers: {
      'content-type': 'application/json',
      'x-chatwoot-delivery': `backdesk-probe-${timestamp}`,
      'x-chatwoot-timestamp': timestamp,
      'x-chatwoot-signature': `sha256=${signature}`,
      ...(wrongly ? { [PROBE_HEADER]: probeMark(secret, { timestamp, body: BODY }) } : {}),
    },
  })
}

/** Asks an address with GET: whether somebody is there, and what time it is for them. */
export const getProbe = (url: string): Promise<Probed> => ask(url, { method: 'GET' })

/** Tried twice: one lost packet is no finding. */
async function ask(url: string, request: RequestInit): Promise<Probed> {
  const first = await askOnce(url, request)
  return first.kind === 'answered' ? first : askOnce(url, request)
}

async function askOnce(url: string, request: RequestInit): Promise<Probed> {
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.body?.cancel()
    const date = Date.parse(response.headers.get('date') ?? '')
    return { kind: 'answered', status: response.status, dateMs: Number.isNaN(date) ? null : date }
  } catch (error) {
    return { kind: 'unanswered', why: whyOf(error) }
  }
}

/** `fetch` hides the reason in the cause. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`
  return cause instanceof Error ? cause.message : String(cause)
}
