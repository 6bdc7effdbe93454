import { describe, expect, it } from 'vitest'
import { embedToken, openEmbedToken } from '#runtime/embed-token'
import { assertProperty, fc } from '#tests/support/property'

const KEY = 'k'.repeat(64)
const NOW_MS = 1_789_376_400_000
const GRANT = { account: 'shop', generation: 3, expiresAtS: NOW_MS / 1000 + 60 }

describe('a token for an embedded tile', () => {
  it('opens what it was made for, until it expires', () => {
    const token = embedToken(GRANT, KEY)
    expect(openEmbedToken(token, KEY, NOW_MS)).toEqual(GRANT)
    expect(openEmbedToken(token, KEY, NOW_MS + 60_000)).toBeUndefined()
  })

  it('opens nothing under another key', () => {
    expect(openEmbedToken(embedToken(GRANT, KEY), 'l'.repeat(64), NOW_MS)).toBeUndefined()
  })

  it('opens nothing once a single sign of it is another', () => {
    const token = embedToken(GRANT, KEY)
    assertProperty(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'abcxyz0189._-'), (at, sign) => {
        fc.pre(token[at] !== sign)
        const forged = `${token.slice(0, at)}${sign}${token.slice(at + 1)}`
        // the last sign of base64url has bits that mean nothing
        fc.pre(at !== token.length - 1)
        expect(openEmbedToken(forged, KEY, NOW_MS)).toBeUndefined()
      }),
    )
  })

  it('of one account is none of another, of one generation none of the next', () => {
    const [, , , mac] = embedToken(GRANT, KEY).split('.')
    for (const claim of ['outlet.3', 'shop.4', 'shop.2'])
      expect(openEmbedToken(`${claim}.${GRANT.expiresAtS}.${mac}`, KEY, NOW_MS)).toBeUndefined()
    expect(openEmbedToken(`shop.3.${GRANT.expiresAtS + 9}.${mac}`, KEY, NOW_MS)).toBeUndefined()
  })

  it('may be anything at all without being one', () => {
    for (const nonsense of ['', '.', '...', 'shop.3.1.x', `shop.3.${GRANT.expiresAtS}.${'!'.repeat(43)}`])
      expect(openEmbedToken(nonsense, KEY, NOW_MS), nonsense).toBeUndefined()
  })
})
