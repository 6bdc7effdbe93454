import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  DEADLINES_QUEUE_URL: text,
  ESCALATIONS_QUEUE_URL: text,
  REVIEW_QUEUE_URL: text,
  ACTIONS_QUEUE_URL: text,
  /** Held actions that are sent on their way again each minute after outage mode. */
  HELD_RELEASES_PER_MINUTE: integer,
  /** Days an outage is remembered. */
  LEDGER_RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
