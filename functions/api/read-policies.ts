/** Reading policies: what is in force, what is stored, and whether a document may be. */
import { type Checked, checkPolicy, POLICY_KINDS, type PolicyDocuments, type PolicyKind } from '#policies/check-policy'
import { describePolicy } from '#policies/describe-policy'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { Policies } from './policy-documents.ts'
import type { PolicyQuery } from './policy-inputs.ts'
import { BAD_CURSOR } from './refusals.ts'

export type PolicyDeps = {
  readonly policies: Policies
  readonly now: () => number
}
export type OfKind = { readonly account: string; readonly kind: PolicyKind }

export const NO_SUCH_VERSION = refused(404, 'no_such_version', 'There is no such version.')
const NO_SUCH_KIND = refused(
  404,
  'no_such_kind',
  'There are policies of the kinds "sla", "escalation", "routing", "drafts" and "quality".',
)

/** The kind in an address, or the refusal of what is none. */
export const kindIn = (path: Readonly<Record<string, string>>): PolicyKind | Refusal =>
  POLICY_KINDS.find((kind) => kind === path.kind) ?? NO_SUCH_KIND

/** GET /v1/policies/{kind}. */
export async function readPolicy(of: OfKind, query: PolicyQuery, deps: PolicyDeps): Promise<Answer> {
  const { policies, now } = deps
  const [activation, page] = await Promise.all([
    policies.latestActivation(of.account, of.kind),
    policies.list(of, query.cursor ?? null),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  const document = await documentOf(of, activation?.version ?? 0, deps)
  const active = {
    version: activation?.version ?? 0,
    activatedAtMs: activation?.activatedAtMs ?? 0,
    by: activation?.by ?? null,
    reason: activation?.reason ?? null,
    previousVersion: activation?.previousVersion ?? null,
    summary: describePolicy(document),
    document,
  }
  return { kind: 'json', body: { ...of, active, ...page }, fresh: { asOfMs: now() } }
}

/** GET /v1/policies/{kind}/versions/{version}. */
export async function readVersion(of: OfKind, version: string, { policies, now }: PolicyDeps): Promise<Answer> {
  if (!/^(0|[1-9]\d{0,9})$/.test(version)) return NO_SUCH_VERSION
  const [document, activation] = await Promise.all([
    policies.get(of.account, of.kind, Number(version)),
    policies.latestActivation(of.account, of.kind),
  ])
  if (document === null) return NO_SUCH_VERSION
  const active = (activation?.version ?? 0) === Number(version)
  const body = { ...of, version: Number(version), active, summary: describePolicy(document), document }
  return { kind: 'json', body, fresh: { asOfMs: now() } }
}

/** POST /v1/policies/{kind}/check. */
export async function checkDocument(of: OfKind, raw: unknown, deps: PolicyDeps): Promise<Answer> {
  const checked = await checkedBeside(of, raw, deps)
  const { ok } = checked
  const found = checked.ok ? { problems: [], notes: checked.notes } : { problems: checked.problems, notes: [] }
  return { kind: 'json', body: { ...of, ok, ...found } }
}

/** Checked with the SLA document in force beside it, for notes about how both go together. */
export async function checkedBeside<Kind extends PolicyKind>(
  { account, kind }: { readonly account: string; readonly kind: Kind },
  raw: unknown,
  deps: PolicyDeps,
): Promise<Checked<PolicyDocuments[Kind]>> {
  if (kind !== 'escalation') return checkPolicy(kind, raw)
  const activation = await deps.policies.latestActivation(account, 'sla')
  const sla = await documentOf({ account, kind: 'sla' }, activation?.version ?? 0, deps)
  return checkPolicy(kind, raw, { sla })
}

/** A version that was activated. @throws Error when it is not there. */
export async function documentOf<Kind extends PolicyKind>(
  { account, kind }: { readonly account: string; readonly kind: Kind },
  version: number,
  { policies }: PolicyDeps,
): Promise<PolicyDocuments[Kind]> {
  const document = await policies.get(account, kind, version)
  if (document === null) throw new Error(`version ${version} of ${kind} was activated, but is not there`)
  return document
}
