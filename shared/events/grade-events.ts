import type { CannotGrade } from '#domain/quality/grade'

/** What a resolved conversation is worth, without anybody's words: those are read by `GET /v1/grades`. */
type Graded = {
  resolvedAtMs: number
  /** The quality document it was graded by. */
  rubricVersion: number
  operatorId: number | null
  inboxId: number | null
  teamId: number | null
  /** By the machine, 0 to 100; null: `cannotGrade` says why not. */
  score: number | null
  cannotGrade: CannotGrade | null
  grades: { tone: number | null; accuracy: number | null; policy: number | null; process: number | null } | null
  /** That the customer was helped, as it reads; percent. */
  outcomePercent: number | null
  /** The customer's first and last word, -100 to 100. */
  tones: { first: number | null; last: number | null } | null
  /** By people, 0 to 100; null: nobody has looked. */
  humanScore: number | null
  reviews: number
  dispute: 'open' | 'upheld' | 'corrected' | null
}

/** Each domain event of quality and its data. Names and shapes are frozen by tests/fixtures/events. */
export type GradeEventData = {
  /** It was graded, reviewed, disputed or corrected. */
  'conversation.graded.v1': Graded
}

/** On the bus like those of conversations. `id` is derived from (account, conversation, end, version of the grade). */
export type GradeEnvelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  readonly conversationId: number
  /** Of the grade: orders what is told of it. */
  readonly version: number
  /** When that was done, epoch milliseconds. */
  readonly occurredAtMs: number
  readonly observedAtMs: number
  readonly correlationId: string
  readonly source: 'grade'
  readonly data: Data
}

export type GradeEventType = keyof GradeEventData
export type GradeEvent = { [Type in GradeEventType]: GradeEnvelope<Type, GradeEventData[Type]> }[GradeEventType]
