import type { SuggestionEvent } from '#events/suggestion-events'
import type { Suggested } from './suggested.ts'

/** The event of what was suggested last, or of why nothing was. No text of anybody is in it. */
export function deriveSuggestionEvents(suggested: Suggested): SuggestionEvent[] {
  const { id, account, conversationId, asked, suggestedAtMs, correlationId, found } = suggested
  const { suggestions, confidence, abstained, indexVersion } = found
  const envelope = {
    id,
    account,
    conversationId,
    occurredAtMs: suggestedAtMs,
    observedAtMs: suggestedAtMs,
    correlationId,
    source: 'suggest' as const,
  }
  if (abstained !== null) {
    const data = { asked, reason: abstained.reason, confidence, indexVersion }
    return [{ ...envelope, type: 'suggestion.abstained.v1', data }]
  }
  const articles = suggestions.map((one) => ({
    id: one.articleId,
    version: one.articleVersion,
    confidence: one.confidence,
  }))
  return [{ ...envelope, type: 'suggestion.made.v1', data: { asked, articles, confidence, indexVersion } }]
}
