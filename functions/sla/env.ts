import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  DEADLINES_QUEUE_URL: text,
  DEADLINES_DLQ_URL: text,
  /** Days a resolved conversation is kept after its last change. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
