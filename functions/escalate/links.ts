import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import { type EscalationKey, escalationId } from '#domain/escalation-id'
import type { Link } from '#domain/packet'

/** Where people go from a page, a notice or a note. */
export type DeskLinks = {
  /** The console, with the escalation in front and one click from being acknowledged. */
  acknowledge(key: EscalationKey): readonly Link[]
  /** The conversation in the console, and in Chatwoot where that is known. */
  conversation(account: string, conversationId: number): readonly Link[]
  /** The console's list of what calls for somebody for this cause. */
  list(account: string, cause: string): readonly Link[]
  /** What to do about a page; none where the runbooks are not on the web. */
  runbook(): readonly Link[]
}

export type DeskPlaces = {
  readonly consoleUrl: string
  readonly chatwoot: ChatwootLinks
  /** `-` for none. */
  readonly runbookBaseUrl: string
}

/** The heading that a page leads to. */
export const PAGE_RUNBOOK = 'docs/runbooks/escalations.md#page'

export function deskLinks({ consoleUrl, chatwoot, runbookBaseUrl }: DeskPlaces): DeskLinks {
  const base = consoleUrl.replace(/\/+$/, '')
  const desk = (query: Readonly<Record<string, string>>): string => `${base}/?${new URLSearchParams(query)}`
  const inChatwoot = (account: string, conversationId: number): Link[] => {
    const href = conversationUrl(chatwoot, account, conversationId)
    return href === null ? [] : [{ text: 'Conversation in Chatwoot', href }]
  }
  return {
    acknowledge(key) {
      const { account, conversationId } = key
      const href = desk({ account, conversation: String(conversationId), escalation: escalationId(key) })
      return [{ text: 'Acknowledge', href }, ...inChatwoot(account, conversationId)]
    },
    conversation(account, conversationId) {
      const href = desk({ account, conversation: String(conversationId) })
      return [{ text: 'Conversation in the console', href }, ...inChatwoot(account, conversationId)]
    },
    list: (account, cause) => [{ text: 'Acknowledge', href: desk({ account, escalations: cause }) }],
    runbook: () => (runbookBaseUrl === '-' ? [] : [{ text: 'What to do', href: `${runbookBaseUrl}${PAGE_RUNBOOK}` }]),
  }
}
