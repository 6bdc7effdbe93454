import { describe, expect, it } from 'vitest'
import { deadlineDelaySeconds, delaySeconds, EARLY_MS, HORIZON_MS, instantToAnnounce } from '#domain/deadline-message'
import { START_MS } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'

const at = (seconds: number): number => START_MS + seconds * 1000

describe('the delay of an instant', () => {
  it.each([
    [at(30), 30],
    [at(30) + 1, 31],
    [at(30) - 1, 30],
    [START_MS + 1, 1],
    [START_MS, 0],
    [at(-1), 0],
    [at(-86_400), 0],
    [at(900), 900],
    [at(901), 900],
    [at(86_400), 900],
  ])('%i is %i seconds', (atMs, seconds) => {
    expect(delaySeconds(atMs, START_MS)).toBe(seconds)
  })

  it('never ends before the instant, nor a second after it, within what SQS can delay', () => {
    assertProperty(
      fc.property(fc.integer({ min: 0, max: 900_000 }), (aheadMs) => {
        const lateMs = delaySeconds(START_MS + aheadMs, START_MS) * 1000 - aheadMs
        expect(lateMs).toBeGreaterThanOrEqual(0)
        expect(lateMs).toBeLessThan(1000)
      }),
    )
  })

  it('of a deadline ends at most a quarter of a second before it, and less than three quarters after it', () => {
    assertProperty(
      fc.property(fc.integer({ min: EARLY_MS, max: 900_000 }), (aheadMs) => {
        const lateMs = deadlineDelaySeconds(START_MS + aheadMs, START_MS) * 1000 - aheadMs
        expect(lateMs).toBeGreaterThanOrEqual(-EARLY_MS)
        expect(lateMs).toBeLessThan(1000 - EARLY_MS)
      }),
    )
  })

  it('is always one that SQS takes', () => {
    assertProperty(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (aheadMs) => {
        const seconds = delaySeconds(START_MS + aheadMs, START_MS)
        expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 900).toBe(true)
      }),
    )
  })
})

describe('the instant to announce', () => {
  it.each([
    ['none, where nothing is to come', undefined, undefined, null],
    ['none, where nothing is to come any more', at(60), undefined, null],
    ['none, where it is known already', at(60), at(60), null],
    ['none, where a tick will see it', undefined, at(151), null],
    ['none, where it moved beyond the next ticks', at(60), at(400), null],
    ['a new one that is near', undefined, at(60), at(60)],
    ['one that came nearer', at(4000), at(60), at(60)],
    ['one that moved away and is still near', at(60), at(90), at(90)],
    ['one at the edge of what ticks see', undefined, at(150), at(150)],
    ['one that is past: it is late', at(4000), at(-5), at(-5)],
  ])('is %s', (_name, before, after, announced) => {
    expect(HORIZON_MS).toBe(150_000)
    expect(instantToAnnounce(before, after, START_MS)).toBe(announced)
  })
})
