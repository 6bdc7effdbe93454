/** Checks a policy document before it is stored: its form, then what its parts say of each other. All problems at once. */
import * as z from 'zod/mini'
import type { DraftsDocument } from '#domain/drafts-policy'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { QualityDocument } from '#domain/quality/quality-policy'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { SlaDocument } from '#domain/sla-policy'
import { outOfBounds } from './document-bounds.ts'
import { draftsNotes, draftsSchema } from './drafts-schema.ts'
import { escalationNotes, escalationReferenceProblems } from './escalation-references.ts'
import { escalationSchema } from './escalation-schema.ts'
import { memberOf } from './loose-reading.ts'
import { problemsOf } from './plain-schemas.ts'
import { anyOf, type Problem, shown } from './problem.ts'
import { qualityNotes, qualityReferenceProblems, qualitySchema } from './quality-schema.ts'
import { routingNotes } from './routing-notes.ts'
import { routingReferenceProblems } from './routing-references.ts'
import { routingSchema } from './routing-schema.ts'
import { slaNotes, slaReferenceProblems } from './sla-references.ts'
import { slaSchema } from './sla-schema.ts'

export type { Problem } from './problem.ts'

export const POLICY_KINDS = ['sla', 'escalation', 'routing', 'drafts', 'quality'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]
/** The document of each kind. */
export type PolicyDocuments = {
  readonly sla: SlaDocument
  readonly escalation: EscalationDocument
  readonly routing: RoutingDocument
  readonly drafts: DraftsDocument
  readonly quality: QualityDocument
}

export type Checked<Document> =
  /** `notes` tell what may be meant, but often is not. */
  | { readonly ok: true; readonly document: Document; readonly notes: readonly Problem[] }
  /** At most 50; the last one then tells how many more there are. */
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** What else is in force, for notes about how the documents go together. */
export type Beside = { readonly sla?: SlaDocument }

type Check<Document> = {
  readonly schema: z.ZodMiniType<Document>
  readonly references: (raw: unknown) => Problem[]
  readonly notes: (document: Document, beside: Beside) => Problem[]
}
const CHECKS: { readonly [Kind in PolicyKind]: Check<PolicyDocuments[Kind]> } = {
  sla: { schema: slaSchema, references: slaReferenceProblems, notes: slaNotes },
  escalation: {
    schema: escalationSchema,
    references: escalationReferenceProblems,
    notes: (document, { sla }) => escalationNotes(document, sla),
  },
  routing: { schema: routingSchema, references: routingReferenceProblems, notes: routingNotes },
  drafts: { schema: draftsSchema, references: () => [], notes: draftsNotes },
  quality: { schema: qualitySchema, references: qualityReferenceProblems, notes: qualityNotes },
}
const MOST_PROBLEMS = 50

/** `raw` as `JSON.parse` gives it. Never throws over what it holds. */
export function checkPolicy<Kind extends PolicyKind>(
  kind: Kind,
  raw: unknown,
  beside: Beside = {},
): Checked<PolicyDocuments[Kind]> {
  const first = outOfBounds(raw) ?? otherKind(kind, raw)
  if (first !== undefined) return { ok: false, problems: [first] }
  const { schema, references, notes }: Check<PolicyDocuments[Kind]> = CHECKS[kind]
  const read = z.safeParse(schema, raw)
  const problems = [...problemsOf(read.error), ...references(raw)]
  if (!read.success || problems.length > 0) return { ok: false, problems: atMost(problems) }
  return { ok: true, document: read.data, notes: notes(read.data, beside) }
}

/** A document of another kind would be wrong everywhere: say it once. */
function otherKind(kind: PolicyKind, raw: unknown): Problem | undefined {
  const given = memberOf(raw, 'kind')
  if (given === kind || given === undefined) return undefined
  const other = POLICY_KINDS.find((known) => known === given)
  const message =
    other === undefined
      ? `must be ${anyOf([kind])}, not ${shown(given)}`
      : `this is ${CALLED[other]} document: it goes to the policies of kind \`${other}\`, not \`${kind}\``
  return { path: 'kind', message }
}

const CALLED: Readonly<Record<PolicyKind, string>> = {
  sla: 'an SLA',
  escalation: 'an escalation',
  routing: 'a routing',
  drafts: 'a drafts',
  quality: 'a quality',
}

function atMost(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems
  const kept = problems.slice(0, MOST_PROBLEMS - 1)
  return [...kept, { path: 'document', message: `and ${problems.length - kept.length} more problems` }]
}
