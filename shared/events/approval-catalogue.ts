/** The events of approvals: descriptions and exact shapes, as catalogue.ts has them of conversations. */
import * as z from 'zod/mini'
import { DRAFT_SOURCES, RISKS } from '#domain/draft-proposal'
import type { ApprovalEvent, ApprovalEventData, ApprovalEventType } from './approval-events.ts'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const grade = z.int().check(z.minimum(1), z.maximum(5))
const hash = z.nullable(z.string())
const risk = z.enum(RISKS)
const share = z.number().check(z.minimum(0), z.maximum(1))
const taken = { by: z.string(), hash }

export const approvalCatalogue = {
  'approval.requested.v1': {
    description:
      'A draft of a reply waits for a person: to approve it, or to mend it where the guard has something against it (`blocks`). `again`: it had been edited meanwhile.',
    data: z.strictObject({
      source: z.enum(DRAFT_SOURCES),
      sourceName: z.string(),
      sourceVersion: z.string(),
      intent: z.nullable(z.string()),
      risk,
      boundTo: z.strictObject({ conversationVersion: count, lastMessageId: z.nullable(id) }),
      dueAtMs: z.nullable(count),
      expiresAtMs: count,
      blocks: z.array(z.string()),
      again: z.boolean(),
    }),
  },
  'approval.changes_requested.v1': {
    description: 'A reviewer wants the draft written otherwise.',
    data: z.strictObject(taken),
  },
  'approval.approved.v1': {
    description:
      'A person has approved the text, and `act` is asked to send it. `hasty`: within seconds of seeing it first, or without having it looked at.',
    data: z.strictObject({
      ...taken,
      actionId: z.nullable(z.string()),
      grades: z.strictObject({ tone: grade, accuracy: grade, policy: grade }),
      edited: z.boolean(),
      waitedMs: count,
      hasty: z.boolean(),
    }),
  },
  'approval.approved_by_policy.v1': {
    description:
      'The drafts document has approved the text instead of a person, and `act` is asked to send it: of the drafts of `writer` about `intent`, `graded` were graded since autonomy was last lost, and the lower bound of the share of good ones is above what the document asks for.',
    data: z.strictObject({
      ...taken,
      actionId: z.nullable(z.string()),
      policy: z.string(),
      intent: z.string(),
      writer: z.string(),
      graded: count,
      lowerBound: share,
      above: share,
    }),
  },
  'approval.rejected.v1': {
    description: 'A reviewer has refused the draft for good.',
    data: z.strictObject(taken),
  },
  'approval.voided.v1': {
    description:
      'Nobody can approve or send it any more: the customer has written again, the conversation is gone, it could not be sent, or it was seeded to see whether reviewers look (`code`).',
    data: z.strictObject({ code: z.string(), by: z.nullable(z.string()), hash }),
  },
  'approval.expired.v1': {
    description: 'Nobody decided, or it was not sent, before its time was over.',
    data: z.strictObject({ hash }),
  },
  'approval.overdue.v1': {
    description: 'Nobody has decided in the time that the SLA document promises. Told once a draft.',
    data: z.strictObject({ dueAtMs: count, risk }),
  },
  'approval.applied.v1': {
    description: 'The approved reply is in Chatwoot, as message `messageId`.',
    data: z.strictObject({ actionId: z.nullable(z.string()), messageId: id }),
  },
} as const satisfies Record<ApprovalEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in ApprovalEventType]: z.output<(typeof approvalCatalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of approval-events.ts have drifted apart. */
export type ApprovalCatalogueMatchesTypes = Holds<Same<Described, ApprovalEventData>>

/** In the order of the catalogue. */
export const APPROVAL_EVENT_TYPES = Object.keys(approvalCatalogue) as ApprovalEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  conversationId: id,
  approvalId: z.string(),
  version: id,
  occurredAtMs: count,
  observedAtMs: count,
  correlationId: z.string(),
  source: z.literal('approval'),
}

const schemas = new Map(
  APPROVAL_EVENT_TYPES.map((type) => [
    type,
    z.strictObject({ ...envelope, type: z.literal(type), data: approvalCatalogue[type].data }),
  ]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseApprovalEvent(value: unknown): ApprovalEvent {
  const type = z.looseObject({ type: z.enum(APPROVAL_EVENT_TYPES) }).parse(value).type
  const schema = schemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as ApprovalEvent
}
