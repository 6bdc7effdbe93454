import { describeEscalationStore } from '#tests/support/escalation-store-contract'
import { FakeEscalationStore } from '#tests/support/fake-escalation-store'
import { FakePageGroupStore } from '#tests/support/fake-page-group-store'
import { describePageGroupStore } from '#tests/support/page-group-store-contract'

describeEscalationStore('the fake store of escalation records', async () => {
  const store = new FakeEscalationStore()
  return { store, find: async (key) => store.find(key), close: async () => undefined }
})

describePageGroupStore('the fake store of page groups', async () => ({
  store: new FakePageGroupStore(),
  close: async () => undefined,
}))
