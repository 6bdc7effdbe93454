/** A person's command to a conversation: one conditional write, its clocks brought up to now in it. */
import { advance, type LawFor } from '#domain/advance-watch'
import { canonicalText } from '#domain/canonical'
import type { Commanded, Order } from '#domain/person-command'
import type { Watch } from '#domain/watch'
import { fullJitterMs } from '#runtime/retry'
import type { ConversationStore } from './conversations.ts'
import type { Stored } from './item.ts'
import { conversationPk } from './keys.ts'

export type CommandDeps = Pick<ConversationStore, 'readMany' | 'commit'> & {
  readonly lawFor: (account: string, watch: Watch | undefined) => Promise<LawFor>
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
}
export type RunCommand = <Why>(order: Order<Why>) => Promise<Commanded<Why>>

const TRIES = 6
const BACKOFF = { baseMs: 20, capMs: 320 }

/**
 * Carries orders out. Somebody else may write first; then it is decided anew by what they wrote.
 * @throws Error when the table will never take the item, and the store's faults.
 */
export const conversationCommander =
  (deps: CommandDeps): RunCommand =>
  async <Why>(order: Order<Why>): Promise<Commanded<Why>> => {
    const { account, conversationId } = order
    const found = await deps.readMany([{ account, conversationId }])
    let over = found.get(conversationPk(account, conversationId))
    for (let nth = 0; nth < TRIES; nth += 1) {
      if (over === undefined) return { kind: 'gone' }
      const { conversation } = over
      const { state, watch } = conversation
      const law = await deps.lawFor(account, watch)
      const by = { before: state, after: state, ...law, nowMs: deps.now() }
      const decided = order.decide({ stored: watch, now: advance(watch, by) })
      if (decided.kind === 'done') return { kind: 'done', conversation, changed: false }
      if (decided.kind === 'against') return { ...decided, conversation }
      const commanded = advance(watch, { ...by, command: decided.command })
      if (commanded === undefined || canonicalText(commanded) === canonicalText(watch))
        return { kind: 'done', conversation, changed: false }
      const committed = await deps.commit(draftOf(over, commanded, order.correlationId), over)
      if (committed.kind === 'stored') return { kind: 'done', conversation: committed.conversation, changed: true }
      if (committed.kind === 'refused') throw new Error(`a conversation could not be stored: ${committed.detail}`)
      over = committed.current
      await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    }
    return { kind: 'contended' }
  }

function draftOf({ conversation }: Stored, watch: Watch, correlationId: string) {
  const { version: _v, writtenAtMs: _w, ...rest } = conversation
  return { ...rest, watch, source: 'person', correlationId } as const
}
