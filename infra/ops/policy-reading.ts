/** `ops policy show`, `list`, `diff` and `preview`. */
import type { Conversation } from '#domain/conversation'
import { type Change, changeOf, totalsOf } from '#domain/policy-changes'
import { isWithNobody, needChangeOf } from '#domain/routing/need-changes'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { PolicyDocuments, PolicyKind } from '#policies/check-policy'
import { describePolicy } from '#policies/describe-policy'
import { diffPolicies } from '#policies/diff-policies'
import type { VersionSummary } from '#store/policies'
import type { Answer, Values } from './area.ts'
import { accountFor, type Desk, openDesk } from './desk.ts'
import { draftFor, draftInFile, type Of, versionIn } from './policy-draft.ts'
import { changeLines, differenceLines, instantText } from './policy-words.ts'
import { needLines } from './routing-words.ts'

export async function showPolicy(kind: PolicyKind, values: Values): Promise<Answer> {
  const { desk, of } = await deskFor(kind, values)
  const wanted = versionIn(values)
  if (wanted !== undefined) {
    const drafted = await draftFor(of, values, desk)
    if (drafted.kind === 'refused') return drafted.answer
    return {
      text: describePolicy(drafted.document).join('\n'),
      json: { ...of, version: wanted, document: drafted.document },
    }
  }
  const activation = await desk.policies.latestActivation(of.account, kind)
  const { version, activatedAtMs, document } = await desk.policies.active(of.account, kind)
  const why =
    activation === null
      ? 'the shipped one'
      : `since ${instantText(activatedAtMs)}, by ${activation.by}: ${activation.reason}`
  return {
    text: [`Version ${version} of ${kind} is in force for ${of.account}: ${why}`, ...describePolicy(document)].join(
      '\n',
    ),
    json: { ...of, version, activatedAtMs, activation, document },
  }
}

export async function listVersions(kind: PolicyKind, values: Values): Promise<Answer> {
  const { desk, of } = await deskFor(kind, values)
  const { version: active } = await desk.policies.active(of.account, kind)
  const versions: VersionSummary[] = []
  let cursor: string | null = null
  do {
    const page = await desk.policies.list(of, cursor)
    if ('badCursor' in page) throw new Error('a cursor of our own was refused')
    versions.push(...page.versions)
    cursor = page.nextCursor
  } while (cursor !== null)
  const lines = versions.map(
    ({ version, storedAtMs, by, description }) =>
      `${version}${version === active ? '*' : ''}\t${instantText(storedAtMs)}\t${by}\t${description ?? '-'}`,
  )
  return {
    text: [...lines, `0${active === 0 ? '*' : ''}\tshipped with Backdesk`].join('\n'),
    json: { ...of, active, versions },
  }
}

export async function showDifferences(kind: PolicyKind, values: Values): Promise<Answer> {
  const drafted = draftInFile(kind, values)
  if (drafted.kind === 'refused') return drafted.answer
  const { desk, of } = await deskFor(kind, values)
  const { version, document } = await desk.policies.active(of.account, kind)
  const differences = diffPolicies(document, drafted.document)
  return {
    text: differenceLines(differences).join('\n') || `No difference to version ${version}.`,
    json: { ...of, against: version, differences },
  }
}

export async function previewDraft(kind: PolicyKind, values: Values): Promise<Answer> {
  const { desk, of } = await deskFor(kind, values)
  const drafted = await draftFor(of, values, desk)
  if (drafted.kind === 'refused') return drafted.answer
  const { version, document: active } = await desk.policies.active(of.account, kind)
  const draft = drafted.document
  const { conversations, complete } = await openOnes(of.account, desk)
  const differences = diffPolicies(active, draft)
  const found =
    draft.kind === 'routing' && active.kind === 'routing'
      ? needsIn(conversations, { active, draft, nowMs: desk.now() })
      : await changesIn(conversations, draft, desk)
  const more = complete ? '' : ', and there are more'
  const title = `${drafted.name} against version ${version} of ${kind}, over ${found.json.looked} open conversations${more}`
  return {
    text: [title, ...differenceLines(differences), ...found.lines].join('\n'),
    json: { ...of, against: version, differences, complete, ...found.json },
  }
}

/** Under a document of drafts no clock changes. @throws Error of a routing document, which is for `needsIn`. */
async function changesIn(conversations: readonly Conversation[], draft: PolicyDocuments[PolicyKind], desk: Desk) {
  if (draft.kind === 'drafts' || draft.kind === 'quality')
    return { lines: [], json: { looked: 0, changes: [], totals: totalsOf([]) } }
  if (draft.kind === 'routing') throw new Error('a routing document is in force as one of another kind')
  const changes: Change[] = []
  for (const one of conversations) {
    const change = changeOf(one, draft, { lawFor: await desk.lawFor(one.account, one.watch), nowMs: desk.now() })
    if (change !== null) changes.push(change)
  }
  const json = { looked: conversations.length, changes, totals: totalsOf(changes) }
  return { lines: changeLines(changes), json }
}

/** Only who is with nobody needs anybody. */
function needsIn(
  conversations: readonly Conversation[],
  documents: { readonly active: RoutingDocument; readonly draft: RoutingDocument; readonly nowMs: number },
) {
  const waiting = conversations.filter(isWithNobody)
  const needs = waiting.flatMap((one) => needChangeOf(one, documents) ?? [])
  return { lines: needLines(needs), json: { looked: waiting.length, needs } }
}

const PAGE = 100
const MOST = 200

/** The next deadlines first: that is where a change is felt. */
async function openOnes(account: string, { reads }: Desk) {
  const list = { account, status: 'open', sort: 'deadline', filters: {} } as const
  const conversations = []
  let cursor: string | null = null
  do {
    const page = await reads.queuePage(list, { cursor, limit: PAGE })
    if ('badCursor' in page) throw new Error('a cursor of our own was refused')
    conversations.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && conversations.length < MOST)
  return { conversations, complete: cursor === null }
}

export async function deskFor(kind: PolicyKind, values: Values): Promise<{ desk: Desk; of: Of }> {
  const desk = await openDesk(values)
  return { desk, of: { account: await accountFor(values, desk), kind } }
}
