import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { readonly headers: http.IncomingHttpHeaders; readonly body: string }

export type Receiver = {
  readonly url: string
  readonly received: readonly Received[]
  /** The most requests it has held at one time. */
  peak(): number
  close(): Promise<void>
}

/** A webhook endpoint that answers as told: `answer` gets each request and says how, when it likes. */
export async function webhookReceiver(
  answer: (received: Received, reply: (status: number) => void) => void = (_, reply) => reply(202),
): Promise<Receiver> {
  const received: Received[] = []
  let open = 0
  let peak = 0
  const server = http.createServer((request, response) => {
    open += 1
    peak = Math.max(peak, open)
    response.on('close', () => {
      open -= 1
    })
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      received.push(one)
      answer(one, (status) => response.writeHead(status).end())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/chatwoot/key`,
    received,
    peak: () => peak,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
