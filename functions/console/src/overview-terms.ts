/** Which figures the overview shows, in which order, and what is better. */
import type { FigureName } from '#domain/analytics/figures'
import type { ReportUnit } from '#domain/report/report'
import type { Wanted } from './figure-words.ts'

export type FigureTerms = {
  readonly name: FigureName
  readonly words: string
  readonly unit: ReportUnit
  readonly wanted: Wanted
  /** What `n` counts. */
  readonly of: string
}
const terms = (
  name: FigureName,
  words: string,
  [unit, wanted, of]: readonly [ReportUnit, Wanted, string],
): FigureTerms => ({
  ...{ name, words, unit, wanted, of },
})

export const GROUPS: readonly { readonly title: string; readonly figures: readonly FigureTerms[] }[] = [
  {
    title: 'Against the bar',
    figures: [
      terms('sla_net', 'Promises kept, without what was excused', ['ratio', 'more', 'clocks']),
      terms('escalation_rate', 'Conversations that were escalated', ['ratio', 'less', 'conversations']),
      terms('grade', 'Grade of resolved conversations', ['rating', 'more', 'grades']),
      terms('sla_raw', 'Promises kept, all of them', ['ratio', 'more', 'clocks']),
    ],
  },
  {
    title: 'Work',
    figures: [
      terms('opened', 'Conversations opened', ['count', null, '']),
      terms('resolved', 'Resolved', ['count', null, '']),
      terms('reopened_7d', 'Resolutions that did not hold for seven days', ['ratio', 'less', 'resolutions']),
      terms('waits', 'Times that a customer began to wait', ['count', null, '']),
      terms('replies', 'Replies by people', ['count', null, '']),
    ],
  },
  {
    title: 'Speed',
    figures: [
      terms('first_response_p50', 'First response, half within', ['ms', 'less', 'responses']),
      terms('first_response_p90', 'First response, nine of ten within', ['ms', 'less', 'responses']),
      terms('next_response_p50', 'Further response, half within', ['ms', 'less', 'responses']),
      terms('resolution_p50', 'Resolution, half within', ['ms', 'less', 'resolutions']),
      terms('held_queue_p50', 'Lay with nobody, half no longer than', ['ms', 'less', 'turns']),
      terms('held_operator_p50', 'Lay with an operator, half no longer than', ['ms', 'less', 'turns']),
    ],
  },
  {
    title: 'What customers and reviewers say',
    figures: [
      terms('csat', 'Rating by customers, 1 to 5', ['rating', 'more', 'ratings']),
      terms('csat_satisfied', 'Ratings of 4 and 5', ['ratio', 'more', 'ratings']),
      terms('escalation_precision', 'Escalations that people called right', ['ratio', 'more', 'judged']),
    ],
  },
  {
    title: 'Drafts',
    figures: [
      terms('drafted', 'Replies that began as a draft', ['ratio', null, 'replies']),
      terms('approvals_sent', 'Drafts sent after a yes', ['count', null, '']),
      terms('approval_latency_p50', 'Draft to decision, half within', ['ms', 'less', 'decisions']),
      terms('approval_latency_p95', 'Draft to decision, 19 of 20 within', ['ms', 'less', 'decisions']),
      terms('approval_edit', 'Words changed before sending', ['ratio', 'less', 'drafts']),
    ],
  },
]
