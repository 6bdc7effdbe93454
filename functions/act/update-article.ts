import type { Called } from '#chatwoot/called'
import type { Action } from '#domain/action'
import { type HeldProposal, whyNotApply } from '#domain/proposal-lifecycle'
import { HARMLESS, twice, type Waiting } from './call-twice.ts'
import type { Means } from './carry-out.ts'
import { ALREADY, APPLIED, type Ending, endingOf, ok } from './ending.ts'

type Key = { readonly account: string; readonly id: string }

export type ArticleChangeDeps = {
  readonly proposals: {
    /** As it stands now, not a moment ago. */
    readonly get: (key: Key) => Promise<HeldProposal | undefined>
    /** How it ended. Again changes nothing. */
    readonly noteEnd: (
      key: Key,
      end: { readonly state: 'applied' | 'refused'; readonly code: string; readonly updatedAt: string | null },
    ) => Promise<void>
  }
}

type Changing = Action & { verb: 'update_article' }

/**
 * Looks at the article right before it is changed, at each try: what an earlier one did is seen by its text. Another text
 * than the approval was about means that a person was at it, and people go first. Chatwoot takes no condition, so a change
 * within the moment between look and write would be lost; the former text is in the proposal. @throws what the store throws.
 */
export async function updateArticle(
  action: Changing,
  means: Means,
  deps: Waiting & ArticleChangeDeps,
): Promise<Ending> {
  const ending = endingOf(await twice(() => lookAndWrite(action, means, deps), HARMLESS, deps))
  if (ending.kind === 'failed' || ending.kind === 'superseded') {
    const end = { state: 'refused', code: ending.code, updatedAt: null } as const
    await deps.proposals.noteEnd({ account: action.account, id: action.proposalId }, end)
  }
  return ending
}

async function lookAndWrite(
  action: Changing,
  { chatwoot }: Means,
  { proposals }: ArticleChangeDeps,
): Promise<Called<Ending>> {
  const { account, portal, articleId, content, proposalId: id } = action
  const seen = await chatwoot.article({ portal, articleId })
  if (seen.kind !== 'ok') return seen
  const proposal = await proposals.get({ account, id })
  const noteApplied = (version: number) =>
    proposals.noteEnd({ account, id }, { state: 'applied', code: 'applied', updatedAt: String(version) })
  const isOurs = proposal?.patch?.after === content && seen.value.content === content
  if (isOurs && (proposal.state === 'approved' || proposal.state === 'applied')) {
    await noteApplied(seen.value.version)
    return ok(ALREADY)
  }
  const why = whyNotApply(action, proposal, seen.value)
  if (why === 'changed_meanwhile') return ok({ kind: 'superseded', code: why })
  if (why !== null) return ok({ kind: 'failed', code: why })
  const written = await chatwoot.writeArticle({ portal, articleId }, content)
  if (written.kind !== 'ok') return written
  if (written.value.content !== content) return ok({ kind: 'failed', code: 'article_not_taken' })
  await noteApplied(written.value.version)
  return ok(APPLIED)
}
