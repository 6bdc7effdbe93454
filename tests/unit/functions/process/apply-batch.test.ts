import { describe, expect, it } from 'vitest'
import type { Reading } from '#chatwoot/read-text'
import { translate } from '#chatwoot/translate'
import { applyBatch, type ProcessDeps, type Taken } from '#functions/process/apply-batch'
import { asArchived } from '#functions/process/as-archived'
import type { DayTally } from '#functions/process/batch-tally'
import { firstSights } from '#functions/process/first-sights'
import { aWebhook, SHIPPED_LAW } from '#tests/support/builders'
import { webhookFixture, webhookFixtures } from '#tests/support/chatwoot-fixtures'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'
import { recorder } from '#tests/support/recorder'
import { aRecord, STAMPS } from '#tests/support/sqs-records'

const NOW_MS = 1_789_376_402_000
const reading: Reading = { words: { legal: ['lawyer'] }, timeZone: 'UTC', locale: 'en', contactAttributes: ['plan'] }

const DAY = { account: 'shop', day: '2026-09-14' }

function aWorker(changes: Partial<ProcessDeps> = {}) {
  const store = new FakeConversationStore()
  const bucket = new Map<string, string>()
  const archived: Taken[] = []
  const { log, count, counts, lines, codes } = recorder()
  const tallies: DayTally[] = []
  const deps: ProcessDeps = {
    translate,
    readingFor: async () => reading,
    lawFor: async () => ({ law: SHIPPED_LAW }),
    now: () => NOW_MS,
    readMany: (keys) => store.readMany(keys),
    commit: (draft, over) => store.commit(draft, over),
    bodies: {
      get: async (key) => {
        const body = bucket.get(key)
        return body === undefined ? undefined : { body, metadata: {} }
      },
      put: async ({ key, body }) => void bucket.set(key, body),
    },
    bucket: 'bodies-bucket',
    firstSight: firstSights(),
    archive: async (webhooks) => void archived.push(...webhooks),
    random: () => 0.5,
    wait: async () => undefined,
    tally: async (days) => void tallies.push(...days),
    count,
    log,
    ...changes,
  }
  const apply = async (...records: ReturnType<typeof aRecord>[]) => Object.fromEntries(await applyBatch(records, deps))
  return { apply, store, bucket, archived, counts, lines, codes, tallies }
}
const webhook = (messageId: string, event: string, changes: Record<string, unknown> = {}) =>
  aRecord({ messageId, body: JSON.stringify(aWebhook(event, changes)) })
const ids = (...conversationIds: number[]) =>
  conversationIds.map((id) => webhook(`m${id}`, 'conversation_created', { id }))

describe('applying a batch', () => {
  it('reads all conversations in one go and writes each once', async () => {
    const { apply, store } = aWorker()
    const again = webhook('again', 'conversation_updated', { id: 1, priority: 'high', updated_at: 1_789_376_400.9 })
    expect(await apply(...ids(1, 2, 3), again)).toEqual({
      m1: { kind: 'done' },
      m2: { kind: 'done' },
      m3: { kind: 'done' },
      again: { kind: 'done' },
    })
    expect(store.reads).toBe(1)
    expect(store.commits.map(({ conversationId }) => conversationId).sort()).toEqual([1, 2, 3])
    expect(store.find('shop', 1)?.conversation.state.snapshot?.priority).toBe('high')
  })

  it('hands every webhook to the archive as it came, with what was made of it', async () => {
    const { apply, bucket, archived } = aWorker()
    const key = 'bodies/shop/receipt-9.json'
    bucket.set(key, JSON.stringify(aWebhook('conversation_created', { id: 9 })))
    await apply(
      webhook('m1', 'conversation_created', { id: 1 }),
      webhook('typing', 'conversation_typing_on'),
      aRecord({ messageId: 'future', body: '{"event":"something_odd","account":{"id":3}}' }),
      aRecord({ messageId: 'broken', body: '{' }),
      aRecord({
        messageId: 'large',
        body: JSON.stringify({ bucket: 'bodies-bucket', key }),
        attributes: { ...STAMPS, receiptId: 'receipt-9', bodyIn: 's3' },
      }),
      aRecord({ messageId: 'unstamped', attributes: {} }),
    )
    const lines = archived.map(asArchived)
    expect(lines.map((line) => line.takenAs).sort()).toEqual([
      'ignored',
      'observed',
      'observed',
      'unknown',
      'unparseable',
    ])
    const { chatwootAccountId, receivedAtMs, ...stamps } = STAMPS
    expect(lines.find(({ takenAs, body }) => takenAs === 'observed' && body !== null)).toEqual({
      ...stamps,
      chatwootAccountId: Number(chatwootAccountId),
      receivedAtMs: Number(receivedAtMs),
      body: JSON.stringify(aWebhook('conversation_created', { id: 1 })),
      takenAs: 'observed',
    })
    expect(lines.find(({ receiptId }) => receiptId === 'receipt-9')).toMatchObject({ body: null, bodyKey: key })
  })

  it('archives and counts nothing that comes from the archive, and no reading', async () => {
    const { apply, archived, store, tallies } = aWorker()
    const body = JSON.stringify(aWebhook('conversation_created', { id: 1 }))
    await apply(
      ...['replay', 'reading'].map((form) => aRecord({ messageId: form, body, attributes: { ...STAMPS, form } })),
    )
    expect([archived, tallies]).toEqual([[], []])
    expect(store.commits).toHaveLength(1)
  })

  it('reads texts and attributes of contacts as the account’s documents say, and keeps no text', async () => {
    const asked: string[] = []
    const { apply, store } = aWorker({
      readingFor: async (account) => {
        asked.push(account)
        return reading
      },
    })
    const content = 'You will hear from my lawyer, Mr Pomegranate.'
    await apply(webhook('m1', 'message_created', { content }))
    expect(asked).toEqual(['shop'])
    const { state } = store.commits[0] ?? {}
    expect(state?.flagged).toMatchObject({ messageId: 88_001, categories: ['legal'] })
    expect(state?.snapshot?.contactAttributes).toEqual({ plan: 'gold' })
    expect(JSON.stringify(store.commits)).not.toMatch(/lawyer|pomegranate/i)
  })

  it('writes the clocks with what they follow from, and the next instant', async () => {
    const { apply, store } = aWorker()
    await apply(...ids(1))
    expect(store.commits).toHaveLength(1)
    expect(store.commits[0]?.watch).toMatchObject({
      policyId: 'standard',
      runs: { first_response: { startedAtMs: 1_789_376_400_000, targetMs: 3_600_000 } },
      nextAtMs: 1_789_376_400_000 + 1_800_000,
    })
  })

  it('receives a message again when the account’s documents cannot be read', async () => {
    const { apply, store, codes } = aWorker({ readingFor: () => Promise.reject(new Error('down')) })
    expect(await apply(...ids(1))).toEqual({ m1: { kind: 'retry' } })
    expect(store.commits).toHaveLength(0)
    expect(codes()).toEqual(['translate_failed'])
  })

  it.each(webhookFixtures)('%s is applied, ignored or kept, never failed', async (name) => {
    const { apply } = aWorker()
    const receivedAtMs = String(Date.parse('2026-09-16T00:00:00Z'))
    const record = aRecord({ body: JSON.stringify(webhookFixture(name)), attributes: { ...STAMPS, receivedAtMs } })
    expect(await apply(record)).toEqual({ 'message-1': { kind: 'done' } })
  })

  it('reads and writes nothing for webhooks that tell nothing of a conversation', async () => {
    const { apply, store, counts, bucket } = aWorker()
    await apply(webhook('a', 'contact_updated'), webhook('b', 'conversation_typing_on'))
    expect(store.reads).toBe(0)
    expect(bucket.size).toBe(0)
    expect(counts).toEqual({ Ignored: 2 })
  })

  it('keeps the body of an unknown event, under a name that cannot leave its folder', async () => {
    const { apply, bucket, counts } = aWorker({ translate: () => ({ kind: 'unknown', event: '../../spool/x y' }) })
    const body = '{"event":"something odd"}'
    expect(await apply(aRecord({ body }))).toEqual({ 'message-1': { kind: 'done' } })
    expect([...bucket]).toEqual([['unknown/shop/.._.._spool_x_y/receipt-1.json', body]])
    expect(counts).toEqual({ UnknownEvents: 1 })
  })

  it('receives an unknown event again when its body could not be kept', async () => {
    const failing = { get: async () => undefined, put: () => Promise.reject(new Error('down')) }
    const { apply, codes } = aWorker({ bodies: failing })
    expect(await apply(aRecord({ body: '{"event":"something_new"}' }))).toEqual({ 'message-1': { kind: 'retry' } })
    expect(codes()).toEqual(['translate_failed'])
  })

  it('counts unknown keys each time, and keeps one sample of each', async () => {
    const { apply, bucket, counts, lines } = aWorker()
    const fork = { cpf: '000.000.000-00', updated_at: 1_789_376_400.2 }
    await apply(webhook('a', 'conversation_updated', fork))
    await apply(webhook('b', 'conversation_updated', fork))
    expect(counts.UnknownKeys).toBe(2)
    expect([...bucket.keys()]).toEqual(['unknown/shop/conversation_updated/receipt-1.json'])
    expect(lines.filter(({ code }) => code === 'unknown_keys')).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('000.000.000-00')
  })

  it('applies a webhook with unknown keys although its sample could not be kept', async () => {
    const down = { get: async () => undefined, put: () => Promise.reject(new Error('down')) }
    const { apply, store, counts, codes } = aWorker({ bodies: down })
    expect(await apply(webhook('a', 'conversation_updated', { cpf: '000.000.000-00' }))).toEqual({
      a: { kind: 'done' },
    })
    expect(store.commits).toHaveLength(1)
    expect(counts.UnknownKeys).toBe(1)
    expect(codes()).toEqual(['sample_not_kept', 'unknown_keys'])
  })

  it.each([
    ['not json', 'unparseable'],
    ['', 'unparseable'],
    ['[]', 'unparseable'],
    ['"text"', 'unparseable'],
    ['{"no":"event"}', 'unparseable'],
  ])('ends %j as dead: %s', async (body, reason) => {
    const { apply } = aWorker()
    expect(await apply(aRecord({ body }))).toEqual({
      'message-1': { kind: 'dead', reason, detail: expect.any(String) },
    })
  })

  it('one dead message stops nobody', async () => {
    const { apply, store } = aWorker()
    const outcomes = await apply(...ids(1), aRecord({ messageId: 'bad', body: 'not json' }), ...ids(2))
    expect(outcomes).toMatchObject({ m1: { kind: 'done' }, bad: { kind: 'dead' }, m2: { kind: 'done' } })
    expect(store.commits).toHaveLength(2)
  })

  it('a message on which translating throws stops nobody, not even its own conversation', async () => {
    const { apply, store, codes } = aWorker({
      translate: (raw, stamp) => {
        if (JSON.stringify(raw).includes('poison')) throw new TypeError('a defect')
        return translate(raw, stamp)
      },
    })
    const outcomes = await apply(...ids(1), webhook('bad', 'conversation_updated', { id: 1, labels: ['poison'] }))
    expect(outcomes).toEqual({ m1: { kind: 'done' }, bad: { kind: 'retry' } })
    expect(store.commits).toHaveLength(1)
    expect(codes()).toEqual(['translate_failed'])
  })

  it('a conversation that cannot be written stops no other', async () => {
    const { apply, store } = aWorker()
    store.beforeCommit = async ({ conversationId }) => {
      if (conversationId === 2) throw new Error('down')
    }
    expect(await apply(...ids(1, 2, 3))).toEqual({ m1: { kind: 'done' }, m2: { kind: 'retry' }, m3: { kind: 'done' } })
  })

  it('takes a refused fold apart, so that only the message at fault dies', async () => {
    const { apply, store } = aWorker()
    store.refuses = ({ state }) => state.snapshot?.labels.includes('huge') === true
    const good = webhook('good', 'conversation_created', { id: 1 })
    const bad = webhook('bad', 'conversation_updated', { id: 1, labels: ['huge'], updated_at: 1_789_376_400.9 })
    expect(await apply(good, bad)).toEqual({
      good: { kind: 'done' },
      bad: { kind: 'dead', reason: 'impossible', detail: expect.any(String) },
    })
  })

  it('when conversations cannot be read, dead messages still die and ignored ones are still done', async () => {
    const { apply, codes } = aWorker({ readMany: () => Promise.reject(new Error('down')) })
    const outcomes = await apply(...ids(1), aRecord({ messageId: 'bad', body: 'x' }), webhook('c', 'contact_updated'))
    expect(outcomes).toEqual({ bad: expect.objectContaining({ kind: 'dead' }), c: { kind: 'done' } })
    expect(codes()).toEqual(['conversations_not_read'])
  })

  it('has never more than eight writes under way', async () => {
    const { apply, store } = aWorker()
    let running = 0
    let most = 0
    store.beforeCommit = async () => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
    }
    await apply(...ids(...Array.from({ length: 40 }, (_, nth) => nth + 1)))
    expect(store.commits).toHaveLength(40)
    expect(most).toBe(8)
  })
})

describe('what a batch counts', () => {
  it('counts each webhook that is done with, by what became of it', async () => {
    const { apply, tallies } = aWorker()
    const again = webhook('again', 'conversation_created', { id: 1 })
    const contact = webhook('contact', 'contact_updated')
    const odd = aRecord({ messageId: 'odd', body: '{"event":"something_new"}' })
    const path = aRecord({
      messageId: 'path',
      body: JSON.stringify(aWebhook('conversation_created', { id: 3 })),
      attributes: { ...STAMPS, trust: 'unsigned', sentAtS: '-' },
    })
    await apply(...ids(1, 2), again, contact, odd, path, aRecord({ messageId: 'bad', body: 'no json' }))
    expect(tallies).toEqual([
      {
        ...DAY,
        counts: { received: 7, repeated: 1, ignored: 1, unknown: 1, unsigned: 1, deadLettered: 1 },
        reasons: { deadLettered: { unparseable: 1 }, refused: {} },
        lags: { delivery: { 50: 6 }, applying: { 1000: 6 } },
        lastReceivedAtMs: 1_789_376_401_000,
      },
    ])
  })

  it('calls repeated what tells nothing beyond what is stored, older news too', async () => {
    const { apply, tallies } = aWorker()
    await apply(webhook('new', 'conversation_updated', { id: 1, priority: 'high', updated_at: 1_789_376_400.9 }))
    await apply(webhook('old', 'conversation_updated', { id: 1, priority: 'low', updated_at: 1_789_376_400.1 }))
    await apply(webhook('new', 'conversation_updated', { id: 1, priority: 'high', updated_at: 1_789_376_400.9 }))
    expect(tallies.map(({ counts }) => counts.repeated)).toEqual([undefined, 1, 1])
  })

  it('counts what is received again once, when it is done with', async () => {
    const { apply, store, tallies } = aWorker()
    store.beforeCommit = async () => Promise.reject(new Error('down'))
    await apply(...ids(1))
    expect(tallies).toEqual([])
    store.beforeCommit = async () => undefined
    await apply(...ids(1))
    expect(tallies).toMatchObject([{ counts: { received: 1 } }])
  })

  it('tells of each account and day of receipt by itself', async () => {
    const { apply, tallies } = aWorker()
    const of = (messageId: string, changes: Readonly<Record<string, string>>) =>
      aRecord({ messageId, body: '{"event":"contact_updated"}', attributes: { ...STAMPS, ...changes } })
    await apply(of('a', {}), of('b', { account: 'outlet' }), of('c', { receivedAtMs: '1789289999999' }))
    expect(tallies.map(({ account, day }) => `${account} ${day}`)).toEqual([
      ...['shop 2026-09-14', 'outlet 2026-09-14', 'shop 2026-09-13'],
    ])
  })

  it('counts what ingest says that it refused, and takes the note for nothing else', async () => {
    const { apply, store, tallies, counts } = aWorker()
    const note = (messageId: string, changes: Readonly<Record<string, string>> = {}) => {
      const said = { form: 'refusal', account: 'shop', reason: 'signature_stale', receivedAtMs: '1789376401000' }
      const attributes = { ...said, times: '1', ...changes }
      return aRecord({ messageId, body: JSON.stringify(aWebhook('conversation_created')), attributes })
    }
    expect(await apply(note('a'), note('b', { times: '40' }), note('c', { reason: 'body_too_large' }))).toEqual({
      ...{ a: { kind: 'done' }, b: { kind: 'done' }, c: { kind: 'done' } },
    })
    expect(store.commits).toEqual([])
    expect(counts).toEqual({})
    expect(tallies).toMatchObject([
      { ...DAY, counts: { refused: 42 }, reasons: { refused: { signature_stale: 41, body_too_large: 1 } } },
    ])
    expect(tallies[0]).not.toHaveProperty('lastReceivedAtMs')
    expect(tallies[0]?.lastRefusedAtMs).toBe(1_789_376_401_000)
    expect(await apply(note('ill', { account: 'No Slug' }), note('many', { times: '9e9' }))).toMatchObject({
      ...{ ill: { kind: 'dead', reason: 'unstamped' }, many: { kind: 'dead', reason: 'unstamped' } },
    })
  })
})
