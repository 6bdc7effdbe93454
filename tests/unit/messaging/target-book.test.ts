import { describe, expect, it } from 'vitest'
import { targetBook } from '#messaging/target-book'
import { recorder } from '#tests/support/recorder'

const leads = { kind: 'slack', url: 'https://hooks.example.com/leads' } as const

/** A book over a secret that the test can change; null stands for an outage. */
function aBook(initial: string | null = JSON.stringify({ leads })) {
  const secret = { text: initial, reads: 0 }
  const time = { nowMs: 1_000_000 }
  const { log, lines, codes } = recorder()
  const book = targetBook({
    now: () => time.nowMs,
    readSecret: async () => {
      secret.reads++
      if (secret.text === null) throw new Error('down')
      return secret.text
    },
    log,
  })
  const pass = (ms: number): void => {
    time.nowMs += ms
  }
  return { find: book.find, secret, pass, lines, codes }
}

describe('the target book', () => {
  it('reads the secret once a minute', async () => {
    const { find, secret, pass } = aBook()
    expect(await find('leads')).toEqual(leads)
    pass(59_999)
    await find('leads')
    expect(secret.reads).toBe(1)
    pass(1)
    await find('leads')
    expect(secret.reads).toBe(2)
  })

  it('reads again for a name it does not know, after five seconds at the earliest', async () => {
    const { find, secret, pass } = aBook('')
    expect(await find('leads')).toBe('unknown')
    secret.text = JSON.stringify({ leads })
    pass(4_999)
    expect(await find('leads')).toBe('unknown')
    expect(secret.reads).toBe(1)
    pass(1)
    expect(await find('leads')).toEqual(leads)
  })

  it('serves the last good copy while the secret cannot be read, and asks every five seconds', async () => {
    const { find, secret, pass, codes } = aBook()
    await find('leads')
    secret.text = null
    pass(60_000)
    expect(await find('leads')).toEqual(leads)
    expect(codes()).toEqual(['targets_unreadable'])
    await find('leads')
    expect(secret.reads).toBe(2)
    secret.text = JSON.stringify({ leads: { ...leads, url: 'https://hooks.example.com/new' } })
    pass(5_000)
    expect(await find('leads')).toMatchObject({ url: 'https://hooks.example.com/new' })
  })

  it('serves the last good copy when the secret is no longer JSON', async () => {
    const { find, secret, pass, lines } = aBook()
    await find('leads')
    secret.text = 'oops'
    pass(60_000)
    expect(await find('leads')).toEqual(leads)
    expect(lines).toMatchObject([{ code: 'targets_ill_formed' }])
  })

  it('tells an outage before the first read from an unknown name', async () => {
    const { find, secret } = aBook(null)
    expect(await find('leads')).toBe('unreadable')
    secret.text = '{}'
    expect(await find('leads')).toBe('unknown')
  })

  it('tells an ill-formed entry from an unknown one, and quotes none of it', async () => {
    const { find, lines } = aBook(JSON.stringify({ pager: { kind: 'pagerduty', routingKey: 'not-a-key' } }))
    expect(await find('pager')).toBe('ill-formed')
    expect(JSON.stringify(lines)).toContain('entry pager')
    expect(JSON.stringify(lines)).not.toContain('not-a-key')
  })

  it('reads once for all who ask at the same time', async () => {
    const { find, secret } = aBook()
    expect(await Promise.all([find('leads'), find('other'), find('leads')])).toEqual([leads, 'unknown', leads])
    expect(secret.reads).toBe(1)
  })

  it('answers nobody from the old copy while a fresh one is on its way', async () => {
    const { find, secret, pass } = aBook('{}')
    await find('leads')
    secret.text = JSON.stringify({ leads })
    pass(60_000)
    expect(await Promise.all([find('leads'), find('leads')])).toEqual([leads, leads])
  })

  it('does not take what objects inherit for a target', async () => {
    expect(await aBook('{}').find('constructor')).toBe('unknown')
  })
})
