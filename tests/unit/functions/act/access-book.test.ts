import { describe, expect, it } from 'vitest'
import { accessBook } from '#functions/act/access-book'
import { recorder } from '#tests/support/recorder'

const shop = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const secretOf = (changes: object = {}) => JSON.stringify({ shop, ...changes })

/** A book over a secret that the test can change; null stands for an outage. */
function aBook(initial: string | null = secretOf()) {
  const secret = { text: initial, reads: 0 }
  const clock = { nowMs: 1_000_000 }
  const { log, codes, lines } = recorder()
  const book = accessBook({
    now: () => clock.nowMs,
    readSecret: async () => {
      secret.reads++
      await Promise.resolve()
      if (secret.text === null) throw new Error('down')
      return secret.text
    },
    log,
  })
  const pass = (ms: number) => {
    clock.nowMs += ms
  }
  return { book, secret, pass, codes, lines }
}

describe('the access book', () => {
  it('reads the secret once a minute', async () => {
    const { book, secret, pass } = aBook()
    expect(await book.find('shop')).toEqual(shop)
    pass(59_999)
    await book.find('shop')
    expect(secret.reads).toBe(1)
    pass(1)
    await book.find('shop')
    expect(secret.reads).toBe(2)
  })

  it('reads once for all who ask at the same time', async () => {
    const { book, secret } = aBook()
    const found = await Promise.all([book.find('shop'), book.find('shop'), book.find('outlet')])
    expect(found).toEqual([shop, shop, undefined])
    expect(secret.reads).toBe(1)
  })

  it('reads again for an account without an entry, after five seconds at the earliest', async () => {
    const { book, secret, pass } = aBook()
    expect(await book.find('outlet')).toBeUndefined()
    secret.text = secretOf({ outlet: shop })
    pass(4_999)
    expect(await book.find('outlet')).toBeUndefined()
    pass(1)
    expect(await book.find('outlet')).toEqual(shop)
    expect(secret.reads).toBe(2)
  })

  it('reads again after a doubt about a token, after five seconds at the earliest', async () => {
    const { book, secret, pass } = aBook()
    await book.find('shop')
    book.doubt()
    await book.find('shop')
    expect(secret.reads).toBe(1)
    pass(5_000)
    await book.find('shop')
    await book.find('shop')
    expect(secret.reads).toBe(2)
  })

  it('serves the last good copy while the secret cannot be read', async () => {
    const { book, secret, pass, codes } = aBook()
    await book.find('shop')
    secret.text = null
    pass(60_000)
    expect(await book.find('shop')).toEqual(shop)
    secret.text = '[]'
    pass(5_000)
    expect(await book.find('shop')).toEqual(shop)
    expect(codes()).toEqual(['chatwoot_access_unreadable', 'chatwoot_access_ill_formed'])
  })

  it('is unavailable without any copy, and tries again at the next request', async () => {
    const { book, secret } = aBook(null)
    expect(await book.find('shop')).toBe('unavailable')
    secret.text = secretOf()
    expect(await book.find('shop')).toEqual(shop)
  })

  it('reports each ill-formed entry, and never a value of it', async () => {
    const { book, lines } = aBook(secretOf({ outlet: { ...shop, accountId: 0 } }))
    expect(await book.find('outlet')).toBeUndefined()
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('EXAMPLE')
  })
})
