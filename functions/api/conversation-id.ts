/** Chatwoot's display id in an address; null for what can be none. */
export const conversationIdIn = (path: Readonly<Record<string, string>>): number | null =>
  /^[1-9]\d{0,9}$/.test(path.id ?? '') ? Number(path.id) : null
