/** Which signals somebody asks for. Pure. */
import type { EditClass } from './edit-class.ts'
import type { LearningSignal, SignalOutcome } from './learning-signal.ts'

export type SignalFilter = {
  readonly outcome: SignalOutcome | null
  readonly class: EditClass | null
  readonly intent: string | null
}

export const EVERY_SIGNAL: SignalFilter = { outcome: null, class: null, intent: null }

export const isAskedFor = (signal: LearningSignal, { outcome, class: kind, intent }: SignalFilter): boolean =>
  (outcome === null || signal.outcome === outcome) &&
  (kind === null || signal.edit?.class === kind) &&
  (intent === null || signal.intent === intent)
