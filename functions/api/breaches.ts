/** A breach as the API shows it, and whether it may be excused. Pure. */

import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import type { OutageWindow } from '#domain/clock-stretches'
import type { Breach } from '#domain/sla-outcomes'

export type StoredBreach = {
  readonly id: string
  readonly breach: Breach
  readonly withdrawnAtMs: number | null
  readonly excused: { readonly by: string; readonly atMs: number; readonly reason: string } | null
}

/** Why it may be excused. */
export type Candidate =
  | { readonly why: 'outage'; readonly outageId: string; readonly fromMs: number; readonly toMs: number }
  | { readonly why: 'noticed_late'; readonly lateMs: number }

export type BreachItem = Breach &
  Omit<StoredBreach, 'breach'> & { readonly chatwootUrl: string | null; readonly candidate: Candidate | null }

/** Noticed later than this by our fault, a warning came too late to help. */
const LATE_MS = 60_000

export function candidateOf(
  { breach, withdrawnAtMs }: StoredBreach,
  outages: readonly OutageWindow[],
): Candidate | null {
  if (withdrawnAtMs !== null) return null
  const { breachedAtMs, lateBy, lateMs } = breach
  const hit = outages.find(({ fromMs, toMs }) => fromMs <= breachedAtMs && breachedAtMs <= toMs)
  if (hit !== undefined) return { why: 'outage', outageId: hit.id, fromMs: hit.fromMs, toMs: hit.toMs }
  return lateBy === 'backdesk' && lateMs > LATE_MS ? { why: 'noticed_late', lateMs } : null
}

type Beside = {
  readonly account: string
  readonly outages: readonly OutageWindow[]
  readonly links: ChatwootLinks
}

export function breachItem(stored: StoredBreach, { account, outages, links }: Beside): BreachItem {
  const { id, breach, withdrawnAtMs, excused } = stored
  return {
    id,
    ...breach,
    chatwootUrl: conversationUrl(links, account, breach.conversationId),
    withdrawnAtMs,
    candidate: candidateOf(stored, outages),
    excused,
  }
}
