import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { translate } from '#chatwoot/translate'
import { acceptWebhook, type IngestDeps } from '#functions/ingest/accept-webhook'
import { accountBook } from '#functions/ingest/account-book'
import { STRICT_HEADERS } from '#runtime/strict-headers'
import { PROBE_HEADER, probeMark } from '#runtime/webhook-probe'
import { webhookFixtures } from '#tests/support/chatwoot-fixtures'
import { recorder } from '#tests/support/recorder'
import { throughTime } from '#tests/support/through-time'
import { accountsSecret, aRequest, SECRET, signatureOf } from '#tests/support/webhook-request'

const NOW_MS = 1_789_376_401_000
beforeEach(() => void vi.useFakeTimers({ now: NOW_MS, toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

type Message = { readonly body: string; readonly attributes: Readonly<Record<string, string>> }
type Stored = { readonly key: string; readonly body: Uint8Array; readonly metadata?: Readonly<Record<string, string>> }

function anIntake(changes: Partial<IngestDeps> = {}) {
  const queue: Message[] = []
  const bucket: Stored[] = []
  const refused: string[] = []
  const { log, count, counts, lines } = recorder()
  const clockwork = { now: () => Date.now(), random: () => 0.5 }
  const deps: IngestDeps = {
    ...clockwork,
    book: accountBook({ ...clockwork, readSecret: async () => accountsSecret(), count, log }),
    bucket: 'bodies-bucket',
    send: async (message) => {
      queue.push(message)
    },
    bodies: {
      put: async (object) => {
        bucket.push(object)
      },
      warm: () => undefined,
    },
    maxBodyBytes: 5_000_000,
    newId: () => 'receipt-1',
    tellRefusal: async ({ account, reason }) => void refused.push(`${account} ${reason}`),
    count,
    log,
    ...changes,
  }
  const accept = async (request: Parameters<typeof acceptWebhook>[0]) =>
    (await throughTime(() => acceptWebhook(request, deps))).value
  return { accept, queue, bucket, refused, counts, lines }
}

describe('accepting a webhook', () => {
  it.each(webhookFixtures)('%s, signed, is queued byte for byte, and can be translated', async (name) => {
    const { accept, queue } = anIntake()
    const body = readFileSync(new URL(`../../../fixtures/chatwoot/${name}`, import.meta.url), 'utf8')
    expect(await accept(aRequest({ body }))).toEqual({
      statusCode: 202,
      headers: expect.objectContaining(STRICT_HEADERS) as object,
      body: '',
    })
    expect(queue.map((message) => message.body)).toEqual([body])
    // The samples tell of three days.
    const receivedAtMs = Date.parse('2026-09-16T00:00:00Z')
    const stamp = { account: 'shop', chatwootAccountId: 3, receivedAtMs, correlationId: 'c-1' }
    expect(translate(JSON.parse(body), stamp).kind).not.toBe('refused')
  })

  it('stamps what it takes', async () => {
    const { accept, queue } = anIntake()
    await accept(aRequest({ body: '{}' }))
    expect(queue[0]?.attributes).toEqual({
      receiptId: 'receipt-1',
      account: 'shop',
      chatwootAccountId: '3',
      deliveryId: '3f1d6c1a-0c5e-4a7e-9f00-000000000001',
      receivedAtMs: String(NOW_MS),
      correlationId: '3f1d6c1a-0c5e-4a7e-9f00-000000000001',
      trust: 'signed',
      sentAtS: '1789376401',
    })
  })

  it('takes the receipt for the correlation where there is no usable delivery id', async () => {
    const { accept, queue } = anIntake()
    for (const deliveryId of [undefined, '', 'two words', 'x'.repeat(65), 'ä']) {
      await accept(aRequest({ headers: { 'x-chatwoot-delivery': deliveryId } }))
    }
    for (const { attributes } of queue) {
      expect(attributes).toMatchObject({ deliveryId: '-', correlationId: 'receipt-1' })
    }
    expect(queue).toHaveLength(5)
  })

  it('reads header names in any case', async () => {
    const { accept } = anIntake()
    const { headers, ...request } = aRequest({ body: '{}' })
    const shouting = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
    expect((await accept({ ...request, headers: shouting })).statusCode).toBe(202)
  })

  it.each([
    ...['application/json', 'application/json; charset=utf-8', 'Application/JSON ;charset=utf-8'],
    'application/json,application/json',
  ])('takes the content type %s', async (type) => {
    const { accept } = anIntake()
    expect((await accept(aRequest({ headers: { 'content-type': type } }))).statusCode).toBe(202)
  })

  it.each([undefined, '', ' '])('takes JSON whose type a proxy has lost (%j)', async (type) => {
    const { accept, queue } = anIntake()
    const body = '{"event":"conversation_created"}'
    const request = aRequest({ body, headers: { 'content-type': type }, base64: true })
    expect((await accept(request)).statusCode).toBe(202)
    expect(queue.map((message) => message.body)).toEqual([body])
    expect((await accept(aRequest({ body: 'a=b', headers: { 'content-type': type } }))).statusCode).toBe(400)
  })

  it.each(['text/plain', 'application/jsonp', 'text/application/json', 'text/plain,application/json'])(
    'refuses the content type %s with 415',
    async (type) => {
      const { accept, queue } = anIntake()
      expect((await accept(aRequest({ headers: { 'content-type': type } }))).statusCode).toBe(415)
      expect(queue).toEqual([])
    },
  )

  it('says nothing about size, type or content to a key that does not exist', async () => {
    const { accept } = anIntake({ maxBodyBytes: 10 })
    const request = aRequest({
      accountKey: 'no-such-account-key-00',
      body: 'x'.repeat(100),
      headers: { 'content-type': 'text/plain' },
    })
    expect((await accept(request)).statusCode).toBe(404)
  })

  it('counts the bytes of the body, not its letters', async () => {
    const { accept } = anIntake({ maxBodyBytes: 10 })
    expect((await accept(aRequest({ body: '"12345678"' }))).statusCode).toBe(202)
    expect((await accept(aRequest({ body: '"1234567ä"' }))).statusCode).toBe(413)
  })

  it('looks at the JSON only after the signature', async () => {
    const { accept } = anIntake()
    expect((await accept(aRequest({ body: 'no json', secret: 'wrong' }))).statusCode).toBe(401)
    expect((await accept(aRequest({ body: 'no json' }))).statusCode).toBe(400)
  })

  it.each([405, 404, 413, 415, 401, 400] as const)('answers %i as a problem with a stable code', async (status) => {
    const { accept } = anIntake({ maxBodyBytes: 20 })
    const requests = {
      405: aRequest({ method: 'DELETE' }),
      404: aRequest({ accountKey: 'no-such-account-key-00' }),
      413: aRequest({ body: `"${'x'.repeat(20)}"` }),
      415: aRequest({ headers: { 'content-type': 'text/xml' } }),
      401: aRequest({ secret: 'wrong' }),
      400: aRequest({ body: '{' }),
    }
    const { statusCode, headers, body } = await accept(requests[status])
    expect(statusCode).toBe(status)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status,
      code: expect.stringMatching(/^[a-z_]+$/),
      detail: expect.stringMatching(/\.$/),
    })
  })

  it('logs why a signature was refused, for whom, and how old it was', async () => {
    const { accept, lines } = anIntake()
    await accept(aRequest({ sentAtS: NOW_MS / 1000 - 400 }))
    expect(lines.at(-1)).toEqual({
      level: 'warn',
      code: 'signature_refused',
      fields: {
        account: 'shop',
        verdict: 'stale',
        ageS: 400,
        correlationId: '3f1d6c1a-0c5e-4a7e-9f00-000000000001',
      },
    })
  })

  it('refuses a probe as anything else that is signed wrongly, and wakes nobody over it', async () => {
    const body = '{}'
    const timestamp = String(NOW_MS / 1000)
    const wronglySigned = (secret: string) => {
      const mark = probeMark(secret, { timestamp, body })
      return aRequest({ body, secret: 'EXAMPLEwrong', headers: { [PROBE_HEADER]: mark } })
    }
    const ours = anIntake()
    expect((await ours.accept(wronglySigned(SECRET))).statusCode).toBe(401)
    expect([ours.queue, ours.counts.SignatureFailures ?? 0]).toEqual([[], 0])
    const forged = anIntake()
    expect((await forged.accept(wronglySigned('EXAMPLEnot-the-secret'))).statusCode).toBe(401)
    expect(forged.counts.SignatureFailures).toBe(1)
  })

  it('takes no mark of a probe for a signature', async () => {
    const timestamp = String(NOW_MS / 1000)
    const mark = probeMark(SECRET, { timestamp, body: '{}' })
    const { accept, queue } = anIntake()
    const headers = { 'x-chatwoot-signature': `sha256=${mark}`, [PROBE_HEADER]: mark }
    expect((await accept(aRequest({ body: '{}', headers }))).statusCode).toBe(401)
    expect(queue).toEqual([])
  })

  it('an account on its way from unsigned to signed: signed where it verifies, unsigned else', async () => {
    const book = { text: accountsSecret({ unsigned: true }) }
    const { log, count } = recorder()
    const clockwork = { now: () => Date.now(), random: () => 0.5 }
    const { accept, queue } = anIntake({
      book: accountBook({ ...clockwork, readSecret: async () => book.text, count, log }),
    })
    await accept(aRequest({ body: '{}' }))
    await accept(aRequest({ body: '{}', headers: { 'x-chatwoot-signature': undefined } }))
    expect(queue.map(({ attributes }) => attributes.trust)).toEqual(['signed', 'unsigned'])
  })

  it('a message at the limit still leaves SQS room for its stamps and a reason', async () => {
    const { accept, queue, bucket } = anIntake()
    for (const length of [1_048_576 - 4_096 - 2, 1_048_576 - 4_096 - 1]) {
      await accept(aRequest({ body: `"${'x'.repeat(length)}"` }))
    }
    expect(bucket).toHaveLength(1)
    const [largest] = queue
    const attributes = Object.entries({ ...largest?.attributes, reason: 'r'.repeat(64), detail: 'ä'.repeat(300) })
    const bytes = attributes.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}String${value}`), 0)
    expect(Buffer.byteLength(largest?.body ?? '') + bytes).toBeLessThanOrEqual(1_048_576)
  })

  it('stores what it cannot queue under the day of the receipt', async () => {
    const { accept, bucket, queue } = anIntake({ send: () => Promise.reject(new Error('down')) })
    const body = '{"content":"ä"}'
    expect((await accept(aRequest({ body }))).statusCode).toBe(202)
    expect(queue).toEqual([])
    expect(bucket).toEqual([
      {
        key: 'spool/shop/2026-09-14/receipt-1.json',
        body: Buffer.from(body),
        metadata: expect.objectContaining({ receiptid: 'receipt-1', account: 'shop', trust: 'signed' }),
      },
    ])
  })

  it('verifies the very bytes, also when they came in base64', async () => {
    const { accept } = anIntake()
    const body = Buffer.from('{"content":"caf\u00e9 \\u003cb\\u003e"}')
    const signature = signatureOf(body, SECRET, NOW_MS / 1000)
    expect((await accept(aRequest({ body, headers: { 'x-chatwoot-signature': signature } }))).statusCode).toBe(202)
  })
})

describe('what is told of refused webhooks', () => {
  it.each([
    [aRequest({ secret: 'anothersecretEXAMPLE0000' }), 'signature_mismatch'],
    [aRequest({ sentAtS: 1_789_376_401 - 301 }), 'signature_stale'],
    [aRequest({ headers: { 'x-chatwoot-signature': undefined } }), 'signature_missing'],
    [aRequest({ headers: { 'x-chatwoot-signature': 'sha1=00' } }), 'signature_malformed'],
    [aRequest({ body: 'no json' }), 'body_not_json'],
    [aRequest({ body: `"${'x'.repeat(5_000_000)}"` }), 'body_too_large'],
    [aRequest({ headers: { 'content-type': 'text/plain' } }), 'content_type_not_json'],
  ])('whose, and why (%#)', async (request, reason) => {
    const { accept, refused, queue } = anIntake()
    expect((await accept(request)).statusCode).toBeGreaterThanOrEqual(400)
    expect(refused).toEqual([`shop ${reason}`])
    expect(queue).toEqual([])
  })

  it('is nothing where nobody knows whose it is, and nothing of what is taken', async () => {
    const { accept, refused } = anIntake()
    await accept(aRequest({ accountKey: 'nobody' }))
    await accept(aRequest({ method: 'PUT' }))
    await accept(aRequest())
    expect(refused).toEqual([])
  })
})
