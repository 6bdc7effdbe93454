/** This checkout's process over archived webhooks, with nothing written, beside what the deployed version did. */
import { advance } from '#domain/advance-watch'
import type { Conversation, ConversationState } from '#domain/conversation'
import { stateEvents } from '#domain/derive-events'
import { merge } from '#domain/merge'
import type { ConversationEvent } from '#events/conversation-events'
import type { ArchivedWebhook } from '#messaging/archive'
import { eachLimited } from '#runtime/retry'
import { conversationPk } from '#store/keys'
import { inboundMessage } from './send-again.ts'
import { differencesOf, type ShadowLaw, type Span } from './shadow-compare.ts'
import { type RehearsalReads, rehearsal } from './what-would-change.ts'

export type ShadowDeps = {
  readonly reads: RehearsalReads
  /** The ledger of a conversation from its beginning. */
  readonly ledgerOf: (account: string, conversationId: number) => Promise<readonly ConversationEvent[]>
  readonly law?: ShadowLaw
  readonly show?: (text: string) => void
}

export type Difference = { readonly kind: string; readonly count: number; readonly examples: readonly string[] }
export type Shadowed = {
  readonly webhooks: number
  readonly conversations: number
  /** Of which not everything could be compared, because their stored state has gone. */
  readonly gone: number
  readonly differences: readonly Difference[]
  readonly faults: readonly string[]
}

const EXAMPLES = 5
const AT_ONCE = 8
const READ_AT_ONCE = 100
export const THIS_LAW: ShadowLaw = { merge, advance, stateEvents }

type Told = { readonly state: ConversationState; readonly receivedAtMs: number }
type Group = { readonly account: string; readonly conversationId: number; readonly told: Told[] }

/** @param webhooks those of the span, and those around it that are needed to judge it, in the order of receipt */
export async function shadow(webhooks: readonly ArchivedWebhook[], span: Span, deps: ShadowDeps): Promise<Shadowed> {
  const { reads, law = THIS_LAW, show = () => undefined } = deps
  const found = new Map<string, string[]>()
  const differ = (kind: string, example: string): void => {
    const examples = found.get(kind)
    if (examples === undefined) found.set(kind, [example])
    else examples.push(example)
  }
  const groups = new Map<string, Group>()
  const faults = new Set<string>()
  // Each alone and on nothing: what it tells, whatever is stored.
  const alone = { ...reads, readMany: async () => new Map() }
  let read = 0
  await eachLimited(webhooks, AT_ONCE, async (webhook) => {
    const { receiptId, receivedAtMs, takenAs } = webhook
    const result = await rehearsal(alone)([inboundMessage(webhook, reads.bucket)])
    for (const fault of result.faults) faults.add(fault)
    const [change] = result.changes
    const as = result.takenAs.get(receiptId) ?? nameOf(result.outcomes.get(receiptId))
    const example = change === undefined ? `receipt ${receiptId}` : nameOfConversation(change.after)
    const judged = receivedAtMs >= span.fromMs && receivedAtMs <= span.toMs
    if (judged && takenAs !== undefined && takenAs !== 'failed' && takenAs !== as)
      differ(`taken as ${as}: was ${takenAs}`, example)
    if (change !== undefined) {
      const { account, conversationId, state } = change.after
      const pk = conversationPk(account, conversationId)
      const group = groups.get(pk) ?? { account, conversationId, told: [] }
      group.told.push({ state, receivedAtMs })
      groups.set(pk, group)
    }
    read += 1
    show(`${read} of ${webhooks.length} webhooks read`)
  })

  let gone = 0
  const all = [...groups.values()]
  for (let from = 0; from < all.length; from += READ_AT_ONCE) {
    const part = all.slice(from, from + READ_AT_ONCE)
    const stored = await reads.readMany(part)
    await eachLimited(part, AT_ONCE, async (group) => {
      const held = stored.get(conversationPk(group.account, group.conversationId))
      if (held === undefined) gone += 1
      else for (const kind of await compare(group, held.conversation)) differ(kind, nameOfConversation(group))
    })
    show(`${Math.min(from + READ_AT_ONCE, all.length)} of ${all.length} conversations compared`)
  }
  return {
    webhooks: webhooks.length,
    conversations: all.length,
    gone,
    differences: [...found]
      .map(([kind, examples]) => ({
        kind,
        count: examples.length,
        examples: [...new Set(examples)].slice(0, EXAMPLES),
      }))
      .sort((a, b) => b.count - a.count),
    faults: [...faults],
  }

  async function compare({ account, conversationId, told }: Group, stored: Conversation): Promise<readonly string[]> {
    const inOrder = [...told].sort((a, b) => a.receivedAtMs - b.receivedAtMs)
    const [ledger, lawFor] = await Promise.all([
      deps.ledgerOf(account, conversationId),
      reads.lawFor(account, stored.watch),
    ])
    return differencesOf({ stored, told: inOrder, ledger, law: lawFor }, span, law)
  }
}

type Outcome = { readonly kind: string; readonly reason?: string }
const nameOf = (outcome: Outcome | undefined): string =>
  outcome?.reason ?? (outcome?.kind === 'done' ? 'observed' : 'failed')

const nameOfConversation = ({ account, conversationId }: Pick<Group, 'account' | 'conversationId'>): string =>
  `${account}/${conversationId}`

export function shadowLines({ webhooks, conversations, gone, differences, faults }: Shadowed): readonly string[] {
  return [
    `${webhooks} webhooks, ${conversations} conversations${gone === 0 ? '' : `, ${gone} of them gone`}.`,
    differences.length === 0 ? 'No difference.' : `${differences.length} kinds of differences:`,
    ...differences.map(({ kind, count, examples }) => `${count}\t${kind}\t${examples.join(' ')}`),
    ...faults.map((fault) => `could not be told: ${fault}`),
  ]
}
