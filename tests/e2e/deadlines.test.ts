import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationEvent } from '#events/conversation-events'
import {
  aConversationPayload,
  aMessagePayload,
  aReplyPayload,
  CHATWOOT_ACCOUNT_ID,
  type Json,
} from '#tests/support/builders'
import { type Desk, openDesk } from './desk.ts'

/** Time passing through the running template: ticks, the deadline queue, clocks and their record. */
const LIMIT_MS = 300_000
const ID = 77

let desk: Desk
let startMs: number
beforeAll(async () => {
  desk = await openDesk(CHATWOOT_ACCOUNT_ID)
  startMs = Math.floor(desk.clock.now() / 1000) * 1000
}, LIMIT_MS)
afterAll(() => desk?.stop())

let deliveries = 0
const deliver = async (event: string, message: Json): Promise<void> => {
  const body = JSON.stringify({ ...message, event })
  const deliveryId = `00000000-0000-4000-8000-${String(++deliveries).padStart(12, '0')}`
  expect(await desk.deliver([{ event, body, deliveryId, kind: 'first' }])).toEqual([202])
  await desk.settle()
}
const row = (atMs: number, waitingSinceMs: number | null): Json =>
  aConversationPayload({
    id: ID,
    created_at: startMs / 1000,
    updated_at: atMs / 1000,
    last_activity_at: Math.floor(atMs / 1000),
    waiting_since: waitingSinceMs === null ? 0 : waitingSinceMs / 1000,
  })
const asks = (): Promise<void> =>
  deliver(
    'message_created',
    aMessagePayload({ created_at: new Date(startMs).toISOString(), conversation: row(startMs, startMs) }),
  )
const isAnswered = (): Promise<void> => {
  const atMs = desk.clock.now()
  return deliver(
    'message_created',
    aReplyPayload({ created_at: new Date(atMs).toISOString(), conversation: row(atMs, null) }),
  )
}
const told = (type: ConversationEvent['type']): ConversationEvent[] => {
  const seen = new Map(desk.published.filter((event) => event.type === type).map((event) => [event.id, event]))
  return [...seen.values()]
}
const versionNow = async (): Promise<number | undefined> => (await desk.conversations()).get(ID)?.version

describe('a customer who waits for half an hour', () => {
  it(
    'is warned about once, by a deadline and not by a webhook, whatever ticks come twice',
    async () => {
      await asks()
      expect(await desk.tile()).toMatchObject({ open: 1, waiting: 1, warned: 0 })
      await desk.pass(25)
      expect(told('sla.warned.v1')).toEqual([])
      expect(await versionNow()).toBe(1)

      desk.runner.fire('ClockworkTick')
      desk.runner.fire('ClockworkTick')
      await desk.pass(8)
      expect(told('sla.warned.v1')).toMatchObject([
        { conversationId: ID, source: 'clock', data: { clock: 'first_response', percent: 50 } },
      ])
      expect(await versionNow()).toBe(2)
      expect(await desk.tile()).toMatchObject({ open: 1, waiting: 1, warned: 1, breached: 0 })
    },
    LIMIT_MS,
  )

  it(
    'and is answered then has met the promise, and nothing comes up any more',
    async () => {
      await isAnswered()
      expect(told('sla.met.v1')).toMatchObject([{ conversationId: ID, data: { clock: 'first_response' } }])
      expect(await desk.tile()).toMatchObject({ waiting: 0, warned: 0, breached: 0 })
      const version = await versionNow()
      await desk.pass(2)
      expect(await versionNow()).toBe(version)
      expect(desk.messagesLeft()).toEqual({})
    },
    LIMIT_MS,
  )

  it('has a ledger in which all of it stands, as it was published', async () => {
    const ids = (await desk.ledger()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(desk.published.map(({ id }) => id))).toEqual(new Set(ids))
  })

  it('counts as intake what came in, and no write of the clocks', async () => {
    const { completeness } = await desk.tile()
    expect(completeness).toMatchObject({ applied: 2 })
    expect(await versionNow()).toBe(3)
  })
})
