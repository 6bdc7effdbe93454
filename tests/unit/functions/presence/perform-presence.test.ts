import { describe, expect, it } from 'vitest'
import type { CanaryRequest, WatchedCanary } from '#domain/canary'
import type { Reading, ReadingRequest } from '#domain/chatwoot-reading'
import { type PresenceDeps, performPresence } from '#functions/presence/perform-presence'
import { START_MS } from '#tests/support/builders'
import { FakeOperatorStore } from '#tests/support/fake-operator-store'
import { A_DIRECTORY, aDirectoryReading, anOperator, aReading, seen } from '#tests/support/operators'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'

const MINUTE_MS = 60_000
const done = { kind: 'done' }
const retry = { kind: 'retry' }
const down = () => Promise.reject(new Error('down'))

function aDesk(changes: Partial<PresenceDeps> = {}) {
  const clock = { nowMs: START_MS + 700 }
  const store = new FakeOperatorStore()
  const off = new Set<string>()
  const requests: ReadingRequest[] = []
  const canaries = new Map<string, WatchedCanary>()
  const sung: CanaryRequest[] = []
  const gauges: [string, number][] = []
  const silent: number[] = []
  const { log, count, counts, lines, codes } = recorder()
  const deps: PresenceDeps = {
    accounts: async () => ['outlet', 'shop'],
    canary: async (account) => canaries.get(account) ?? null,
    sendCanary: async (request) => void sung.push(request),
    isOff: async (account) => off.has(account),
    mark: store.mark.bind(store),
    held: store.held.bind(store),
    commit: store.commit.bind(store),
    request: async (request) => void requests.push(request),
    now: () => clock.nowMs,
    random: () => 0.5,
    wait: async () => undefined,
    count,
    gauge: (name, value) => void (name === 'CanariesSilent' ? silent.push(value) : gauges.push([name, value])),
    log,
    ...changes,
  }
  const perform = async (...messages: unknown[]) => {
    const records = messages.map((message, nth) => aRecord({ messageId: `m${nth}`, body: JSON.stringify(message) }))
    return Object.fromEntries(await performPresence(records, deps))
  }
  const asked = () => requests.splice(0).map(({ account, what, id }) => `${account} ${what} ${id.split('/').at(-1)}`)
  return { perform, canaries, sung, silent, store, off, clock, asked, requests, gauges, counts, lines, codes, deps }
}
const minute = Math.floor(START_MS / MINUTE_MS)

describe('asking by the clock', () => {
  it('asks every account, the directory first where it was never read, and counts one run', async () => {
    const { perform, asked, requests, counts, gauges } = aDesk()
    expect(await perform({ kind: 'ask' })).toEqual({ m0: done })
    expect(requests[0]).toEqual({
      ...{ kind: 'reading', what: 'directory', account: 'outlet', requestedAtMs: START_MS + 700 },
      id: `outlet/reading/directory/${minute}`,
      correlationId: `outlet/reading/directory/${minute}`,
    })
    expect(asked().toSorted()).toEqual(
      ['outlet', 'shop'].flatMap((one) => [`${one} directory ${minute}`, `${one} operators ${minute}`]),
    )
    expect([counts, gauges]).toEqual([{ PresenceRuns: 1 }, [['PresenceStaleAccounts', 0]]])
  })

  it('asks nothing of an account for which it is switched off', async () => {
    const { perform, asked, off } = aDesk()
    off.add('shop')
    await perform({ kind: 'ask' })
    expect(asked().map((one) => one.split(' ')[0])).toEqual(['outlet', 'outlet'])
    off.clear()
    await perform({ kind: 'ask' })
    expect(asked().map((one) => one.split(' ')[0])).toContain('shop')
  })

  it('asks for the directory again once it is ten minutes old, and for the same thing within a minute by the same id', async () => {
    const { perform, asked, clock } = aDesk({ accounts: async () => ['shop'] })
    await perform(aDirectoryReading())
    clock.nowMs = START_MS + 10 * MINUTE_MS - 1
    await perform({ kind: 'ask' }, { kind: 'ask' })
    expect(asked()).toEqual([`shop operators ${minute + 9}`, `shop operators ${minute + 9}`])
    clock.nowMs += 1
    await perform({ kind: 'ask' })
    expect(asked()).toEqual([`shop directory ${minute + 10}`, `shop operators ${minute + 10}`])
  })

  it('counts accounts that have not been read for ten minutes, until a day has gone by', async () => {
    const { perform, clock, gauges } = aDesk()
    await perform(aReading())
    for (const minutes of [10, 11, 24 * 60, 24 * 60 + 1]) {
      clock.nowMs = START_MS + minutes * MINUTE_MS
      await perform({ kind: 'ask' })
    }
    expect(gauges.map(([, value]) => value)).toEqual([0, 1, 1, 0])
  })

  it('is tried again when the queue of actions or the table cannot be reached', async () => {
    for (const changes of [{ request: down }, { mark: down }, { accounts: down }]) {
      const { perform, codes, counts } = aDesk(changes)
      expect(await perform({ kind: 'ask' })).toEqual({ m0: retry })
      expect([codes(), counts]).toEqual([['presence_interrupted'], {}])
    }
  })
})

describe('asking at once', () => {
  it('asks the one account, by other ids than those of the clock, and no more than once in ten seconds', async () => {
    const { perform, asked, clock, counts, gauges } = aDesk()
    await perform(aDirectoryReading())
    await perform({ kind: 'ask', account: 'shop' })
    clock.nowMs += 9_000
    await perform({ kind: 'ask', account: 'shop' })
    clock.nowMs += 1_000
    await perform({ kind: 'ask', account: 'shop' })
    const slot = START_MS / 10_000
    expect(asked()).toEqual([slot, slot, slot + 1].map((one) => `shop operators at-${one}`))
    expect(counts).not.toHaveProperty('PresenceRuns')
    expect(gauges).toEqual([])
  })
})

describe('taking a reading', () => {
  it('writes the operators that it shows, once', async () => {
    const { perform, store, counts, lines } = aDesk()
    expect(await perform(aDirectoryReading(), aDirectoryReading())).toEqual({ m0: done, m1: done })
    expect(await store.list('shop')).toEqual([anOperator()])
    expect(await store.directory('shop')).toEqual({ account: 'shop', readAtMs: START_MS, ...A_DIRECTORY })
    expect(counts).toEqual({ PresenceReadings: 1, OperatorsChanged: 1 })
    expect(lines).toEqual([
      { level: 'info', code: 'operators_changed', fields: { account: 'shop', operators: 1, correlationId: 'corr-1' } },
    ])
  })

  it('takes those of a batch by their time, not by their place', async () => {
    const { perform, store, counts } = aDesk()
    const reading = (minutes: number, availability: 'away' | 'available'): Reading =>
      aReading({ readAtMs: START_MS + minutes * MINUTE_MS, operators: [seen({ availability })] })
    await perform(reading(2, 'available'), reading(0, 'available'), reading(1, 'away'))
    const [avery] = await store.list('shop')
    expect(avery).toMatchObject({ availability: 'available', sinceMs: START_MS + 2 * MINUTE_MS, version: 3 })
    expect(counts.PresenceReadings).toBe(3)
  })

  it('begins anew where another reading came in between, and gives way to a later one', async () => {
    const { perform, store, counts, deps } = aDesk()
    const later = aReading({ readAtMs: START_MS + MINUTE_MS, operators: [seen({ availability: 'away' })] })
    let raced = false
    store.beforeCommit = async () => {
      if (raced) return
      raced = true
      await performPresence([aRecord({ messageId: 'other', body: JSON.stringify(later) })], deps)
    }
    expect(await perform(aReading())).toEqual({ m0: done })
    expect(await store.list('shop')).toMatchObject([{ availability: 'away', version: 1 }])
    expect(counts.PresenceReadings).toBe(1)
  })

  it('comes back when the account stays contended, and when the table cannot be reached', async () => {
    const contended = aDesk({ commit: async () => 'contended' })
    expect(await contended.perform(aReading())).toEqual({ m0: retry })
    const unreachable = aDesk({ held: down })
    expect(await unreachable.perform(aReading())).toEqual({ m0: retry })
    expect(unreachable.codes()).toEqual(['presence_interrupted'])
  })

  it('believes none that lists nobody, and says so', async () => {
    const { perform, store, counts, codes } = aDesk()
    await perform(aReading())
    expect(await perform(aReading({ readAtMs: START_MS + 1, operators: [] }))).toEqual({ m0: done })
    expect(await store.list('shop')).toMatchObject([{ availability: 'available', version: 1 }])
    expect(codes()).toEqual(['operators_changed', 'reading_lists_nobody'])
    expect(counts.PresenceReadings).toBe(1)
  })

  it("says once that the server's version changed", async () => {
    const { perform, lines } = aDesk()
    const reading = (nth: number, serverVersion: string) =>
      aDirectoryReading({ readAtMs: START_MS + nth, directory: { ...A_DIRECTORY, serverVersion } })
    await perform(reading(0, '4.15.1'), reading(1, '4.16.0'), reading(2, '4.16.0'))
    expect(lines.filter(({ code }) => code === 'chatwoot_version_changed')).toMatchObject([
      { fields: { account: 'shop', from: '4.15.1', to: '4.16.0' } },
    ])
  })
})

describe('a message that cannot be read', () => {
  it.each([
    ['no kind', {}, 'kind: invalid_union'],
    ['an account that is none', { kind: 'ask', account: '../etc' }, 'account: invalid_format'],
    ['more than is asked', { kind: 'ask', all: true }, 'message: unrecognized_keys'],
    [
      'an availability nobody knows',
      aReading({ operators: [{ ...seen(), availability: 'x' as never }] }),
      'operators.0',
    ],
    ['a time that is none', aReading({ readAtMs: 0 }), 'readAtMs: too_small'],
  ])('dies with its reason: %s', async (_what, message, detail) => {
    const { perform, counts } = aDesk()
    const { m0 } = await perform(message)
    expect(m0).toMatchObject({ kind: 'dead', reason: 'malformed_message', detail: expect.stringContaining(detail) })
    expect(counts).toEqual({})
  })

  it('does not keep the others from being done', async () => {
    const { perform } = aDesk()
    expect(await perform(7, aReading(), { kind: 'ask' })).toMatchObject({ m0: { kind: 'dead' }, m1: done, m2: done })
  })
})

describe('the canary of an account', () => {
  const canary: WatchedCanary = {
    ...{ conversationId: 900, onSinceMs: START_MS - 60 * MINUTE_MS },
    ...{ lastSentAtMs: START_MS - 6 * MINUTE_MS, lastHeardAtMs: START_MS - 6 * MINUTE_MS, lagMs: 900 },
  }

  it('sings every five minutes, under one id however often it is asked', async () => {
    const { perform, canaries, sung, clock, silent } = aDesk()
    canaries.set('shop', canary)
    for (let nth = 0; nth < 10; nth += 1) {
      await perform({ kind: 'ask' })
      clock.nowMs += MINUTE_MS
    }
    const ids = new Set(sung.map(({ id }) => id))
    expect(sung.every(({ conversationId }) => conversationId === 900)).toBe(true)
    expect([2, 3]).toContain(ids.size)
    expect(silent.slice(0, 2)).toEqual([0, 0])
  })

  it('sings once where it was sent', async () => {
    const { perform, canaries, sung } = aDesk()
    canaries.set('shop', { ...canary, lastSentAtMs: START_MS + 600 })
    await perform({ kind: 'ask' })
    expect(sung).toEqual([])
  })

  it('is missed after a quarter of an hour, also while presence is off', async () => {
    const { perform, canaries, silent, off } = aDesk()
    off.add('shop')
    canaries.set('shop', { ...canary, lastHeardAtMs: START_MS - 16 * MINUTE_MS })
    canaries.set('outlet', { ...canary, onSinceMs: START_MS, lastHeardAtMs: null })
    await perform({ kind: 'ask' })
    expect(silent).toEqual([1])
  })

  it('rings for nobody who has none, and is not asked for by a person', async () => {
    const { perform, canaries, sung, silent } = aDesk()
    await perform({ kind: 'ask' })
    expect([silent, sung]).toEqual([[0], []])
    canaries.set('shop', canary)
    await perform({ kind: 'ask', account: 'shop' })
    expect([silent, sung]).toEqual([[0], []])
  })
})
