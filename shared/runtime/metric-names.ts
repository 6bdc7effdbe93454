/** Every metric the functions emit. The CDK alarms and the dashboard take their names from here. */
export const METRIC_NAMESPACE = 'Backdesk'
/** The only dimension: one value per deployed environment. */
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
  /** publish: domain events put on the bus. */
  EventsPublished: 'EventsPublished',
  /** publish: stream records whose ledger entry existed already. */
  AlreadyRecorded: 'AlreadyRecorded',
  /** publish: stream batches that stopped at a record, to be delivered again. */
  PublishFailures: 'PublishFailures',
} as const

export type MetricName = keyof typeof METRICS
