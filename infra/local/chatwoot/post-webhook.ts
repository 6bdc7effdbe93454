import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'

/** One POST of a delivery. `status`: an answer came; otherwise the reason why none did. */
export type PostResult = { readonly status: number } | { readonly reason: 'timeout' | 'unreachable' }

export type SignedPost = {
  readonly url: string
  readonly body: string
  readonly deliveryId: string
  readonly secret: string
  /** Taken at send time of the attempt, whole seconds. */
  readonly timestampS: number
}

/** `sha256=` and the hex HMAC-SHA256 of `<timestamp>.<raw body>`, keyed with the secret as shown. */
export const signatureOf = (secret: string, timestampS: number, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestampS}.${body}`).digest('hex')}`

export type Poster = { post(delivery: SignedPost): Promise<PostResult>; close(): void }

/**
 * `timeoutMs` is real time whatever the clock's speed: the receiver computes in real time, and at speed 60 five story
 * seconds would be 83 ms.
 */
export function createPoster({ timeoutMs, sockets }: { timeoutMs: number; sockets: number }): Poster {
  const agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: sockets }),
    https: new https.Agent({ keepAlive: true, maxSockets: sockets }),
  }
  return {
    post: (delivery) =>
      new Promise((resolve) => {
        const url = new URL(delivery.url)
        const secure = url.protocol === 'https:'
        const request = (secure ? https : http).request(url, {
          method: 'POST',
          agent: secure ? agents.https : agents.http,
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/json',
            'Content-Length': Buffer.byteLength(delivery.body),
            'X-Chatwoot-Delivery': delivery.deliveryId,
            'X-Chatwoot-Timestamp': String(delivery.timestampS),
            'X-Chatwoot-Signature': signatureOf(delivery.secret, delivery.timestampS, delivery.body),
          },
        })
        const finish = (result: PostResult): void => {
          clearTimeout(timer)
          resolve(result)
        }
        const timer = setTimeout(() => {
          finish({ reason: 'timeout' })
          request.destroy()
        }, timeoutMs)
        request.on('error', () => finish({ reason: 'unreachable' }))
        request.on('response', (response) => {
          response.on('error', () => finish({ reason: 'unreachable' }))
          response.on('end', () => finish({ status: response.statusCode ?? 0 }))
          // the answer's body is read to its end and ignored
          response.resume()
        })
        request.end(delivery.body)
      }),
    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}
