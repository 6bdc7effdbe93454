import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { jsonPoster, mayPostTo, type PostLimits } from '#messaging/https-json'
import { type HttpReceiver, httpReceiver, type Reply } from '#tests/support/http-receiver'

const NOW_MS = Date.UTC(2026, 0, 5, 9, 15)
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

function aPoster(limits?: PostLimits) {
  const waits: number[] = []
  const post = jsonPoster({
    now: () => NOW_MS,
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms)
    },
    ...(limits === undefined ? {} : { limits }),
  })
  return { post, waits }
}
async function aReceiver(...replies: Reply[]): Promise<HttpReceiver> {
  const receiver = await httpReceiver(...replies)
  open.push(receiver)
  return receiver
}
/** A port that takes connections and never says a word, not even a TLS handshake. */
async function aMutePort(): Promise<{ port: number; connections: () => number }> {
  const sockets: net.Socket[] = []
  const server = net.createServer((socket) => void sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.length }
}

describe('posting JSON', () => {
  it('sends it as UTF-8 and gives status and body', async () => {
    const receiver = await aReceiver({ status: 202, body: '{"status":"success"}' })
    const { post } = aPoster()
    expect(await post(`${receiver.url}/hook?a=1`, { text: 'ä' })).toEqual({
      kind: 'answered',
      status: 202,
      body: '{"status":"success"}',
    })
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/hook?a=1',
        headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': '13' },
        body: { text: 'ä' },
      },
    ])
  })

  it('uses a connection again', async () => {
    const receiver = await aReceiver({ status: 200, body: 'ok' })
    const { post } = aPoster()
    await post(receiver.url, {})
    await post(receiver.url, {})
    expect(receiver.received).toHaveLength(2)
    expect(receiver.connections()).toBe(1)
  })

  it('keeps 2 KB of an answer and reads the rest', async () => {
    const receiver = await aReceiver({ status: 400, body: 'x'.repeat(300_000) })
    const { post } = aPoster()
    const outcome = await post(receiver.url, {})
    expect(outcome).toMatchObject({ status: 400, body: 'x'.repeat(2_048) })
    await post(receiver.url, {})
    expect(receiver.connections()).toBe(1)
  })
})

describe('trying again', () => {
  it('helps over a 500, with jitter', async () => {
    const receiver = await aReceiver({ status: 500 }, { status: 202 })
    const { post, waits } = aPoster()
    expect(await post(receiver.url, {})).toMatchObject({ status: 202 })
    expect(receiver.received).toHaveLength(2)
    expect(waits).toEqual([100])
  })

  it.each([
    ['in seconds', '1', 1_000],
    ['as a date', new Date(NOW_MS + 1_000).toUTCString(), 1_000],
    ['two seconds at most', '120', 2_000],
    ['not at all for a date that is over', new Date(NOW_MS - 60_000).toUTCString(), 0],
    ['as it likes after nonsense', 'soon', 100],
  ])('waits as a 429 says: %s', async (_how, retryAfter, waitedMs) => {
    const receiver = await aReceiver({ status: 429, headers: { 'retry-after': retryAfter } }, { status: 202 })
    const { post, waits } = aPoster()
    expect(await post(receiver.url, {})).toMatchObject({ status: 202 })
    expect(waits).toEqual([waitedMs])
  })

  it.each([429, 500, 503])('ends after three tries of %i', async (status) => {
    const receiver = await aReceiver({ status })
    const { post, waits } = aPoster()
    expect(await post(receiver.url, {})).toMatchObject({ kind: 'answered', status })
    expect(receiver.received).toHaveLength(3)
    expect(waits).toEqual([100, 200])
  })

  it.each([302, 400, 403, 404, 410])('does not happen after %i', async (status) => {
    const receiver = await aReceiver({ status, headers: { location: '/elsewhere' } })
    const { post, waits } = aPoster()
    expect(await post(receiver.url, {})).toMatchObject({ status })
    expect(receiver.received).toHaveLength(1)
    expect(waits).toEqual([])
  })

  it('helps over a dropped connection', async () => {
    const receiver = await aReceiver('drop', { status: 202 })
    expect(await aPoster().post(receiver.url, {})).toMatchObject({ status: 202 })
  })
})

describe('a receiver that does not answer', () => {
  it('is given up when it refuses three connections', async () => {
    const receiver = await httpReceiver({ status: 202 })
    await receiver.close()
    const { post, waits } = aPoster()
    expect(await post(receiver.url, {})).toEqual({ kind: 'unanswered', why: 'ECONNREFUSED' })
    expect(waits).toHaveLength(2)
  })

  it('is given up when it hangs three times', async () => {
    const receiver = await aReceiver('hang')
    const { post } = aPoster({ connectMs: 1_000, totalMs: 60 })
    expect(await post(receiver.url, {})).toEqual({ kind: 'unanswered', why: 'TIMEOUT' })
    expect(receiver.received).toHaveLength(3)
  })

  it('is given up when it never finishes connecting', async () => {
    const { port, connections } = await aMutePort()
    const { post } = aPoster({ connectMs: 60, totalMs: 60_000 })
    expect(await post(`https://127.0.0.1:${port}`, {})).toEqual({ kind: 'unanswered', why: 'TIMEOUT' })
    expect(connections()).toBe(3)
  })

  it('has answered once its status is there, though the body breaks off', async () => {
    const receiver = await aReceiver('stall')
    const { post } = aPoster({ connectMs: 1_000, totalMs: 200 })
    expect(await post(receiver.url, {})).toMatchObject({ kind: 'answered', status: 202 })
    expect(receiver.received).toHaveLength(1)
  })
})

describe('an address', () => {
  it.each([
    ['https://hooks.example.com/x', true],
    ['http://127.0.0.1:8080/x', true],
    ['http://localhost:8080/x', true],
    ['http://hooks.example.com/x', false],
    ['http://169.254.169.254/latest', false],
    ['ftp://127.0.0.1/x', false],
    ['no address', false],
  ])('%s: allowed is %s', async (url, allowed) => {
    expect(mayPostTo(url)).toBe(allowed)
    if (!allowed) expect(await aPoster().post(url, {})).toEqual({ kind: 'unanswered', why: 'ADDRESS' })
  })
})
