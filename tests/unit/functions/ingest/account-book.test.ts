import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountBook } from '#functions/ingest/account-book'
import { recorder } from '#tests/support/recorder'
import { throughTime } from '#tests/support/through-time'
import { ACCOUNT_KEY, accountsSecret } from '#tests/support/webhook-request'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

/** A book over a secret that the test can change; null stands for an outage. */
function aBook(initial: string | null = accountsSecret()) {
  const secret = { text: initial, reads: 0 }
  const { log, count, counts, codes, lines } = recorder()
  const book = accountBook({
    now: () => Date.now(),
    random: () => 0.5,
    readSecret: async () => {
      secret.reads++
      if (secret.text === null) throw new Error('down')
      return secret.text
    },
    count,
    log,
  })
  const find = async (key = ACCOUNT_KEY) => (await throughTime(() => book.find(key, Date.now()))).value
  const findAfresh = async (key = ACCOUNT_KEY) => (await throughTime(() => book.findAfresh(key, Date.now()))).value
  return { secret, find, findAfresh, counts, codes, lines }
}
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

describe('the account book', () => {
  it('reads the secret once a minute', async () => {
    const { find, secret } = aBook()
    expect(await find()).toMatchObject({ account: 'shop' })
    pass(59_999)
    await find()
    expect(secret.reads).toBe(1)
    pass(1)
    await find()
    expect(secret.reads).toBe(2)
  })

  it('reads again for a key it does not know, after five seconds at the earliest', async () => {
    const { find, secret } = aBook('{}')
    expect(await find()).toBeUndefined()
    secret.text = accountsSecret()
    pass(4_999)
    expect(await find()).toBeUndefined()
    expect(secret.reads).toBe(1)
    pass(1)
    expect(await find()).toMatchObject({ account: 'shop' })
    expect(secret.reads).toBe(2)
  })

  it('reads again when asked for a fresh copy, after five seconds at the earliest', async () => {
    const { find, findAfresh, secret } = aBook()
    await find()
    await findAfresh()
    expect(secret.reads).toBe(1)
    pass(5_000)
    secret.text = accountsSecret({ secrets: ['new'] })
    expect(await findAfresh()).toMatchObject({ secrets: ['new'] })
  })

  it('serves the last good copy while the secret cannot be read, and asks every five seconds', async () => {
    const { find, secret, counts, codes } = aBook()
    await find()
    secret.text = null
    pass(60_000)
    expect(await find()).toMatchObject({ account: 'shop' })
    expect(counts).toEqual({ AccountsStale: 1 })
    expect(codes()).toEqual(['accounts_unreadable'])
    const { reads } = secret
    await find()
    expect(secret.reads).toBe(reads)
    secret.text = accountsSecret({ account: 'shop-two' })
    pass(5_000)
    expect(await find()).toMatchObject({ account: 'shop-two' })
  })

  it('serves the last good copy when the secret is ill-formed as a whole', async () => {
    const { find, secret, lines } = aBook()
    await find()
    secret.text = 'not json'
    pass(60_000)
    expect(await find()).toMatchObject({ account: 'shop' })
    expect(lines[0]).toMatchObject({
      code: 'accounts_ill_formed',
      fields: { problem: expect.stringContaining('not a JSON') },
    })
  })

  it('is unavailable without any copy, and tries again at the next request', async () => {
    const { find, secret } = aBook(null)
    expect(await find()).toBe('unavailable')
    secret.text = accountsSecret()
    expect(await find()).toMatchObject({ account: 'shop' })
  })

  it('reports each ill-formed entry', async () => {
    const { find, lines } = aBook(JSON.stringify({ short: {} }))
    expect(await find()).toBeUndefined()
    expect(lines).toHaveLength(1)
    expect(lines[0]?.fields.problem).toContain('entry 1')
  })
})
