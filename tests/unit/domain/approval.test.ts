import { describe, expect, it } from 'vitest'
import { APPROVAL_MOVES, APPROVAL_STATES, type Approval, type Reply, whyNotReply } from '#domain/approval'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'

const pairs = APPROVAL_STATES.flatMap((from) => APPROVAL_STATES.map((to) => [from, to] as const))
const ALLOWED = new Set([
  'draft>pending_review',
  'draft>rejected',
  'draft>voided',
  'draft>expired',
  'pending_review>draft',
  'pending_review>changes_requested',
  'pending_review>approved',
  'pending_review>rejected',
  'pending_review>voided',
  'pending_review>expired',
  'changes_requested>draft',
  'changes_requested>pending_review',
  'changes_requested>rejected',
  'changes_requested>voided',
  'changes_requested>expired',
  'approved>applied',
  'approved>voided',
  'approved>expired',
  'applied>audited',
  'applied>voided',
  'audited>learned',
])

describe('the life of an approval', () => {
  it.each(pairs)('from %s to %s is allowed exactly where the table says so', (from, to) => {
    expect(APPROVAL_MOVES[from].includes(to)).toBe(ALLOWED.has(`${from}>${to}`))
  })
})

const { account, conversationId, id: approvalId, textHash } = anApproval()
const reply: Reply = { id: 'action/1', account, conversationId, approvalId, textHash }
const RECEIPT = {
  ...{ intent: 'router_reset', above: 0.9, graded: 60, good: 60, rejected: 0, lowerBound: 0.94 },
  ...{ writer: 'canned@3', policy: 'drafts@3', trackRevision: 60, lostAtMs: null, method: 'wilson_97.5' as const },
}
const nowMs = START_MS + 60_000

const why = (changes: Partial<Approval> = {}, newest: number | null = 100, ofReply: Partial<Reply> = {}) =>
  whyNotReply(
    { ...reply, ...ofReply },
    {
      approval: anApproval(changes),
      newestFromCustomer: newest === null ? null : { id: newest, atMs: START_MS },
      answered: false,
      answeredAtMs: null,
      nowMs,
    },
  )

describe('a reply to a customer', () => {
  it('may be sent under an approval that holds', () => {
    expect(why()).toBeNull()
    expect(why({}, null)).toBeNull()
    expect(why({ boundTo: { conversationVersion: 1, lastMessageId: null } }, null)).toBeNull()
  })

  it('may be sent by the action that has the approval already: it comes back after a stop', () => {
    expect(why({ state: 'applied', actionId: 'action/1' })).toBeNull()
  })

  it.each([
    ['approval_of_another', { account: 'outlet' }],
    ['approval_of_another', { conversationId: 7 }],
    ['approval_of_another', { id: 'draft-2' }],
    ['approval_pending', { state: 'draft' }],
    ['approval_pending', { state: 'pending_review' }],
    ['approval_pending', { state: 'changes_requested' }],
    ['approval_pending', { decidedBy: null }],
    ['approval_pending', { decidedAtMs: null }],
    ['approval_rejected', { state: 'rejected' }],
    ['approval_voided', { state: 'voided' }],
    ['approval_expired', { state: 'expired' }],
    ['approval_expired', { expiresAtMs: nowMs }],
    ['approval_expired', { state: 'applied', actionId: 'action/1', expiresAtMs: nowMs }],
    ['approval_used', { state: 'applied', actionId: 'action/2' }],
    ['approval_used', { state: 'applied' }],
    ['approval_used', { state: 'audited', actionId: 'action/1', messageId: 7 }],
    ['approval_used', { state: 'learned', actionId: 'action/1', messageId: 7 }],
    ['approval_seeded', { source: { kind: 'seeded', name: 'seed', version: '1' } }],
    ['text_differs', { textHash: 'f'.repeat(64) }],
    ['newer_customer_message', { boundTo: { conversationVersion: 7, lastMessageId: 99 } }],
    ['newer_customer_message', { boundTo: { conversationVersion: 7, lastMessageId: null } }],
  ] as const)('is refused: %s', (code, changes) => {
    expect(why(changes)).toBe(code)
  })

  it('is refused without any', () => {
    expect(
      whyNotReply(reply, { approval: undefined, newestFromCustomer: null, answered: false, answeredAtMs: null, nowMs }),
    ).toBe('no_approval')
  })

  it('is refused where somebody has answered meanwhile and a policy approved it; a person may want to add to that', () => {
    const answered = { newestFromCustomer: null, answered: true, answeredAtMs: null, nowMs }
    const alone = anApproval({ grades: null, decidedBy: 'policy:drafts@3', receipt: RECEIPT })
    expect(whyNotReply(reply, { approval: alone, ...answered })).toBe('answered_meanwhile')
    expect(whyNotReply(reply, { approval: alone, ...answered, answered: false })).toBeNull()
    expect(whyNotReply(reply, { approval: anApproval(), ...answered })).toBeNull()
  })
})
