import type { SignalEvent } from '#events/signal-events'
import type { LearningSignal } from './learning-signal.ts'

/** The event of a signal. Signals are written once and never again, so there is nothing before them. */
export function deriveSignalEvents(signal: LearningSignal): SignalEvent[] {
  const { id, account, conversationId, outcome, source, intent, grades, edit, latency, evidence, seeded } = signal
  return [
    {
      id: `${account}/${conversationId}/${id}/signal`,
      type: 'signal.recorded.v1',
      account,
      conversationId,
      approvalId: id,
      occurredAtMs: signal.endedAtMs,
      observedAtMs: signal.recordedAtMs,
      correlationId: signal.correlationId,
      source: 'signal',
      data: {
        outcome,
        source: { ...source },
        intent,
        grades: grades === null ? null : { tone: grades.tone, accuracy: grades.accuracy, policy: grades.policy },
        editRatio: edit?.ratio ?? null,
        editClass: edit?.class ?? null,
        waitedMs: latency?.wallMs ?? null,
        waitedBusinessMs: latency?.businessMs ?? null,
        articles: evidence
          .filter(({ kind }) => kind === 'article')
          .map((article) => ({ id: article.id, version: article.version })),
        seeded,
      },
    },
  ]
}
