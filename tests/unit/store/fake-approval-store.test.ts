import { describeApprovalStore } from '#tests/support/approval-store-contract'
import { START_MS } from '#tests/support/builders'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'

describeApprovalStore('approvals in memory', async () => {
  let nowMs = START_MS
  const store = new FakeApprovalStore(() => nowMs)
  return {
    store,
    put: async (approval) => store.put(approval),
    at: (ms) => {
      nowMs = ms
    },
    close: async () => undefined,
  }
})
