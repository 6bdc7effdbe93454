import { FakeOperatorStore } from '#tests/support/fake-operator-store'
import { describeOperatorStore } from '#tests/support/operator-store-contract'

describeOperatorStore('the fake store of operators', async () => ({
  store: new FakeOperatorStore(),
  close: async () => undefined,
}))
