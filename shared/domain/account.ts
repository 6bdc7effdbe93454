/**
 * Our slug of a Chatwoot account. It stands in table keys, object names and groups, so it holds nothing that any of them
 * would have to escape.
 */
export const ACCOUNT_SLUG = /^[a-z0-9][a-z0-9-]{0,31}$/

/** Webhook secrets of one account that are valid at once: the newest, and the one before it while it is rotated. */
export const LIVE_SECRETS = 2
