import type { Called } from '#chatwoot/called'
import type { Action } from '#domain/action'
import { whyNotApply } from '#domain/article-changes'
import type { Waiting } from './call-twice.ts'
import type { Means } from './carry-out.ts'
import { ALREADY, APPLIED, type Ending, ok } from './ending.ts'
import { type ArticleChangeDeps, type Change, mayBeOurs, settleChange } from './settle-change.ts'

type Changing = Action & { verb: 'update_article' }

/**
 * Looks at the article right before it is changed, at each try: what an earlier one did is seen by its text. Another text
 * than the approval was about means that a person was at it, and people go first. Chatwoot takes no condition, so a change
 * within the moment between look and write would be lost; the former text is in the proposal. @throws what the store throws.
 */
export const updateArticle = (action: Changing, means: Means, deps: Waiting & ArticleChangeDeps): Promise<Ending> =>
  settleChange(action, (change) => lookAndWrite(action, means, change), deps)

async function lookAndWrite(
  { portal, articleId, content }: Changing,
  { chatwoot }: Means,
  { proposal, noteApplied }: Change,
): Promise<Called<Ending>> {
  const seen = await chatwoot.article({ portal, articleId })
  if (seen.kind !== 'ok') return seen
  const isOurs = proposal?.patch?.after === content && seen.value.content === content
  if (isOurs && mayBeOurs(proposal)) {
    await noteApplied(seen.value)
    return ok(ALREADY)
  }
  const why = whyNotApply({ articleId, content }, proposal, seen.value)
  if (why === 'changed_meanwhile') return ok({ kind: 'superseded', code: why })
  if (why !== null) return ok({ kind: 'failed', code: why })
  const written = await chatwoot.writeArticle({ portal, articleId }, content)
  if (written.kind !== 'ok') return written
  if (written.value.content !== content) return ok({ kind: 'failed', code: 'article_not_taken' })
  await noteApplied(written.value)
  return ok(APPLIED)
}
