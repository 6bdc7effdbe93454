import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { rehearse } from '#functions/redrive/rehearse'
import { accountRegistry } from '#store/accounts'
import { switchStore } from '#store/switches'
import { aConversation, CONVERSATION_ID, START_MS } from '#tests/support/builders'
import { aProposedDraft } from '#tests/support/drafts'
import { eventExample } from '#tests/support/event-examples'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

let desk: DeskTable
let conversation: Conversation
beforeAll(async () => {
  desk = await startDeskTable()
  conversation = aConversation({ status: 'open' })
  await desk.put(conversation)
  await accountRegistry({ client: desk.client, table: TABLE }).note('shop')
})
afterAll(() => desk.stop())

const aDraft = (changes: object = {}) => ({
  account: 'shop',
  ...aProposedDraft({
    conversationId: CONVERSATION_ID,
    boundTo: { conversationVersion: 1, lastMessageId: 999_999_999 },
  }),
  ...changes,
})
const proposed = (detail: object) => ({ id: 'e-1', source: 'ai-customer', 'detail-type': 'draft.proposed.v1', detail })
const WAITING = {
  source: 'backdesk',
  'detail-type': 'conversation.customer_waiting.v1',
  detail: eventExample('conversation.customer_waiting.v1'),
}
const READ = {
  kind: 'question_read',
  ...{ account: 'shop', conversationId: CONVERSATION_ID, requestId: 'r', readAtMs: START_MS, correlationId: 'c' },
  messages: [{ id: 1, from: 'customer', text: 'Where is my parcel?' }],
  ...{ contact: { name: '', email: null, phone: null }, cannedResponses: [] },
}

const items = async () => (await desk.client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }))).Items
/** What sending these letters again would do, one after the other. The table is the same afterwards. */
async function rehearsed(...bodies: readonly unknown[]) {
  const before = await items()
  const taken = bodies.map((body, nth) => {
    const id = `letter-${nth}`
    const about = { reason: 'poison', detail: null, atMs: START_MS, account: 'shop', conversationId: null }
    const letter = { id, ...about, correlationId: null, attributes: {}, groupId: null, bytes: 1 }
    return { letter, message: { MessageId: id, Body: typeof body === 'string' ? body : JSON.stringify(body) } }
  })
  const { rehearsed: told } = await rehearse('drafts', taken, {
    ...{ client: desk.client, table: TABLE, now: () => START_MS, retentionDays: 30, ledgerDays: 30 },
    ...{ contactAttributes: [], replyMaxAgeMs: 900_000, chatwoot: async () => undefined },
    bodies: { bucket: 'bodies', get: async () => undefined },
  })
  expect(await items()).toEqual(before)
  return told.map(({ effect, code, does }) => ({ effect, code, does }))
}

describe('a rehearsal of drafts', () => {
  it('opens a draft of another program once, on paper alone', async () => {
    expect(await rehearsed(proposed(aDraft()), proposed(aDraft()))).toEqual([
      { effect: 'applies', code: null, does: [expect.stringMatching(/^opens a draft for a person \(\w+\)$/)] },
      { effect: 'nothing_new', code: 'opened_before', does: [] },
    ])
  })

  it('says whether the guard would keep it from people', async () => {
    const [safe] = await rehearsed(proposed(aDraft()))
    const [unsafe] = await rehearsed(proposed(aDraft({ text: 'We refund you 500 euros, that is a promise.' })))
    expect(safe?.does).not.toEqual(unsafe?.does)
    expect(unsafe?.does).toEqual(['opens a draft for a person (draft)'])
  })

  it('says why one would be refused, and dies of it where its writer should hear', async () => {
    const [unknown, gone] = await rehearsed(
      proposed(aDraft({ account: 'boats' })),
      proposed(aDraft({ conversationId: 999_999 })),
    )
    expect(unknown).toMatchObject({ effect: 'refused', code: 'unknown_account' })
    expect(gone).toMatchObject({ effect: 'refused', code: 'no_such_conversation' })
    expect(await rehearsed('nonsense')).toMatchObject([{ effect: 'refused' }])
  })

  it('says that one which the customer has overtaken would change nothing', async () => {
    const overtaken = aDraft({ boundTo: { conversationVersion: 1, lastMessageId: 1 } })
    expect(await rehearsed(proposed(overtaken))).toEqual([
      { effect: 'nothing_new', code: 'newer_customer_message', does: [] },
    ])
  })

  it('has a customer asked about by somebody who waits, and writes nothing anew on paper', async () => {
    const [, read] = await rehearsed(WAITING, READ)
    expect(read).toMatchObject({ effect: 'nothing_new' })
  })

  it('does nothing where drafts are switched off', async () => {
    const switches = switchStore({ client: desk.client, table: TABLE })
    await switches.switchOff({ account: 'shop', name: 'draft', reason: 'A test.', by: 'avery', atMs: START_MS })
    expect(await rehearsed(proposed(aDraft()))).toMatchObject([{ effect: 'nothing_new', does: [] }])
    await switches.switchOn({ account: 'shop', name: 'draft', reason: 'Over.', by: 'avery', atMs: START_MS + 1 })
  })
})
