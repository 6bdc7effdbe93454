/** The time of one run of a clock, stretch by stretch: what counted, what did not and why, and whose turn it was. */
import { workingTime } from './calendar.ts'
import type { Activated, PauseReason, SlaDocument } from './sla-policy.ts'
import type { Turn } from './turn.ts'
import { type ClockRun, isOver } from './watch.ts'

/** A time in which Backdesk, or what it stands on, did not do its work. */
export type OutageWindow = { readonly id: string; readonly fromMs: number; readonly toMs: number }

export type Stretch = {
  readonly fromMs: number
  readonly toMs: number
  /** Whose turn it was; `our_outage` inside a recorded outage. */
  readonly turn: Turn | 'our_outage'
  /** `running` is the only one that counts. `closed`: outside the calendar's hours. */
  readonly why: 'running' | 'closed' | PauseReason
  /** Milliseconds counted: the whole stretch, or 0. */
  readonly countedMs: number
}

/** How a run stood, and who had to act, from `atMs` on. */
export type Mark = {
  readonly atMs: number
  readonly run: ClockRun
  readonly turn: Turn
  readonly law: Activated<SlaDocument>
}

/**
 * Marks of a run with one more; those that it shows to be wrong (it stood since before them) are gone. A run that is
 * over has its last mark.
 */
export function marked(marks: readonly Mark[], next: Mark): readonly Mark[] {
  const last = marks.at(-1)
  if (last === undefined) return begun(next)
  if (isOver(last.run) || (last.run === next.run && last.turn === next.turn && last.law === next.law)) return marks
  const goesOn = last.run === next.run || isOtherReason(last.run, next.run)
  const atMs = goesOn ? Math.max(next.atMs, last.atMs) : next.run.sinceMs
  return [...marks.filter((one) => one.atMs < atMs), { ...next, atMs }]
}

/** One that begins standing still may have a count already: what was counted before a time without a target. */
function begun(first: Mark): readonly Mark[] {
  const { pausedFor, ...counting } = first.run
  const { startedAtMs, sinceMs } = first.run
  if (pausedFor === undefined || sinceMs === startedAtMs) return [{ ...first, atMs: startedAtMs }]
  return [
    { ...first, atMs: startedAtMs, run: counting },
    { ...first, atMs: sinceMs },
  ]
}

const isOtherReason = (a: ClockRun, b: ClockRun): boolean =>
  a.pausedFor !== undefined && b.pausedFor !== undefined && a.pausedFor !== b.pausedFor

export type Span = { readonly untilMs: number; readonly outages: readonly OutageWindow[] }

/** Stretches of the same kind that touch are one. */
export function stretchesOf(marks: readonly Mark[], { untilMs, outages }: Span): Stretch[] {
  const out: Stretch[] = []
  for (const [index, mark] of marks.entries()) {
    const toMs = Math.min(marks[index + 1]?.atMs ?? untilMs, untilMs)
    for (const one of partsOf(mark, toMs).flatMap((part) => cutByOutages(part, outages))) {
      const counted = { ...one, countedMs: one.why === 'running' ? one.toMs - one.fromMs : 0 }
      const last = out.at(-1)
      if (last !== undefined && last.toMs === one.fromMs && last.turn === one.turn && last.why === one.why)
        out[out.length - 1] = { ...last, toMs: one.toMs, countedMs: last.countedMs + counted.countedMs }
      else out.push(counted)
    }
  }
  return out
}

type Part = Omit<Stretch, 'countedMs'>

function partsOf({ atMs, run, turn, law }: Mark, untilMs: number): Part[] {
  if (untilMs <= atMs || isOver(run)) return []
  if (run.pausedFor !== undefined) return [{ fromMs: atMs, toMs: untilMs, turn, why: run.pausedFor }]
  const calendar = law.document.calendars[run.calendar]
  const open =
    calendar === undefined ? [{ startMs: atMs, endMs: untilMs }] : workingTime(calendar).openBetween(atMs, untilMs)
  const parts: Part[] = []
  let fromMs = atMs
  for (const { startMs, endMs } of open) {
    if (startMs > fromMs) parts.push({ fromMs, toMs: startMs, turn, why: 'closed' })
    parts.push({ fromMs: startMs, toMs: endMs, turn, why: 'running' })
    fromMs = endMs
  }
  if (fromMs < untilMs) parts.push({ fromMs, toMs: untilMs, turn, why: 'closed' })
  return parts
}

function cutByOutages(part: Part, outages: readonly OutageWindow[]): Part[] {
  const hit = outages.find(({ fromMs, toMs }) => fromMs < part.toMs && toMs > part.fromMs)
  if (hit === undefined) return [part]
  const fromMs = Math.max(part.fromMs, hit.fromMs)
  const toMs = Math.min(part.toMs, hit.toMs)
  const rest = outages.filter((one) => one !== hit)
  const before = fromMs > part.fromMs ? cutByOutages({ ...part, toMs: fromMs }, rest) : []
  const behind = toMs < part.toMs ? cutByOutages({ ...part, fromMs: toMs }, rest) : []
  return [...before, { ...part, fromMs, toMs, turn: 'our_outage' }, ...behind]
}
