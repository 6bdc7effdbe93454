/** Where conversations open in Chatwoot, per account. */
import { ACCOUNT_SLUG } from './account.ts'

export type ChatwootLinks = ReadonlyMap<string, string>

/**
 * Reads `slug=url` pairs separated by spaces; `-` stands for none.
 * @throws Error for a pair that is none, or an address that is not http(s).
 */
export function chatwootLinks(setting: string): ChatwootLinks {
  const links = new Map<string, string>()
  if (setting.trim() === '-') return links
  for (const pair of setting.trim().split(/\s+/)) {
    const [, account, url] = /^([^=]+)=(https?:\/\/[^\s]+)$/.exec(pair) ?? []
    if (account === undefined || url === undefined || !ACCOUNT_SLUG.test(account))
      throw new Error('CHATWOOT_LINKS must be slug=url pairs, or -')
    links.set(account, url.replace(/\/+$/, ''))
  }
  return links
}

/** Address of one conversation in Chatwoot, or null when the account has no link. */
export const conversationUrl = (links: ChatwootLinks, account: string, conversationId: number): string | null => {
  const base = links.get(account)
  return base === undefined ? null : `${base}/conversations/${conversationId}`
}
