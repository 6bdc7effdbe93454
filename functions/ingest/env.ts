import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  INBOUND_QUEUE_URL: text,
  ACCOUNTS_SECRET_ARN: text,
  BODIES_BUCKET: text,
  /** Bytes; a larger webhook is refused with 413. */
  MAX_BODY_BYTES: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
