/** A document that is not in force: out of a file, or a stored version. */
import type { PolicyDocuments, PolicyKind } from '#policies/check-policy'
import { type Answer, givenText, UsageFault, type Values } from './area.ts'
import type { Desk } from './desk.ts'
import { judged, readPolicyFile } from './policy-file.ts'

export type Of = { readonly account: string; readonly kind: PolicyKind }
export type Drafted =
  | { readonly kind: 'drafted'; readonly document: PolicyDocuments[PolicyKind]; readonly name: string }
  /** Not in order: the answer says why. */
  | { readonly kind: 'refused'; readonly answer: Answer }

/** @throws UsageFault unless exactly one of `--file` and `--version` is given, and it is there. */
export async function draftFor(of: Of, values: Values, desk: Pick<Desk, 'policies'>): Promise<Drafted> {
  const version = versionIn(values)
  if ((version === undefined) === (givenText(values, 'file') === undefined))
    throw new UsageFault('give --file FILE or --version N, one of both')
  if (version === undefined) return draftInFile(of.kind, values)
  const document = await desk.policies.get(of.account, of.kind, version)
  if (document === null) throw new UsageFault(`there is no version ${version} of ${of.kind}`)
  return { kind: 'drafted', document, name: `version ${version}` }
}

export function draftInFile(kind: PolicyKind, values: Values): Drafted {
  const checked = readPolicyFile(kind, values)
  if (!checked.ok) return { kind: 'refused', answer: judged(checked) }
  return { kind: 'drafted', document: checked.document, name: givenText(values, 'file') ?? '' }
}

/** @throws UsageFault when it is no version. */
export function versionIn(values: Values): number | undefined {
  const given = givenText(values, 'version')
  if (given === undefined) return undefined
  if (!/^\d{1,10}$/.test(given)) throw new UsageFault('--version must be a whole number')
  return Number(given)
}
