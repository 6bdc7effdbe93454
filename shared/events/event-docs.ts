import * as z from 'zod/mini'
import { catalogue, EVENT_TYPES } from './catalogue.ts'
import type { ConversationEventType } from './conversation-events.ts'

const INTRODUCTION = `# Domain events

Every change of a conversation is published as one of these events: on the EventBridge bus (source \`backdesk\`, detail
type = \`type\`, detail = the event) and in the conversation's ledger. This page is made from \`shared/events/catalogue.ts\`;
after a change there run \`node --import tsx tests/support/write-event-docs.ts\`.

- \`id\` is derived: the same write gives the same events with the same ids, so a consumer that has seen an id may skip it.
- \`version\` and \`n\` order the ledger of a conversation. The bus does not keep that order.
- \`occurredAtMs\` is Chatwoot's time, \`observedAtMs\` ours; all times are epoch milliseconds.
- \`source\` is \`reconciled\` where a webhook was lost and a reading of Chatwoot's API told the change.
- What was learned after newer facts gives no event: the ledger may lack a late message, but what it says is true.
- Customers' names and texts are in no event.

An example of the whole event follows each description; its \`data\` is all that differs between types.
`

type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** The page docs/events.md. `exampleOf` gives the frozen example of a type. */
export function renderEventDocs(exampleOf: (type: ConversationEventType) => unknown): string {
  return `${[INTRODUCTION, ...EVENT_TYPES.map((type) => section(type, exampleOf(type)))].join('\n')}`
}

function section(type: ConversationEventType, example: unknown): string {
  const { description, data } = catalogue[type]
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
  return [schema.type ?? 'any'].flat().join(' or ')
}
