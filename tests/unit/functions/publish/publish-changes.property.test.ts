import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, counts } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { START_MS } from '#tests/support/builders'
import { fc } from '#tests/support/property'
import { atDeadline } from '#tests/support/watched'
import { aPublisher, aStreamRecord, byId, down, MINUTE_MS, waitingFor } from './a-publisher.ts'

/** A stream as Lambda reads it: from the reported record on, in pieces of any size, until all is done. */
async function deliverAll(records: readonly DynamoDBRecord[], publish: Publish, sizes: () => number): Promise<void> {
  let from = 0
  for (let deliveries = 0; from < records.length; deliveries++) {
    if (deliveries > 10_000) throw new Error('The stream does not get on')
    const batch = records.slice(from, from + sizes())
    const failed = await publish(...batch).then(
      ({ batchItemFailures }) => batchItemFailures[0]?.itemIdentifier,
      () => batch[0]?.dynamodb?.SequenceNumber,
    )
    from = failed === undefined ? from + batch.length : Number(failed)
  }
}
type Publish = ReturnType<typeof aPublisher>['publish']

describe('publishing while anything may fail', () => {
  const near = (conversationId: number): Conversation[] => [waitingFor(conversationId, 59 * MINUTE_MS)]
  const breached = (conversationId: number): Conversation[] =>
    near(conversationId).flatMap((first) => [first, atDeadline(first, START_MS + 5_000 + MINUTE_MS)])
  const lives = [...[1, 2, 3, 9, 17].map(breached), ...[4, 12].map(near)]
  const events = lives.flatMap((life) => life.flatMap((after, nth) => derive(life[nth - 1], after)))
  const counted = lives.map((life) => counts(life.at(-1)))
  const records = [0, 1]
    .flatMap((nth) =>
      lives.flatMap((life) => {
        const after = life[nth]
        return after === undefined ? [] : [{ after, before: life[nth - 1] }]
      }),
    )
    .map(({ after, before }, sequence) => aStreamRecord(sequence, after, before))

  it('counts each change once, announces each instant and puts each event on the bus, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.noBias(fc.nat(99))), async (dice) => {
        const throws = (percent: number): boolean => (dice.next().value ?? 0) < percent
        const mayFail = async <Result>(work: () => Promise<Result>): Promise<Result> => {
          if (throws(15)) return down()
          const result = await work()
          return throws(10) ? down() : result
        }
        const onBus: { readonly id: string }[] = []
        const announced = new Set<number>()
        const reliable = aPublisher()
        const { publish } = aPublisher({
          announce: (deadlines) =>
            mayFail(async () => {
              for (const { conversationId } of deadlines) announced.add(conversationId)
            }),
          record: (change) => mayFail(() => reliable.record(change)),
          putOnBus: (all) =>
            mayFail(async () => {
              const refused = new Set(all.filter(() => throws(5)).map(({ id }) => id))
              onBus.push(...all.filter(({ id }) => !refused.has(id)))
              return refused
            }),
          noteIntake: () => mayFail(async () => undefined),
        })
        await deliverAll(records, publish, () => 1 + ((dice.next().value ?? 0) % 7))
        for (const name of COUNT_NAMES)
          expect(reliable.counters[name]).toBe(counted.reduce((sum, one) => sum + one[name], 0))
        expect(reliable.outcomesByDay).toEqual({ '2026-09-14 first_response_breached': 5 })
        // what a later change of the same batch has handled needs no announcement
        expect([...announced]).toEqual(expect.arrayContaining([4, 12]))
        expect(new Set(onBus.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)))
        expect([...reliable.ledger.values()].sort(byId)).toEqual([...events].sort(byId))
      }),
      { numRuns: 300 },
    )
  })
})
