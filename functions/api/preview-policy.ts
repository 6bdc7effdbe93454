/** POST /v1/policies/{kind}/preview: what a document would change now, in the document and in open conversations. */
import type { LawFor } from '#domain/advance-watch'
import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import type { Conversation } from '#domain/conversation'
import { type Change, changeOf, type Draft, totalsOf } from '#domain/policy-changes'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Watch } from '#domain/watch'
import { diffPolicies } from '#policies/diff-policies'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { PreviewBody } from './policy-inputs.ts'
import { checkedBeside, documentOf, NO_SUCH_VERSION, type OfKind, type PolicyDeps } from './read-policies.ts'
import type { Reads } from './reads.ts'
import { badPolicy } from './write-policies.ts'

export type PreviewDeps = PolicyDeps & {
  readonly reads: Pick<Reads, 'queuePage'>
  readonly lawFor: (account: string, watch: Watch | undefined) => Promise<LawFor>
  readonly links: ChatwootLinks
}

const PAGE = 100
const MOST = 200

export async function previewPolicy(of: OfKind, body: PreviewBody, deps: PreviewDeps): Promise<Answer> {
  const drafted = await draftOf(of, body, deps)
  if (drafted.kind === 'refused') return drafted
  const { draft } = drafted
  const activation = await deps.policies.latestActivation(of.account, of.kind)
  const against = activation?.version ?? 0
  const active = await documentOf(of, against, deps)
  const differences = diffPolicies(active, draft)
  // Which conversation goes where is decided when it comes up, and from texts that are not kept.
  if (draft.kind === 'routing')
    return { kind: 'json', body: { ...of, against, differences }, fresh: { asOfMs: deps.now() } }
  const { conversations, complete } = await openOnes(of.account, deps)
  const nowMs = deps.now()
  const changes: (Change & { chatwootUrl: string | null })[] = []
  for (const conversation of conversations) {
    const { account, conversationId, watch } = conversation
    const change = changeOf(conversation, draft, { lawFor: await deps.lawFor(account, watch), nowMs })
    if (change !== null) changes.push({ ...change, chatwootUrl: conversationUrl(deps.links, account, conversationId) })
  }
  return {
    kind: 'json',
    body: {
      ...of,
      against,
      differences,
      looked: conversations.length,
      complete,
      changes,
      totals: totalsOf(changes),
    },
    fresh: { asOfMs: nowMs },
  }
}

type Drafted = { readonly kind: 'drafted'; readonly draft: Draft | RoutingDocument } | Refusal

async function draftOf(of: OfKind, { document, version }: PreviewBody, deps: PreviewDeps): Promise<Drafted> {
  if (version !== undefined) {
    const stored = await deps.policies.get(of.account, of.kind, version)
    return stored === null ? NO_SUCH_VERSION : { kind: 'drafted', draft: stored }
  }
  const checked = await checkedBeside(of, document, deps)
  return checked.ok ? { kind: 'drafted', draft: checked.document } : badPolicy(checked.problems)
}

/** The next deadlines first: that is where a change is felt. */
async function openOnes(account: string, { reads }: PreviewDeps) {
  const conversations: Conversation[] = []
  let cursor: string | null = null
  do {
    const list = { account, status: 'open', sort: 'deadline', filters: {} } as const
    const page = await reads.queuePage(list, { cursor, limit: PAGE })
    if ('badCursor' in page) throw new Error('a cursor of our own was refused')
    conversations.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && conversations.length < MOST)
  return { conversations, complete: cursor === null }
}
