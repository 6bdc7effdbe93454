import { Duration } from 'aws-cdk-lib'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { MetricName } from '#runtime/metric-names'
import type { EnvironmentConfig } from '../config.ts'
import type { Alarms } from './alarms.ts'

/** How the promises of all accounts stand. Single conversations are the business of escalation rules. */
export function raiseSlaAlarms(alarms: Alarms, { business }: EnvironmentConfig): void {
  const gauge = (name: MetricName): Metric =>
    alarms.metric(name, Duration.minutes(1)).with({ statistic: 'Maximum' }) as Metric
  alarms.raise({
    name: 'sla-at-risk',
    severity: 'warning',
    says: `More than ${business.atRiskAbove} conversations have had a warning and no answer yet`,
    errorImpact: 'Customers will wait longer than they were promised unless somebody takes these conversations now.',
    metric: gauge('SlaAtRisk'),
    above: business.atRiskAbove,
    periods: { above: 5, of: 5 },
  })
  alarms.raise({
    name: 'sla-breached',
    severity: 'warning',
    says: `More than ${business.breachedAbove} conversations are past their deadline`,
    errorImpact: 'So many customers wait longer than they were promised, right now.',
    metric: gauge('SlaBreached'),
    above: business.breachedAbove,
    periods: { above: 10, of: 10 },
  })
  alarms.raise({
    name: 'unassigned-oldest',
    severity: 'warning',
    says: `A customer has waited more than ${business.unassignedMinutes} minutes and nobody has the conversation`,
    errorImpact: 'The customer waits for nobody: no operator knows that it is theirs to answer.',
    metric: gauge('UnassignedOldestSeconds'),
    above: business.unassignedMinutes * 60,
    periods: { above: 5, of: 5 },
  })
  alarms.raise({
    name: 'deadlines-late',
    severity: 'critical',
    says: 'Deadlines are handled more than two seconds late, by our own doing',
    errorImpact: 'Warnings, breaches and escalations come late: people hear of trouble when it is too late to act.',
    metric: alarms.metric('DeadlinesLate'),
    above: business.lateAbove,
    periods: { above: 2, of: 3 },
  })
  alarms.raise({
    name: 'page-unproven',
    severity: 'warning',
    says: 'No page and no drill has got through to whoever is on call for eight days',
    errorImpact: 'Nobody knows whether the next page would wake anybody.',
    metric: gauge('PageProofAgeSeconds'),
    above: Duration.days(8).toSeconds(),
    periods: { above: 5, of: 5 },
  })
  alarms.raise({
    name: 'deadline-backlog',
    severity: 'critical',
    says: 'The oldest deadline that nobody has handled is more than two minutes old',
    errorImpact: 'Warnings, breaches and escalations of these conversations do not happen.',
    metric: gauge('DeadlineBacklogSeconds'),
    above: Duration.minutes(2).toSeconds(),
    periods: { above: 3, of: 3 },
  })
  alarms.raise({
    name: 'pages-failed',
    severity: 'warning',
    says: 'A target refused a page, a notice, a mail or a drill: it went to the on-call topic instead',
    errorImpact: 'Those whom it was meant for do not hear of it; whoever is on call hears of things meant for others.',
    metric: alarms.metric('PagesFailed'),
    above: 0,
  })
  alarms.raise({
    name: 'actions-failed',
    severity: 'warning',
    says: 'Chatwoot will never do something that an escalation asked of it',
    errorImpact:
      'A note, a team or a priority is missing in Chatwoot; escalations climb on all the same. A conversation may have lost its assignee.',
    metric: alarms.metric('ActionsFailed'),
    above: 0,
  })
  alarms.raise({
    name: 'readings-failed',
    severity: 'warning',
    says: 'For ten minutes Chatwoot has not told who is there',
    errorImpact:
      'Who is available, and who works where, is as it was known last: conversations may go to people who have left.',
    metric: alarms.metric('ReadingsFailed'),
    above: 3,
    periods: { above: 2, of: 2 },
  })
}
