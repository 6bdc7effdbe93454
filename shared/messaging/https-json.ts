import http from 'node:http'
import https from 'node:https'
import { fullJitterMs, type Random } from '#runtime/retry'

/** Posts JSON to other people's services over kept connections. Never throws, and never says where it posted to. */

export type PostOutcome =
  /** The last answer. `body`: its first 2 KB, to be judged and never to be logged. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** None of the tries was answered. `why`: the system's error code, `TIMEOUT`, or `ADDRESS` for one not allowed. */
  | { readonly kind: 'unanswered'; readonly why: string }

/**
 * Tries up to three times on network errors, 429 and 5xx, within 16 s at the very worst. A try that was cut off may
 * have arrived: a message may come twice, but is not lost.
 */
export type PostJson = (url: string, body: unknown) => Promise<PostOutcome>

export type PosterDeps = {
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  readonly limits?: PostLimits
}
export type PostLimits = { readonly connectMs: number; readonly totalMs: number }

const LIMITS: PostLimits = { connectMs: 1_000, totalMs: 4_000 }
const TRIES = 3
const BACKOFF = { baseMs: 200, capMs: 1_000 }
const RETRY_AFTER_MAX_MS = 2_000
const KEPT_BYTES = 2_048
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost'])

/** HTTPS alone, except to this machine: local runs and tests. */
export function mayPostTo(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && LOCAL_HOSTS.has(hostname))
}

export function jsonPoster(deps: PosterDeps): PostJson {
  const { limits = LIMITS } = deps
  // An idle connection is given up soon: a function that slept would find it dead.
  const pool = { keepAlive: true, timeout: limits.totalMs }
  const agents = { http: new http.Agent(pool), https: new https.Agent(pool) }
  return async (url, body) => {
    if (!mayPostTo(url)) return { kind: 'unanswered', why: 'ADDRESS' }
    const post = { url: new URL(url), text: JSON.stringify(body), limits }
    for (let nth = 0; ; nth++) {
      const { outcome, retryAfter } = await postOnce(post, agents)
      if (nth === TRIES - 1 || !mayPass(outcome)) return outcome
      await deps.wait(toldToWaitMs(retryAfter, deps.now()) ?? fullJitterMs(nth, BACKOFF, deps.random))
    }
  }
}

const mayPass = (outcome: PostOutcome): boolean =>
  outcome.kind === 'unanswered' || outcome.status === 429 || outcome.status >= 500

/** Of a Retry-After header, in seconds or as a date; 2 s at most. */
function toldToWaitMs(retryAfter: string | undefined, nowMs: number): number | undefined {
  if (retryAfter === undefined) return undefined
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS)
}

type Post = { readonly url: URL; readonly text: string; readonly limits: PostLimits }
type Agents = { readonly http: http.Agent; readonly https: https.Agent }
type Tried = { readonly outcome: PostOutcome; readonly retryAfter?: string | undefined }

function postOnce({ url, text, limits }: Post, agents: Agents): Promise<Tried> {
  const secure = url.protocol === 'https:'
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'user-agent': 'backdesk',
  }
  const options = { method: 'POST', headers, agent: secure ? agents.https : agents.http }
  return new Promise((resolve) => {
    const request = (secure ? https : http).request(url, options)
    let unfinished: Tried = { outcome: { kind: 'unanswered', why: 'TIMEOUT' } }
    const finish = (tried: Tried): void => {
      clearTimeout(connecting)
      clearTimeout(running)
      resolve(tried)
    }
    const giveUp = (): void => {
      finish(unfinished)
      request.destroy()
    }
    const connecting = setTimeout(giveUp, limits.connectMs)
    const running = setTimeout(giveUp, limits.totalMs)
    request.on('socket', (socket) => {
      const connected = (): void => clearTimeout(connecting)
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected)
      else connected()
    })
    // Stays on for good: destroying the request may raise an error that nobody waits for any more.
    request.on('error', (error) => finish({ outcome: { kind: 'unanswered', why: codeOf(error) } }))
    request.on('response', (response) => {
      const kept: Buffer[] = []
      let bytes = 0
      const answer = (): Tried => {
        const body = Buffer.concat(kept).subarray(0, KEPT_BYTES).toString('utf8')
        const outcome = { kind: 'answered', status: response.statusCode ?? 0, body } as const
        return { outcome, retryAfter: response.headers['retry-after'] }
      }
      // The status line decides: a body that breaks off takes nothing back.
      unfinished = answer()
      response.on('error', () => finish(answer()))
      response.on('end', () => finish(answer()))
      response.on('data', (chunk: Buffer) => {
        if (bytes < KEPT_BYTES) kept.push(chunk)
        bytes += chunk.length
      })
    })
    request.end(text)
  })
}

/** The message of a network error names the host. */
function codeOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'NETWORK'
}
