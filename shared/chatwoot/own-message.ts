/** Our stamp on whatever we post: Chatwoot stores it, shows it in webhooks and answers, and does nothing with it. */
export const STAMP = 'backdesk_action_id'

/** Whether a message's `content_attributes` say that Backdesk posted it (CONTRACT (a), "Ignore own writes"). */
export const isOwn = (contentAttributes: Readonly<Record<string, unknown>> | null | undefined): boolean =>
  typeof contentAttributes?.[STAMP] === 'string' && contentAttributes[STAMP] !== ''
