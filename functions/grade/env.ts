import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  GRADES_QUEUE_URL: text,
  GRADES_DLQ_URL: text,
  /** Chatwoot is asked by way of act, which alone may. */
  ACTIONS_QUEUE_URL: text,
  /** Days a grade is kept. */
  LEDGER_RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
