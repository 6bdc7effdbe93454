import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type Passed = {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}
/** `swallow`: the server gets the request, and its answer goes nowhere. `cut`: the connection ends instead of it. `pass`: none. */
export type Mishap = 'swallow' | 'cut' | 'pass'

export type ManInTheMiddle = {
  readonly url: string
  /** Everything that came, in order. */
  readonly passed: readonly Passed[]
  /** What happens to the answers of the next requests, one each. */
  next(...mishaps: Mishap[]): void
  close(): Promise<void>
}

/** Stands before an HTTP server, remembers what is asked of it, and loses answers when told to. */
export async function manInTheMiddle(target: string): Promise<ManInTheMiddle> {
  const passed: Passed[] = []
  const mishaps: Mishap[] = []
  const server = http.createServer((incoming, outgoing) => {
    const mishap = mishaps.shift()
    void read(incoming).then((body) => {
      const { method = 'GET', url = '/', headers } = incoming
      passed.push({ method, path: url, headers, body })
      const { host: _host, connection: _connection, ...rest } = headers
      const onward = http.request(`${target}${url}`, { method, headers: rest, agent: false }, (answer) => {
        void read(answer).then((text) => {
          if (mishap === 'swallow') return
          if (mishap === 'cut') return incoming.socket.destroy()
          outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? '' })
          outgoing.end(text)
        })
      })
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    next: (...more) => void mishaps.push(...more),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(message: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
