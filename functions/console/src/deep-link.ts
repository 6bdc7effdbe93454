/** Links in notes, pages and mails: they name the view in the query, because some programs cut off what follows `#`. */
import { readView, writeView } from './view-state.ts'

/** Names of which one makes an address such a link. */
const LINKED = ['account', 'approval', 'conversation', 'escalation', 'escalations', 'page', 'report']
/** With one of these the address is the issuer's answer to a sign-in. */
const ANSWERED = ['code', 'error']

/** The hash of the same view, which survives a sign-in; null when the query is no link. */
export function hashOfLink(search: string): string | null {
  const given = new URLSearchParams(search)
  if (ANSWERED.some((name) => given.has(name)) || !LINKED.some((name) => given.has(name))) return null
  return writeView(readView(search.replace(/^\?/, '')))
}
