/** Two replays of many conversations, side by side. Pure. */
import type { Replayed, ReplayedRun } from '#domain/replay-policy'
import type { ClockName } from '#domain/sla-policy'

export type Tally = { readonly active: number; readonly draft: number }
export type Span = { readonly fromMs: number; readonly toMs: number }

export type Comparison = {
  readonly conversations: number
  /** Ledgers that have lost their beginning. */
  readonly beheaded: number
  readonly warned: Tally
  readonly breached: Tally
  /** Runs that would be due at another instant. */
  readonly moved: number
  /** By the rule that raised them. */
  readonly escalated: Readonly<Record<string, Tally>>
  /** Some conversations to look at. */
  readonly examples: {
    readonly newlyBreached: readonly number[]
    readonly breachedNoMore: readonly number[]
    readonly newlyEscalated: readonly number[]
    readonly escalatedNoMore: readonly number[]
    readonly moved: readonly {
      readonly conversationId: number
      readonly clock: ClockName
      readonly active: number
      readonly draft: number
    }[]
  }
}

export type Pair = { readonly conversationId: number; readonly active: Replayed; readonly draft: Replayed }

const MOST_EXAMPLES = 10

/** What happened outside of the span is not counted. */
export function compareReplays(pairs: readonly Pair[], span: Span): Comparison {
  const within = (atMs: number | null): boolean => atMs !== null && span.fromMs <= atMs && atMs <= span.toMs
  const sum = (count: (of: Replayed) => number): Tally => ({
    active: pairs.reduce((total, { active }) => total + count(active), 0),
    draft: pairs.reduce((total, { draft }) => total + count(draft), 0),
  })
  const warnings = ({ runs }: Replayed) =>
    runs.reduce((total, { warned }) => total + warned.filter(([, atMs]) => within(atMs)).length, 0)
  const breaches = ({ runs }: Replayed) => runs.filter(({ breachedAtMs }) => within(breachedAtMs)).length
  const raised = ({ escalations }: Replayed) => escalations.filter(({ raisedAtMs }) => within(raisedAtMs))
  const rules = new Set(
    pairs.flatMap(({ active, draft }) => [...raised(active), ...raised(draft)]).map((one) => one.ruleId),
  )
  const by = (ruleId: string) => sum((of) => raised(of).filter((one) => one.ruleId === ruleId).length)
  const where = (count: (of: Replayed) => number, more: 'active' | 'draft'): number[] => {
    const less = more === 'active' ? 'draft' : 'active'
    return pairs.filter((pair) => count(pair[more]) > count(pair[less])).map(({ conversationId }) => conversationId)
  }
  const moved = pairs.flatMap((pair) => movedIn(pair, within))
  const calls = (of: Replayed) => raised(of).length
  return {
    conversations: pairs.length,
    beheaded: pairs.filter(({ draft }) => draft.beheaded).length,
    warned: sum(warnings),
    breached: sum(breaches),
    moved: moved.length,
    escalated: Object.fromEntries([...rules].sort().map((ruleId) => [ruleId, by(ruleId)])),
    examples: {
      newlyBreached: where(breaches, 'draft').slice(0, MOST_EXAMPLES),
      breachedNoMore: where(breaches, 'active').slice(0, MOST_EXAMPLES),
      newlyEscalated: where(calls, 'draft').slice(0, MOST_EXAMPLES),
      escalatedNoMore: where(calls, 'active').slice(0, MOST_EXAMPLES),
      moved: moved.slice(0, MOST_EXAMPLES),
    },
  }
}

function movedIn({ conversationId, active, draft }: Pair, within: (atMs: number | null) => boolean) {
  return draft.runs.flatMap((run, nth) => {
    // cancelled and begun again at the same start: the last one counts
    if (draft.runs.slice(nth + 1).some((later) => isSameRun(later, run))) return []
    const same = active.runs.findLast((one) => isSameRun(one, run))
    if (same?.dueAtMs == null || run.dueAtMs === null || same.dueAtMs === run.dueAtMs) return []
    if (!within(same.dueAtMs) && !within(run.dueAtMs)) return []
    return [{ conversationId, clock: run.clock, active: same.dueAtMs, draft: run.dueAtMs }]
  })
}

/** Documents differ in which waits they time, so that the same run may have another number. */
const isSameRun = (a: ReplayedRun, b: ReplayedRun): boolean => a.clock === b.clock && a.startedAtMs === b.startedAtMs
