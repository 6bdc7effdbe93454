import { describe, expect, it } from 'vitest'
import { performReading } from '#functions/act/perform-reading'
import { START_MS } from '#tests/support/builders'
import { AVERY, aReadingDesk, aReadingRequest, DIRECTORY } from '#tests/support/readings'

const DONE = { kind: 'done' }

describe('performing a reading', () => {
  it('answers with what Chatwoot tells, and when it was asked', async () => {
    const { deps, answers, counts } = aReadingDesk()
    expect(await performReading(aReadingRequest(), deps)).toEqual(DONE)
    expect(await performReading(aReadingRequest({ what: 'directory', id: 'd' }), deps)).toEqual(DONE)
    const answer = { kind: 'operators_read', account: 'shop', readAtMs: START_MS, correlationId: 'corr-1' }
    expect(answers).toEqual([
      { ...answer, requestId: 'shop/operators/29402500', operators: [AVERY] },
      { ...answer, requestId: 'd', operators: [AVERY], directory: DIRECTORY },
    ])
    expect(counts).toEqual({ ReadingsAnswered: 2 })
  })

  it.each([
    [{ kind: 'passing', code: 'timed_out', mayHaveHappened: false }, 'warn', 0],
    [{ kind: 'denied', code: 'token_refused' }, 'error', 1],
    [{ kind: 'refused', code: 'http_402' }, 'error', 0],
  ] as const)('that ends in %j is counted and dropped: a late answer is worth nothing', async (end, level, doubts) => {
    const { deps, ends, answers, counts, lines, state } = aReadingDesk()
    ends.push(end)
    expect(await performReading(aReadingRequest(), deps)).toEqual(DONE)
    expect([answers, counts, state.doubts]).toEqual([[], { ReadingsFailed: 1 }, doubts])
    const fields = { account: 'shop', what: 'operators', requestId: aReadingRequest().id, correlationId: 'corr-1' }
    expect(lines).toEqual([{ level, code: 'reading_failed', fields: { ...fields, error: end.code } }])
  })

  it('does not ask what was wanted two minutes ago', async () => {
    const late = aReadingDesk({ now: () => START_MS + 120_001 })
    await performReading(aReadingRequest(), late.deps)
    expect([late.answers, late.counts]).toEqual([[], { ReadingsFailed: 1 }])
    const inTime = aReadingDesk({ now: () => START_MS + 120_000 })
    await performReading(aReadingRequest(), inTime.deps)
    expect(inTime.answers).toHaveLength(1)
  })

  it('does nothing for an account without a token, and fails while nobody can tell', async () => {
    const desk = aReadingDesk()
    const book = { doubt: () => undefined }
    const without = { ...desk.deps, book: { ...book, find: async () => undefined } }
    expect(await performReading(aReadingRequest(), without)).toEqual(DONE)
    expect([desk.answers, desk.counts]).toEqual([[], {}])
    const unavailable = { ...desk.deps, book: { ...book, find: async () => 'unavailable' as const } }
    expect(await performReading(aReadingRequest(), unavailable)).toEqual(DONE)
    expect(desk.counts).toEqual({ ReadingsFailed: 1 })
  })

  it('is a dead letter where it cannot be read, without what was given', async () => {
    const { deps } = aReadingDesk()
    const outcome = await performReading({ ...aReadingRequest(), what: 'everything' }, deps)
    expect(outcome).toMatchObject({
      kind: 'dead',
      reason: 'malformed_reading',
      detail: expect.stringContaining('what'),
    })
    expect(JSON.stringify(outcome)).not.toContain('everything')
  })

  it('is a dead letter where no queue takes answers', async () => {
    const { deps } = aReadingDesk()
    const outcome = await performReading(aReadingRequest(), { ...deps, answer: undefined })
    expect(outcome).toMatchObject({ kind: 'dead', reason: 'nobody_asks' })
  })
})
