import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  /** Table `desk`: ledgers are read there, and nothing is written. */
  TABLE_NAME: text,
  INSIGHTS_TABLE: text,
  ANALYTICS_QUEUE_URL: text,
  ANALYTICS_DLQ_URL: text,
  /** Days a conversation's fact is kept after its newest event, and sums after their day. */
  FACT_DAYS: integer,
  ROLLUP_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
