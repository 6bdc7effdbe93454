/**
 * What is learned from an approval that has ended: how it was graded, what was changed of the proposal, how long it took,
 * and what became of it. A signal holds no text that was not scrubbed of personal data, and no person who works here:
 * who decided stands in the approval's own chain.
 */
import { classifyEdit, type EditClass } from './edit-class.ts'
import { wordEdit } from './word-edit.ts'

/** `sent`: given to the customer. The other three are the ends of an approval that never was. */
export const SIGNAL_OUTCOMES = ['sent', 'rejected', 'voided', 'expired'] as const
export type SignalOutcome = (typeof SIGNAL_OUTCOMES)[number]

export type SignalGrades = {
  /** 1 to 5 each. */
  readonly tone: number
  readonly accuracy: number
  readonly policy: number
  readonly note: string | null
}

/** What a signal needs to know of an approval that has ended; its texts are as they were, with whatever they name. */
export type DecidedApproval = {
  readonly id: string
  readonly account: string
  readonly conversationId: number
  readonly outcome: SignalOutcome
  /** Why it ended so: a code for what Backdesk did, a person's words otherwise; null where nothing is to be said. */
  readonly reason: string | null
  readonly source: { readonly kind: string; readonly name: string; readonly version: string }
  readonly intent: string | null
  /** BCP 47, of the customer's words; null: not recognised. */
  readonly language: string | null
  readonly proposedText: string
  /** As it was approved; null where nobody approved anything. */
  readonly text: string | null
  readonly grades: SignalGrades | null
  readonly evidence: readonly EvidenceRef[]
  /** The documents by which it was proposed or checked: `routing@12`, `autonomy@3`. */
  readonly policyVersions: readonly string[]
  readonly openedAtMs: number
  readonly firstSeenAtMs: number | null
  /** Null where nobody decided: voided, expired. */
  readonly decidedAtMs: number | null
  readonly endedAtMs: number
  /** Made to see whether a reviewer notices; nothing is learned of the proposer from it. */
  readonly seeded: boolean
  /** Names of the customer and of operators that its texts may hold. */
  readonly names: readonly string[]
  readonly correlationId: string
}

/** What an answer rests on; `version` of an article is its `updated_at` as Chatwoot tells it. */
export type EvidenceRef = { readonly kind: string; readonly id: string; readonly version: string | null }

/** Marked by whoever scrubs, so that nothing else gets into a signal by mistake. */
export type ScrubbedText = string & { readonly scrubbed: unique symbol }

/** What of the account a signal is made with. */
export type SignalMeans = {
  readonly scrub: (text: string, names: readonly string[]) => ScrubbedText
  /** Open milliseconds between two instants, by the account's calendar. */
  readonly businessMs: (fromMs: number, toMs: number) => number
}

export type LearningSignal = {
  /** Of the approval: the same end is the same signal, however often it is recorded. */
  readonly id: string
  readonly account: string
  readonly conversationId: number
  readonly outcome: SignalOutcome
  readonly reason: ScrubbedText | null
  readonly source: { readonly kind: string; readonly name: string; readonly version: string }
  readonly intent: string | null
  readonly language: string | null
  readonly seeded: boolean
  readonly grades: (Omit<SignalGrades, 'note'> & { readonly note: ScrubbedText | null }) | null
  /** Null where nothing was approved: then there is nothing to compare. */
  readonly edit: SignalEdit | null
  readonly evidence: readonly EvidenceRef[]
  readonly policyVersions: readonly string[]
  readonly latency: SignalLatency | null
  readonly before: ScrubbedText
  readonly after: ScrubbedText | null
  /** When the approval ended, epoch milliseconds: signals are kept in this order. */
  readonly endedAtMs: number
  readonly recordedAtMs: number
  readonly correlationId: string
}

export type SignalEdit = {
  /** Words changed, of the words of the longer text: 0 untouched, 1 nothing left. */
  readonly ratio: number
  readonly wordsRemoved: number
  readonly wordsAdded: number
  /** Null: untouched. */
  readonly class: EditClass | null
  /** Why it is of that class, as codes; the first decided. */
  readonly why: readonly string[]
}

/** From the opening until somebody decided. */
export type SignalLatency = {
  readonly wallMs: number
  readonly businessMs: number
  /** From when it was first seen: how long it was looked at. Null where that is not known. */
  readonly lookedAtMs: number | null
}

export function signalOf(approval: DecidedApproval, nowMs: number, means: SignalMeans): LearningSignal {
  const { id, account, conversationId, outcome, reason, source, intent, language, seeded } = approval
  const { evidence, policyVersions, endedAtMs, grades, names, text, proposedText, correlationId } = approval
  const scrub = (words: string) => means.scrub(words, names)
  return {
    ...{ id, account, conversationId, outcome, source, intent, language, seeded },
    ...{ evidence, policyVersions, endedAtMs, correlationId },
    reason: reason === null ? null : scrub(reason),
    grades: grades === null ? null : { ...grades, note: grades.note === null ? null : scrub(grades.note) },
    edit: text === null ? null : editOf(approval, text),
    latency: latencyOf(approval, means),
    before: scrub(proposedText),
    after: text === null ? null : scrub(text),
    recordedAtMs: nowMs,
  }
}

/** Compared before scrubbing: a corrected order number is an edit, and would be none afterwards. */
function editOf({ proposedText, evidence, source }: DecidedApproval, text: string): SignalEdit {
  const edit = wordEdit(proposedText, text)
  const { ratio, removed, added } = edit
  const verdict = classifyEdit(edit, { hadEvidence: evidence.length > 0, isTemplate: source.kind === 'canned' })
  return { ratio, wordsRemoved: removed.length, wordsAdded: added.length, ...verdict }
}

function latencyOf(approval: DecidedApproval, { businessMs }: SignalMeans): SignalLatency | null {
  const { openedAtMs, firstSeenAtMs, decidedAtMs } = approval
  if (decidedAtMs === null) return null
  return {
    wallMs: Math.max(0, decidedAtMs - openedAtMs),
    businessMs: Math.max(0, businessMs(openedAtMs, decidedAtMs)),
    lookedAtMs: firstSeenAtMs === null ? null : Math.max(0, decidedAtMs - firstSeenAtMs),
  }
}
