import type { Reading } from '#chatwoot/read-text'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { Activated, SlaDocument } from '#domain/sla-policy'

type Documents = {
  sla(account: string): Promise<Activated<SlaDocument>>
  escalation(account: string): Promise<Activated<EscalationDocument>>
}

/** How texts of an account are read, by its active documents. Word lists keep their identity: they are compiled once. */
export function readingBook(
  documents: Documents,
  contactAttributes: readonly string[],
): (account: string) => Promise<Reading> {
  return async (account) => {
    const [sla, escalation] = await Promise.all([documents.sla(account), documents.escalation(account)])
    const { calendars, homeCalendar, locale } = sla.document
    const timeZone = calendars[homeCalendar]?.timeZone ?? 'UTC'
    return { words: escalation.document.words, timeZone, locale, contactAttributes }
  }
}
