/** How drafts are told. Knows no DOM. */

import type { ApprovalState, Evidence, Graded, ListedApproval } from './approval-shapes.ts'
import { ago, brief } from './format.ts'
import { plainText } from './names.ts'

const STATES: Readonly<Record<ApprovalState, string>> = {
  draft: 'Blocked',
  pending_review: 'To decide',
  changes_requested: 'To be rewritten',
  approved: 'Being sent',
  applied: 'Being sent',
  audited: 'Sent',
  learned: 'Sent',
  rejected: 'Rejected',
  voided: 'Voided',
  expired: 'Expired',
}
const TONES: Readonly<Record<ApprovalState, string>> = {
  draft: 'late',
  pending_review: 'warned',
  changes_requested: 'warned',
  approved: 'good',
  applied: 'good',
  audited: 'good',
  learned: 'good',
  rejected: 'plain',
  voided: 'plain',
  expired: 'plain',
}
export const stateWords = (state: ApprovalState): string => STATES[state]
export const stateTone = (state: ApprovalState): string => TONES[state]

/** What the list shows of: several states each, in the order in which they matter. */
export const SHELVES = [
  { shelf: 'decide', words: 'To decide', states: ['pending_review'] },
  { shelf: 'blocked', words: 'Blocked', states: ['draft'] },
  { shelf: 'rewrite', words: 'To rewrite', states: ['changes_requested'] },
  { shelf: 'sent', words: 'Sent', states: ['approved', 'applied', 'audited', 'learned'] },
  { shelf: 'ended', words: 'Not sent', states: ['rejected', 'voided', 'expired'] },
] as const satisfies readonly { shelf: string; words: string; states: readonly ApprovalState[] }[]
export type Shelf = (typeof SHELVES)[number]['shelf']

const VOIDED: Readonly<Record<string, string>> = {
  newer_customer_message: 'The customer wrote again after this was drafted: it answers something that has changed.',
  conversation_deleted: 'The conversation was deleted in Chatwoot.',
  not_sent: 'Chatwoot did not take the message.',
  seeded: 'This draft was known to be wrong, put here to see whether reviewers look. It is never sent.',
}

/** Why nothing can be decided any more, or what became of it; null while it is open. */
export function endingWords(approval: ListedApproval): string | null {
  const { state, reason, decidedBy, messageId, receipt } = approval
  const by = receipt !== null ? policyWords(receipt) : decidedBy === null ? '' : ` by ${plainText(decidedBy)}`
  const why = reason === null ? '' : `: ${plainText(reason)}`
  switch (state) {
    case 'voided':
      return `Voided. ${VOIDED[reason ?? ''] ?? codeWords(reason ?? 'It can no longer be sent')}`
    case 'expired':
      return 'Expired: nobody decided in time.'
    case 'rejected':
      return `Rejected${by}${why}`
    case 'approved':
    case 'applied':
      return `Approved${by}. It is on its way to Chatwoot, which is asked once more whether the customer has written.`
    case 'audited':
    case 'learned':
      return `Approved${by}, and sent${messageId === null ? '' : ` as message ${messageId}`}.`
    case 'changes_requested':
      return `Changes asked for${by}${why}`
    default:
      return null
  }
}

const policyWords = ({ policy, graded, lowerBound }: NonNullable<ListedApproval['receipt']>): string =>
  ` by policy (${plainText(policy)}: ${graded} graded like it, at least ${Math.floor(100 * lowerBound)} % good)`

/** A reply by hand may be no more than "one moment". */
export const answeredWords = ({ atMs }: NonNullable<ListedApproval['answered']>, nowMs: number): string =>
  `A colleague has answered the customer by hand ${ago(atMs, nowMs)}, after what this draft answers. Sent now, it is a second answer.`

const BLOCKS: Readonly<Record<string, string>> = {
  promises_money: 'Promises money',
  legal: 'Speaks of law or liability',
  admits_liability: 'Admits that we are to blame',
  other_customers_data: "Has another customer's data",
  unknown_link: 'Links to a page that is no article of ours',
  disguised_link: 'Has a link that leads elsewhere than it says',
  secret: 'Has a secret or a card number in it',
  injection_residue: 'Has leftovers of instructions or of a model',
  no_evidence: 'Has no evidence: nothing says that it is true',
  no_rollback: 'Does not say what to do if it turns out wrong',
  empty: 'Says nothing',
  too_long: 'Is too long to be read on a phone',
}
export const blockWords = (code: string): string => BLOCKS[code] ?? sentence(codeWords(code))

const EVIDENCE: Readonly<Record<Evidence['kind'], string>> = {
  article: 'Article',
  message: 'Message',
  canned_response: 'Canned response',
  past_answer: 'Past answer',
}
export const evidenceWords = ({ kind, title, id }: Evidence): string => {
  const name = plainText(title ?? '')
  return name === '' ? `${EVIDENCE[kind]} ${plainText(id)}` : name
}
export const evidenceKind = ({ kind }: Evidence): string => EVIDENCE[kind]

/** Only addresses of pages are followed; whoever proposed it may have written anything. */
export const pageOf = (url: string | null): string | null => (url !== null && /^https?:\/\//i.test(url) ? url : null)

const SOURCES: Readonly<Record<string, string>> = {
  canned: 'Canned answer',
  extract: 'Extract of an article',
  bedrock: 'Model',
  external: 'External system',
  operator: 'Operator',
  seeded: 'Seeded',
}
export function sourceWords({ source: { kind, name, version } }: Pick<ListedApproval, 'source'>): string {
  return `${SOURCES[kind] ?? sentence(codeWords(kind))}: ${plainText(name)}, version ${plainText(version)}`
}
export const sourceKind = ({ source: { kind } }: Pick<ListedApproval, 'source'>): string =>
  SOURCES[kind] ?? sentence(codeWords(kind))

export const RISK_WORDS = { low: 'Low risk', medium: 'Some risk', high: 'High risk' } as const
export const GRADED_WORDS: Readonly<Record<Graded, string>> = { tone: 'Tone', accuracy: 'Accuracy', policy: 'Policy' }
export const GRADE_WORDS = ['bad', 'poor', 'fair', 'good', 'very good'] as const

/** Of one that waits: `12m left`, `3m over`; null where nobody has promised when. */
export function leftWords({ dueAtMs, open }: Pick<ListedApproval, 'dueAtMs' | 'open'>, nowMs: number): string | null {
  if (!open || dueAtMs === null) return null
  const leftMs = dueAtMs - nowMs
  return leftMs >= 0 ? `${brief(leftMs)} left` : `${brief(-leftMs)} over`
}
export const isOver = ({ dueAtMs, open }: Pick<ListedApproval, 'dueAtMs' | 'open'>, nowMs: number): boolean =>
  open && dueAtMs !== null && nowMs > dueAtMs

export const codeWords = (code: string): string => code.replaceAll('_', ' ')
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
