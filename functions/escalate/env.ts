import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  ESCALATIONS_QUEUE_URL: text,
  ESCALATIONS_DLQ_URL: text,
  ACTIONS_QUEUE_URL: text,
  TARGETS_SECRET_ARN: text,
  ON_CALL_TOPIC_ARN: text,
  NOTICES_TOPIC_ARN: text,
  /** Where the console is served. */
  CONSOLE_URL: text,
  /** `slug=url` pairs separated by spaces: where an account's conversations open in Chatwoot; `-` for none. */
  CHATWOOT_LINKS: text,
  /** Stands before `docs/runbooks/...`; `-` where the runbooks are not on the web. */
  RUNBOOK_BASE_URL: text,
  /** Days a record of an escalation is kept after its last event. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
