import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  KNOWLEDGE_QUEUE_URL: text,
  KNOWLEDGE_DLQ_URL: text,
  /** Chatwoot is asked, and notes are written, by way of act, which alone may. */
  ACTIONS_QUEUE_URL: text,
  /** Where indexes lie. */
  BODIES_BUCKET: text,
  LEDGER_RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
