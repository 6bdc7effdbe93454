import {
  type DecidedApproval,
  type LearningSignal,
  type ScrubbedText,
  type SignalMeans,
  signalOf,
} from '#domain/learning-signal'

export const ENDED_AT_MS = Date.UTC(2026, 4, 4, 10, 0)

/** An approval that was sent as proposed, a minute after it was opened. */
export const aDecidedApproval = (given: Partial<DecidedApproval> = {}): DecidedApproval => ({
  id: 'ap-1',
  account: 'shop',
  conversationId: 7,
  outcome: 'sent',
  reason: null,
  source: { kind: 'extract', name: 'extract', version: '1' },
  intent: 'delivery',
  language: 'en',
  proposedText: 'Your parcel is on its way.',
  text: 'Your parcel is on its way.',
  grades: { tone: 5, accuracy: 5, policy: 5, note: null },
  evidence: [{ kind: 'article', id: '12', version: '1760000000' }],
  policyVersions: [],
  openedAtMs: ENDED_AT_MS - 60_000,
  firstSeenAtMs: ENDED_AT_MS - 45_000,
  decidedAtMs: ENDED_AT_MS,
  endedAtMs: ENDED_AT_MS,
  seeded: false,
  names: [],
  correlationId: 'corr-1',
  ...given,
})

/** Names alone are scrubbed, and half of all time is business. */
export const PLAIN_MEANS: SignalMeans = {
  scrub: (text, names) => names.reduce((words, name) => words.replaceAll(name, '[name]'), text) as ScrubbedText,
  businessMs: (fromMs, toMs) => (toMs - fromMs) / 2,
}

/** What is learned of such an approval. */
export const aSignal = (given: Partial<DecidedApproval> = {}): LearningSignal => {
  const approval = aDecidedApproval(given)
  return signalOf(approval, approval.endedAtMs + 250, PLAIN_MEANS)
}
