import { describe, expect, it } from 'vitest'
import { type OpenDeps, openMessage } from '#functions/process/open-message'
import { recorder } from '#tests/support/recorder'
import { aRecord, STAMPS } from '#tests/support/sqs-records'

type StoredObject = { readonly body: string; readonly metadata: Readonly<Record<string, string>> }

function anOpener(objects: Readonly<Record<string, StoredObject>> = {}) {
  const asked: string[] = []
  const { log, codes } = recorder()
  const deps: OpenDeps = {
    bodies: {
      get: async (key) => {
        asked.push(key)
        if (key === 'broken') throw new Error('down')
        return objects[key]
      },
      put: async () => undefined,
    },
    bucket: 'bodies-bucket',
    log,
  }
  return { open: (record: ReturnType<typeof aRecord>) => openMessage(record, deps), asked, codes }
}
const opened = {
  stamp: {
    account: 'shop',
    chatwootAccountId: 3,
    receivedAtMs: 1_789_376_401_000,
    correlationId: STAMPS.correlationId,
  },
  receiptId: 'receipt-1',
  arrival: { account: 'shop', receivedAtMs: 1_789_376_401_000, sentAtMs: 1_789_376_401_000, unsigned: false },
  noted: { deliveryId: STAMPS.deliveryId, trust: 'signed', sentAtS: STAMPS.sentAtS },
}
const dead = (reason: string) => ({ ended: { kind: 'dead', reason, detail: expect.any(String) } })
const pointer = (bucket: unknown, key: unknown) =>
  aRecord({ body: JSON.stringify({ bucket, key }), attributes: { ...STAMPS, bodyIn: 's3' } })
const lowerCased = Object.fromEntries(Object.entries(STAMPS).map(([name, value]) => [name.toLowerCase(), value]))
const bucketEvent = (bucket: string, key: string, source = 'aws.s3') => {
  const detail = { bucket: { name: bucket }, object: { key, size: 2 } }
  return aRecord({ body: JSON.stringify({ source, 'detail-type': 'Object Created', detail }), attributes: {} })
}

describe('opening a message', () => {
  it('takes a stamped body as it is', async () => {
    const { open, asked } = anOpener()
    expect(await open(aRecord({ body: '{"a":1}' }))).toEqual({ opened: { ...opened, text: '{"a":1}' } })
    expect(asked).toEqual([])
  })

  it('fetches a body in S3', async () => {
    const { open } = anOpener({ 'bodies/1.json': { body: '{"large":1}', metadata: {} } })
    expect(await open(pointer('bodies-bucket', 'bodies/1.json'))).toEqual({
      opened: { ...opened, text: '{"large":1}', bodyKey: 'bodies/1.json' },
    })
  })

  it('fetches a spooled body with its stamps', async () => {
    const { open } = anOpener({ 'spool/1.json': { body: '{"a":1}', metadata: lowerCased } })
    expect(await open(bucketEvent('bodies-bucket', 'spool/1.json'))).toEqual({
      opened: { ...opened, text: '{"a":1}', bodyKey: 'spool/1.json' },
    })
  })

  it('says what a message is that is no webhook of this moment, and bears messages of earlier releases', async () => {
    const { open } = anOpener()
    const { deliveryId: _id, trust: _trust, sentAtS: _sent, ...older } = STAMPS
    expect(await open(aRecord({ attributes: { ...older, form: 'replay' } }))).toEqual({
      opened: {
        ...opened,
        arrival: { ...opened.arrival, sentAtMs: null },
        noted: { deliveryId: '-', trust: '-', sentAtS: '-' },
        form: 'replay',
        text: '{}',
      },
    })
  })

  it('takes no webhook for a pointer or an event, whatever it looks like', async () => {
    const { open, asked } = anOpener()
    const lookalikes = [
      pointer('bodies-bucket', 'bodies/1.json').body,
      bucketEvent('bodies-bucket', 'spool/1.json').body,
    ]
    for (const text of lookalikes) expect(await open(aRecord({ body: text }))).toEqual({ opened: { ...opened, text } })
    expect(asked).toEqual([])
  })

  it('reads no other bucket', async () => {
    const { open, asked } = anOpener()
    expect(await open(pointer('other-bucket', 'bodies/1.json'))).toEqual(dead('impossible'))
    expect(await open(bucketEvent('other-bucket', 'spool/1.json'))).toEqual(dead('impossible'))
    expect(asked).toEqual([])
  })

  it('ends as dead where the body is gone', async () => {
    const { open } = anOpener()
    expect(await open(pointer('bodies-bucket', 'bodies/1.json'))).toEqual(dead('body_missing'))
  })

  it('retries where S3 fails', async () => {
    const { open, codes } = anOpener()
    expect(await open(pointer('bodies-bucket', 'broken'))).toEqual({ ended: { kind: 'retry' } })
    expect(codes()).toEqual(['body_not_fetched'])
  })

  it.each([
    ['a message without stamps', aRecord({ attributes: {} })],
    ['a message without stamps that is not JSON', aRecord({ body: 'x', attributes: {} })],
    ['an event of another source', bucketEvent('bodies-bucket', 'spool/1.json', 'aws.ec2')],
    ['a pointer without a key', pointer('bodies-bucket', undefined)],
    ['a pointer that is not JSON', aRecord({ body: 'x', attributes: { ...STAMPS, bodyIn: 's3' } })],
    ['an account that is no slug', aRecord({ attributes: { ...STAMPS, account: 'shop#other' } })],
    ['an account id that is no number', aRecord({ attributes: { ...STAMPS, chatwootAccountId: '3x' } })],
    ['a receipt time that is none', aRecord({ attributes: { ...STAMPS, receivedAtMs: '-1' } })],
    ['a receipt that could leave its folder', aRecord({ attributes: { ...STAMPS, receiptId: '../x' } })],
  ])('ends %s as unstamped', async (_name, record) => {
    const { open } = anOpener()
    expect(await open(record)).toEqual(dead('unstamped'))
  })

  it('ends a spooled body without its stamps as unstamped', async () => {
    const { open } = anOpener({ 'spool/1.json': { body: '{}', metadata: {} } })
    expect(await open(bucketEvent('bodies-bucket', 'spool/1.json'))).toEqual(dead('unstamped'))
  })
})
