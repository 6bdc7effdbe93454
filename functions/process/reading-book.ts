import type { Reading } from '#chatwoot/read-text'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import type { LanguageOf } from '#text/language'
import type { TopicClassifier } from '#text/topics/topic-model'

type Documents = {
  sla(account: string): Promise<Activated<SlaDocument>>
  escalation(account: string): Promise<Activated<EscalationDocument>>
  routing(account: string): Promise<Activated<RoutingDocument>>
}

export type ReadingDeps = {
  readonly documents: Documents
  readonly contactAttributes: readonly string[]
  /** Loaded once, at its first use. */
  readonly languages: () => Promise<LanguageOf>
  /** Undefined while it cannot be loaded: texts are read without it. */
  readonly modelOf: (account: string, model: string) => Promise<TopicClassifier | undefined>
}

/** How texts of an account are read, by its active documents. Word lists keep their identity: they are compiled once. */
export function readingBook({ documents, contactAttributes, languages, modelOf }: ReadingDeps) {
  const topicsOf = async (account: string, model: string): Promise<Pick<Reading, 'topics'>> => {
    const classifier = await modelOf(account, model)
    return classifier === undefined ? {} : { topics: { model, classifier } }
  }
  return async (account: string): Promise<Reading> => {
    const [sla, escalation, routing, languageOf] = await Promise.all([
      documents.sla(account),
      documents.escalation(account),
      documents.routing(account),
      languages(),
    ])
    const { calendars, homeCalendar, locale } = sla.document
    const timeZone = calendars[homeCalendar]?.timeZone ?? 'UTC'
    const wanted = routing.document.classifier
    const topics = wanted === null ? {} : await topicsOf(account, wanted.model)
    return { words: escalation.document.words, timeZone, locale, contactAttributes, languageOf, ...topics }
  }
}
