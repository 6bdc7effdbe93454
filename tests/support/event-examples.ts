import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ApprovalEventType } from '#events/approval-events'
import type { ArticleEventType } from '#events/article-events'
import type { ConversationEventType } from '#events/conversation-events'
import type { GradeEventType } from '#events/grade-events'
import type { OperatorEventType } from '#events/operator-events'
import type { SignalEventType } from '#events/signal-events'
import type { SuggestionEventType } from '#events/suggestion-events'

export const eventExamplesDir = fileURLToPath(new URL('../fixtures/events/', import.meta.url))
export const eventDocsFile = fileURLToPath(new URL('../../docs/events.md', import.meta.url))

/** The frozen example of a type, unparsed by any schema. */
export const eventExample = (
  type:
    | ConversationEventType
    | OperatorEventType
    | ApprovalEventType
    | SignalEventType
    | GradeEventType
    | SuggestionEventType
    | ArticleEventType,
): unknown => JSON.parse(readFileSync(`${eventExamplesDir}${type}.json`, 'utf8'))
