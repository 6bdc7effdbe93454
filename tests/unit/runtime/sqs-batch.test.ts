import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BatchDeps,
  type DeadLetter,
  DONE,
  type Outcome,
  type Postponement,
  RETRY,
  retryDelayS,
  runBatch,
} from '#runtime/sqs-batch'
import { recorder } from '#tests/support/recorder'
import { aRecord, STAMPS } from '#tests/support/sqs-records'

const dead: Outcome = { kind: 'dead', reason: 'unparseable', detail: 'Not JSON' }

function aBatch(outcomes: Readonly<Record<string, Outcome>>, changes: Partial<BatchDeps> = {}) {
  const letters: DeadLetter[] = []
  const postponed: Postponement[] = []
  const { log, count, counts, codes } = recorder()
  const deps: BatchDeps = {
    work: async () => new Map(Object.entries(outcomes)),
    bury: async (letter) => {
      letters.push(letter)
    },
    postpone: async (delays) => {
      postponed.push(...delays)
    },
    expendable: ['sentAtS'],
    random: () => 0,
    log,
    count,
    ...changes,
  }
  return { deps, letters, postponed, counts, codes }
}
const refuses = (): Promise<never> => Promise.reject(new Error('down'))
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })
const batchOf = (...ids: string[]) => ({ Records: ids.map((messageId) => aRecord({ messageId })) })

describe('the SQS loop', () => {
  it('deletes what is done, and nothing else', async () => {
    const { deps, postponed } = aBatch({ a: DONE, b: RETRY, c: DONE })
    expect(await runBatch(batchOf('a', 'b', 'c'), deps)).toEqual(failures('b'))
    expect(postponed).toEqual([{ receiptHandle: 'handle-of-b', seconds: 10 }])
  })

  it('retries a message that the work said nothing about', async () => {
    const { deps } = aBatch({ a: DONE })
    expect(await runBatch(batchOf('a', 'forgotten'), deps)).toEqual(failures('forgotten'))
  })

  it('retries every message when the work throws', async () => {
    const { deps, postponed, codes, counts } = aBatch({}, { work: refuses })
    expect(await runBatch(batchOf('a', 'b'), deps)).toEqual(failures('a', 'b'))
    expect(postponed).toHaveLength(2)
    expect(codes()).toEqual(['batch_failed'])
    expect(counts).toEqual({ Retried: 2 })
  })

  it('sends a dead message to the dead-letter queue with its body and stamps, a reason and a detail', async () => {
    const { deps, letters, counts } = aBatch({ 'message-1': dead })
    expect(await runBatch({ Records: [aRecord({ body: 'not json' })] }, deps)).toEqual(failures())
    expect(letters).toEqual([
      { body: 'not json', attributes: { ...STAMPS, reason: 'unparseable', detail: 'Not JSON' } },
    ])
    expect(counts).toEqual({ DeadLettered: 1 })
  })

  it('retries a message that the dead-letter queue did not take', async () => {
    const { deps, counts } = aBatch({ 'message-1': dead }, { bury: refuses })
    expect(await runBatch({ Records: [aRecord()] }, deps)).toEqual(failures('message-1'))
    expect(counts).toEqual({ Retried: 1 })
  })

  it('still reports a retry when the wait could not be set', async () => {
    const { deps, codes } = aBatch({ a: RETRY }, { postpone: refuses })
    expect(await runBatch(batchOf('a'), deps)).toEqual(failures('a'))
    expect(codes()).toEqual(['postpone_failed'])
  })

  it('gives up the expendable stamp, then the detail, before it exceeds ten attributes', async () => {
    const { deps, letters } = aBatch({ 'message-1': dead })
    await runBatch({ Records: [aRecord({ attributes: { ...STAMPS, bodyIn: 's3' } })] }, deps)
    const { sentAtS, ...kept } = STAMPS
    expect(letters[0]?.attributes).toEqual({ ...kept, bodyIn: 's3', reason: 'unparseable', detail: 'Not JSON' })
    expect(sentAtS).toBeDefined()

    await runBatch({ Records: [aRecord({ attributes: { ...STAMPS, bodyIn: 's3', extra: 'x' } })] }, deps)
    expect(Object.keys(letters[1]?.attributes ?? {})).toHaveLength(10)
    expect(letters[1]?.attributes).not.toHaveProperty('detail')
    expect(letters[1]?.attributes).toMatchObject({ reason: 'unparseable', extra: 'x' })
  })

  it('replaces reason and detail of a message that died before and was redriven', async () => {
    const { deps, letters } = aBatch({ 'message-1': dead })
    const attributes = { ...STAMPS, reason: 'body_missing', detail: 'before' }
    await runBatch({ Records: [aRecord({ attributes })] }, deps)
    expect(letters[0]?.attributes).toMatchObject({ reason: 'unparseable', detail: 'Not JSON' })
  })

  it('cuts a detail that is too long, and never sends an empty one', async () => {
    const long: Outcome = { kind: 'dead', reason: 'impossible', detail: 'x'.repeat(5_000) }
    const empty: Outcome = { kind: 'dead', reason: 'impossible', detail: '' }
    const { deps, letters } = aBatch({ a: long, b: empty })
    await runBatch(batchOf('a', 'b'), deps)
    expect(letters.map(({ attributes }) => attributes.detail)).toEqual(['x'.repeat(300), '-'])
  })

  it('ends every message exactly once, whatever the outcomes', async () => {
    const outcome = fc.constantFrom<Outcome | undefined>(DONE, RETRY, dead, undefined)
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 20 }), fc.boolean(), async (chosen, dlqUp) => {
        const records = chosen.map((_, index) => aRecord({ messageId: `m${index}` }))
        const work = async () =>
          new Map(chosen.flatMap((one, index): [string, Outcome][] => (one ? [[`m${index}`, one]] : [])))
        const { deps, letters } = aBatch({}, dlqUp ? { work } : { work, bury: refuses })
        const { batchItemFailures } = await runBatch({ Records: records }, deps)
        const done = chosen.filter((one) => one?.kind === 'done').length
        expect(done + letters.length + batchItemFailures.length).toBe(chosen.length)
        expect(letters).toHaveLength(dlqUp ? chosen.filter((one) => one?.kind === 'dead').length : 0)
      }),
    )
  })
})

describe('the wait before the next receive', () => {
  it('triples with each receive, at most 15 minutes, and takes at most half of it off at random', () => {
    expect([1, 2, 3, 4, 5, 6].map((nth) => retryDelayS(nth, () => 0))).toEqual([10, 30, 90, 270, 450, 450])
    expect([1, 2, 3, 4, 5, 6].map((nth) => retryDelayS(nth, () => 1))).toEqual([20, 60, 180, 540, 900, 900])
  })

  it('takes a missing or odd receive count for the first', () => {
    expect([Number.NaN, 0, -3].map((count) => retryDelayS(count, () => 1))).toEqual([20, 20, 20])
  })
})
