/** What a draft would change about a conversation at the moment of its activation. Pure. */
import { advance, type LawFor } from './advance-watch.ts'
import type { Conversation } from './conversation.ts'
import type { EscalationDocument } from './escalation-policy.ts'
import { CLOCK_NAMES, type ClockName, type SlaDocument } from './sla-policy.ts'
import { activeEscalations, type ClockRun, type Watch } from './watch.ts'

export type Draft = SlaDocument | EscalationDocument

/** Null where the clock does not run. `dueAtMs` is null while it is paused. */
export type ClockSide = {
  readonly targetMs: number
  readonly dueAtMs: number | null
  readonly breachedAtMs: number | null
} | null

export type Change = {
  readonly conversationId: number
  readonly policyId: { readonly before: string | null; readonly after: string | null }
  /** Those that change. */
  readonly clocks: readonly {
    readonly clock: ClockName
    readonly before: ClockSide
    readonly after: ClockSide
    readonly breachesNow: boolean
  }[]
  /** Causes of escalations that activation itself would begin, and end. */
  readonly raised: readonly string[]
  readonly stoodDown: readonly string[]
}

type At = { readonly lawFor: LawFor; readonly nowMs: number }

/** Of no stored document. */
const DRAFT_VERSION = -1

/** Null when nothing changes. Both sides are brought up to now first, so that what time alone does is no change. */
export function changeOf(conversation: Conversation, draft: Draft, { lawFor, nowMs }: At): Change | null {
  const { conversationId, state, watch } = conversation
  const by = { before: state, after: state, nowMs }
  const before = advance(watch, { ...by, ...lawFor })
  const after = advance(watch, { ...by, ...drafted(lawFor, draft, nowMs) })
  const clocks = CLOCK_NAMES.flatMap((clock) => clockChange(clock, before, after))
  const was = activeEscalations(before).map(([cause]) => cause)
  const is = activeEscalations(after).map(([cause]) => cause)
  const change = {
    conversationId,
    policyId: { before: before?.policyId ?? null, after: after?.policyId ?? null },
    clocks,
    raised: is.filter((cause) => !was.includes(cause)),
    stoodDown: was.filter((cause) => !is.includes(cause)),
  }
  const { policyId, raised, stoodDown } = change
  const same = policyId.before === policyId.after && clocks.length + raised.length + stoodDown.length === 0
  return same ? null : change
}

export const totalsOf = (changes: readonly Change[]) => ({
  policyChanged: changes.filter(({ policyId }) => policyId.before !== policyId.after).length,
  dueMoved: changes.filter(({ clocks }) => clocks.some(({ before, after }) => before?.dueAtMs !== after?.dueAtMs))
    .length,
  breachingNow: changes.filter(({ clocks }) => clocks.some(({ breachesNow }) => breachesNow)).length,
  raised: changes.filter(({ raised }) => raised.length > 0).length,
  stoodDown: changes.filter(({ stoodDown }) => stoodDown.length > 0).length,
})

/** The clocks were counted until now by what held until now. */
function drafted({ law, formerly }: LawFor, draft: Draft, nowMs: number): LawFor {
  const counted = formerly ?? law.sla
  if (draft.kind === 'sla')
    return {
      law: { ...law, sla: { version: DRAFT_VERSION, activatedAtMs: nowMs, document: draft } },
      formerly: counted,
    }
  const escalation = { version: DRAFT_VERSION, activatedAtMs: nowMs, document: draft }
  return { law: { ...law, escalation }, ...(formerly === undefined ? {} : { formerly }) }
}

function clockChange(clock: ClockName, before: Watch | undefined, after: Watch | undefined): Change['clocks'] {
  const was = sideOf(before?.runs[clock])
  const is = sideOf(after?.runs[clock])
  const same = was?.targetMs === is?.targetMs && was?.dueAtMs === is?.dueAtMs && was?.breachedAtMs === is?.breachedAtMs
  if (same) return []
  const breachesNow = (is?.breachedAtMs ?? null) !== null && (was?.breachedAtMs ?? null) === null
  return [{ clock, before: was, after: is, breachesNow }]
}

const sideOf = (run: ClockRun | undefined): ClockSide =>
  run === undefined || run.outcome !== undefined
    ? null
    : { targetMs: run.targetMs, dueAtMs: run.dueAtMs ?? null, breachedAtMs: run.breachedAtMs ?? null }
