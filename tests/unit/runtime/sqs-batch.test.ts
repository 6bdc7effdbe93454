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

  it('postpones for as long as the work asks for at least', async () => {
    const { deps, postponed } = aBatch({ a: { kind: 'retry', afterS: 60 }, b: { kind: 'retry', afterS: 5 } })
    await runBatch(batchOf('a', 'b'), deps)
    expect(postponed.map(({ seconds }) => seconds)).toEqual([60, 10])
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

describe('the SQS loop over a FIFO queue', () => {
  const ofGroups = (...messages: (readonly [messageId: string, groupId: string])[]) => ({
    Records: messages.map(([messageId, groupId]) => aRecord({ messageId, groupId })),
  })

  it('returns what follows a failed message of its group, even if the work did it, and leaves other groups alone', async () => {
    const { deps } = aBatch({ a1: DONE, a2: RETRY, a3: DONE, b1: DONE })
    const batch = ofGroups(['a1', 'a'], ['a2', 'a'], ['b1', 'b'], ['a3', 'a'])
    expect(await runBatch(batch, deps)).toEqual(failures('a2', 'a3'))
  })

  it('does not bury what follows a failed message of its group: its turn has not come', async () => {
    const { deps, letters } = aBatch({ a1: RETRY, a2: dead })
    expect(await runBatch(ofGroups(['a1', 'a'], ['a2', 'a']), deps)).toEqual(failures('a1', 'a2'))
    expect(letters).toEqual([])
  })

  it('goes on with a group whose message was buried', async () => {
    const { deps, letters } = aBatch({ a1: dead, a2: DONE })
    expect(await runBatch(ofGroups(['a1', 'a'], ['a2', 'a']), deps)).toEqual(failures())
    expect(letters).toHaveLength(1)
  })

  it('stops a group whose message could not be buried', async () => {
    const { deps } = aBatch({ a1: dead, a2: DONE }, { bury: refuses })
    expect(await runBatch(ofGroups(['a1', 'a'], ['a2', 'a']), deps)).toEqual(failures('a1', 'a2'))
  })

  it('buries in the same group, and never as a duplicate of an earlier death', async () => {
    const { deps, letters } = aBatch({ a1: dead })
    await runBatch(ofGroups(['a1', 'shop#12']), deps)
    expect(letters[0]?.fifo).toEqual({ groupId: 'shop#12', deduplicationId: 'a1' })
  })

  it('never ends a message before one that it follows', async () => {
    const outcome = fc.constantFrom<Outcome>(DONE, RETRY, dead)
    const message = fc.record({ group: fc.constantFrom('a', 'b', 'c'), outcome, burial: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (messages) => {
        const batch = ofGroups(...messages.map(({ group }, nth) => [`m${nth}`, group] as const))
        const refusing = new Set(messages.flatMap(({ burial }, nth) => (burial ? [] : [`m${nth}`])))
        const bury = async ({ fifo }: DeadLetter) => {
          if (refusing.has(fifo?.deduplicationId ?? '')) throw new Error('down')
        }
        const outcomes = Object.fromEntries(messages.map((one, nth) => [`m${nth}`, one.outcome]))
        const { deps } = aBatch(outcomes, { bury })
        const { batchItemFailures } = await runBatch(batch, deps)
        const blocked = new Set<string>()
        const expected = messages.flatMap(({ group, outcome: { kind }, burial }, nth) => {
          if (kind === 'retry' || (kind === 'dead' && !burial)) blocked.add(group)
          return blocked.has(group) ? [{ itemIdentifier: `m${nth}` }] : []
        })
        expect(batchItemFailures).toEqual(expected)
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
