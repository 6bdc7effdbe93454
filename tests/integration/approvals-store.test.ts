import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { approvalItem } from '#store/approval-item'
import { approvalStore } from '#store/approvals'
import { describeApprovalStore } from '#tests/support/approval-store-contract'
import { START_MS } from '#tests/support/builders'
import { openDeskTable, TABLE } from '#tests/support/desk-table'

describeApprovalStore('approvals in the table', async () => {
  const desk = await openDeskTable(START_MS)
  let nowMs = START_MS
  return {
    store: approvalStore({ client: desk.client, table: TABLE, now: () => nowMs }),
    put: async (approval) => {
      await desk.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(approval) }))
    },
    at: (ms) => {
      nowMs = ms
    },
    close: desk.close,
  }
})
