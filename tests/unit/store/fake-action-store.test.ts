import { describeActionStore } from '#tests/support/action-store-contract'
import { FakeActionStore } from '#tests/support/fake-action-store'

describeActionStore('the store of actions in memory', async () => {
  let nowMs = 1_789_376_402_000
  const store = new FakeActionStore(() => nowMs)
  return {
    store,
    enlist: (action) => store.enlist(action),
    propose: store.propose.bind(store),
    release: store.release.bind(store),
    hold: store.hold.bind(store),
    held: store.heldActions,
    pass: (ms) => {
      nowMs += ms
    },
    nowMs: () => nowMs,
    close: async () => undefined,
  }
})
