import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  REVIEW_QUEUE_URL: text,
  REVIEW_DLQ_URL: text,
  ACTIONS_QUEUE_URL: text,
  /** Where the console is served. */
  CONSOLE_URL: text,
  /** Days an action is kept after it was requested. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
