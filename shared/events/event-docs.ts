import * as z from 'zod/mini'
import type { WriteSource } from '#domain/conversation'
import { ON_TIME_MS } from '#domain/watch-events'
import { APPROVAL_EVENT_TYPES, approvalCatalogue } from './approval-catalogue.ts'
import type { ApprovalEventType } from './approval-events.ts'
import { ARTICLE_EVENT_TYPES, articleCatalogue } from './article-catalogue.ts'
import type { ArticleEventType } from './article-events.ts'
import { catalogue, EVENT_TYPES } from './catalogue.ts'
import type { ConversationEventType } from './conversation-events.ts'
import { GRADE_EVENT_TYPES, gradeCatalogue } from './grade-catalogue.ts'
import type { GradeEventType } from './grade-events.ts'
import { OPERATOR_EVENT_TYPES, operatorCatalogue } from './operator-catalogue.ts'
import type { OperatorEventType } from './operator-events.ts'
import { SIGNAL_EVENT_TYPES, signalCatalogue } from './signal-catalogue.ts'
import type { SignalEventType } from './signal-events.ts'
import { SUGGESTION_EVENT_TYPES, suggestionCatalogue } from './suggestion-catalogue.ts'
import type { SuggestionEventType } from './suggestion-events.ts'

const CAUSES: Readonly<Record<WriteSource, string>> = {
  webhook: 'a webhook of Chatwoot',
  reconciled: "a reading of Chatwoot's API, where a webhook was lost",
  clock: 'a deadline was reached',
  person: "a person's command, for instance an acknowledgement",
  routing: 'routing decided whom to give the conversation to',
}

const INTRODUCTION = `# Domain events

Every change of a conversation or an operator is published as one of these events: on the EventBridge bus (source
\`backdesk\`, detail type = \`type\`, detail = the event) and in the ledger of what it is of. This page is made from
\`shared/events/catalogue.ts\`, \`operator-catalogue.ts\` and \`approval-catalogue.ts\`; after a change there run \`node --import tsx tests/support/write-event-docs.ts\`.

| family | tells |
|---|---|
| \`conversation.*\` | what happened in Chatwoot |
| \`sla.*\`, \`escalation.*\` | what the account's active documents make of it: clocks that warn, are breached or met, and who is called for |
| \`routing.*\` | whom the router asked, why nobody, and who decided otherwise |
| \`promise.*\` | what an operator said would happen by when, and whether it did |
| \`operator.*\` | who can be given work. These have an \`operatorId\` in place of \`conversationId\` and \`n\`, and the source \`reading\`: Chatwoot sends no webhook about its people, they are read every minute |
| \`signal.*\` | what an approval that ended teaches. These have an \`approvalId\` in place of \`version\` and \`n\`, the source \`signal\`, and no ledger: \`GET /v1/signals\` reads them |
| \`autonomy.*\` | that a policy began to approve drafts of one writer about one intent, or ceased to; shaped like those of signals. \`GET /v1/autonomy\` reads how it stands |
| \`approval.*\` | drafts of replies, what people decide on them, and what becomes of it. These have an \`approvalId\` in place of \`n\`, \`version\` is the approval's, and the source \`approval\`; they are in no ledger: decisions have records of their own ([ADR 0043](adr/0043-approvals.md)) |
| \`conversation.graded\` | what a resolved conversation is worth, once graded and at each review, dispute and correction. It has the version of its grade, no \`n\`, the source \`grade\`, and no ledger: \`GET /v1/grades\` reads grades |
| \`article.*\` | what should become of articles of the Help Center, and what became of it. These have an \`articleId\` in place of \`conversationId\`, \`version\` and \`n\`, the source \`article\`, and no ledger: \`GET /v1/article-proposals\` and \`GET /v1/articles\` read them ([ADR 0056](adr/0056-articles-told-written-and-put-away.md)) |

- \`id\` is derived: the same write gives the same events with the same ids, so a consumer that has seen an id may skip it.
- \`version\` and \`n\` order the ledger of a conversation. The bus does not keep that order.
- \`occurredAtMs\` is when it happened, \`observedAtMs\` when we learned of it; all times are epoch milliseconds. What happened
  in Chatwoot has Chatwoot's time. A threshold occurred at the instant at which it was reached, however late it was noticed.
- \`lateMs\` is how long after that it was stored. Above ${ON_TIME_MS / 1000} seconds \`lateBy\` says whose doing that was: \`backdesk\` when we
  should have seen it by ourselves, \`source\` when only a late webhook or reading showed it.
- What was learned after newer facts gives no event: the ledger may lack a late message, but what it says is true. A
  breach that a late fact disproves is withdrawn by an event of its own.
- Customers' names and texts are in no event, nor are those of drafts and replies.

| \`source\` | what caused the write |
|---|---|
${Object.entries(CAUSES)
  .map(([source, cause]) => `| \`${source}\` | ${cause} |`)
  .join('\n')}
| \`reading\` | a reading of Chatwoot's people; of operators alone |
| \`approval\` | a draft came in, or somebody or something acted on it; of approvals alone |

An example of the whole event follows each description; its \`data\` is all that differs between types.
`

type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  /** Of a record: what each of its members is. */
  readonly additionalProperties?: JsonSchema | false
}

type AnyEventType =
  | ConversationEventType
  | OperatorEventType
  | ApprovalEventType
  | SignalEventType
  | SuggestionEventType
  | GradeEventType
  | ArticleEventType
const described: Readonly<Record<AnyEventType, { readonly description: string; readonly data: z.ZodMiniType }>> = {
  ...catalogue,
  ...operatorCatalogue,
  ...approvalCatalogue,
  ...signalCatalogue,
  ...gradeCatalogue,
  ...suggestionCatalogue,
  ...articleCatalogue,
}

/** The page docs/events.md. `exampleOf` gives the frozen example of a type. */
export function renderEventDocs(exampleOf: (type: AnyEventType) => unknown): string {
  const types = [
    ...EVENT_TYPES,
    ...OPERATOR_EVENT_TYPES,
    ...APPROVAL_EVENT_TYPES,
    ...SIGNAL_EVENT_TYPES,
    ...GRADE_EVENT_TYPES,
    ...SUGGESTION_EVENT_TYPES,
    ...ARTICLE_EVENT_TYPES,
  ]
  return `${[INTRODUCTION, ...types.map((type) => section(type, exampleOf(type)))].join('\n')}`
}

function section(type: AnyEventType, example: unknown): string {
  const { description, data } = described[type]
  const fields = Object.entries((z.toJSONSchema(data) as JsonSchema).properties ?? {})
  const rows = fields.map(([name, schema]) => `| \`${name}\` | ${kindOf(schema)} |`)
  return `## ${type}

${description}

| data | |
|---|---|
${rows.join('\n')}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`
}

function kindOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' or ')
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (schema.items) return `list of ${kindOf(schema.items)}`
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`
  if (schema.additionalProperties) return `map of name to ${kindOf(schema.additionalProperties)}`
  return [schema.type ?? 'any'].flat().join(' or ')
}
