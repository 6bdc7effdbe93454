/** The paper table is held to what the stores promise on the table itself, and leaves that as it was. */
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { actionStore, enlistAction, proposeAction, releaseAction } from '#store/actions'
import { approvalItem } from '#store/approval-item'
import { approvalStore } from '#store/approvals'
import { conversationStore } from '#store/conversations'
import { escalationStore } from '#store/escalations'
import { heldActions, holdAction } from '#store/held-actions'
import { toItem } from '#store/item'
import { conversationPk, STATE } from '#store/keys'
import { operatorStore } from '#store/operators'
import { pageGroupStore } from '#store/page-groups'
import { holds, updated } from '#store/paper-expressions'
import { paperTable } from '#store/paper-table'
import { describeActionStore } from '#tests/support/action-store-contract'
import { describeApprovalStore } from '#tests/support/approval-store-contract'
import { START_MS } from '#tests/support/builders'
import { describeConversationStore } from '#tests/support/conversation-store-contract'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { describeEscalationStore } from '#tests/support/escalation-store-contract'
import { describeOperatorStore } from '#tests/support/operator-store-contract'
import { describePageGroupStore } from '#tests/support/page-group-store-contract'

/** A table on its engine, and paper over it. */
async function onPaper() {
  const desk = await openDeskTable(START_MS)
  const { client } = paperTable(desk.client)
  const clockwork = { random: () => 0.5, wait: async () => undefined }
  return { desk, deps: { ...clockwork, client, table: TABLE, retentionDays: 30 } }
}
/** The table is empty for all that was written. */
async function unwritten({ client, close }: DeskTable): Promise<void> {
  const { Items } = await client.send(new ScanCommand({ TableName: TABLE }))
  await close()
  expect(Items).toEqual([])
}

describeConversationStore('the conversation store on paper', async () => {
  const { desk, deps } = await onPaper()
  const nowMs = START_MS + 2_000
  return {
    store: conversationStore({ ...deps, now: () => nowMs }),
    nowMs,
    async plant(stored) {
      await deps.client.send(new PutCommand({ TableName: TABLE, Item: toItem(stored, 30) }))
    },
    async remove(account, conversationId) {
      const Key = { pk: conversationPk(account, conversationId), sk: STATE }
      await deps.client.send(new DeleteCommand({ TableName: TABLE, Key }))
    },
    close: () => unwritten(desk),
  }
})

describeActionStore('the store of actions on paper', async () => {
  const { desk, deps } = await onPaper()
  let nowMs = START_MS
  const timed = { ...deps, now: () => nowMs }
  return {
    store: actionStore(timed),
    enlist: (action) => enlistAction(action, timed),
    propose: (action) => proposeAction(action, timed),
    release: (action) => releaseAction(action, timed),
    hold: (action) => holdAction(action, timed),
    held: heldActions(timed),
    pass: (ms) => {
      nowMs += ms
    },
    nowMs: () => nowMs,
    close: () => unwritten(desk),
  }
})

describeApprovalStore('approvals on paper', async () => {
  const { desk, deps } = await onPaper()
  let nowMs = START_MS
  return {
    store: approvalStore({ ...deps, now: () => nowMs }),
    put: async (approval) => {
      await deps.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(approval) }))
    },
    at: (ms) => {
      nowMs = ms
    },
    close: () => unwritten(desk),
  }
})

describeEscalationStore('the store of escalation records on paper', async () => {
  const { desk, deps } = await onPaper()
  const store = escalationStore({ ...deps, now: () => START_MS })
  return { store, find: store.get, close: () => unwritten(desk) }
})

describePageGroupStore('groups of pages on paper', async () => {
  const { desk, deps } = await onPaper()
  return { store: pageGroupStore({ ...deps, now: () => START_MS }), close: () => unwritten(desk) }
})

describeOperatorStore('operators on paper', async () => {
  const { desk, deps } = await onPaper()
  return { store: operatorStore(deps), close: () => unwritten(desk) }
})

describe('an expression that no store uses', () => {
  it.each([
    ['size(text) > :n', { ':n': 3 }],
    ['a = :missing', {}],
    ['a ~ :n', { ':n': 3 }],
    ['a = :n extra', { ':n': 3 }],
  ])('%s is refused rather than guessed', (condition, ExpressionAttributeValues) => {
    expect(() => holds(condition, { a: 1, text: 'x' }, { ExpressionAttributeValues })).toThrow(/cannot be rehearsed/)
  })

  it('is refused in updates too', () => {
    expect(() => updated('DELETE a :n', {}, { ExpressionAttributeValues: { ':n': 1 } })).toThrow(/cannot be rehearsed/)
  })
})
