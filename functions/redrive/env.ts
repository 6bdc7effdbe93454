import { type EnvOf, integer, settings, text, words } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  BODIES_BUCKET: text,
  /** Address of any queue of the deployment: the others differ in their last part. */
  INBOUND_QUEUE_URL: text,
  /** `InboundDeadLettersUrl=name` pairs: queues as the stack's outputs call them, by name, since addresses would not fit. */
  QUEUES: words,
  /** Days a resolved conversation is kept after its last change. */
  RETENTION_DAYS: integer,
  /** Days that is kept what was done to letters. */
  LEDGER_RETENTION_DAYS: integer,
  /** Names of contact attributes that policies may ask for, separated by spaces, or `-` for none. */
  CONTACT_ATTRIBUTES: words,
  /** A reply to a customer that is older becomes a draft. */
  REPLY_MAX_AGE_MINUTES: integer,
  ENVIRONMENT: text,
  /** Claim that lists roles (`viewer`) and accounts (`account:shop`). */
  ROLES_CLAIM: text,
  /** Slug of the account of tokens that name none, or `-` for none. */
  DEFAULT_ACCOUNT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
