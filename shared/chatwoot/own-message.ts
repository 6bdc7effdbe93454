/** Our stamp on whatever we post: Chatwoot stores it, shows it in webhooks and answers, and does nothing with it. */
export const STAMP = 'backdesk_action_id'

/** On the canary's messages, beside our stamp: when they were sent, epoch milliseconds. */
export const CANARY_STAMP = 'backdesk_canary_sent_at'

/** When the canary's message was sent; null for any other message. */
export function canarySentAtMs(contentAttributes: Readonly<Record<string, unknown>> | null | undefined): number | null {
  const sentAtMs = contentAttributes?.[CANARY_STAMP]
  if (!isOwn(contentAttributes) || typeof sentAtMs !== 'number') return null
  return Number.isSafeInteger(sentAtMs) && sentAtMs > 0 ? sentAtMs : null
}

/** Whether a message's `content_attributes` say that Backdesk posted it (CONTRACT (a), "Ignore own writes"). */
export const isOwn = (contentAttributes: Readonly<Record<string, unknown>> | null | undefined): boolean =>
  typeof contentAttributes?.[STAMP] === 'string' && contentAttributes[STAMP] !== ''
