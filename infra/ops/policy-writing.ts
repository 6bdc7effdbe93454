/** `ops policy activate` and `rollback`: the pointer first, then the wish that conversations follow. */
import type { PolicyKind } from '#policies/check-policy'
import { type Answer, givenText, UsageFault, type Values, wantedText } from './area.ts'
import type { Desk } from './desk.ts'
import { draftFor, type Of, versionIn } from './policy-draft.ts'
import { deskFor } from './policy-reading.ts'

export async function activate(kind: PolicyKind, values: Values): Promise<Answer> {
  const reason = reasonIn(values)
  const { desk, of } = await deskFor(kind, values)
  const drafted = await draftFor(of, values, desk)
  if (drafted.kind === 'refused') return drafted.answer
  const { version: expectedActive } = await desk.policies.active(of.account, kind)
  const { by } = desk
  const version = versionIn(values) ?? (await desk.policies.store({ ...of, document: drafted.document, by })).version
  const done = await desk.policies.activate({ ...of, version, expectedActive, reason, by })
  if (done === 'unknown_version') throw new UsageFault(`there is no version ${version} of ${kind}`)
  if (typeof done === 'object') throw conflict(kind, done.conflict)
  return inForce(of, { version, before: expectedActive, changed: done === 'activated' }, desk)
}

export async function rollBack(kind: PolicyKind, values: Values): Promise<Answer> {
  const reason = reasonIn(values)
  const { desk, of } = await deskFor(kind, values)
  const { version: before } = await desk.policies.active(of.account, kind)
  const done = await desk.policies.rollback({ ...of, reason, by: desk.by })
  if (done === 'nothing_before') throw new UsageFault(`nothing was ever activated: the shipped ${kind} is in force`)
  if ('conflict' in done) throw conflict(kind, done.conflict)
  return inForce(of, { version: done.activated, before, changed: true }, desk)
}

const conflict = (kind: PolicyKind, version: number): Error =>
  new Error(`somebody else was first: version ${version} of ${kind} is in force by now; nothing was changed`)

/** @throws UsageFault when it is missing, blank or too long to keep. */
function reasonIn(values: Values): string {
  wantedText(values, '--reason TEXT')
  const reason = (givenText(values, 'reason') ?? '').trim()
  if (reason === '' || reason.length > 500) throw new UsageFault('--reason must have 1 to 500 characters')
  return reason
}

type Moved = { readonly version: number; readonly before: number; readonly changed: boolean }

/** The pointer has moved: a refresh that cannot be asked for must not look as if it had not. */
export async function inForce(
  of: Of,
  { version, before, changed }: Moved,
  desk: Pick<Desk, 'refresh'>,
): Promise<Answer> {
  // Clocks and escalations know nothing of routing, which reads its document anew by itself.
  const refresh = of.kind !== 'sla' && of.kind !== 'escalation' ? 'not_needed' : await askedToRefresh(of, desk)
  const was = changed ? `, after version ${before}` : ' already'
  const follow =
    refresh === 'not_needed' ? 'Routing goes by it within seconds.' : 'Its conversations follow within minutes.'
  const text =
    refresh === 'not_queued'
      ? `Version ${version} is in force, but its conversations were not asked to follow: run activate --version ${version} again`
      : `Version ${version} of ${of.kind} is in force for ${of.account}${was}. ${follow}`
  return { text, json: { ...of, version, previousVersion: before, changed, refresh } }
}

const askedToRefresh = (of: Of, desk: Pick<Desk, 'refresh'>): Promise<'queued' | 'not_queued'> =>
  desk.refresh({ kind: 'refresh', account: of.account, status: 'open', cursor: null }).then(
    () => 'queued' as const,
    () => 'not_queued' as const,
  )
