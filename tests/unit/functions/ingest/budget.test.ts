import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PLAN, tryUntil } from '#functions/ingest/budget'
import { throughTime } from '#tests/support/through-time'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const clockwork = { now: () => Date.now(), random: () => 0.5 }
const refused = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function tryFor<Value>(ms: number, attempt: (signal: AbortSignal) => Promise<Value>) {
  return throughTime(() => tryUntil(Date.now() + ms, attempt, clockwork))
}

describe('trying until an instant', () => {
  it('gives the first success', async () => {
    let tries = 0
    const { value } = await tryFor(2_000, async () => {
      tries++
      if (tries < 3) throw new Error('not yet')
      return tries
    })
    expect(value).toEqual({ ok: true, value: 3 })
  })

  it('stops after eight attempts', async () => {
    let tries = 0
    const { value } = await tryFor(60_000, async () => {
      tries++
      throw new Error('never')
    })
    expect(value).toMatchObject({ ok: false, error: { message: 'never' } })
    expect(tries).toBe(8)
  })

  it('cuts off an attempt that hangs, aborts it, and tries again', async () => {
    const signals: AbortSignal[] = []
    const { value, tookMs } = await tryFor(2_200, async (signal) => {
      signals.push(signal)
      if (signals.length === 1) await new Promise(() => {})
      return 'second'
    })
    expect(value).toEqual({ ok: true, value: 'second' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    expect(tookMs).toBeLessThan(1_000)
  })

  it('does not begin once the time is over', async () => {
    const { value, tookMs } = await tryFor(0, async () => 'done')
    expect(value.ok).toBe(false)
    expect(tookMs).toBe(0)
  })

  it.each([
    ['AccessDenied', 403],
    ['QueueDoesNotExist', 400],
    ['InvalidMessageContents', 400],
  ])('does not repeat what %s (%i) refuses', async (name, status) => {
    let tries = 0
    await tryFor(2_000, async () => {
      tries++
      throw refused(name, status)
    })
    expect(tries).toBe(1)
  })

  it.each([
    ['ThrottlingException', 400],
    ['RequestThrottled', 403],
    ['TooManyRequestsException', 429],
    ['SlowDown', 503],
    ['RequestTimeout', 400],
    ['RequestTimeTooSkewed', 403],
    ['ExpiredToken', 403],
    ['InternalError', 500],
  ])('repeats what %s (%i) delays', async (name, status) => {
    let tries = 0
    await tryFor(2_000, async () => {
      tries++
      throw refused(name, status)
    })
    expect(tries).toBeGreaterThan(1)
  })

  it('never takes longer than it was given, whatever the attempts do', async () => {
    const attempt = fc.record({ takesMs: fc.nat(5_000), fails: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.nat(4_000), fc.array(attempt, { maxLength: 10 }), async (givenMs, attempts) => {
        const left = [...attempts]
        const { tookMs } = await tryFor(givenMs, async () => {
          const { takesMs, fails } = left.shift() ?? { takesMs: 9_999, fails: true }
          await wait(takesMs)
          if (fails) throw new Error('failed')
        })
        expect(tookMs).toBeLessThanOrEqual(givenMs)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the plan', () => {
  it('ends each step before the next, and all of them within 3.5 s', () => {
    const { accountsStaleMs, accountsMs, largeBodyMs, queueMs, spoolMs } = PLAN
    const ends = [accountsStaleMs, accountsMs, largeBodyMs, queueMs, spoolMs]
    expect([...ends].sort((a, b) => a - b)).toEqual(ends)
    expect(spoolMs).toBeLessThan(3_500)
  })
})
