import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReceivedPost = {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: unknown
}

export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** Takes the request and says nothing. */
  | 'hang'
  /** Takes the request and drops the connection. */
  | 'drop'
  /** A status line and half a body, then nothing. */
  | 'stall'

export type HttpReceiver = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly received: readonly ReceivedPost[]
  /** Connections opened so far. */
  connections(): number
  close(): Promise<void>
}

/** A real HTTP endpoint on this machine. Replies in the order given; the last one repeats. */
export async function httpReceiver(...replies: readonly Reply[]): Promise<HttpReceiver> {
  const received: ReceivedPost[] = []
  let connections = 0
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const reply = replies[Math.min(received.length, replies.length - 1)] ?? { status: 202 }
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
      received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
      if (reply === 'drop') request.socket.destroy()
      else if (reply === 'stall') response.writeHead(202, { 'content-length': 100 }).write('half')
      else if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
