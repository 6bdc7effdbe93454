import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  BUS_NAME: text,
  DEADLINES_QUEUE_URL: text,
  REVIEW_QUEUE_URL: text,
  /** Days a ledger entry is kept. */
  LEDGER_RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
