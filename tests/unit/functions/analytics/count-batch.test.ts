import { describe, expect, it } from 'vitest'
import type { ToCount } from '#domain/analytics/fact'
import { type CountBatchDeps, countBatch } from '#functions/analytics/count-batch'
import { aRecord } from '#tests/support/sqs-records'

const onBus = (detail: object, type = 'conversation.opened.v1'): string =>
  JSON.stringify({ source: 'backdesk', 'detail-type': type, detail: { account: 'shop', ...detail } })
const told = (conversationId: number, version: number, observedAtMs = 5_000): string =>
  onBus({ conversationId, version, n: 0, observedAtMs })

function world(changes: Partial<CountBatchDeps> = {}) {
  const asked: ToCount[] = []
  const tallies: object[] = []
  const faults: string[] = []
  const deps: CountBatchDeps = {
    countConversations: async (all) => {
      asked.push(...all)
      return { changed: all.length, unchanged: 0 }
    },
    noteCounted: async (tally) => {
      tallies.push(tally)
    },
    now: () => 8_000,
    count: () => undefined,
    gauge: () => undefined,
    log: { fault: (code) => faults.push(code) },
    ...changes,
  }
  return { asked, tallies, faults, deps }
}
const records = (...bodies: string[]) => bodies.map((body, nth) => aRecord({ messageId: `m${nth}`, body }))

describe('a batch of what is to be counted', () => {
  it('counts a conversation once, however many messages speak of it, and notes how recent the figures are', async () => {
    const { asked, tallies, deps } = world()
    const outcomes = await countBatch(records(told(7, 1), told(7, 2, 6_000), told(9, 4)), deps)
    expect(asked.map(({ conversationId, heard }) => [conversationId, heard?.length])).toEqual([
      [7, 2],
      [9, 1],
    ])
    expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['done', 'done', 'done'])
    expect(tallies).toEqual([{ account: 'shop', counted: 3, heardAtMs: 6_000, countedAtMs: 8_000 }])
  })

  it('looks beside the ledger where an approval, a grade or somebody says that something changed there', async () => {
    const { asked, deps } = world()
    const look = JSON.stringify({ kind: 'look', account: 'shop', conversationId: 8 })
    const approved = onBus({ conversationId: 7, version: 2, observedAtMs: 5_000 }, 'approval.approved.v1')
    const graded = onBus({ conversationId: 6, version: 1, observedAtMs: 5_000 }, 'conversation.graded.v1')
    await countBatch(records(approved, look, told(9, 1), graded), deps)
    expect(asked.map(({ beside }) => beside)).toEqual([true, true, false, true])
  })

  it('buries what it cannot read, with the reason, and counts the rest', async () => {
    const { asked, deps } = world()
    const outcomes = await countBatch(records('nonsense', onBus({ conversationId: 'x' }), told(9, 1)), deps)
    expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['dead', 'dead', 'done'])
    expect(asked.map(({ conversationId }) => conversationId)).toEqual([9])
  })

  it('has all of them come again when the table cannot be written', async () => {
    const countConversations = async () => {
      throw new Error('no table')
    }
    const { faults, tallies, deps } = world({ countConversations })
    const outcomes = await countBatch(records(told(7, 1), told(9, 1)), deps)
    expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['retry', 'retry'])
    expect([faults, tallies]).toEqual([['counting_interrupted'], []])
  })
})
