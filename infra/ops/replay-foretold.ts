/** What webhooks of the archive would change if they were sent again: `ops replay --dry-run`. */
import { canonicalText } from '#domain/canonical'
import type { Conversation, ConversationState } from '#domain/conversation'
import type { ArchivedWebhook } from '#messaging/archive'
import { conversationPk } from '#store/keys'
import { inboundMessage } from './send-again.ts'
import { type RehearsalReads, rehearsal } from './what-would-change.ts'

export type ForetoldConversation = {
  readonly account: string
  readonly conversationId: number
  /** Backdesk does not know it now. */
  readonly isNew: boolean
  /** Names of what would be known otherwise. */
  readonly facts: readonly string[]
  /** How often each event would be told. */
  readonly events: Readonly<Record<string, number>>
}
export type Foretold = {
  /** How many webhooks would end how: `done`, `retry`, or the reason of a dead letter. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly conversations: readonly ForetoldConversation[]
  /** Codes of what could not be read. */
  readonly faults: readonly string[]
}

type Seen = { readonly before: Conversation | undefined; after: Conversation; readonly events: Record<string, number> }

export function foretell(reads: RehearsalReads) {
  const run = rehearsal(reads)
  const outcomes: Record<string, number> = {}
  const seen = new Map<string, Seen>()
  const faults = new Set<string>()
  return {
    async take(webhooks: readonly ArchivedWebhook[]): Promise<void> {
      const messages = webhooks.map((webhook) => inboundMessage(webhook, reads.bucket))
      const rehearsed = await run(messages)
      for (const { messageId } of messages) {
        const outcome = rehearsed.outcomes.get(messageId)
        const name = outcome?.kind === 'dead' ? outcome.reason : (outcome?.kind ?? 'retry')
        outcomes[name] = (outcomes[name] ?? 0) + 1
      }
      for (const fault of rehearsed.faults) faults.add(fault)
      for (const { before, after, events } of rehearsed.changes) {
        const pk = conversationPk(after.account, after.conversationId)
        const one = seen.get(pk) ?? { before, after, events: {} }
        one.after = after
        for (const { type } of events) one.events[type] = (one.events[type] ?? 0) + 1
        seen.set(pk, one)
      }
    },
    result: (): Foretold => ({
      outcomes,
      conversations: [...seen.values()].map(({ before, after, events }) => ({
        account: after.account,
        conversationId: after.conversationId,
        isNew: before === undefined,
        facts: changedFacts(before?.state ?? {}, after.state),
        events,
      })),
      faults: [...faults],
    }),
  }
}

export function changedFacts(before: ConversationState, after: ConversationState): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof ConversationState>
  return [...names].filter((name) => textOf(before[name]) !== textOf(after[name])).sort()
}

/** Undefined has no text of its own. */
export const textOf = (fact: unknown): string => (fact === undefined ? '' : canonicalText(fact))

const SHOWN = 50

export function foretoldLines({ outcomes, conversations, faults }: Foretold): readonly string[] {
  const ends = Object.entries(outcomes).map(([name, count]) => `${count} ${name}`)
  const lines = conversations.slice(0, SHOWN).map(({ account, conversationId, isNew, facts, events }) =>
    [
      `${account}/${conversationId}`,
      isNew ? 'new' : 'known',
      facts.join(' ') || 'clocks alone',
      Object.entries(events)
        .map(([type, count]) => (count === 1 ? type : `${count} ${type}`))
        .join(' '),
    ].join('\t'),
  )
  return [
    `They would end: ${ends.join(', ') || 'none'}`,
    conversations.length === 0
      ? 'No conversation would change.'
      : `${conversations.length} conversations would change:`,
    ...lines,
    ...(conversations.length > SHOWN ? [`... and ${conversations.length - SHOWN} more: --json has them all`] : []),
    ...faults.map((fault) => `could not be told: ${fault}`),
  ]
}
