import type { Approval } from '#domain/approval'
import type { DraftProposal } from '#domain/draft-proposal'
import { sha256Hex } from '#runtime/digest'
import { ACCOUNT, CONVERSATION_ID, START_MS } from './builders.ts'

export const REPLY_TEXT = 'Your parcel is on its way.'

/** Of REPLY_TEXT, in sight of message 100. */
export const aProposal = (changes: Partial<DraftProposal> = {}): DraftProposal => ({
  id: 'draft-1',
  account: ACCOUNT,
  conversationId: CONVERSATION_ID,
  text: REPLY_TEXT,
  source: { kind: 'canned', name: 'parcels', version: '3' },
  intent: 'where_is_it',
  evidence: [{ kind: 'article', id: '7', title: 'Where is my parcel?', url: null, excerpt: null }],
  impact: 'The customer knows when to expect it.',
  risk: 'low',
  rollback: 'Write again with the right day.',
  affected: [{ kind: 'conversation', id: String(CONVERSATION_ID) }],
  boundTo: { conversationVersion: 7, lastMessageId: 100 },
  requestedAtMs: START_MS,
  correlationId: 'correlation-1',
  ...changes,
})

/** Of REPLY_TEXT, by Avery, for an hour, in sight of message 100. */
export const anApproval = (changes: Partial<Approval> = {}): Approval => ({
  ...aProposal(),
  state: 'approved',
  version: 2,
  proposedText: REPLY_TEXT,
  textHash: sha256Hex(REPLY_TEXT),
  blocks: [],
  openedAtMs: START_MS - 600_000,
  dueAtMs: START_MS + 300_000,
  overdueAtMs: null,
  seenAtMs: {},
  edits: 0,
  editedBy: null,
  editedAtMs: null,
  decidedBy: 'avery',
  decidedAtMs: START_MS,
  firstSeenAtMs: START_MS - 60_000,
  grades: { tone: 5, accuracy: 5, policy: 5, note: null },
  reason: null,
  endedAtMs: null,
  secondLook: null,
  actionId: null,
  messageId: null,
  hash: null,
  previousHash: null,
  from: null,
  expiresAtMs: START_MS + 3_600_000,
  ...changes,
})
