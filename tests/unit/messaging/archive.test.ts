import { describe, expect, it } from 'vitest'
import { type ArchivedWebhook, archivedWebhook, archiveLine } from '#messaging/archive'

const WEBHOOK: ArchivedWebhook = {
  receiptId: 'r-1',
  account: 'shop',
  chatwootAccountId: 1,
  deliveryId: 'd-1',
  receivedAtMs: 1_789_376_401_000,
  correlationId: 'd-1',
  trust: 'signed',
  sentAtS: '1789376401',
  body: '{"event":"message_created",\n"content":"Zeile\\nzwei \u2028"}',
}

describe('a line of the archive', () => {
  it('holds a webhook byte for byte, line breaks of its body included', () => {
    const line = archiveLine(WEBHOOK)
    expect(line.endsWith('\n')).toBe(true)
    expect(line.trimEnd()).not.toContain('\n')
    expect(archivedWebhook(line)).toEqual(WEBHOOK)
  })

  it('may but point to the body', () => {
    const pointer = { ...WEBHOOK, body: null, bodyKey: 'bodies/shop/r-1.json' }
    expect(archivedWebhook(archiveLine(pointer))).toEqual(pointer)
  })

  it.each(['', 'null', '{}', '[1]', '{"receiptId":"r"', JSON.stringify({ ...WEBHOOK, body: 3 })])(
    'is not %s',
    (line) => {
      expect(archivedWebhook(line)).toBeUndefined()
    },
  )
})
