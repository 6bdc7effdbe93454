/** The events of suggestions: descriptions and exact shapes, as catalogue.ts has them of conversations. */
import * as z from 'zod/mini'
import type { SuggestionEvent, SuggestionEventData, SuggestionEventType } from './suggestion-events.ts'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const share = z.number().check(z.minimum(0), z.maximum(1))
const about = {
  asked: z.enum(['customer_waiting', 'request']),
  confidence: share,
  indexVersion: z.string(),
}

export const suggestionCatalogue = {
  'suggestion.made.v1': {
    description:
      'Articles were suggested for what a customer asks, best first: `customer_waiting` by itself when he began to wait, `request` by the API. Titles and passages are read by `GET /v1/conversations/{id}/suggestions`.',
    data: z.strictObject({
      ...about,
      articles: z.array(z.strictObject({ id, version: count, confidence: share })),
    }),
  },
  'suggestion.abstained.v1': {
    description:
      'No article was sure enough to be suggested: `unsure`, `too_little_said`, or `nothing_searched` where there are none.',
    data: z.strictObject({ ...about, reason: z.enum(['nothing_searched', 'too_little_said', 'unsure']) }),
  },
} as const satisfies Record<SuggestionEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in SuggestionEventType]: z.output<(typeof suggestionCatalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of suggestion-events.ts have drifted apart. */
export type SuggestionCatalogueMatchesTypes = Holds<Same<Described, SuggestionEventData>>

/** In the order of the catalogue. */
export const SUGGESTION_EVENT_TYPES = Object.keys(suggestionCatalogue) as SuggestionEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  conversationId: id,
  occurredAtMs: count,
  observedAtMs: count,
  correlationId: z.string(),
  source: z.literal('suggest'),
}

const schemas = new Map(
  SUGGESTION_EVENT_TYPES.map((type) => [
    type,
    z.strictObject({ ...envelope, type: z.literal(type), data: suggestionCatalogue[type].data }),
  ]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseSuggestionEvent(value: unknown): SuggestionEvent {
  const type = z.looseObject({ type: z.enum(SUGGESTION_EVENT_TYPES) }).parse(value).type
  const schema = schemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as SuggestionEvent
}
