import { describe, expect, it } from 'vitest'
import type { Reading } from '#chatwoot/read-text'
import { translate } from '#chatwoot/translate'
import { applyBatch } from '#functions/process/apply-batch'
import { type RehearsalReads, rehearsal } from '#infra/ops/what-would-change'
import { aWebhook, SHIPPED_LAW } from '#tests/support/builders'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'
import { recorder } from '#tests/support/recorder'
import { aRecord, STAMPS } from '#tests/support/sqs-records'

const NOW_MS = 1_789_376_402_000
const reading: Reading = { words: {}, timeZone: 'UTC', locale: 'en', contactAttributes: [] }

function aDesk() {
  const store = new FakeConversationStore()
  const reads: RehearsalReads = {
    translate,
    readingFor: async () => reading,
    lawFor: async () => ({ law: SHIPPED_LAW }),
    now: () => NOW_MS,
    readMany: (keys) => store.readMany(keys),
    bodies: { get: async () => undefined },
    bucket: 'bodies-bucket',
  }
  return { store, reads }
}

const message = (messageId: string, event: string, changes: Record<string, unknown> = {}) => ({
  messageId,
  body: JSON.stringify(aWebhook(event, changes)),
  attributes: STAMPS,
})

describe('what messages would do now', () => {
  const messages = [
    message('opened', 'conversation_created', { id: 7 }),
    message('ranked', 'conversation_updated', { id: 7, priority: 'high', updated_at: 1_789_376_400.9 }),
    message('typing', 'conversation_typing_on'),
    { messageId: 'broken', body: '{', attributes: STAMPS },
    { messageId: 'gone', body: '{"bucket":"bodies-bucket","key":"bodies/x"}', attributes: { ...STAMPS, bodyIn: 's3' } },
  ]

  it('is what process then does: the same outcomes and the same conversations, and nothing is written before', async () => {
    const { store, reads } = aDesk()
    const foretold = await rehearsal(reads)(messages)
    expect(store.commits).toEqual([])

    const { log, count } = recorder()
    const outcomes = await applyBatch(
      messages.map((one) => aRecord(one)),
      {
        ...reads,
        bodies: { ...reads.bodies, put: async () => undefined },
        commit: (draft, over) => store.commit(draft, over),
        firstSight: () => true,
        archive: async () => undefined,
        random: () => 0.5,
        wait: async () => undefined,
        count,
        log,
      },
    )
    expect(Object.fromEntries(foretold.outcomes)).toEqual(Object.fromEntries(outcomes))
    const { routing: _none, ...after } = store.find('shop', 7)?.conversation ?? {}
    expect(foretold.changes.map((change) => change.after)).toEqual([{ ...after, writtenAtMs: NOW_MS }])
  })

  it('names the events, and knows a conversation that is stored already', async () => {
    const { reads } = aDesk()
    const run = rehearsal(reads)
    const { changes } = await run(messages.slice(0, 1))
    expect(changes.map(({ before, events }) => [before, events[0]?.type])).toEqual([
      [undefined, 'conversation.opened.v1'],
    ])
  })

  it('lets a later batch see what an earlier one would have written', async () => {
    const { reads, store } = aDesk()
    const run = rehearsal(reads)
    await run(messages.slice(0, 1))
    const { changes } = await run(messages.slice(1, 2))
    expect(changes.map(({ before, after }) => [before?.version, after.version])).toEqual([[1, 2]])
    expect((await run(messages.slice(0, 2))).changes).toEqual([])
    expect(store.commits).toEqual([])
  })

  it('tells what could not be read, as process would', async () => {
    const { reads } = aDesk()
    const failing = { ...reads, readMany: () => Promise.reject(new Error('table')) }
    const { outcomes, changes, faults } = await rehearsal(failing)(messages.slice(0, 1))
    expect({ outcomes: [...outcomes], changes, faults }).toEqual({
      outcomes: [],
      changes: [],
      faults: ['conversations_not_read'],
    })
  })
})
