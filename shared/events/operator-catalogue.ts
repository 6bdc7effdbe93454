/** The events of operators: descriptions and exact shapes, as catalogue.ts has them of conversations. */
import * as z from 'zod/mini'
import { AVAILABILITIES } from '#domain/operator'
import type { OperatorEvent, OperatorEventData, OperatorEventType } from './operator-events.ts'

const id = z.int().check(z.positive())
/** Epoch milliseconds. */
const instantMs = z.int().check(z.nonnegative())
const standing = {
  name: z.string(),
  from: z.nullable(z.enum(AVAILABILITIES)),
  teams: z.array(id),
  inboxes: z.array(id),
}

export const operatorCatalogue = {
  'operator.available.v1': {
    description:
      'An operator may be given work: seen available, or, `from` being `available`, belonging to other teams or inboxes.',
    data: z.strictObject(standing),
  },
  'operator.away.v1': { description: 'An operator is there, but busy.', data: z.strictObject(standing) },
  'operator.offline.v1': {
    description: "An operator went offline, or is no longer among Chatwoot's agents (`gone`).",
    data: z.strictObject({ ...standing, gone: z.boolean() }),
  },
} as const satisfies Record<OperatorEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in OperatorEventType]: z.output<(typeof operatorCatalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of operator-events.ts have drifted apart. */
export type OperatorCatalogueMatchesTypes = Holds<Same<Described, OperatorEventData>>

/** In the order of the catalogue. */
export const OPERATOR_EVENT_TYPES = Object.keys(operatorCatalogue) as OperatorEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  operatorId: id,
  version: id,
  occurredAtMs: instantMs,
  observedAtMs: instantMs,
  correlationId: z.string(),
  source: z.literal('reading'),
}

const schemas = new Map(
  OPERATOR_EVENT_TYPES.map((type) => [
    type,
    z.strictObject({ ...envelope, type: z.literal(type), data: operatorCatalogue[type].data }),
  ]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseOperatorEvent(value: unknown): OperatorEvent {
  const type = z.looseObject({ type: z.enum(OPERATOR_EVENT_TYPES) }).parse(value).type
  const schema = schemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as OperatorEvent
}
