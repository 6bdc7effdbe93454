/**
 * The dev template, running on the local engines, while its services fail: what the failure policy
 * (docs/runbooks/support_webhooks.md) promises, seen from outside.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FaultCall } from '#infra/local/engines/service'
import { type Desk, inboundOf, openDesk } from '#tests/e2e/desk'
import { aConversationPayload, aWebhook, CHATWOOT_ACCOUNT_ID } from '#tests/support/builders'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk(CHATWOOT_ACCOUNT_ID)
}, 120_000)
afterAll(() => desk?.stop())
afterEach(() => desk?.runner.engines.setFaults(undefined))

const webhook = (body: Record<string, unknown>, nth: number) => ({
  event: String(body.event),
  body: JSON.stringify(body),
  deliveryId: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
  kind: 'first' as const,
})
const opened = (...ids: number[]) => ids.map((id) => webhook(aWebhook('conversation_created', { id }), id))
const known = async (): Promise<number[]> => [...(await desk.conversations()).keys()].sort((a, b) => a - b)
/** Every call of an operation fails while `isDown` says so. */
const failing = (operation: string, isDown: (call: FaultCall) => boolean) =>
  desk.runner.engines.setFaults((call) =>
    call.operation === operation && isDown(call) ? { error: { type: 'ServiceUnavailable', status: 503 } } : undefined,
  )

/** Moves time over the longest wait of a retry again and again, until the inbound queue is empty. */
async function passWaits(): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const { visible, inFlight } = inboundOf(desk.runner).counts()
    if (visible + inFlight === 0) return
    desk.clock.skip(15 * 60_000)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the inbound queue is never empty')
}

describe('while a service fails', () => {
  it('the queue is down: webhooks are taken all the same, and applied by way of S3', async () => {
    failing('SendMessage', ({ input }) => 'receiptId' in Object(input.MessageAttributes))
    expect(await desk.deliver(opened(101, 102, 103))).toEqual([202, 202, 202])
    await desk.settle()
    expect(await known()).toEqual(expect.arrayContaining([101, 102, 103]))
  })

  it('the queue takes a message and its answer is lost: nothing is applied twice', async () => {
    const cut = new Set<string>()
    desk.runner.engines.setFaults(({ operation, input }) => {
      const body = String(input.MessageBody)
      if (operation !== 'SendMessage' || cut.has(body)) return undefined
      cut.add(body)
      return { error: { type: 'InternalError', status: 500 }, when: 'after' }
    })
    expect(await desk.deliver(opened(201, 202))).toEqual([202, 202])
    await desk.settle()
    const conversations = await desk.conversations()
    expect([conversations.get(201)?.version, conversations.get(202)?.version]).toEqual([1, 1])
  })

  it('the table is down for a while: its messages come back, and end in the table', async () => {
    let left = 12
    failing('PutItem', () => left-- > 0)
    expect(await desk.deliver(opened(301, 302, 303))).toEqual([202, 202, 202])
    await desk.settle()
    expect(left).toBeLessThan(0)
    expect(await known()).toEqual(expect.arrayContaining([301, 302, 303]))
    expect(desk.messagesLeft()).toEqual({})
  })

  it('the bus and the ledger fail in turn: events are published all the same, and counted once', async () => {
    const before = await desk.tile()
    let calls = 0
    desk.runner.engines.setFaults(({ operation }) =>
      (operation === 'PutEvents' || operation === 'TransactWriteItems') && calls++ < 9
        ? { error: { type: 'InternalServerError', status: 500 }, when: calls % 2 ? 'before' : 'after' }
        : undefined,
    )
    await desk.deliver(opened(401, 402))
    await desk.settle()
    const published = desk.published.filter(({ type }) => type === 'conversation.opened.v1')
    expect(new Set(published.map(({ conversationId }) => conversationId))).toContain(402)
    expect(await desk.tile()).toMatchObject({ open: Number(before.open) + 2 })
  })

  it('a body too large for a message, and one with characters that SQS refuses, arrive whole', async () => {
    const large = aWebhook('message_created', {
      id: 88_501,
      content: 'x'.repeat(1_200_000),
      conversation: aConversationPayload({ id: 501 }),
    })
    const odd = aWebhook('message_created', {
      id: 88_502,
      content: '\uFFFE',
      conversation: aConversationPayload({ id: 502 }),
    })
    expect(await desk.deliver([webhook(large, 501), webhook(odd, 502)])).toEqual([202, 202])
    await desk.settle()
    const conversations = await desk.conversations()
    expect(conversations.get(501)?.state.lastInbound?.id).toBe(88_501)
    expect(conversations.get(502)?.state.lastInbound?.id).toBe(88_502)
  })

  it('a message that always fails ends in the dead-letter queue after five receives, body intact', async () => {
    failing('PutItem', ({ input }) => JSON.stringify(input.Item).includes('"601"'))
    const [poison] = opened(601)
    if (poison === undefined) throw new Error('no webhook')
    await desk.deliver([poison, ...opened(602)])
    await passWaits()
    expect(await known()).toContain(602)
    // hours pass here in an instant: what presence asks meanwhile is hidden for too short a time, and comes again
    const [letter, ...others] = Object.entries(desk.messagesLeft()).flatMap(([queue, messages]) =>
      queue.includes('InboundDeadLetters') ? messages : [],
    )
    expect(others).toEqual([])
    expect(letter?.body).toBe(poison.body)
    expect(letter?.messageAttributes).not.toHaveProperty('reason')
  })
})
