import { type EnvOf, integer, optionalText, settings, text, words } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  INBOUND_QUEUE_URL: text,
  INBOUND_DLQ_URL: text,
  BODIES_BUCKET: text,
  /** Days a resolved conversation is kept after its last change. */
  RETENTION_DAYS: integer,
  /** Names of contact attributes that policies may ask for, separated by spaces, or `-` for none. */
  CONTACT_ATTRIBUTES: words,
  /** The Firehose stream that archives webhooks, or `-` where none is kept. */
  ARCHIVE_STREAM: optionalText,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
