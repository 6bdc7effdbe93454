/** The events of quality: descriptions and exact shapes, as catalogue.ts has them of conversations. */
import * as z from 'zod/mini'
import { CANNOT_GRADE, DISPUTE_STATES } from '#domain/quality/grade'
import type { GradeEvent, GradeEventData, GradeEventType } from './grade-events.ts'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const grade = z.nullable(z.int().check(z.minimum(1), z.maximum(5)))
const score = z.nullable(z.number().check(z.minimum(0), z.maximum(100)))
const tone = z.nullable(z.int().check(z.minimum(-100), z.maximum(100)))

export const gradeCatalogue = {
  'conversation.graded.v1': {
    description:
      'A resolved conversation was graded by the rubric, or people have reviewed, disputed or corrected that grade. `score` is the machine’s, which counts beside people’s only while it agrees with them (`GET /v1/quality`); `humanScore` is theirs. `cannotGrade` says why there is no score.',
    data: z.strictObject({
      resolvedAtMs: count,
      rubricVersion: count,
      operatorId: z.nullable(id),
      inboxId: z.nullable(id),
      teamId: z.nullable(id),
      score,
      cannotGrade: z.nullable(z.enum(CANNOT_GRADE)),
      grades: z.nullable(z.strictObject({ tone: grade, accuracy: grade, policy: grade, process: grade })),
      outcomePercent: z.nullable(z.int().check(z.minimum(0), z.maximum(100))),
      tones: z.nullable(z.strictObject({ first: tone, last: tone })),
      humanScore: score,
      reviews: count,
      dispute: z.nullable(z.enum(DISPUTE_STATES)),
    }),
  },
} as const satisfies Record<GradeEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in GradeEventType]: z.output<(typeof gradeCatalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of grade-events.ts have drifted apart. */
export type GradeCatalogueMatchesTypes = Holds<Same<Described, GradeEventData>>

/** In the order of the catalogue. */
export const GRADE_EVENT_TYPES = Object.keys(gradeCatalogue) as GradeEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  conversationId: id,
  version: id,
  occurredAtMs: count,
  observedAtMs: count,
  correlationId: z.string(),
  source: z.literal('grade'),
}
const schemas = new Map(
  GRADE_EVENT_TYPES.map((type) => [
    type,
    z.strictObject({ ...envelope, type: z.literal(type), data: gradeCatalogue[type].data }),
  ]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseGradeEvent(value: unknown): GradeEvent {
  const type = z.looseObject({ type: z.enum(GRADE_EVENT_TYPES) }).parse(value).type
  const schema = schemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as GradeEvent
}
