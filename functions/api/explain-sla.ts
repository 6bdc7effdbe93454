/** GET /v1/conversations/{id}/sla: why the clocks of a conversation stand where they stand. */

import type { OutageWindow } from '#domain/clock-stretches'
import type { Conversation } from '#domain/conversation'
import { type ClockStory, explain } from '#domain/explain-clocks'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import type { ConversationEvent } from '#events/conversation-events'
import type { Answer } from '#runtime/http-answer'
import { agree } from './agreement.ts'
import { badParameter, NO_SUCH_CONVERSATION } from './refusals.ts'

type OfConversation = { readonly account: string; readonly conversationId: number }
export type Outage = OutageWindow & { readonly foundBy: 'tick' | 'person' | 'switch'; readonly reason: string }

export type ExplainDeps = {
  readonly reads: { conversation(account: string, conversationId: number): Promise<Conversation | null> }
  readonly wholeLedger: (
    of: OfConversation,
    most: number,
  ) => Promise<{ readonly events: readonly ConversationEvent[]; readonly all: boolean }>
  readonly slaVersion: (account: string, version: number) => Promise<Activated<SlaDocument> | undefined>
  readonly outagesBetween: (
    account: string,
    span: { readonly fromMs: number; readonly toMs: number },
  ) => Promise<readonly Outage[]>
  readonly now: () => number
}

const MOST_EVENTS = 2_000

/** `at`: epoch milliseconds; null for now. */
export async function explainSla(of: OfConversation, at: number | null, deps: ExplainDeps): Promise<Answer> {
  const nowMs = deps.now()
  if (at !== null && at > nowMs) return badParameter('at', 'must not be in the future')
  const [conversation, ledger] = await Promise.all([
    deps.reads.conversation(of.account, of.conversationId),
    deps.wholeLedger(of, MOST_EVENTS),
  ])
  if (conversation === null) return NO_SUCH_CONVERSATION
  const { events, all } = ledger
  const last = events.at(-1)
  const atMs = Math.min(at ?? nowMs, all || last === undefined ? nowMs : last.occurredAtMs)
  const laws = await lawsOf(of.account, conversation, events, deps)
  const fromMs = startOf(events)
  const outages = fromMs > atMs ? [] : await deps.outagesBetween(of.account, { fromMs, toMs: atMs })
  const clocks = explain({ events, law: (version) => laws.found.get(version), outages, atMs })
  const incompleteBecause = gapIn(events, { all, missing: laws.missing, conversation })
  const told = { clocks, complete: incompleteBecause === null && at === null, atMs }
  const body = {
    account: of.account,
    conversationId: of.conversationId,
    atMs,
    ...policyAt(events, atMs),
    clocks,
    agrees: agreement(conversation, told, laws.found),
    complete: incompleteBecause === null,
    incompleteBecause,
    missingVersions: laws.missing,
    outages: outages.map(({ id, fromMs, toMs, foundBy, reason }) => ({ id, fromMs, toMs, foundBy, reason })),
  }
  return { kind: 'json', body, fresh: { asOfMs: nowMs } }
}

type Laws = ReadonlyMap<number, Activated<SlaDocument>>

/** Documents of every version that the ledger and the watch name. */
async function lawsOf(
  account: string,
  { watch }: Conversation,
  events: readonly ConversationEvent[],
  deps: ExplainDeps,
): Promise<{ found: Laws; missing: number[] }> {
  const named = events.flatMap((event) => (event.type === 'sla.policy_applied.v1' ? [event.data.slaVersion] : []))
  const versions = [...new Set([...named, ...(watch === undefined ? [] : [watch.slaVersion])])].sort((a, b) => a - b)
  const found = new Map<number, Activated<SlaDocument>>()
  for (const version of versions) {
    const law = await deps.slaVersion(account, version)
    if (law !== undefined) found.set(version, law)
  }
  return { found, missing: versions.filter((version) => !found.has(version)) }
}

type Known = { readonly all: boolean; readonly missing: readonly number[]; readonly conversation: Conversation }

/** Every ledger begins with the opening; without a watch there is nothing to tell yet. */
function gapIn(events: readonly ConversationEvent[], { all, missing, conversation }: Known): string | null {
  const begins = events[0]?.type === 'conversation.opened.v1'
  if (!begins && conversation.watch !== undefined) return 'beginning_expired'
  if (!all) return 'too_many_events'
  return missing.length > 0 ? 'versions_missing' : null
}

const startOf = (events: readonly ConversationEvent[]): number =>
  events.reduce((first, { occurredAtMs }) => Math.min(first, occurredAtMs), Number.MAX_SAFE_INTEGER)

function policyAt(events: readonly ConversationEvent[], atMs: number) {
  const applied = events.findLast((event) => event.type === 'sla.policy_applied.v1' && event.occurredAtMs <= atMs)
  return applied?.type === 'sla.policy_applied.v1'
    ? { policyId: applied.data.policyId, slaVersion: applied.data.slaVersion }
    : { policyId: null, slaVersion: null }
}

type Told = { readonly clocks: readonly ClockStory[]; readonly complete: boolean; readonly atMs: number }

/** Null where there is nothing to hold against each other. */
function agreement(conversation: Conversation, { clocks, complete, atMs }: Told, laws: Laws): boolean | null {
  const law = conversation.watch === undefined ? undefined : laws.get(conversation.watch.slaVersion)
  return !complete || law === undefined ? null : agree(clocks, conversation, { law, atMs })
}
