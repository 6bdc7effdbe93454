/** Storing policies, putting them in force, and taking that back. */
import type { RefreshMessage } from '#domain/deadline-message'
import type { Problem } from '#policies/check-policy'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { Log } from '#runtime/log'
import type { Asked } from './account-route.ts'
import type { ActivateBody, RollbackBody, StoreBody } from './policy-inputs.ts'
import { checkedBeside, NO_SUCH_VERSION, type OfKind, type PolicyDeps } from './read-policies.ts'

export type PolicyWriteDeps = PolicyDeps & {
  /** Asks that all conversations of an account that are not resolved be brought under the documents in force. */
  readonly refresh: (message: RefreshMessage) => Promise<void>
  readonly log: Pick<Log, 'fault'>
}

/** Which document, and who asks. */
type Writing<Body> = { readonly of: OfKind; readonly asked: Asked<unknown, Body> }

/** POST /v1/policies/{kind}. */
export async function storePolicy({ of, asked }: Writing<StoreBody>, deps: PolicyWriteDeps): Promise<Answer> {
  const { document: given, description } = asked.body
  const checked = await checkedBeside(of, described(given, description), deps)
  if (!checked.ok) return badPolicy(checked.problems)
  const { version } = await deps.policies.store({ ...of, document: checked.document, by: asked.by })
  asked.done('policy.store', { kind: of.kind, version })
  return { kind: 'json', status: 201, body: { ...of, version, notes: checked.notes } }
}

/** POST /v1/policies/{kind}/activate. Asked again after no answer, it is in force already, and refreshes once more. */
export async function activatePolicy({ of, asked }: Writing<ActivateBody>, deps: PolicyWriteDeps): Promise<Answer> {
  const { version } = asked.body
  const activated = await deps.policies.activate({ ...of, ...asked.body, by: asked.by })
  if (activated === 'unknown_version') return NO_SUCH_VERSION
  if (typeof activated === 'object' && activated.conflict !== version) return activeChanged(activated.conflict)
  return inForce({ of, asked }, { action: 'policy.activate', version, changed: activated === 'activated' }, deps)
}

/** POST /v1/policies/{kind}/rollback. */
export async function rollbackPolicy({ of, asked }: Writing<RollbackBody>, deps: PolicyWriteDeps): Promise<Answer> {
  const rolledBack = await deps.policies.rollback({ ...of, ...asked.body, by: asked.by })
  if (rolledBack === 'nothing_before')
    return refused(409, 'nothing_before', 'Nothing was ever activated: the shipped document is in force.')
  if ('conflict' in rolledBack) return activeChanged(rolledBack.conflict)
  return inForce({ of, asked }, { action: 'policy.rollback', version: rolledBack.activated, changed: true }, deps)
}

export const badPolicy = (problems: readonly Problem[]): Refusal => ({
  ...refused(422, 'bad_policy', 'The document has problems: see "problems".'),
  problems,
})

const activeChanged = (version: number): Refusal =>
  refused(409, 'active_changed', `Version ${version} is in force by now. Look at it, then decide again.`)

/** The body's description takes the place of the document's; what is no object is left to the check. */
function described(document: unknown, description: string | undefined): unknown {
  if (description === undefined || typeof document !== 'object' || document === null || Array.isArray(document))
    return document
  return { ...document, description }
}

type Outcome = { readonly action: string; readonly version: number; readonly changed: boolean }

/** The pointer has moved: a refresh that cannot be asked for must not look as if it had not. */
async function inForce(
  { of, asked }: Writing<unknown>,
  { action, version, changed }: Outcome,
  deps: PolicyWriteDeps,
): Promise<Answer> {
  const { account, kind } = of
  if (changed) asked.done(action, { kind, version })
  const activation = await deps.policies.latestActivation(account, kind)
  // Clocks and escalations know nothing of these.
  const refresh = kind !== 'sla' && kind !== 'escalation' ? 'not_needed' : await askedToRefresh(account, deps)
  const { previousVersion = 0, activatedAtMs = 0 } = activation ?? {}
  return { kind: 'json', body: { account, kind, version, previousVersion, activatedAtMs, changed, refresh } }
}

async function askedToRefresh(account: string, { refresh, log }: PolicyWriteDeps): Promise<'queued' | 'not_queued'> {
  try {
    await refresh({ kind: 'refresh', account, status: 'open', cursor: null })
    return 'queued'
  } catch (error) {
    log.fault('api.refresh_not_queued', error, { account })
    return 'not_queued'
  }
}
