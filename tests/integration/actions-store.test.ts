/** Actions over the local DynamoDB and SQS engines: conditions and deduplication are real there. */
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestAction } from '#messaging/actions-queue'
import { sendMessage } from '#messaging/queue'
import { actionStore, enlistAction, proposeAction, releaseAction } from '#store/actions'
import { heldActions, holdAction } from '#store/held-actions'
import { actionSk, conversationPk, DEADLINE_INDEX, INDEX } from '#store/keys'
import { describeActionStore } from '#tests/support/action-store-contract'
import { aNote } from '#tests/support/actions'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { type UnderTest, underTest } from './engines/under-test.ts'

describeActionStore('the store of actions in DynamoDB', async () => {
  const desk = await openDeskTable(START_MS)
  let nowMs = START_MS
  const deps = { client: desk.client, table: TABLE, now: () => nowMs }
  return {
    store: actionStore(deps),
    enlist: (action) => enlistAction(action, { ...deps, retentionDays: 30 }),
    propose: (action) => proposeAction(action, { ...deps, retentionDays: 30 }),
    release: (action) => releaseAction(action, deps),
    hold: (action) => holdAction(action, deps),
    held: heldActions(deps),
    pass: (ms) => {
      nowMs += ms
    },
    nowMs: () => nowMs,
    close: () => desk.close(),
  }
})

describe('the item of an action', () => {
  let desk: DeskTable
  beforeAll(async () => {
    desk = await openDeskTable(START_MS)
  })
  afterAll(() => desk.close())
  const deps = (nowMs: number) => ({ client: desk.client, table: TABLE, now: () => nowMs })
  const action = aNote()
  const Key = { pk: conversationPk(action.account, action.conversationId), sk: actionSk(action.id) }
  const stored = async () => (await desk.client.send(new GetCommand({ TableName: TABLE, Key }))).Item

  it('tells the whole story without a word of the note', async () => {
    await enlistAction(action, { ...deps(START_MS), retentionDays: 30 })
    const store = actionStore(deps(START_MS + 1_000))
    await store.beginTry(action)
    await store.noteError(action, 'http_503')
    await actionStore(deps(START_MS + 30_000)).beginTry(action)
    await actionStore(deps(START_MS + 31_000)).settle(action, { state: 'applied' })
    expect(await stored()).toEqual({
      ...Key,
      account: 'shop',
      conversationId: 1042,
      verb: 'add_note',
      reason: 'first-response-breached',
      requestedAtMs: START_MS,
      correlationId: 'corr-1',
      state: 'applied',
      attempts: 2,
      lastError: 'http_503',
      queuedAtMs: START_MS,
      firstTriedAtMs: START_MS + 1_000,
      lastTriedAtMs: START_MS + 30_000,
      settledAtMs: START_MS + 31_000,
      expiresAt: START_MS / 1000 + 30 * 86_400,
    })
  })

  it('is in no index: neither in a queue that operators see nor among what is due', async () => {
    for (const IndexName of [...Object.values(INDEX), DEADLINE_INDEX]) {
      const { Count } = await desk.client.send(new ScanCommand({ TableName: TABLE, IndexName }))
      expect([IndexName, Count]).toEqual([IndexName, 0])
    }
  })

  it('that nobody can read stops its action, and no other', async () => {
    const odd = aNote({ id: 'odd' })
    const Item = { pk: Key.pk, sk: actionSk('odd'), state: 'painted' }
    await desk.client.send(new PutCommand({ TableName: TABLE, Item }))
    await expect(actionStore(deps(START_MS)).beginTry(odd)).rejects.toThrow('Stored action: state')
  })
})

describe('requesting an action', () => {
  let test: UnderTest
  let desk: DeskTable
  let sqs: SQSClient
  let queueUrl: string
  beforeAll(async () => {
    test = await underTest()
    desk = await openDeskTable(START_MS)
    sqs = new SQSClient(test.config)
    const QueueName = `${test.fresh('actions')}.fifo`
    queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true' } }))).QueueUrl ?? ''
  })
  afterAll(async () => {
    await test.stop()
    await desk.close()
  })
  const table = () => ({ client: desk.client, table: TABLE, now: () => START_MS })
  const request = (action: ReturnType<typeof aNote>) =>
    requestAction(action, {
      enlist: (asked) => enlistAction(asked, { ...table(), retentionDays: 30 }),
      send: (message) => sendMessage({ client: sqs, queueUrl }, message),
    })
  const received = async () =>
    (
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      )
    ).Messages ?? []

  it('twice puts one message on the queue, in the order of its conversation', async () => {
    const [first, second] = [aNote({ id: 'first' }), aNote({ id: 'second' })]
    for (const action of [first, second, first]) expect(await request(action)).toBe('requested')
    const messages = await received()
    expect(messages.map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([first, second])
    expect(messages.map(({ Attributes }) => Attributes?.MessageGroupId)).toEqual(['shop#1042', 'shop#1042'])
    expect(messages[0]?.MessageAttributes?.correlationId?.StringValue).toBe('corr-1')
  })

  it('that has ended sends nothing', async () => {
    const action = aNote({ id: 'ended', conversationId: 7 })
    await request(action)
    await actionStore(table()).settle(action, { state: 'superseded', code: 'human_won' })
    await received()
    expect(await request(action)).toBe('known')
    expect(await received()).toEqual([])
  })
})
