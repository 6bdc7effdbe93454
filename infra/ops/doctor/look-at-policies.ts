import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { ON_CALL, readTarget } from '#messaging/target-config'
import { checkPolicy, POLICY_KINDS, type PolicyKind } from '#policies/check-policy'
import { operatorStore } from '#store/operators'
import { isFinding, type Looked, note, ok, unknown, wrong } from './finding.ts'
import type { Subject } from './subject.ts'

/** Whether the documents in force are valid, and name only what is there. */
export async function lookAtPolicies(account: string, subject: Subject): Promise<readonly Looked[]> {
  const { policies } = await subject.desk()
  const documents = await Promise.all(
    POLICY_KINDS.map(async (kind) => ({ kind, ...(await policies.active(account, kind)) })),
  )
  const there = await whatIsThere(account, subject)
  const targets = await subject.targets()
  const found = documents.flatMap(({ kind, version, document }) => {
    const checked = checkPolicy(kind, document)
    const mend = mendOf(kind, account, subject)
    if (!checked.ok)
      return [
        wrong(
          'policy_invalid',
          `version ${version} of ${kind} is not in order: ${checked.problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
          ...mend,
        ),
      ]
    const named = namesIn(document)
    return [
      ...strangers(named, there).map(({ path, what, id }) =>
        wrong(
          `policy_unknown_${what}`,
          `version ${version} of ${kind} names ${what} ${id} at ${path}, and Chatwoot has none`,
          ...mend,
        ),
      ),
      ...missingTargets({ named, version }, targets, subject),
    ]
  })
  if (found.some(isFinding)) return found
  const directory =
    there === undefined
      ? [unknown('directory_never_read', 'teams and inboxes were never read: it comes every ten minutes')]
      : []
  return [ok('the documents in force are valid, and name what is there'), ...directory, ...found]
}

const mendOf = (kind: PolicyKind, account: string, { command }: Subject): readonly string[] => [
  command(`policy rollback --kind ${kind} --reason doctor --account ${account}`),
  `Or mend it: ${command(`policy show --kind ${kind} --account ${account} --json`)}, then policy activate`,
]

type Kind = 'team' | 'inbox' | 'operator'
type Name = { readonly path: string } & (
  | { readonly what: Kind; readonly id: number }
  | { readonly what: 'target'; readonly id: string }
)
type There = Readonly<Record<Kind, ReadonlySet<number>>>

async function whatIsThere(account: string, { dynamo, outputs }: Subject): Promise<There | undefined> {
  const store = operatorStore({ client: DynamoDBDocumentClient.from(dynamo), table: outputs.TableName ?? '' })
  const [directory, operators] = await Promise.all([store.directory(account), store.list(account)])
  if (directory === undefined) return undefined
  return {
    team: new Set(directory.teams.map(({ id }) => id)),
    inbox: new Set(directory.inboxes.map(({ id }) => id)),
    operator: new Set(operators.filter(({ gone }) => gone !== true).map(({ operatorId }) => operatorId)),
  }
}

function strangers(named: readonly Name[], there: There | undefined) {
  if (there === undefined) return []
  return named.filter((name) => name.what !== 'target' && !there[name.what].has(name.id))
}

type Named = { readonly named: readonly Name[]; readonly version: number }

/** The shipped document names targets that nobody has to have: what is for them goes to the on-call topic. */
function missingTargets(
  { named, version }: Named,
  targets: Readonly<Record<string, unknown>>,
  { command }: Subject,
): readonly Looked[] {
  const names = new Map(named.filter(({ what }) => what === 'target').map(({ id, path }) => [String(id), path]))
  return [...names].flatMap(([name, path]): Looked[] => {
    const isThere = Object.hasOwn(targets, name)
    if (!isThere && name === ON_CALL) return []
    if (isThere && typeof readTarget(targets[name]) !== 'string') return []
    const found = isThere ? 'is ill-formed' : 'is not there'
    if (version === 0 && !isThere)
      return [
        note(
          'target_not_set',
          `the shipped escalation document names the target ${name}; without it the on-call topic is told`,
        ),
      ]
    return [
      wrong(
        'target_missing',
        `the target ${name} of the escalation document ${found} (${path}): what should go there goes to the on-call topic`,
        command(`targets set --target ${name} --kind slack`),
        'which reads the address from standard input; or --kind teams, pagerduty or sns',
      ),
    ]
  })
}

/** By the names that all kinds of documents use for them. */
function namesIn(value: unknown, path: readonly string[] = []): Name[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]): Name[] => {
    const here = [...path, key]
    const named = nameAt(key, member, here.join('.'))
    return named.length > 0 ? named : namesIn(member, here)
  })
}

function nameAt(key: string, member: unknown, path: string): Name[] {
  if (key === 'teamId' && typeof member === 'number') return [{ what: 'team', id: member, path }]
  if (key === 'target' && typeof member === 'string') return [{ what: 'target', id: member, path }]
  if (key === 'teams' || key === 'inboxes') {
    const what = key === 'teams' ? 'team' : 'inbox'
    return Array.isArray(member)
      ? member.flatMap((id): Name[] => (typeof id === 'number' ? [{ what, id, path }] : []))
      : []
  }
  if (key === 'operators' && typeof member === 'object' && member !== null)
    return Object.keys(member).map((id) => ({ what: 'operator', id: Number(id), path }))
  return []
}
