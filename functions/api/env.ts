import { type EnvOf, integer, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  INBOUND_QUEUE_URL: text,
  INBOUND_DLQ_URL: text,
  DEADLINES_QUEUE_URL: text,
  PRESENCE_QUEUE_URL: text,
  /** Where indexes of articles lie. */
  BODIES_BUCKET: text,
  INSIGHTS_TABLE: text,
  ANALYTICS_QUEUE_URL: text,
  ANALYTICS_DLQ_URL: text,
  /** Days a resolved conversation is kept after its last change. */
  RETENTION_DAYS: integer,
  /** Days that outages, excusals and records of escalations are kept. */
  LEDGER_RETENTION_DAYS: integer,
  ENVIRONMENT: text,
  AUTH_ISSUER: text,
  AUTH_CLIENT_ID: text,
  AUTH_AUTHORIZE_URL: text,
  AUTH_TOKEN_URL: text,
  AUTH_LOGOUT_URL: text,
  /** Claim that lists roles (`viewer`) and accounts (`account:shop`). */
  ROLES_CLAIM: text,
  /** Slug of the account of tokens that name none, or `-` for none. */
  DEFAULT_ACCOUNT: text,
  /**
   * Where each account's conversations open in Chatwoot: `slug=url` pairs separated by spaces, or `-` for none,
   * e.g. `shop=https://chat.example.com/app/accounts/1`.
   */
  CHATWOOT_LINKS: text,
  /** What tokens for embedded tiles are signed with. */
  EMBEDS_SECRET_ARN: text,
  /** Sites that may frame the tile, separated by spaces, or `-` for none. */
  EMBED_ORIGINS: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)
