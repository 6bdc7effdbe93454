import type { Called } from '#chatwoot/called'
import type { Action } from '#domain/action'
import { whyNotArchive } from '#domain/article-changes'
import type { Waiting } from './call-twice.ts'
import type { Means } from './carry-out.ts'
import { ALREADY, APPLIED, type Ending, ok } from './ending.ts'
import { type ArticleChangeDeps, type Change, mayBeOurs, settleChange } from './settle-change.ts'

type Archiving = Action & { verb: 'archive_article' }

/** Puts an article away, or brings it back. One that somebody has worked on since is left as it is. */
export const archiveArticle = (action: Archiving, means: Means, deps: Waiting & ArticleChangeDeps): Promise<Ending> =>
  settleChange(action, (change) => lookAndPut(action, means, change), deps)

async function lookAndPut(
  action: Archiving,
  { chatwoot }: Means,
  { proposal, noteApplied }: Change,
): Promise<Called<Ending>> {
  const { portal, articleId, to } = action
  const seen = await chatwoot.article({ portal, articleId })
  if (seen.kind !== 'ok') return seen
  if (seen.value.status === to && proposal?.standing?.to === to && mayBeOurs(proposal)) {
    await noteApplied(seen.value)
    return ok(ALREADY)
  }
  const why = whyNotArchive(action, proposal, seen.value)
  if (why === 'changed_meanwhile') return ok({ kind: 'superseded', code: why })
  if (why !== null) return ok({ kind: 'failed', code: why })
  const put = await chatwoot.setArticleStatus({ portal, articleId }, to)
  if (put.kind !== 'ok') return put
  if (put.value.status !== to) return ok({ kind: 'failed', code: 'article_not_taken' })
  await noteApplied(put.value)
  return ok(APPLIED)
}
