/** How an escalation is called outside its conversation: in addresses, pages and notes. */
export type EscalationKey = {
  readonly account: string
  readonly conversationId: number
  readonly cause: string
  readonly raisedAtMs: number
}

/** No part can hold a dot: slugs and causes are letters, digits and dashes. */
export const escalationId = ({ account, conversationId, cause, raisedAtMs }: EscalationKey): string =>
  [account, conversationId, cause, raisedAtMs].join('.')

/** Null for what is no id. */
export function escalationKey(id: string): EscalationKey | null {
  const [, account, conversationId, cause, raisedAtMs] =
    /^([a-z0-9][a-z0-9-]{0,31})\.([1-9]\d{0,9})\.([a-z0-9-]{1,40})\.([1-9]\d{0,13})$/.exec(id) ?? []
  if (account === undefined || cause === undefined) return null
  return { account, conversationId: Number(conversationId), cause, raisedAtMs: Number(raisedAtMs) }
}
