/** The events of learning: descriptions and exact shapes, as catalogue.ts has them of conversations. */
import * as z from 'zod/mini'
import { EDIT_CLASSES } from '#domain/edit-class'
import { SIGNAL_OUTCOMES } from '#domain/learning-signal'
import type { SignalEvent, SignalEventData, SignalEventType } from './signal-events.ts'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const grade = z.int().check(z.minimum(1), z.maximum(5))

const share = z.number().check(z.minimum(0), z.maximum(1))
const turned = { intent: z.string(), writer: z.string(), graded: count, rejected: count, lowerBound: share }

export const signalCatalogue = {
  'signal.recorded.v1': {
    description:
      'An approval has ended, and what it teaches is recorded: how it was graded, how much was changed of the proposal and in which way, and how long it took. `seeded`: known to be wrong, to see whether reviewers look. Texts are read by `GET /v1/signals`, scrubbed.',
    data: z.strictObject({
      outcome: z.enum(SIGNAL_OUTCOMES),
      source: z.strictObject({ kind: z.string(), name: z.string(), version: z.string() }),
      intent: z.nullable(z.string()),
      grades: z.nullable(z.strictObject({ tone: grade, accuracy: grade, policy: grade })),
      editRatio: z.nullable(z.number().check(z.minimum(0), z.maximum(1))),
      editClass: z.nullable(z.enum(EDIT_CLASSES)),
      waitedMs: z.nullable(count),
      waitedBusinessMs: z.nullable(count),
      articles: z.array(z.strictObject({ id: z.string(), version: z.nullable(z.string()) })),
      seeded: z.boolean(),
    }),
  },
  'autonomy.granted.v1': {
    description:
      'For the first time, or the first time since that was lost, the drafts document has approved a draft of `writer` about `intent` instead of a person. `graded` of them had been graded, and the lower bound of the share of good ones was above `above`.',
    data: z.strictObject({ ...turned, policy: z.string(), above: share }),
  },
  'autonomy.revoked.v1': {
    description:
      'A person decides on the drafts of `writer` about `intent` again: one was graded 1 or 2 for policy (`policy_grade`, at once), or too few of the newest were good (`below_the_bar`, found at the next draft). The conversation is that of the reply that was graded, or of that draft.',
    data: z.strictObject({ ...turned, code: z.enum(['policy_grade', 'below_the_bar']) }),
  },
} as const satisfies Record<SignalEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in SignalEventType]: z.output<(typeof signalCatalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of signal-events.ts have drifted apart. */
export type SignalCatalogueMatchesTypes = Holds<Same<Described, SignalEventData>>

/** In the order of the catalogue. */
export const SIGNAL_EVENT_TYPES = Object.keys(signalCatalogue) as SignalEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  conversationId: id,
  approvalId: z.string(),
  occurredAtMs: count,
  observedAtMs: count,
  correlationId: z.string(),
  source: z.literal('signal'),
}

const schemas = new Map(
  SIGNAL_EVENT_TYPES.map((type) => [
    type,
    z.strictObject({ ...envelope, type: z.literal(type), data: signalCatalogue[type].data }),
  ]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseSignalEvent(value: unknown): SignalEvent {
  const type = z.looseObject({ type: z.enum(SIGNAL_EVENT_TYPES) }).parse(value).type
  const schema = schemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as SignalEvent
}
