import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TOLERANCE_MS, verify } from '#functions/ingest/signature'
import { OTHER_SECRET, SECRET, signatureOf } from '#tests/support/webhook-request'

type Vector = {
  readonly fixture: string
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly raw_body: string
  readonly expected: string
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/chatwoot/signature_vectors.json', import.meta.url), 'utf8'),
) as Vector[]

const NOW_S = 1_789_376_401
const body = Buffer.from('{"event":"message_created","content":"ä"}')
const signed = { timestamp: String(NOW_S), signature: signatureOf(body, SECRET, NOW_S), body }

describe("Chatwoot's signature vectors", () => {
  it.each(vectors)('$fixture: $expected', ({ headers, secret, raw_body, expected }) => {
    const timestamp = headers['X-Chatwoot-Timestamp']
    const delivery = { timestamp, signature: headers['X-Chatwoot-Signature'], body: Buffer.from(raw_body) }
    const verdict = verify(delivery, [secret], Number(timestamp) * 1000 + 900)
    expect(verdict).toBe(expected === 'valid' ? 'valid' : 'mismatch')
  })

  it('are three of each kind', () => {
    expect(vectors.filter(({ expected }) => expected === 'valid')).toHaveLength(3)
    expect(vectors.filter(({ expected }) => expected.startsWith('invalid'))).toHaveLength(3)
  })
})

describe('the signature check', () => {
  it('accepts any live secret, in any place', () => {
    expect(verify(signed, [SECRET], NOW_S * 1000)).toBe('valid')
    expect(verify(signed, [OTHER_SECRET, SECRET], NOW_S * 1000)).toBe('valid')
    expect(verify(signed, [SECRET, OTHER_SECRET], NOW_S * 1000)).toBe('valid')
  })

  it('accepts nothing without a secret', () => {
    expect(verify(signed, [], NOW_S * 1000)).toBe('mismatch')
    expect(verify(signed, [OTHER_SECRET], NOW_S * 1000)).toBe('mismatch')
  })

  it('covers every bit of the body', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(body)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        expect(verify({ ...signed, body: changed }, [SECRET], NOW_S * 1000)).toBe('mismatch')
      }),
    )
  })

  it('covers the timestamp', () => {
    expect(verify({ ...signed, timestamp: String(NOW_S + 1) }, [SECRET], NOW_S * 1000)).toBe('mismatch')
  })

  it('holds for five minutes, before and after, to the millisecond', () => {
    for (const offsetMs of [-TOLERANCE_MS, 0, TOLERANCE_MS]) {
      expect(verify(signed, [SECRET], NOW_S * 1000 + offsetMs)).toBe('valid')
    }
    for (const offsetMs of [-TOLERANCE_MS - 1, TOLERANCE_MS + 1]) {
      expect(verify(signed, [SECRET], NOW_S * 1000 + offsetMs)).toBe('stale')
    }
  })

  it('says missing where a header is missing', () => {
    expect(verify({ ...signed, signature: undefined }, [SECRET], NOW_S * 1000)).toBe('missing')
    expect(verify({ ...signed, timestamp: undefined }, [SECRET], NOW_S * 1000)).toBe('missing')
  })

  it.each([
    '',
    'sha256=',
    'sha256=0',
    `sha256=${'0'.repeat(63)}`,
    `sha256=${'0'.repeat(65)}`,
    `sha256=${'g'.repeat(64)}`,
    'a,b',
  ])('takes the signature %j for malformed, and throws nothing', (signature) =>
    expect(verify({ ...signed, signature }, [SECRET], NOW_S * 1000)).toBe('malformed'),
  )

  it.each(['', '-1', '1.5', '1e9', 'NaN', '9'.repeat(13)])('takes the timestamp %j for malformed', (timestamp) =>
    expect(verify({ ...signed, timestamp }, [SECRET], NOW_S * 1000)).toBe('malformed'),
  )

  it('throws nothing whatever the headers hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (timestamp, signature) => {
        expect(verify({ timestamp, signature, body }, [SECRET], NOW_S * 1000)).not.toBe('valid')
      }),
    )
  })
})
