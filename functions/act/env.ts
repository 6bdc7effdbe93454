import { type EnvOf, integer, optionalText, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  ACTIONS_QUEUE_URL: text,
  ACTIONS_DLQ_URL: text,
  CHATWOOT_SECRET_ARN: text,
  /** Of one instance; Chatwoot's own limit is 3,000 a minute and address, and people work from addresses too. */
  CHATWOOT_REQUESTS_PER_MINUTE: integer,
  /** A reply to a customer that was asked for longer ago becomes a draft. */
  REPLY_MAX_AGE_MINUTES: integer,
  /** Where readings are answered; `-` where nobody asks for any. */
  PRESENCE_QUEUE_URL: optionalText,
  /** Where steps of sweeps are answered; `-` where nobody asks for any. */
  RECONCILE_QUEUE_URL: optionalText,
  /** Where questions of customers that were read go, for a draft; `-` where nobody writes any. */
  DRAFTS_QUEUE_URL: optionalText,
  /** Where articles that were read go, and questions, for suggestions; `-` where nobody asks for any. */
  KNOWLEDGE_QUEUE_URL: optionalText,
  /** Where conversations go that were read to be graded; `-` where nobody grades. */
  GRADES_QUEUE_URL: optionalText,
  /** Where conversations that were read go: as webhooks do, and through S3 where they are too large. */
  INBOUND_QUEUE_URL: text,
  BODIES_BUCKET: text,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
