import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  ROUTING_QUEUE_URL: text,
  ROUTING_DLQ_URL: text,
  ACTIONS_QUEUE_URL: text,
  /** Days a resolved conversation is kept. */
  RETENTION_DAYS: integer,
  /** Days receipts and actions are kept. */
  LEDGER_RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
