/** Every metric the functions emit. The CDK alarms and the dashboard take their names from here. */
export const METRIC_NAMESPACE = 'Backdesk'
/** One value per deployed environment. */
export const METRIC_DIMENSION = 'Environment'

export const METRICS = {
  /** ingest: a webhook failed the signature or was older than the tolerance. */
  SignatureFailures: 'SignatureFailures',
  /** ingest: the account key in the path is not configured. */
  UnknownAccount: 'UnknownAccount',
  /** ingest: accepted from an account that does not sign (Chatwoot before 4.11). Weaker: only the path is secret. */
  UnsignedAccepted: 'UnsignedAccepted',
  WebhooksAccepted: 'WebhooksAccepted',
  /** ingest: answered 400, 405, 413 or 415. */
  WebhooksRefused: 'WebhooksRefused',
  /** ingest: body put to S3, because of its size or because the queue was down. */
  BodiesSpooled: 'BodiesSpooled',
  /** ingest: answered 503; Chatwoot does not retry, so this is a lost webhook until the next reconciliation. */
  IntakeUnavailable: 'IntakeUnavailable',
  /** ingest: the accounts secret could not be read, or is ill-formed, and a cached copy served instead. */
  AccountsStale: 'AccountsStale',
  /** process: sent to the dead-letter queue with a reason. */
  DeadLettered: 'DeadLettered',
  /** process: returned to the queue, to be received again later. */
  Retried: 'Retried',
  LostRaces: 'LostRaces',
  ObservationsMerged: 'ObservationsMerged',
  ConversationsWritten: 'ConversationsWritten',
  /** process: webhooks after which the conversation was the same as before. */
  NoChange: 'NoChange',
  /** process: known events that carry no conversation (contacts, inboxes, typing). */
  Ignored: 'Ignored',
  UnknownEvents: 'UnknownEvents',
  UnknownKeys: 'UnknownKeys',
  /** process: counts of a day of an account that could not be added to the loss ledger; the webhooks were applied. */
  TalliesFailed: 'TalliesFailed',
  /** process: a topic model that a routing document names could not be loaded; texts were read without it. */
  TopicModelsMissing: 'TopicModelsMissing',
  /** process: webhooks that could not be put into the archive, and will be missing in a replay. */
  ArchiveFailures: 'ArchiveFailures',
  /** publish: domain events put on the bus. */
  EventsPublished: 'EventsPublished',
  /** publish: stream records whose ledger entry existed already. */
  AlreadyRecorded: 'AlreadyRecorded',
  /** publish, gauge: how long the canary's message took from Chatwoot to the bus. */
  CanaryLagSeconds: 'CanaryLagSeconds',
  /** publish: stream batches that stopped at a record, to be delivered again. */
  PublishFailures: 'PublishFailures',
  /** analytics: conversations whose figures changed, and those that had been counted before. */
  ConversationsCounted: 'ConversationsCounted',
  ConversationsUnchanged: 'ConversationsUnchanged',
  /** analytics, gauge: how far the newest count was behind what it counted. */
  AnalyticsLagSeconds: 'AnalyticsLagSeconds',
  /** act: what was asked for is so in Chatwoot. */
  ActionsApplied: 'ActionsApplied',
  /** act: Chatwoot will never do it; the action's item has the code. */
  ActionsFailed: 'ActionsFailed',
  /** act: outage mode is on, so that they wait. */
  ActionsHeld: 'ActionsHeld',
  /** tick: held ones that were sent on their way again. */
  ActionsReleased: 'ActionsReleased',
  /** tick, gauge of all accounts together: actions that outage mode holds, or that still wait to be released. */
  ActionsWaiting: 'ActionsWaiting',
  /** act: came again although it had ended or had been done, and was not done twice. */
  ActionsRepeated: 'ActionsRepeated',
  /** act: failed because its account has no entry in the Chatwoot secret; not counted as ActionsFailed. */
  ActionsWithoutAccess: 'ActionsWithoutAccess',
  /** act: not done, because a person was first or it is switched off. */
  ActionsSuperseded: 'ActionsSuperseded',
  /** act: replies to customers that were not sent, for want of an approval that holds. */
  RepliesUnapproved: 'RepliesUnapproved',
  /** Came so late that a draft took their place. */
  RepliesTooOld: 'RepliesTooOld',
  /** grade: resolved conversations that have a grade now. */
  ConversationsGraded: 'ConversationsGraded',
  /** grade: resolved conversations that could not be graded, with a reason. */
  ConversationsNotGraded: 'ConversationsNotGraded',
  /** grade: conversations drawn for a reviewer. */
  ReviewsDrawn: 'ReviewsDrawn',
  /** act: Chatwoot was asked who is there, and whoever wanted to know was told. */
  ReadingsAnswered: 'ReadingsAnswered',
  /** act: Chatwoot could not be asked. Not repeated: whoever wants to know asks again within a minute. */
  ReadingsFailed: 'ReadingsFailed',
  /** presence: one a minute. Its silence is an alarm. */
  PresenceRuns: 'PresenceRuns',
  /** presence: readings of Chatwoot that told something later than what was known. */
  PresenceReadings: 'PresenceReadings',
  /** presence: operators whose name, availability, teams or inboxes changed. */
  OperatorsChanged: 'OperatorsChanged',
  /** presence, gauge: accounts that could be read before, and have not been for ten minutes. */
  PresenceStaleAccounts: 'PresenceStaleAccounts',
  /** act: a step of a sweep was answered, and conversations were read and put where webhooks go. */
  SweepsAnswered: 'SweepsAnswered',
  SweepsFailed: 'SweepsFailed',
  ConversationsRead: 'ConversationsRead',
  /** act: articles of the Help Center that were read, and steps that failed. */
  ArticlesRead: 'ArticlesRead',
  ArticlesFailed: 'ArticlesFailed',
  /** suggest, each hour: approvals that ended yesterday and today, and those of them without a signal. */
  SignalsExpected: 'SignalsExpected',
  SignalsMissing: 'SignalsMissing',
  /** suggest: indexes of articles that were built. */
  IndexesBuilt: 'IndexesBuilt',
  /** reconcile: one a minute. Its silence is an alarm. */
  ReconcileRuns: 'ReconcileRuns',
  /** reconcile: sweeps that came to their end. */
  SweepsEnded: 'SweepsEnded',
  /** process: conversations of which a reading told what no webhook had, although it should have by then. */
  ReconciledChanges: 'ReconciledChanges',
  /** presence, gauge: accounts whose canary is on and was not heard for 15 minutes. */
  CanariesSilent: 'CanariesSilent',
  /** act: messages of the canary that Chatwoot did not take. */
  CanariesUnsent: 'CanariesUnsent',
  /** reconcile, gauge: accounts of which no webhook comes, although something was found missing. */
  IntakeSilentAccounts: 'IntakeSilentAccounts',
  /** publish: thresholds that clocks passed. */
  SlaWarnings: 'SlaWarnings',
  SlaBreaches: 'SlaBreaches',
  /** publish: thresholds noticed more than two seconds late, by our own doing. */
  DeadlinesLate: 'DeadlinesLate',
  /** sla: conversations moved on by their deadline. */
  DeadlinesHandled: 'DeadlinesHandled',
  /** sla: messages that wait because it is switched off. */
  DeadlinesWaiting: 'DeadlinesWaiting',
  /** sla: messages that came too soon and were sent again. */
  DeadlinesEarly: 'DeadlinesEarly',
  /** sla: messages about an instant that somebody had handled already. */
  DeadlinesIdle: 'DeadlinesIdle',
  /** sla: conversations brought under a newly activated document. */
  WatchesRefreshed: 'WatchesRefreshed',
  /** tick: one a minute. Its silence is an alarm. */
  TickRuns: 'TickRuns',
  DeadlinesSent: 'DeadlinesSent',
  /** tick: teams about to break promises, and targets told of them. */
  Forecasts: 'Forecasts',
  /** tick, gauges of all accounts together. */
  SlaAtRisk: 'SlaAtRisk',
  SlaBreached: 'SlaBreached',
  /** Within a quarter of an hour, if everybody at work goes on: docs/api/forecast.md. */
  BreachesPredicted: 'BreachesPredicted',
  EscalationsActive: 'EscalationsActive',
  UnassignedOldestSeconds: 'UnassignedOldestSeconds',
  /** tick: how long ago the oldest instant was that nobody has handled. */
  DeadlineBacklogSeconds: 'DeadlineBacklogSeconds',
  /** tick: time since the tick before. */
  TickGapSeconds: 'TickGapSeconds',
  /** tick: how long ago a page or a drill last got through to whoever is on call. */
  PageProofAgeSeconds: 'PageProofAgeSeconds',
  /**
   * report, gauge: of a hundred promises that fell due today, how many were broken, of the account that does worst. As the
   * tile and /v1/analytics tell it; accounts with fewer than 20 are left out.
   */
  PromisesMissedPercent: 'PromisesMissedPercent',
  /** escalate: escalations that began. */
  EscalationsRaised: 'EscalationsRaised',
  /** escalate: rungs reached, whether or not anybody was called. */
  RungsReached: 'RungsReached',
  /** escalate: pages that a target took, those included that tell of more conversations. */
  PagesSent: 'PagesSent',
  /** escalate: conversations that joined a page that somebody has already, or will have in some minutes. */
  PagesGrouped: 'PagesGrouped',
  /** escalate: pages, notices and mails left out, because it was taken care of before they could be sent. */
  PagesSpared: 'PagesSpared',
  /** escalate: messages that wait because it is switched off, or outage mode is on; each counts once a minute. */
  EscalationsHeld: 'EscalationsHeld',
  /** escalate: pages, notices, mails and drills that their target refused; they went to the on-call topic instead. */
  PagesFailed: 'PagesFailed',
  /** review: drafts that came in. */
  ApprovalsOpened: 'ApprovalsOpened',
  /** review: drafts that a person approved. */
  ApprovalsApproved: 'ApprovalsApproved',
  /** review: drafts that nobody decided on in the time that the SLA document promises. */
  ApprovalsOverdue: 'ApprovalsOverdue',
  /** review: drafts and approvals that ended because the customer wrote again, or could not be sent. */
  ApprovalsVoided: 'ApprovalsVoided',
  /** review: drafts that nobody decided on before their time was over. */
  ApprovalsExpired: 'ApprovalsExpired',
  /** review: approvals within three seconds of seeing the draft first, or unseen. */
  ApprovalsHasty: 'ApprovalsHasty',
  /** review: drafts that a policy has approved. */
  ApprovedAlone: 'ApprovedAlone',
  /** review: drafts that a policy could have approved, kept for a person to see how good they are. */
  AutonomySampled: 'AutonomySampled',
  /** publish: autonomy was lost, by a low grade for policy or because too few of the newest were good. */
  AutonomyRevoked: 'AutonomyRevoked',
  /** review: drafts that were seeded as wrong, and approved. */
  SeededMissed: 'SeededMissed',
  /** route: looks over all that waits in an account. */
  RoutingPasses: 'RoutingPasses',
  /** route: operators asked. */
  RoutingAsked: 'RoutingAsked',
  /** route: conversations noted as held, and why. */
  RoutingHeld: 'RoutingHeld',
  /** route: a person decided otherwise. */
  RoutingYielded: 'RoutingYielded',
  /** route: taken from somebody who had gone or was silent. */
  RoutingTakenBack: 'RoutingTakenBack',
  /** route: given back to a person's choice that ours had undone. */
  RoutingReturned: 'RoutingReturned',
  /** route: notes that propose somebody else before a shift ends. */
  HandOversProposed: 'HandOversProposed',
  /** report: runs; reports made; accounts whose report is due and could not be made or told of. */
  ReportRuns: 'ReportRuns',
  ReportsMade: 'ReportsMade',
  ReportsMissing: 'ReportsMissing',
  /** draft: drafts that wait for a person; those that the guard has something against; those that could not be opened. */
  DraftsOpened: 'DraftsOpened',
  DraftsBlocked: 'DraftsBlocked',
  DraftsRefused: 'DraftsRefused',
  /** draft: questions for which no writer had a sure answer; ordinary life. */
  DraftsNotWritten: 'DraftsNotWritten',
  /** draft: tokens of a model in and out, what they cost in millionths of a dollar by the configured prices, and calls that failed. */
  ModelTokens: 'ModelTokens',
  ModelMicroUsd: 'ModelMicroUsd',
  ModelFailures: 'ModelFailures',
} as const

export type MetricName = keyof typeof METRICS

/** Further dimensions of what tells a bad release, named as Lambda names its own: which function, which version of it. */
export const RELEASE_DIMENSIONS = { functionName: 'FunctionName', version: 'ExecutedVersion' } as const

/**
 * What tells a bad version of a function that is released by and by: a `fault` should never happen, a `refusal` does
 * now and then. These are counted once more by function and version, and only when they happen.
 */
export const RELEASE_METRICS = {
  ingest: {
    IntakeUnavailable: 'fault',
    SignatureFailures: 'refusal',
    UnknownAccount: 'refusal',
    WebhooksRefused: 'refusal',
  },
  process: { DeadLettered: 'fault', Retried: 'refusal' },
  act: { DeadLettered: 'fault', Retried: 'refusal' },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<MetricName, 'fault' | 'refusal'>>>>>

export type ReleasedService = keyof typeof RELEASE_METRICS
