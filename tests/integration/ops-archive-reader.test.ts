import { gzipSync } from 'node:zlib'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engines } from '#infra/local/engines/engines'
import { type ArchiveReader, archiveReader, webhooksIn } from '#infra/ops/archive-reader'
import { type ArchivedWebhook, archiveLine } from '#messaging/archive'
import { configOf, START_MS, startWithManualClock } from './engines/under-test.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
let engines: Engines
let reader: ArchiveReader

const webhook = (receiptId: string, receivedAtMs: number, account = 'shop'): ArchivedWebhook => ({
  receiptId,
  account,
  chatwootAccountId: 1,
  deliveryId: '-',
  receivedAtMs,
  correlationId: receiptId,
  trust: 'signed',
  sentAtS: '-',
  body: '{"a":"Zeile\u2028zwei"}',
})
const lines = (...webhooks: readonly ArchivedWebhook[]): Buffer => gzipSync(webhooks.map(archiveLine).join(''))
async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

beforeAll(async () => {
  ;({ engines } = await startWithManualClock())
  engines.s3.createBucket('bodies')
  reader = archiveReader({ client: new S3Client({ ...configOf(engines.url), forcePathStyle: true }), bucket: 'bodies' })
  const put = (key: string, body: Buffer | string) => void engines.s3.put('bodies', key, { body })
  put('archive/2026/01/04/22/a.gz', lines(webhook('old', START_MS - 2 * HOUR_MS)))
  // began before midnight, and holds some of the day after
  put('archive/2026/01/04/23/b.gz', lines(webhook('before', START_MS - 1), webhook('midnight', START_MS)))
  put('archive/2026/01/05/00/c.gz', lines(webhook('noon', START_MS + 9), webhook('other', START_MS + 9, 'outlet')))
  put(
    'archive/2026/01/05/01/d.gz',
    Buffer.concat([lines(webhook('noon', START_MS + 9)), lines(webhook('late', START_MS + 10))]),
  )
  put('archive/2026/01/05/09/e.gz', lines(webhook('very-late', START_MS + 11)))
  put('archive-failed/x/2026/01/05/00/f', 'no gzip\n')
  put('unknown/shop/x.json', '{}')
})
afterAll(() => engines.stop())

describe('reading the archive', () => {
  const window = { fromMs: START_MS, toMs: START_MS + 20 * MINUTE_MS }

  it('finds the objects of a window: from what was gathered when it began to what waited on the queue', async () => {
    expect(await all(reader.objects(window))).toEqual([
      'archive/2026/01/04/23/b.gz',
      'archive/2026/01/05/00/c.gz',
      'archive/2026/01/05/01/d.gz',
    ])
    expect(await all(reader.objects({ ...window, lateMs: 12 * HOUR_MS }))).toContain('archive/2026/01/05/09/e.gz')
    expect(await all(reader.objects({ fromMs: 0, toMs: Date.UTC(9000, 0, 1) }))).toHaveLength(5)
  })

  it('goes on where a page of the list ends', async () => {
    for (let n = 0; n < 1_005; n += 1) engines.s3.put('bodies', `archive/2026/02/01/00/${n}`, { body: '' })
    const [fromMs, toMs] = [Date.UTC(2026, 1, 1), Date.UTC(2026, 1, 1, 0, 30)]
    expect(await all(reader.objects({ fromMs, toMs }))).toHaveLength(1_005)
  })

  it('gives each webhook of the window once, and those of the accounts that are asked for', async () => {
    const receipts = async (...accounts: string[]) => {
      const found = await all(webhooksIn(reader, { ...window, accounts: new Set(accounts) }, () => undefined))
      return found.map(({ receiptId }) => receiptId)
    }
    expect(await receipts('shop')).toEqual(['midnight', 'noon', 'late'])
    expect(await receipts('shop', 'outlet')).toEqual(['midnight', 'noon', 'other', 'late'])
  })

  it('counts lines that are none of ours, and reads on', async () => {
    engines.s3.put('bodies', 'archive/2026/03/01/00/x', {
      body: `{"odd":1}\n${archiveLine(webhook('x', Date.UTC(2026, 2, 1)))}`,
    })
    let odd = 0
    const wanted = { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 2, 1, 1), accounts: new Set(['shop']) }
    expect(
      await all(
        webhooksIn(reader, wanted, () => {
          odd += 1
        }),
      ),
    ).toHaveLength(1)
    expect(odd).toBe(1)
  })

  it('puts other lines in the place of an object, or takes it away', async () => {
    const key = 'archive/2026/01/04/22/a.gz'
    const kept = archiveLine(webhook('kept', 1)).trimEnd()
    await reader.replace(key, [kept, 'as it stood'])
    expect(await all(reader.lines(key))).toEqual([kept, 'as it stood'])
    await reader.replace(key, [])
    expect(engines.s3.get('bodies', key)).toBeUndefined()
    expect(await all(reader.lines(key))).toEqual([])
  })

  it('reads a body that lies apart, unless it has gone', async () => {
    expect(await reader.body('unknown/shop/x.json')).toBe('{}')
    expect(await reader.body('unknown/shop/gone.json')).toBeUndefined()
  })
})
