/** The part of the catalogue that tells of routing. */
import * as z from 'zod/mini'
import { HELD_FOR, ROUTED_FOR } from '#domain/routing/routing-record'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const ofDecision = { decision: count, policyVersion: count, ruleId: z.nullable(z.string()) }

export const routingCatalogue = {
  'routing.held.v1': {
    description:
      'Nobody is asked for the time being, for the reason in `why`. `operatorId`: who would be asked, where the document only suggests.',
    data: z.strictObject({
      ...ofDecision,
      why: z.enum(HELD_FOR),
      untilMs: z.nullable(count),
      operatorId: z.nullable(id),
    }),
  },
  'routing.asked.v1': {
    description:
      'An operator was chosen, and the action to assign him is on its way. `from` is whom it is taken from, `decision` names the receipt that tells why.',
    data: z.strictObject({ ...ofDecision, operatorId: id, from: z.nullable(id), routedFor: z.enum(ROUTED_FOR) }),
  },
  'routing.yielded.v1': {
    description: 'A person decided otherwise (`to`; null: nobody shall have it), and the router keeps its hands off.',
    data: z.strictObject({ decision: count, chosen: z.nullable(id), to: z.nullable(id) }),
  },
} as const
