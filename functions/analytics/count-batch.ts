import type { SQSRecord } from 'aws-lambda'
import { type Counted, type Heard, nameOf, type ToCount } from '#domain/analytics/fact'
import type { CountedTally } from '#domain/analytics/figure'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { openMessage } from './open-message.ts'

type Fields = Readonly<Record<string, string | number>>

export type CountBatchDeps = {
  /** Brings facts up to their ledgers, and rollups with them; each event once, however often it is asked for. */
  readonly countConversations: (all: readonly ToCount[]) => Promise<Counted>
  readonly noteCounted: (tally: CountedTally) => Promise<void>
  readonly now: () => number
  readonly count: (name: 'ConversationsCounted' | 'ConversationsUnchanged', by?: number) => void
  readonly gauge: (name: 'AnalyticsLagSeconds', value: number) => void
  readonly log: { fault(code: string, error: unknown, fields: Fields): void }
}

type Asked = ToCount & { readonly heard: readonly Heard[]; readonly messageIds: readonly string[] }

/** Conversations counted together: their facts are read in one call, and their sums are added up before they are written. */
const TOGETHER = 50

/** Counts the conversations that a batch of messages speaks of, each once, however many messages speak of it. */
export async function countBatch(messages: readonly SQSRecord[], deps: CountBatchDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const asked = new Map<string, Asked>()
  for (const { messageId, body } of messages) {
    const message = openMessage(body)
    if (message.kind === 'malformed') {
      outcomes.set(messageId, { kind: 'dead', reason: 'malformed', detail: message.problem })
      continue
    }
    const { account, conversationId } = message
    const known = asked.get(nameOf(message))
    asked.set(nameOf(message), {
      account,
      conversationId,
      beside: message.beside || known?.beside === true,
      heard: [...(known?.heard ?? []), ...(message.heard === null ? [] : [message.heard])],
      messageIds: [...(known?.messageIds ?? []), messageId],
    })
  }
  const all = [...asked.values()]
  for (let from = 0; from < all.length; from += TOGETHER) {
    const portion = all.slice(from, from + TOGETHER)
    const outcome = await countPortion(portion, deps)
    for (const messageId of portion.flatMap(({ messageIds }) => messageIds)) outcomes.set(messageId, outcome)
  }
  return outcomes
}

async function countPortion(portion: readonly Asked[], deps: CountBatchDeps): Promise<Outcome> {
  try {
    const { changed, unchanged } = await deps.countConversations(portion)
    deps.count('ConversationsCounted', changed)
    if (unchanged > 0) deps.count('ConversationsUnchanged', unchanged)
    for (const tally of tallies(portion, deps.now())) {
      deps.gauge('AnalyticsLagSeconds', Math.max(0, tally.countedAtMs - tally.heardAtMs) / 1000)
      await deps.noteCounted(tally)
    }
    return DONE
  } catch (error) {
    // what was counted is counted, and passed over when it comes again
    deps.log.fault('counting_interrupted', error, { conversations: portion.length })
    return RETRY
  }
}

function tallies(portion: readonly Asked[], countedAtMs: number): CountedTally[] {
  const byAccount = new Map<string, CountedTally>()
  for (const { account, heard, messageIds } of portion) {
    if (heard.length === 0) continue
    const known = byAccount.get(account)
    byAccount.set(account, {
      account,
      counted: (known?.counted ?? 0) + messageIds.length,
      heardAtMs: Math.max(known?.heardAtMs ?? 0, ...heard.map(({ observedAtMs }) => observedAtMs)),
      countedAtMs,
    })
  }
  return [...byAccount.values()]
}
