import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  DRAFTS_QUEUE_URL: text,
  DRAFTS_DLQ_URL: text,
  /** Chatwoot is asked by way of act, which alone may. */
  ACTIONS_QUEUE_URL: text,
  /** Days an approval is kept after it has ended. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
