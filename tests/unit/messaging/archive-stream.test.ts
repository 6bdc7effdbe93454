import { describe, expect, it } from 'vitest'
import { type ArchivedWebhook, archivedWebhook } from '#messaging/archive'
import { type ArchiveStreamDeps, archiveStream } from '#messaging/archive-stream'

const webhook = (receiptId: string, changes: Partial<ArchivedWebhook> = {}): ArchivedWebhook => ({
  receiptId,
  account: 'shop',
  chatwootAccountId: 1,
  deliveryId: 'd',
  receivedAtMs: 1,
  correlationId: 'd',
  trust: 'signed',
  sentAtS: '1',
  body: '{}',
  ...changes,
})

function aStream(changes: Partial<ArchiveStreamDeps> = {}) {
  const calls: string[][] = []
  const failures: number[] = []
  const keep = archiveStream({
    put: async (records) => {
      calls.push(records.map((record) => Buffer.from(record).toString()))
      return []
    },
    isOff: async () => false,
    random: () => 0.5,
    wait: async () => undefined,
    onFailure: (_error, webhooks) => void failures.push(webhooks),
    ...changes,
  })
  const receipts = () =>
    calls.flat().flatMap((record) =>
      record
        .trimEnd()
        .split('\n')
        .map((line) => archivedWebhook(line)?.receiptId),
    )
  return { keep, calls, failures, receipts }
}

describe('the way into the archive', () => {
  it('takes a batch as one record, a line for each webhook', async () => {
    const { keep, calls, receipts, failures } = aStream()
    await keep(['a', 'b', 'c'].map((id) => webhook(id)))
    expect(calls).toHaveLength(1)
    expect(calls[0]).toHaveLength(1)
    expect([receipts(), failures]).toEqual([['a', 'b', 'c'], []])
  })

  it('keeps within what a record and a call may hold, and counts what fits no record', async () => {
    const { keep, calls, receipts, failures } = aStream()
    const large = (id: string, bytes: number) => webhook(id, { body: 'x'.repeat(bytes) })
    const ids = Array.from({ length: 7 }, (_, n) => `large-${n}`)
    await keep([...ids.map((id) => large(id, 700_000)), large('too-large', 1_024_000)])
    for (const call of calls) {
      expect(Math.max(...call.map((record) => Buffer.byteLength(record)))).toBeLessThanOrEqual(1_024_000)
      expect(call.reduce((sum, record) => sum + Buffer.byteLength(record), 0)).toBeLessThanOrEqual(4 * 1_048_576)
    }
    expect([calls.length, receipts(), failures]).toEqual([2, ids, [1]])
  })

  it('sends once more what was not taken, and only that', async () => {
    const seen: number[] = []
    const { keep, failures } = aStream({
      put: async (records) => {
        seen.push(records.length)
        return seen.length === 1 ? [1] : []
      },
    })
    await keep(['a', 'b'].map((id) => webhook(id, { body: 'x'.repeat(900_000) })))
    expect([seen, failures]).toEqual([[2, 1], []])
  })

  it('counts the webhooks of records that are refused twice, and fails nobody', async () => {
    const { keep, failures } = aStream({ put: async () => [0] })
    await keep(['a', 'b', 'c'].map((id) => webhook(id)))
    expect(failures).toEqual([3])
  })

  it('bears a stream that throws, and ends when its patience does', async () => {
    let tries = 0
    const throwing = aStream({
      put: () => {
        tries += 1
        return Promise.reject(new Error('down'))
      },
    })
    await throwing.keep([webhook('a')])
    expect([tries, throwing.failures]).toEqual([2, [1]])
    const hanging = aStream({
      patienceMs: 20,
      put: (_records, signal) =>
        new Promise((_resolve, reject) => {
          if (signal.aborted) reject(new Error('aborted'))
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    })
    await hanging.keep([webhook('a'), webhook('b')])
    expect(hanging.failures).toEqual([2])
  })

  it('keeps nothing of an account whose archive is switched off, and everything where that cannot be told', async () => {
    const { keep, receipts } = aStream({
      isOff: (account) =>
        account === 'unknown' ? Promise.reject(new Error('table')) : Promise.resolve(account === 'off'),
    })
    await keep(['shop', 'off', 'unknown'].map((account) => webhook(account, { account })))
    expect(receipts()).toEqual(['shop', 'unknown'])
  })

  it('calls nobody where there is nothing to keep', async () => {
    const { keep, calls } = aStream({ isOff: async () => true })
    await keep([])
    await keep([webhook('a')])
    expect(calls).toEqual([])
  })
})
