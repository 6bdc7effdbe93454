import http from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpLimits, type HttpRequest, keepAliveHttp } from '#chatwoot/http-call'

const open: (http.Server | Server)[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    if (server instanceof http.Server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function listen(server: http.Server | Server): Promise<string> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
const serve = (answer: http.RequestListener): Promise<string> => listen(http.createServer(answer))
const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {} })
const post = (url: string, body: string): HttpRequest => ({ method: 'POST', url, headers: { 'x-token': 't' }, body })
const call = (request: HttpRequest, limits: Partial<HttpLimits> = {}) => keepAliveHttp(limits)(request)

describe('a call over HTTP', () => {
  it('sends JSON with its length, and gives status and text of the answer', async () => {
    const seen: http.IncomingHttpHeaders[] = []
    const url = await serve((request, response) => {
      seen.push(request.headers)
      request.on('data', (chunk: Buffer) => response.write(chunk))
      request.on('end', () => response.end())
    })
    const body = '{"text":"Grüße"}'
    expect(await call(post(url, body))).toEqual({ kind: 'answered', status: 200, body })
    expect(seen[0]).toMatchObject({ 'content-type': 'application/json', 'content-length': '18', 'x-token': 't' })
  })

  it('gives any status as an answer, and follows no redirect', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    expect(await call(get(url))).toEqual({ kind: 'answered', status: 302, body: '' })
  })

  it('to a port where nobody listens has certainly not arrived', async () => {
    const unanswered = { kind: 'unanswered', code: 'not_connected', mayHaveArrived: false }
    expect(await call(post('http://127.0.0.1:1/', '{}'))).toEqual(unanswered)
    expect(await call(post('http://nowhere.invalid/', '{}'), { connectMs: 20_000 })).toEqual(unanswered)
  })

  it('that is not answered in time may have arrived', async () => {
    const url = await serve(() => undefined)
    const unanswered = { kind: 'unanswered', code: 'timed_out', mayHaveArrived: true }
    expect(await call(post(url, '{}'), { totalMs: 50 })).toEqual(unanswered)
  })

  it('ends within what is left for it, whatever patience there is', async () => {
    const url = await serve(() => undefined)
    const asked = { ...get(url), patience: { totalMs: 60_000, answerBytes: 1_000 }, withinMs: 50 }
    expect(await call(asked)).toEqual({ kind: 'unanswered', code: 'timed_out', mayHaveArrived: true })
  })

  it('tells after what time to ask again, where the answer says so', async () => {
    const url = await serve((_request, response) => response.writeHead(429, { 'Retry-After': '30' }).end())
    expect(await call(get(url))).toEqual({ kind: 'answered', status: 429, body: '', retryAfter: '30' })
  })

  it('whose answer begins but does not end in time may have arrived', async () => {
    const url = await serve((_, response) => response.write('{'))
    expect(await call(get(url), { totalMs: 50 })).toMatchObject({ code: 'timed_out', mayHaveArrived: true })
  })

  it.each([
    ['before', (socket: Socket) => socket.destroy()],
    ['within', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{')],
  ])('whose connection ends %s the answer may have arrived', async (_when, end) => {
    const url = await listen(createServer((socket) => socket.once('data', () => end(socket))))
    expect(await call(get(url))).toMatchObject({ code: 'connection_lost', mayHaveArrived: true })
  })

  it('whose answer has no end is given up', async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(1_000_000), more)
      }
      more()
    })
    expect(await call(get(url), { totalMs: 60_000 })).toMatchObject({ code: 'answer_too_large', mayHaveArrived: true })
  })
})

describe('connections', () => {
  async function counting() {
    let connections = 0
    const server = http.createServer((_, response) => response.end('{}'))
    server.on('connection', () => {
      connections++
    })
    const url = await listen(server)
    const clock = { nowMs: 0 }
    return { url, clock, http: keepAliveHttp({ now: () => clock.nowMs }), connections: () => connections }
  }

  it('are kept between calls', async () => {
    const { url, http: kept, connections } = await counting()
    for (let nth = 0; nth < 3; nth++) await kept(get(url))
    expect(connections()).toBe(1)
  })

  it('that lay idle are not trusted: a frozen function does not hear that they were closed', async () => {
    const { url, http: kept, connections, clock } = await counting()
    await kept(get(url))
    clock.nowMs += 4_001
    expect(await kept(get(url))).toMatchObject({ kind: 'answered' })
    expect(connections()).toBe(2)
  })
})
