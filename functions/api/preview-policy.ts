/** POST /v1/policies/{kind}/preview: what a document would change now, in the document and in open conversations. */
import type { LawFor } from '#domain/advance-watch'
import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import type { Conversation } from '#domain/conversation'
import type { DraftsDocument } from '#domain/drafts-policy'
import { type Change, changeOf, type Draft, totalsOf } from '#domain/policy-changes'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { isWithNobody, needChangeOf } from '#domain/routing/need-changes'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Watch } from '#domain/watch'
import { diffPolicies } from '#policies/diff-policies'
import type { Answer, Refusal } from '#runtime/http-answer'
import { openConversations } from './open-conversations.ts'
import type { PreviewBody } from './policy-inputs.ts'
import { checkedBeside, documentOf, NO_SUCH_VERSION, type OfKind, type PolicyDeps } from './read-policies.ts'
import type { Reads } from './reads.ts'
import { badPolicy } from './write-policies.ts'

export type PreviewDeps = PolicyDeps & {
  readonly reads: Pick<Reads, 'queuePage'>
  readonly lawFor: (account: string, watch: Watch | undefined) => Promise<LawFor>
  readonly links: ChatwootLinks
}

export async function previewPolicy(of: OfKind, body: PreviewBody, deps: PreviewDeps): Promise<Answer> {
  const drafted = await draftOf(of, body, deps)
  if (drafted.kind === 'refused') return drafted
  const { draft } = drafted
  const activation = await deps.policies.latestActivation(of.account, of.kind)
  const against = activation?.version ?? 0
  const active = await documentOf(of, against, deps)
  const { conversations, complete } = await openConversations(of.account, deps.reads)
  const nowMs = deps.now()
  const differences = diffPolicies(active, draft)
  const found =
    draft.kind === 'routing' && active.kind === 'routing'
      ? needsIn(conversations, { active, draft, nowMs }, deps)
      : await changesIn(conversations, draft, { ...deps, nowMs })
  return { kind: 'json', body: { ...of, against, differences, complete, ...found }, fresh: { asOfMs: nowMs } }
}

type Changing = Pick<PreviewDeps, 'lawFor' | 'links'> & { readonly nowMs: number }

/** Under a document of drafts no clock changes. @throws Error of a routing document, which is for `needsIn`. */
async function changesIn(
  conversations: readonly Conversation[],
  draft: Draft | RoutingDocument | DraftsDocument | QualityDocument,
  { lawFor, links, nowMs }: Changing,
) {
  if (draft.kind === 'drafts' || draft.kind === 'quality') return { looked: 0, changes: [], totals: totalsOf([]) }
  if (draft.kind === 'routing') throw new Error('a routing document is in force as one of another kind')
  const changes: (Change & { chatwootUrl: string | null })[] = []
  for (const conversation of conversations) {
    const { account, conversationId, watch } = conversation
    const change = changeOf(conversation, draft, { lawFor: await lawFor(account, watch), nowMs })
    if (change !== null) changes.push({ ...change, chatwootUrl: conversationUrl(links, account, conversationId) })
  }
  return { looked: conversations.length, changes, totals: totalsOf(changes) }
}

/** Only who is with nobody needs anybody. */
function needsIn(
  conversations: readonly Conversation[],
  documents: { readonly active: RoutingDocument; readonly draft: RoutingDocument; readonly nowMs: number },
  { links }: Pick<PreviewDeps, 'links'>,
) {
  const waiting = conversations.filter(isWithNobody)
  const needs = waiting.flatMap((conversation) => {
    const change = needChangeOf(conversation, documents)
    if (change === null) return []
    return [{ ...change, chatwootUrl: conversationUrl(links, conversation.account, conversation.conversationId) }]
  })
  return { looked: waiting.length, needs }
}

type Drafted =
  | { readonly kind: 'drafted'; readonly draft: Draft | RoutingDocument | DraftsDocument | QualityDocument }
  | Refusal

async function draftOf(of: OfKind, { document, version }: PreviewBody, deps: PreviewDeps): Promise<Drafted> {
  if (version !== undefined) {
    const stored = await deps.policies.get(of.account, of.kind, version)
    return stored === null ? NO_SUCH_VERSION : { kind: 'drafted', draft: stored }
  }
  const checked = await checkedBeside(of, document, deps)
  return checked.ok ? { kind: 'drafted', draft: checked.document } : badPolicy(checked.problems)
}
