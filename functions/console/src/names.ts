/** Names as they are shown. They come from customers and operators: anything can be in them. */
import type { Assignee, Team } from '#domain/observation'

/** Control characters, and those that turn the direction of the text around them; joiners and marks stay. */
const UNWANTED = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu

/** One line of text that stays within its bounds; empty when nothing can be seen of it. */
export const plainText = (text: string): string =>
  text
    .replace(/[\t\n\r\0]+/g, ' ')
    .replace(UNWANTED, '')
    .trim()

export const customerName = (name: string | null): string => plainText(name ?? '') || 'Unknown customer'
export const teamName = ({ id, name }: Team): string => plainText(name) || `Team ${id}`
export const inboxName = ({ id, name }: { readonly id: number; readonly name: string | null }): string =>
  plainText(name ?? '') || `Inbox ${id}`
export const personName = ({ id, kind, name }: Assignee): string =>
  plainText(name) || (kind === 'bot' ? `Bot ${id}` : `Operator ${id}`)
