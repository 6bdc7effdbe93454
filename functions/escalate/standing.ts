import type { Conversation } from '#domain/conversation'
import type { Member } from '#domain/page-group'

/** Whether a conversation still calls: `taken` when somebody acknowledged, `over` when nothing is left to call for. */
export type Standing = 'open' | 'taken' | 'over'

export type Called = Pick<Member, 'of' | 'sinceMs'> & { readonly cause: string }

/** A conversation that is not there was resolved long ago. A clock that stands still calls for nobody. */
export function standingOf(conversation: Conversation | null | undefined, { of, sinceMs, cause }: Called): Standing {
  const watch = conversation?.watch
  if (of === 'breach') {
    const runs = Object.values(watch?.runs ?? {})
    const late = runs.some(
      (run) => run.breachedAtMs === sinceMs && run.outcome === undefined && run.pausedFor === undefined,
    )
    return late ? 'open' : 'over'
  }
  const escalation = watch?.escalations?.[cause]
  if (escalation === undefined || escalation.raisedAtMs !== sinceMs || escalation.ended !== undefined) return 'over'
  return escalation.acknowledged === undefined ? 'open' : 'taken'
}
