import type { Called } from '#chatwoot/called'
import type { Action } from '#domain/action'
import { whyNotCreate } from '#domain/article-changes'
import type { Waiting } from './call-twice.ts'
import type { Means } from './carry-out.ts'
import { ALREADY, APPLIED, type Ending, ok } from './ending.ts'
import { type ArticleChangeDeps, type Change, mayBeOurs, settleChange } from './settle-change.ts'

type Creating = Action & { verb: 'create_article' }

/**
 * Writes a draft, which a person publishes. Two of it would be seen by nobody for long, so each try looks first for the
 * slug of those before; Chatwoot takes no slug twice, which covers a server that is still at it.
 */
export const createArticle = (action: Creating, means: Means, deps: Waiting & ArticleChangeDeps): Promise<Ending> =>
  settleChange(action, (change) => lookAndCreate(action, means, change), deps)

async function lookAndCreate(
  action: Creating,
  { chatwoot }: Means,
  { proposal, noteApplied }: Change,
): Promise<Called<Ending>> {
  const { portal, title, content, slug } = action
  const look = () => chatwoot.findArticle(portal, { slug, title })
  const found = await look()
  if (found.kind !== 'ok') return found
  if (found.value.own !== null && mayBeOurs(proposal)) {
    await noteApplied(found.value.own)
    return ok(ALREADY)
  }
  const why = whyNotCreate(action, proposal)
  if (why !== null) return ok({ kind: 'failed', code: why })
  if (found.value.titled !== null) return ok({ kind: 'superseded', code: 'such_an_article' })
  const created = await chatwoot.createArticle(portal, { title, content, slug })
  if (created.kind === 'refused') {
    const again = await look()
    if (again.kind !== 'ok' || again.value.own === null) return created
    await noteApplied(again.value.own)
    return ok(ALREADY)
  }
  if (created.kind !== 'ok') return created
  await noteApplied(created.value)
  return ok(APPLIED)
}
