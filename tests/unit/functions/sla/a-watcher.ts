/** The sla function over conversations in memory, with a clock that is set by hand. */
import type { Conversation } from '#domain/conversation'
import type { DeadlineMessage, RefreshMessage } from '#domain/deadline-message'
import type { SlaDeps } from '#functions/sla/watch-deadlines'
import { SHIPPED_LAW } from '#tests/support/builders'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'
import { recorder } from '#tests/support/recorder'

export function aWatcher(startMs: number, changes: Partial<SlaDeps> = {}) {
  const time = { nowMs: startMs }
  const store = new FakeConversationStore(() => time.nowMs)
  const announced: DeadlineMessage[] = []
  const refreshed: RefreshMessage[] = []
  const waits: number[] = []
  /** Accounts whose clocks nobody announces. */
  const off = new Set<string>()
  const { log, count, counts, codes, lines } = recorder()
  const deps: SlaDeps = {
    isOff: async (account) => off.has(account),
    readMany: (keys) => store.readMany(keys),
    commit: (draft, over) => store.commit(draft, over),
    lawFor: async () => ({ law: SHIPPED_LAW }),
    conversationsOf: async () => ({ items: [], nextCursor: null }),
    announce: async (deadlines) => void announced.push(...deadlines),
    refresh: async (message) => void refreshed.push(message),
    now: () => time.nowMs,
    random: () => 0.5,
    wait: async (ms) => void waits.push(ms),
    count,
    log,
    ...changes,
  }
  const plant = (...conversations: readonly Conversation[]): void => {
    for (const conversation of conversations) store.plant({ conversation, carried: {} })
  }
  const held = (conversationId: number) => store.find('shop', conversationId)
  return { deps, store, plant, held, time, announced, refreshed, waits, off, counts, codes, lines }
}

export const aDeadline = (conversationId: number, atMs: number): DeadlineMessage => ({
  kind: 'deadline',
  account: 'shop',
  conversationId,
  atMs,
})
