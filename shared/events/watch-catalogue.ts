/** The part of the catalogue that tells of clocks, escalations and promises. */
import * as z from 'zod/mini'
import { PROMISE_KINDS } from '#domain/observation'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { TURNS } from '#domain/turn'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
/** Epoch milliseconds. */
const instantMs = count
const durationMs = count
const ofRun = { clock: z.enum(CLOCK_NAMES), run: id, policyId: z.string(), slaVersion: count }
const late = { lateMs: durationMs, lateBy: z.nullable(z.enum(['backdesk', 'source'])) }
const ofEscalation = { cause: z.string(), raisedAtMs: instantMs, escalationVersion: count }
const ofPromise = { messageId: id, operatorId: z.nullable(id), dueAtMs: instantMs }

export const watchCatalogue = {
  'sla.policy_applied.v1': {
    description:
      'Another version of the SLA document, or another of its policies, holds for the conversation from now on.',
    data: z.strictObject({
      slaVersion: count,
      policyId: z.nullable(z.string()),
      previousPolicyId: z.nullable(z.string()),
      answeredBefore: z.boolean(),
    }),
  },
  'sla.warned.v1': {
    description:
      'So many percent of a target are gone. `lateMs` is how long after that we noticed, and `lateBy` whose doing it was.',
    data: z.strictObject({ ...ofRun, percent: id, dueAtMs: z.nullable(instantMs), ...late }),
  },
  'sla.breached.v1': {
    description: 'A clock ran past its target; it occurred at the instant it was due. `turn` is whose turn it was.',
    data: z.strictObject({
      ...ofRun,
      startedAtMs: instantMs,
      targetMs: durationMs,
      turn: z.enum(TURNS),
      operatorId: z.nullable(id),
      teamId: z.nullable(id),
      inboxId: z.nullable(id),
      ...late,
    }),
  },
  'sla.met.v1': {
    description: 'A clock stopped within its target. `countedMs` is the open time it took.',
    data: z.strictObject({ ...ofRun, startedAtMs: instantMs, targetMs: durationMs, countedMs: durationMs }),
  },
  'sla.breach_withdrawn.v1': {
    description: 'A breach was none: a fact that came to light later shows that the clock had stopped before it.',
    data: z.strictObject({ ...ofRun, breachedAtMs: instantMs }),
  },
  'escalation.raised.v1': {
    description: 'More people are called for; `cause` and `raisedAtMs` name the escalation within its conversation.',
    data: z.strictObject({ ...ofEscalation, ruleId: z.string(), clock: z.nullable(z.enum(CLOCK_NAMES)) }),
  },
  'escalation.joined.v1': {
    description: 'Another rule of the same cause joined an escalation that runs already.',
    data: z.strictObject({ ...ofEscalation, ruleId: z.string() }),
  },
  'escalation.rung_reached.v1': {
    description: 'An escalation reached a rung of its ladder (0 is the first), whose actions follow.',
    data: z.strictObject({
      ...ofEscalation,
      ruleId: z.string(),
      rung: count,
      rungName: z.string(),
      acknowledgeByMs: z.nullable(instantMs),
    }),
  },
  'escalation.acknowledged.v1': {
    description: 'Somebody took the escalation: it climbs no further.',
    data: z.strictObject({ ...ofEscalation, by: z.string(), rung: count }),
  },
  'escalation.stood_down.v1': {
    description: 'What called for the escalation is gone, so it ended by itself.',
    data: z.strictObject({ ...ofEscalation, rung: count }),
  },
  'escalation.resolved.v1': {
    description: 'A person ended the escalation.',
    data: z.strictObject({ ...ofEscalation, by: z.nullable(z.string()), rung: count }),
  },
  'promise.made.v1': {
    description: "An operator's public reply says that something will happen by `dueAtMs`. Its text is in no event.",
    data: z.strictObject({ ...ofPromise, kind: z.enum(PROMISE_KINDS), remindAtMs: instantMs }),
  },
  'promise.due_soon.v1': {
    description: 'A promise will break soon unless the operator writes.',
    data: z.strictObject(ofPromise),
  },
  'promise.kept.v1': {
    description: 'The operator wrote, or the conversation was resolved, before the promise was due.',
    data: z.strictObject(ofPromise),
  },
  'promise.broken.v1': { description: 'A promise fell due and nobody had written.', data: z.strictObject(ofPromise) },
  'promise.dismissed.v1': { description: 'A person said that it was no promise.', data: z.strictObject(ofPromise) },
} as const
