import type { Committed, ConversationKey, ConversationStore, Draft } from '#store/conversations'
import type { Stored } from '#store/item'
import { conversationPk } from '#store/keys'

/** Conversations in memory, held to tests/support/conversation-store-contract.ts, with ways to make life hard. */
export class FakeConversationStore implements ConversationStore {
  readonly #held = new Map<string, Stored>()
  readonly #now: () => number
  /** Successful commits, in order. */
  readonly commits: Draft[] = []
  reads = 0
  /** Called before each commit; may write something itself, so that the commit loses, or throw. */
  beforeCommit: (draft: Draft) => Promise<void> = async () => undefined
  /** Refuses the states it is true of, as a table does with an item that is too large. */
  refuses: (draft: Draft) => boolean = () => false

  constructor(now: () => number = () => 1_789_376_402_000) {
    this.#now = now
  }

  async readMany(keys: readonly ConversationKey[]): Promise<ReadonlyMap<string, Stored>> {
    this.reads++
    const found = new Map<string, Stored>()
    for (const { account, conversationId } of keys) {
      const stored = this.find(account, conversationId)
      if (stored) found.set(conversationPk(account, conversationId), stored)
    }
    return found
  }

  async commit(draft: Draft, over: Stored | undefined): Promise<Committed> {
    await this.beforeCommit(draft)
    if (this.refuses(draft)) return { kind: 'refused', detail: 'The table does not take the item' }
    const current = this.find(draft.account, draft.conversationId)
    if (current?.conversation.version !== over?.conversation.version) return { kind: 'lost', current }
    const version = (over?.conversation.version ?? 0) + 1
    const conversation = { ...draft, version, writtenAtMs: this.#now() }
    this.plant({ conversation, carried: over?.carried ?? {} })
    this.commits.push(draft)
    return { kind: 'stored', conversation }
  }

  find(account: string, conversationId: number): Stored | undefined {
    return this.#held.get(conversationPk(account, conversationId))
  }

  plant(stored: Stored): void {
    const { account, conversationId } = stored.conversation
    this.#held.set(conversationPk(account, conversationId), stored)
  }

  remove(account: string, conversationId: number): void {
    this.#held.delete(conversationPk(account, conversationId))
  }
}
