import { describeConversationStore } from '#tests/support/conversation-store-contract'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'

describeConversationStore('the conversation store in memory', async () => {
  const nowMs = 1_789_376_402_000
  const store = new FakeConversationStore(() => nowMs)
  return {
    store,
    nowMs,
    plant: async (stored) => store.plant(stored),
    remove: async (account, conversationId) => store.remove(account, conversationId),
    close: async () => undefined,
  }
})
