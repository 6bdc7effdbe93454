/** Keys of policy documents: see shared/store/policies.ts. */
import type { PolicyKind } from '#policies/check-policy'

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

export const policyPk = (account: string, kind: PolicyKind): string => `P#${account}#${kind}`
export const POLICY_ACTIVE = 'ACTIVE'
export const POLICY_VERSIONS = 'V#'
export const policyVersionSk = (version: number): string => `${POLICY_VERSIONS}${pad(version, 10)}`
export const policyActivationSk = (activatedAtMs: number, version: number): string =>
  `${policyActivationsFrom(activatedAtMs)}#${version}`
/** Sorts after all activations before the instant, and before those at it and later. */
export const policyActivationsFrom = (atMs: number): string => `A#${pad(atMs, 13)}`
