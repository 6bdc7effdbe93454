/** What the routes need of stored policy documents; handler.ts wires `#store/policies` in. */
import type { PolicyDocuments, PolicyKind } from '#policies/check-policy'
import type { BadCursor } from './reads.ts'

export type VersionSummary = {
  readonly version: number
  readonly storedAtMs: number
  readonly by: string
  readonly description: string | null
}
export type Activation = {
  readonly version: number
  /** In force until then; 0 for the shipped one. */
  readonly previousVersion: number
  readonly activatedAtMs: number
  readonly by: string
  readonly reason: string
}
type Reason = { readonly account: string; readonly kind: PolicyKind; readonly by: string; readonly reason: string }
type Conflict = { readonly conflict: number }

export type Policies = {
  store<Kind extends PolicyKind>(policy: {
    readonly account: string
    readonly kind: Kind
    readonly document: PolicyDocuments[Kind]
    readonly by: string
  }): Promise<{ readonly version: number }>
  /** Null when there is no such version; 0 is the shipped one. */
  get<Kind extends PolicyKind>(account: string, kind: Kind, version: number): Promise<PolicyDocuments[Kind] | null>
  list(
    of: { readonly account: string; readonly kind: PolicyKind },
    cursor: string | null,
  ): Promise<{ readonly versions: readonly VersionSummary[]; readonly nextCursor: string | null } | BadCursor>
  /** Null where nothing was ever activated: the shipped document holds. */
  latestActivation(account: string, kind: PolicyKind): Promise<Activation | null>
  activate(
    wanted: Reason & { readonly version: number; readonly expectedActive: number },
  ): Promise<'activated' | 'already_active' | 'unknown_version' | Conflict>
  rollback(wanted: Reason): Promise<{ readonly activated: number } | Conflict | 'nothing_before'>
}
