/** What `act` is asked to do for an approved proposal, and whether it may still do it. Pure. */
import { type Action, OF_NO_CONVERSATION } from './action.ts'
import { type HeldProposal, portalIn } from './proposal-lifecycle.ts'

type Of<Verb extends string> = Action & { readonly verb: Verb }
export type ArticleChange = Of<'update_article' | 'create_article' | 'archive_article'>

/** Null: nothing is to be done, or nothing can be. */
export function changeOf(proposal: HeldProposal): ArticleChange | null {
  const { id, account, articleId, patch, draft, standing, article, decision, state } = proposal
  if (state !== 'approved' || decision === null) return null
  const asked = {
    id: `article/${id}`,
    account,
    conversationId: OF_NO_CONVERSATION,
    reason: `article ${proposal.why}`,
    requestedAtMs: decision.atMs,
    correlationId: `article/${id}`,
    proposalId: id,
  }
  if (draft !== null) {
    const { title, content, portal } = draft
    if (title === null || portal === null) return null
    return { ...asked, verb: 'create_article', portal, title, content, slug: slugOf(id, title) }
  }
  const portal = article === null ? null : portalIn(article.url)
  if (portal === null || articleId === null) return null
  if (standing !== null) {
    return { ...asked, verb: 'archive_article', portal, articleId: Number(articleId), to: standing.to }
  }
  if (patch === null) return null
  return { ...asked, verb: 'update_article', portal, articleId: Number(patch.articleId), content: patch.after }
}

const SLUG_WORDS = 60
/**
 * The address of a new article, and our own mark on it: Chatwoot gives no slug twice, and the end of it is the
 * proposal's, so what an earlier try has written is found, whatever its title has become.
 */
export function slugOf(proposalId: string, title: string): string {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_WORDS)
    .replaceAll(/^-+|-+$/g, '')
  const mark = (proposalId.split('-')[1] ?? proposalId).slice(0, 8)
  return `${words === '' ? 'article' : words}-${mark}`
}

export type WhyNotApply = 'no_approval' | 'other_text' | 'changed_meanwhile'

/** Right before the change: whether it is approved, to the letter, and the article is still what the approval was about. */
export function whyNotApply(
  action: { readonly articleId: number; readonly content: string },
  proposal: HeldProposal | undefined,
  seen: { readonly version: number; readonly content: string },
): WhyNotApply | null {
  const patch = proposal?.patch ?? null
  if (proposal?.state !== 'approved' || patch === null) return 'no_approval'
  if (patch.after !== action.content || patch.articleId !== String(action.articleId)) return 'other_text'
  return String(seen.version) === patch.boundTo && seen.content === patch.before ? null : 'changed_meanwhile'
}

/** Of a new article: there is nothing that could have changed, but somebody may have written it. */
export function whyNotCreate(
  action: Of<'create_article'>,
  proposal: HeldProposal | undefined,
): 'no_approval' | 'other_text' | null {
  const draft = proposal?.draft ?? null
  if (proposal?.state !== 'approved' || draft === null) return 'no_approval'
  const isSame = draft.title === action.title && draft.content === action.content && draft.portal === action.portal
  return isSame ? null : 'other_text'
}

export function whyNotArchive(
  action: Of<'archive_article'>,
  proposal: HeldProposal | undefined,
  seen: { readonly version: number },
): WhyNotApply | 'other_article' | null {
  const standing = proposal?.standing ?? null
  if (proposal?.state !== 'approved' || standing === null) return 'no_approval'
  if (proposal.articleId !== String(action.articleId) || standing.to !== action.to) return 'other_article'
  return String(seen.version) === standing.boundTo ? null : 'changed_meanwhile'
}
