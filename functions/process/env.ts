import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  INBOUND_QUEUE_URL: text,
  INBOUND_DLQ_URL: text,
  BODIES_BUCKET: text,
  /** Days a resolved conversation is kept after its last change. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
