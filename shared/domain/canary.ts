import type { CanaryStanding } from './intake-health.ts'

/** Asks act for a message of the canary. */
export type CanaryRequest = {
  readonly kind: 'canary'
  readonly account: string
  readonly conversationId: number
  readonly id: string
  readonly requestedAtMs: number
  readonly correlationId: string
}

export type WatchedCanary = CanaryStanding & { readonly conversationId: number }

const EVERY_MS = 5 * 60_000

/** What is to be asked for now, if anything: one every five minutes, by the same id however often it is asked for. */
export function canaryRequest(account: string, canary: WatchedCanary, nowMs: number): CanaryRequest | null {
  const slot = Math.floor(nowMs / EVERY_MS)
  if (canary.lastSentAtMs !== null && Math.floor(canary.lastSentAtMs / EVERY_MS) >= slot) return null
  const id = `canary-${account}-${slot}`
  return { kind: 'canary', account, conversationId: canary.conversationId, id, requestedAtMs: nowMs, correlationId: id }
}
