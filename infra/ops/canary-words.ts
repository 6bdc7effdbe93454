import { isCanarySilent } from '#domain/intake-health'
import { OUTAGE } from '#domain/switches'
import type { Canary } from '#store/canary'
import { instantText } from './policy-words.ts'

/** Off, each of them keeps the canary from being sent. */
export const SWITCHES_OF_IT = ['canary', 'act', OUTAGE] as const

export type CanaryReport = {
  readonly account: string
  readonly canary: Canary | null
  /** On, and not heard for too long; never while its own switch is off, as for the alarm. */
  readonly silent: boolean
  readonly switchedOffBy: readonly string[]
}

export function canaryReport({
  account,
  held,
  switchedOffBy,
  nowMs,
}: {
  readonly account: string
  readonly held: Canary | null
  readonly switchedOffBy: readonly string[]
  readonly nowMs: number
}): CanaryReport {
  const isWatched = held?.on === true && !switchedOffBy.includes('canary')
  const silent = isWatched && isCanarySilent({ ...held, onSinceMs: held.sinceMs }, nowMs)
  return { account, canary: held, silent, switchedOffBy }
}

export function canaryLines({ account, canary, silent, switchedOffBy }: CanaryReport): string[] {
  if (canary === null) return [`${account}: it has no canary`]
  const { on, sinceMs, inboxId, conversationId, lastSentAtMs, lastHeardAtMs, lagMs } = canary
  const since = `since ${instantText(sinceMs)}`
  const where = `  conversation ${conversationId} of inbox ${inboxId}`
  if (!on) return [`${account}: off ${since}`, where]
  return [
    `${account}: on ${since}${silent ? ', SILENT: docs/runbooks/alarms.md#canary-silent' : ''}`,
    where,
    `  last sent\t${lastSentAtMs === null ? 'not yet' : instantText(lastSentAtMs)}`,
    `  last heard\t${lastHeardAtMs === null ? 'not yet' : instantText(lastHeardAtMs)}`,
    ...(lagMs === null ? [] : [`  lag\t${(lagMs / 1000).toFixed(1)} s from Chatwoot to the bus`]),
    ...switchedOffBy.map((name) => `  ${heldText(name)}`),
  ]
}

export const heldText = (name: string): string => `Nothing is sent meanwhile: the switch ${name} is off (switch list).`
