import * as http from 'node:http'
import * as https from 'node:https'

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body?: string
  /** Where an answer may take longer, or be larger, than others. */
  readonly patience?: Patience
  /** Whatever patience there is: no longer than this. */
  readonly withinMs?: number
}
export type Patience = { readonly totalMs: number; readonly answerBytes: number }
export type HttpResult =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly body: string
      /** As the header says it: seconds, or a date. */
      readonly retryAfter?: string
    }
  | {
      readonly kind: 'unanswered'
      readonly code:
        | 'not_connected'
        | 'timed_out'
        | 'connection_lost'
        | 'answer_too_large'
        | 'out_of_time'
        | 'not_answering'
      /** Whether the server may have got the request, and done what it says. */
      readonly mayHaveArrived: boolean
    }
/** Makes one request. Never throws for what the network or the server does. */
export type HttpCall = (request: HttpRequest) => Promise<HttpResult>

export type HttpLimits = {
  /** Until the TCP connection stands. */
  readonly connectMs: number
  /** Until the whole answer is there. */
  readonly totalMs: number
  /** Connections that lay idle for longer are not used again: the server may have closed them unheard of. */
  readonly idleMs: number
  readonly now: () => number
}

const LIMITS: HttpLimits = { connectMs: 1_000, totalMs: 8_000, idleMs: 4_000, now: Date.now }
/** Twenty messages of 150,000 characters, the most that Chatwoot takes. */
const ANSWER_BYTES = 16_000_000

type Agents = { readonly http: http.Agent; readonly https: https.Agent }
const freshAgents = (): Agents => ({
  http: new http.Agent({ keepAlive: true }),
  https: new https.Agent({ keepAlive: true }),
})

/**
 * Calls over kept connections. `fetch` would cost 80 ms at its first use. A frozen function does not notice that its
 * connections were closed meanwhile, hence `idleMs`: a note posted into a dead one could be taken for delivered or not.
 */
export function keepAliveHttp(limits: Partial<HttpLimits> = {}): HttpCall {
  const all = { ...LIMITS, ...limits }
  let agents = freshAgents()
  let usedAtMs = all.now()
  let running = 0
  return async (request) => {
    if (running === 0 && all.now() - usedAtMs > all.idleMs) {
      agents.http.destroy()
      agents.https.destroy()
      agents = freshAgents()
    }
    running++
    try {
      return await exchange(request, agents, all)
    } finally {
      running--
      usedAtMs = all.now()
    }
  }
}

function exchange(request: HttpRequest, agents: Agents, limits: HttpLimits): Promise<HttpResult> {
  return new Promise((resolve) => {
    let connected = false
    let connecting: NodeJS.Timeout | undefined
    const outgoing = open(request, agents)
    const end = (result: HttpResult): void => {
      clearTimeout(whole)
      clearTimeout(connecting)
      resolve(result)
    }
    const giveUp = (code: (HttpResult & { kind: 'unanswered' })['code']): void => {
      end({ kind: 'unanswered', code, mayHaveArrived: connected })
      outgoing.destroy()
    }
    const { patience, withinMs = Number.POSITIVE_INFINITY } = request
    const whole = setTimeout(() => giveUp('timed_out'), Math.min(patience?.totalMs ?? limits.totalMs, withinMs))
    outgoing.on('socket', (socket) => {
      connected = !socket.connecting
      if (connected) return
      connecting = setTimeout(() => giveUp('not_connected'), limits.connectMs)
      socket.once('connect', () => {
        connected = true
        clearTimeout(connecting)
      })
    })
    outgoing.on('error', () => giveUp(connected ? 'connection_lost' : 'not_connected'))
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes > (patience?.answerBytes ?? ANSWER_BYTES)) giveUp('answer_too_large')
      })
      response.on('error', () => giveUp('connection_lost'))
      response.on('end', () => {
        const retryAfter = response.headers['retry-after']
        end({
          ...{ kind: 'answered', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') },
          ...(retryAfter === undefined ? {} : { retryAfter }),
        })
      })
    })
    outgoing.end(request.body)
  })
}

function open({ method, url, headers, body }: HttpRequest, agents: Agents): http.ClientRequest {
  const content =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  const options = { method, headers: { accept: 'application/json', 'user-agent': 'backdesk', ...content, ...headers } }
  return url.startsWith('https:')
    ? https.request(url, { ...options, agent: agents.https })
    : http.request(url, { ...options, agent: agents.http })
}
