import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createDeliveries, type Deliveries, type DeliverOptions } from '#infra/local/chatwoot/deliveries'
import { signatureOf } from '#infra/local/chatwoot/post-webhook'
import { manualClock } from '#infra/local/clock'
import { type Receiver, webhookReceiver } from './webhook-receiver.ts'

const NOW_MS = Date.UTC(2026, 8, 14, 9)
const SECRET = 'EXAMPLEsecretEXAMPLE4567'

let receiver: Receiver
let deliveries: Deliveries
const clock = manualClock(NOW_MS)
const logged: unknown[] = []

async function start(options: DeliverOptions, answer?: Parameters<typeof webhookReceiver>[0]): Promise<void> {
  receiver = await webhookReceiver(answer)
  deliveries = createDeliveries({ clock, options: { seed: 3, ...options }, log: (entry) => logged.push(entry) })
}

const send = (count: number): void => {
  for (let n = 0; n < count; n += 1) {
    deliveries.enqueue({ url: receiver.url, secret: SECRET, event: 'message_created', body: `{"n":${n}}` })
  }
}
const bodies = (): number[] => receiver.received.map(({ body }) => (JSON.parse(body) as { n: number }).n)

afterEach(async () => {
  deliveries.close()
  await receiver.close()
  logged.length = 0
})

describe('deliveries', () => {
  it('are signed over timestamp and raw body, each with its own id', async () => {
    await start({})
    send(2)
    await deliveries.idle()
    const [first, second] = receiver.received
    expect(first?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      'x-chatwoot-timestamp': String(clock.now() / 1000),
      'x-chatwoot-signature': signatureOf(SECRET, clock.now() / 1000, first?.body ?? ''),
      'x-chatwoot-delivery': expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
    })
    expect(second?.headers['x-chatwoot-delivery']).not.toBe(first?.headers['x-chatwoot-delivery'])
  })

  it.each([500, 429, 404])('are never tried again after %d', async (status) => {
    await start({}, (_, reply) => reply(status))
    send(3)
    await deliveries.idle()
    expect(receiver.received).toHaveLength(3)
    expect(deliveries.statistics()).toMatchObject({ delivered: 0, failed: 3, failures: { [status]: 3 } })
  })

  it('are lost after the time-out, and the log says so without the body', async () => {
    await start({ timeoutMs: 60 }, () => undefined)
    send(1)
    await deliveries.idle()
    expect(deliveries.statistics()).toMatchObject({ failed: 1, failures: { timeout: 1 } })
    expect(logged).toEqual([{ code: 'chatwoot_webhook_failed', event: 'message_created', outcome: 'timeout' }])
  })

  it('are lost if nobody listens', async () => {
    await start({})
    await receiver.close()
    send(1)
    await deliveries.idle()
    expect(deliveries.statistics().failures).toEqual({ unreachable: 1 })
  })

  it('count 2xx of any kind as delivered', async () => {
    await start({}, (_, reply) => reply(204))
    send(1)
    await deliveries.idle()
    expect(deliveries.statistics()).toMatchObject({ delivered: 1, failed: 0 })
  })

  it('fly ten at a time and no more', async () => {
    const replies: Array<(status: number) => void> = []
    await start({}, (_, reply) => {
      replies.push(reply)
      // the eleventh comes only after one of the ten is answered
      if (replies.length === 10) for (const each of replies) each(200)
      if (replies.length > 10) reply(200)
    })
    send(25)
    await deliveries.idle()
    expect(receiver.peak()).toBe(10)
    expect(receiver.received).toHaveLength(25)
  })

  it('can be dropped', async () => {
    await start({ drop: 0.5 })
    send(100)
    await deliveries.idle()
    const { dropped, delivered } = deliveries.statistics()
    expect(dropped).toBeGreaterThan(20)
    expect(dropped + delivered).toBe(100)
    expect(receiver.received).toHaveLength(delivered)
  })

  it.each([
    { duplicateWithNewId: 0, ids: 20 },
    { duplicateWithNewId: 1, ids: 40 },
  ])('can be repeated, with the same or a new id: $ids ids', async ({ duplicateWithNewId, ids }) => {
    await start({ duplicate: 1, duplicateWithNewId })
    send(20)
    await deliveries.idle()
    expect(receiver.received).toHaveLength(40)
    expect(new Set(bodies()).size).toBe(20)
    expect(new Set(receiver.received.map(({ headers }) => headers['x-chatwoot-delivery'])).size).toBe(ids)
  })

  it('can overtake each other, and none is lost by that', async () => {
    await start({ reorder: 0.5, concurrency: 1 })
    send(50)
    await deliveries.idle()
    const order = bodies()
    const sorted = [...order].sort((a, b) => a - b)
    expect(order).not.toEqual(sorted)
    expect(sorted).toEqual(Array.from({ length: 50 }, (_, n) => n))
    expect(deliveries.statistics().reordered).toBeGreaterThan(10)
  })

  it('keep their order when one worker sends them and nothing disturbs', async () => {
    await start({ concurrency: 1 })
    send(20)
    await deliveries.idle()
    expect(bodies()).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('can be late, in the time of the clock, and are signed when they leave', async () => {
    await start({ delay: 1, delayMs: [60_000, 60_000] })
    send(1)
    await clock.advance(59_000)
    expect(deliveries.statistics()).toMatchObject({ waiting: 1, delivered: 0 })
    await clock.advance(1000)
    await deliveries.idle()
    expect(receiver.received[0]?.headers['x-chatwoot-timestamp']).toBe(String(clock.now() / 1000))
  })

  it('meet the same fate for the same seed', async () => {
    const fates: unknown[] = []
    for (let run = 0; run < 2; run += 1) {
      await start({ drop: 0.2, duplicate: 0.2, reorder: 0.2, concurrency: 1 })
      send(60)
      await deliveries.idle()
      fates.push(receiver.received.map(({ body, headers }) => [body, headers['x-chatwoot-delivery']]))
      deliveries.close()
      await receiver.close()
    }
    expect(fates[0]).toEqual(fates[1])
  })
})

type Vector = {
  readonly fixture: string
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly raw_body: string
  readonly expected: string
}

describe('the signature', () => {
  const vectors = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/chatwoot/signature_vectors.json'), 'utf8'),
  ) as Vector[]

  it.each(vectors)('of $fixture is $expected', ({ secret, headers, raw_body, expected }) => {
    const signature = signatureOf(secret, Number(headers['X-Chatwoot-Timestamp']), raw_body)
    expect(signature === headers['X-Chatwoot-Signature']).toBe(expected === 'valid')
  })
})
