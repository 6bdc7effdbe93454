import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gatewayReply, type HttpReply } from './http-payload.ts'

/** What API Gateway takes. */
const BODY_LIMIT_BYTES = 10_485_760

/** A port that answers 503 until the template is known, because URLs in the template need the port first. */
export class HttpDoor {
  readonly #server: Server
  #handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    respond(response, gatewayReply(503, 'Service Unavailable'))

  constructor() {
    this.#server = createServer((request, response) => this.#handle(request, response))
    // browsers and load tests keep connections open; a reset in between would look like a fault of the API
    this.#server.keepAliveTimeout = 75_000
  }

  /**
   * Listens on 127.0.0.1 and gives the base address.
   * @param attempts how many ports to try, counting up from `port`, when it is taken
   * @throws the error of `listen`, such as EADDRINUSE.
   */
  async listen(port: number, attempts = 1): Promise<string> {
    try {
      return await this.#listen(port)
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || attempts <= 1) throw error
      return this.listen(port + 1, attempts - 1)
    }
  }

  async #listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    // a TCP server's address is never a text
    const { port: chosen } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${chosen}`
  }

  serve(handle: (request: IncomingMessage, response: ServerResponse) => void): void {
    this.#handle = handle
  }

  /** Takes no new connections and closes idle ones; requests being answered end first. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeIdleConnections()
      setTimeout(() => this.#server.closeAllConnections(), 2_000).unref()
    })
  }
}

/** The whole body, or undefined when it is larger than API Gateway takes; the rest is then read and dropped. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk)
  }
  return size > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks)
}

/** Writes an answer; without its body for HEAD. */
export const respond = (response: ServerResponse, reply: HttpReply, withoutBody = false): void => {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length })
  response.end(withoutBody ? undefined : reply.body)
}
