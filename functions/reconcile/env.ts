import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  RECONCILE_QUEUE_URL: text,
  RECONCILE_DLQ_URL: text,
  /** Chatwoot is asked by way of act, which alone may. */
  ACTIONS_QUEUE_URL: text,
  /** Days a resolved conversation is kept after its last change: those older are not brought back. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
