import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { breachSkIn, slaReads } from '#store/sla-reads'
import { START_MS } from '#tests/support/builders'
import { tellWatchStory } from '#tests/support/watch-story'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

const chapters = tellWatchStory()
const of = { account: 'shop', conversationId: 1043 }
let desk: DeskTable
beforeAll(async () => {
  desk = await startDeskTable()
  let before: Conversation | undefined
  for (const { conversation } of chapters) {
    await desk.change(before, conversation)
    before = conversation
  }
})
afterAll(() => desk.stop())
const readsAt = (nowMs: number) => slaReads({ client: desk.client, table: TABLE, now: () => nowMs })

it('a whole ledger is read oldest first, and said to be whole', async () => {
  const events = chapters.flatMap((chapter) => chapter.events)
  const read = await readsAt(START_MS).wholeLedger(of, events.length)
  expect(read).toEqual({ events, all: true })
  expect(await readsAt(START_MS).wholeLedger(of, 3)).toEqual({ events: events.slice(0, 3), all: false })
})

it('what is past its time to live is not told', async () => {
  const read = await readsAt(START_MS + 40 * 86_400_000).wholeLedger(of, 100)
  expect(read.events).toEqual([])
})

it.each(['', 'x', Buffer.from('STATE').toString('base64url'), Buffer.from('1789378200000#1').toString('base64url')])(
  '"%s" is the id of no breach',
  (id) => {
    expect(breachSkIn(id)).toBeNull()
  },
)
