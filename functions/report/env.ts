import { type EnvOf, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  INSIGHTS_TABLE: text,
  BODIES_BUCKET: text,
  /** What waits there, and among their dead letters, is not in the numbers yet. */
  INBOUND_QUEUE_URL: text,
  INBOUND_DLQ_URL: text,
  ANALYTICS_QUEUE_URL: text,
  ANALYTICS_DLQ_URL: text,
  TARGETS_SECRET_ARN: text,
  NOTICES_TOPIC_ARN: text,
  /** Where the console is served. */
  CONSOLE_URL: text,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
