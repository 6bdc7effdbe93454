/** Whether a story told from the ledger ends where the stored clocks stand. */
import { canonicalText } from '#domain/canonical'
import { countedBy } from '#domain/clock-run'
import { elapseAll } from '#domain/clocks'
import type { Conversation } from '#domain/conversation'
import type { ClockStory } from '#domain/explain-clocks'
import { situationOf } from '#domain/situation'
import { type Activated, CLOCK_NAMES, type ClockName, type SlaDocument } from '#domain/sla-policy'
import type { ClockRun } from '#domain/watch'

type Facts = Pick<
  ClockStory,
  'run' | 'policyId' | 'startedAtMs' | 'targetMs' | 'countedMs' | 'dueAtMs' | 'warned' | 'breachedAtMs' | 'endedAtMs'
> & { readonly outcome: string }

/** `law`: the SLA document of the watch's version. */
export function agree(
  stories: readonly ClockStory[],
  { state, watch }: Conversation,
  { law, atMs }: { readonly law: Activated<SlaDocument>; readonly atMs: number },
): boolean {
  const { runs } = elapseAll({ law, runs: watch?.runs ?? {} }, situationOf(state), atMs)
  return CLOCK_NAMES.every((clock) => {
    const told = lastOf(stories, clock)
    const run = runs[clock]
    if (told === undefined || run === undefined) return told === undefined && run === undefined
    return canonicalText(factsOf(told)) === canonicalText(factsIn(run, { law, atMs }))
  })
}

const lastOf = (stories: readonly ClockStory[], clock: ClockName): ClockStory | undefined =>
  stories.filter((story) => story.clock === clock).reduce<ClockStory | undefined>(later, undefined)

const later = (a: ClockStory | undefined, b: ClockStory): ClockStory => (a === undefined || b.run > a.run ? b : a)

const factsOf = (story: ClockStory): Facts => {
  const { run, policyId, startedAtMs, targetMs, countedMs, dueAtMs, warned, breachedAtMs, endedAtMs, outcome } = story
  return { run, policyId, startedAtMs, targetMs, countedMs, dueAtMs, warned, breachedAtMs, endedAtMs, outcome }
}

function factsIn(of: ClockRun, { law, atMs }: { readonly law: Activated<SlaDocument>; readonly atMs: number }): Facts {
  const calendar = law.document.calendars[of.calendar] ?? { timeZone: 'UTC', alwaysOpen: true }
  return {
    run: of.run,
    policyId: of.policyId,
    startedAtMs: of.startedAtMs,
    targetMs: of.targetMs,
    countedMs: countedBy(of, calendar, atMs),
    dueAtMs: of.dueAtMs ?? null,
    warned: (of.warned ?? []).map(([percent, givenAtMs]) => ({ percent, atMs: givenAtMs })),
    breachedAtMs: of.breachedAtMs ?? null,
    endedAtMs: of.outcome === undefined ? null : of.sinceMs,
    outcome: of.outcome ?? (of.pausedFor === undefined ? 'running' : 'paused'),
  }
}
