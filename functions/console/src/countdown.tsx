import type { QueueItem } from './api-shapes.ts'
import { CLOCK_WORDS } from './clock-words.ts'
import { duration, spokenDuration } from './format.ts'
import { useNow } from './server-time.tsx'

export type Risk = 'none' | 'fine' | 'risk' | 'over'

/** Judged by the server's time on screen, so that it turns without waiting for the next answer. */
export function riskOf(item: Pick<QueueItem, 'deadlineAtMs' | 'atRiskAtMs'>, nowMs: number): Risk {
  if (item.deadlineAtMs === null) return 'none'
  if (nowMs >= item.deadlineAtMs) return 'over'
  return item.atRiskAtMs !== null && nowMs >= item.atRiskAtMs ? 'risk' : 'fine'
}

const RISK_WORDS: Readonly<Record<Risk, string>> = { none: '', fine: 'left', risk: 'left, at risk', over: 'overdue' }

/** Time left to the deadline, or past it, with a bar for the share of the time that is used. */
export function Countdown({ item }: { item: QueueItem }) {
  const nowMs = useNow()
  const { deadlineAtMs, clock } = item
  if (deadlineAtMs === null) return <span class="quiet">–</span>
  const risk = riskOf(item, nowMs)
  const left = deadlineAtMs - nowMs
  const sinceMs = startOf(item)
  return (
    <span class={`countdown is-${risk}`}>
      <span class="countdown-figure">
        <span aria-hidden="true">
          {duration(Math.abs(left))} {risk === 'over' ? 'over' : 'left'}
        </span>
        <span class="sr">
          {clock === null ? '' : `${CLOCK_WORDS[clock]}: `}
          {spokenDuration(Math.abs(left))} {RISK_WORDS[risk]}
        </span>
      </span>
      {sinceMs !== null && (
        <progress class="countdown-bar" aria-hidden="true" max={1} value={used(sinceMs, deadlineAtMs, nowMs)} />
      )}
      {clock !== null && (
        <span class="countdown-clock" aria-hidden="true">
          {CLOCK_WORDS[clock]}
        </span>
      )}
    </span>
  )
}

/** About when the clock began: a wait with the message, a resolution with the conversation. */
const startOf = ({ clock, waitingSinceMs, createdAtMs }: QueueItem): number | null =>
  clock === 'resolution' ? createdAtMs : waitingSinceMs

function used(sinceMs: number, untilMs: number, nowMs: number): number {
  if (untilMs <= sinceMs) return 1
  return Math.min(1, Math.max(0, (nowMs - sinceMs) / (untilMs - sinceMs)))
}
