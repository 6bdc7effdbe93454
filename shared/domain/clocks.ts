/**
 * The clocks of a conversation, followed event by event. The writer of a conversation follows the events of its own
 * write; whoever explains or replays follows a ledger. Both give the same clocks, because both do this.
 */
import { elapse, nextThresholdMs, pause, resume, retarget, start, stop } from './clock-run.ts'
import { isOneChange, type Step, speakerOf } from './clock-steps.ts'
import { isOn, pausesFor, termsFor, termsOf } from './clock-terms.ts'
import { isBegun, type Wish, wishFor } from './clock-wishes.ts'
import { countsFromMs, isMissed, notedResolved } from './resolution-run.ts'
import { after, type Situation } from './situation.ts'
import { type Activated, CLOCK_NAMES, type ClockName, type SlaDocument } from './sla-policy.ts'
import { type ClockRun, isOver, type Runs } from './watch.ts'

export type Clocks = { readonly law: Activated<SlaDocument>; readonly runs: Runs }

export type Followed = { readonly clocks: Clocks; readonly situation: Situation }
/** A run that ended and gave its place to the next one within the steps followed. */
export type Replaced = { readonly clock: ClockName; readonly run: ClockRun }
type Listener = (at: Followed & { readonly atMs: number }) => void

/**
 * Follows the steps of one write. Thresholds passed before a step are noted first, so that a reply which comes to light
 * after its deadline finds the breach that it did not prevent. What changed at one instant is looked at once: two
 * changes of a row that come together are one.
 */
export function follow(
  from: Followed,
  steps: readonly Step[],
  listen: Listener = () => undefined,
): Followed & { readonly replaced: readonly Replaced[] } {
  let { clocks, situation } = from
  let before = { document: clocks.law.document, situation }
  const replaced: Replaced[] = []
  for (const [index, step] of steps.entries()) {
    if ('event' in step) situation = after(situation, step.event)
    else clocks = { ...clocks, law: step.law }
    if (isOneChange(step, steps[index + 1])) continue
    const settled = settle(clocks, { before, situation, atMs: step.atMs, repliedBy: speakerOf(step) })
    replaced.push(...replacedBy(clocks.runs, settled.runs))
    clocks = settled
    before = { document: clocks.law.document, situation }
    listen({ clocks, situation, atMs: step.atMs })
  }
  const isOld = ({ clock, run }: Replaced): boolean => {
    const known = from.clocks.runs[clock]
    return known !== undefined && isOver(known) && known.run === run.run
  }
  return { clocks, situation, replaced: replaced.filter((one) => !isOld(one)) }
}

const replacedBy = (old: Runs, fresh: Runs): Replaced[] =>
  CLOCK_NAMES.flatMap((clock) => {
    const run = old[clock]
    return run !== undefined && fresh[clock]?.run !== run.run ? [{ clock, run }] : []
  })

function changeRuns({ law, runs }: Clocks, change: (run: ClockRun, clock: ClockName) => ClockRun): Clocks {
  const changed: { -readonly [C in ClockName]?: ClockRun } = {}
  for (const clock of CLOCK_NAMES) {
    const run = runs[clock]
    if (run !== undefined) changed[clock] = change(run, clock)
  }
  return { law, runs: changed }
}

/** Notes every threshold up to and including `nowMs`. */
export function elapseAll({ law, runs }: Clocks, s: Situation, nowMs: number): Clocks {
  return changeRuns({ law, runs }, (run, clock) => {
    const terms = termsFor(law.document, s, clock)
    return terms === null ? run : elapse(run, terms, { untilMs: nowMs, inclusive: true })
  })
}

/** The next instant at which a clock does something by itself. */
export function nextClockMs({ law, runs }: Clocks, s: Situation): number | undefined {
  const instants = CLOCK_NAMES.flatMap((clock) => {
    const run = runs[clock]
    const terms = termsFor(law.document, s, clock)
    const atMs = run === undefined || terms === null ? undefined : nextThresholdMs(run, terms)
    return atMs === undefined ? [] : [atMs]
  })
  return instants.length === 0 ? undefined : Math.min(...instants)
}

type Settling = {
  readonly before: { readonly document: SlaDocument; readonly situation: Situation }
  readonly situation: Situation
  readonly atMs: number
  readonly repliedBy: 'operator' | 'bot' | null
}

/** Brings every clock to what the situation wants of it from `atMs` on. */
function settle(clocks: Clocks, at: Settling): Clocks {
  const runs: { -readonly [C in ClockName]?: ClockRun } = {}
  for (const clock of CLOCK_NAMES) {
    const known = clocks.runs[clock]
    const wish = wishFor(clock, { ...at, run: known })
    const run = isBegun(known)
      ? movedRun(clock, known, { ...at, wish, clocks })
      : freshRun(clock, { ...at, wish, clocks })
    if (run !== undefined) runs[clock] = clock === 'resolution' ? notedResolved(run, at.situation) : run
  }
  return { ...clocks, runs }
}

type Wished = Settling & { readonly wish: Wish; readonly clocks: Clocks }

/** The next run, or the one that is over if there is nothing to begin. */
function freshRun(clock: ClockName, { clocks: { law, runs }, situation, wish, atMs }: Wished): ClockRun | undefined {
  const known = runs[clock]
  const terms = termsFor(law.document, situation, clock)
  if (terms === null || wish.kind !== 'run') return known
  const { pause: reason } = wish
  const stands = reason !== null && pausesFor(law.document, situation, reason)
  if (clock === 'resolution') {
    if (isMissed(known)) return known
    const startedAtMs = countsFromMs(known, { terms, atMs, stands })
    const fresh = start(terms, { run: (known?.run ?? 0) + 1, startedAtMs, promisedAtMs: atMs })
    return stands ? pause(fresh, terms, { atMs, reason }) : fresh
  }
  const { startedAtMs } = wish
  if (isDealtWith(known, startedAtMs) || RESPONSES.some((one) => isBegun(runs[one]))) return known
  const promisedAtMs = stands ? startedAtMs : atMs
  const fresh = start(terms, { run: (known?.run ?? 0) + 1, startedAtMs, promisedAtMs })
  return stands ? pause(fresh, terms, { atMs: startedAtMs, reason }) : fresh
}

function movedRun(
  clock: ClockName,
  known: ClockRun,
  { clocks: { law }, before, situation, wish, atMs }: Wished,
): ClockRun {
  const terms = termsFor(law.document, situation, clock)
  const old = termsFor(before.document, before.situation, clock) ?? termsOf(known)
  if (terms === null) return stop(known, old, { atMs, outcome: 'cancelled' })
  const run = isOn(known, terms, old) ? known : retarget(known, terms, { atMs, old })
  switch (wish.kind) {
    case 'leave':
      return run
    case 'stop':
      return stop(run, terms, { atMs, outcome: wish.outcome })
    case 'run':
      return wish.pause !== null && pausesFor(law.document, situation, wish.pause)
        ? pause(run, terms, { atMs, reason: wish.pause })
        : resume(run, terms, atMs)
  }
}

/** One wait has one response clock. */
const RESPONSES = ['first_response', 'next_response'] as const

/** A wait that was answered or missed is not begun again; one that only seemed to end (a bot handed over) is. */
const isDealtWith = (known: ClockRun | undefined, sinceMs: number): boolean =>
  known !== undefined && known.outcome !== 'cancelled' && sinceMs <= known.startedAtMs
