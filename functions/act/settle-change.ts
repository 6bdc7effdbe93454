import type { Called } from '#chatwoot/called'
import type { ArticleChange } from '#domain/article-changes'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import { HARMLESS, twice, type Waiting } from './call-twice.ts'
import { type Ending, endingOf } from './ending.ts'

type Key = { readonly account: string; readonly id: string }
export type ProposalEnd = {
  readonly state: 'applied' | 'refused'
  readonly code: string
  readonly updatedAt: string | null
  /** Of an article that is new by it. */
  readonly articleId?: string
}

export type ArticleChangeDeps = {
  readonly proposals: {
    /** As it stands now, not a moment ago. */
    readonly get: (key: Key) => Promise<HeldProposal | undefined>
    /** How it ended. Again changes nothing. */
    readonly noteEnd: (key: Key, end: ProposalEnd) => Promise<void>
  }
}

/** Where one change of the Help Center stands: its proposal as of now, and the way to tell that Chatwoot has it. */
export type Change = {
  readonly proposal: HeldProposal | undefined
  readonly noteApplied: (seen: { readonly version: number; readonly articleId?: number }) => Promise<void>
}

/**
 * Does a change of the Help Center, and tells its proposal how it ended. Whoever does it looks right before each try, so
 * that what an earlier one did is found. @throws what the store throws.
 */
export async function settleChange(
  action: ArticleChange,
  lookAndWrite: (change: Change) => Promise<Called<Ending>>,
  deps: Waiting & ArticleChangeDeps,
): Promise<Ending> {
  const { proposals } = deps
  const key = { account: action.account, id: action.proposalId }
  const noteApplied: Change['noteApplied'] = ({ version, articleId }) =>
    proposals.noteEnd(key, {
      ...{ state: 'applied', code: 'applied', updatedAt: String(version) },
      ...(articleId === undefined ? {} : { articleId: String(articleId) }),
    })
  const tried = async () => lookAndWrite({ proposal: await proposals.get(key), noteApplied })
  const ending = ofArticle(endingOf(await twice(tried, HARMLESS, deps)))
  if (ending.kind === 'failed' || ending.kind === 'superseded') {
    await proposals.noteEnd(key, { state: 'refused', code: ending.code, updatedAt: null })
  }
  return ending
}

/** What is not there is a conversation everywhere else. */
const ofArticle = (ending: Ending): Ending =>
  ending.kind === 'failed' && ending.code === 'conversation_gone' ? { ...ending, code: 'article_gone' } : ending

/** What Chatwoot has of it may be ours only while it is approved, or as it was applied. */
export const mayBeOurs = (proposal: HeldProposal | undefined): boolean =>
  proposal?.state === 'approved' || proposal?.state === 'applied'
