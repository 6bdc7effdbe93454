import type { QualityDocument } from '#domain/quality/quality-policy'

/** Version 0. What it weighs is a beginning: what good means is for the people of a desk to say. */
export const DEFAULT_QUALITY: QualityDocument = {
  kind: 'quality',
  description: 'Shipped with Backdesk: accuracy weighs most; one conversation in twenty is drawn for a reviewer.',
  weights: { tone: 20, accuracy: 40, policy: 20, process: 20 },
  checks: ['greeting', 'needed_data', 'question_answered', 'promise_kept', 'closing'],
  categories: [],
  criticals: [
    { id: 'data_of_others', title: "Showed another customer's data, or asked for a secret" },
    { id: 'rude', title: 'Insulted or threatened the customer' },
    { id: 'promised_money', title: 'Promised money or waived a claim without leave' },
  ],
  sample: {
    percent: 5,
    times: { critical: 20, low_score: 5, unhappy: 4, cannot_grade: 2, unsure: 2 },
    twicePercent: 20,
  },
  gate: { atLeastKappaPercent: 60, atLeastReviews: 30, weeks: 8 },
  operatorFirstHours: 24,
  disputeDays: 14,
}
