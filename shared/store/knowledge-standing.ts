/** How an account's articles stand, for the weekly report. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AsRead } from '#domain/report/report'
import { healthOfArticles } from './article-health.ts'
import { proposalStore } from './article-proposals.ts'
import { knowledgeStore } from './knowledge.ts'

type Target = { readonly client: DynamoDBDocumentClient; readonly table: string; readonly now: () => number }

/** Null: articles of this account were never asked for, and nothing was learned of any. @throws the SDK's errors. */
export function knowledgeStanding(target: Target): (account: string) => Promise<AsRead['knowledge']> {
  const { readSync } = knowledgeStore(target)
  const { since } = proposalStore(target)
  return async (account) => {
    const [sync, proposals, health] = await Promise.all([
      readSync(account),
      since(account, 0),
      healthOfArticles(account, target),
    ])
    if (sync === undefined && proposals.length === 0 && health.size === 0) return null
    const open = proposals.filter(({ state }) => state === 'proposed')
    return {
      openProposals: open.length,
      themes: open.filter(({ kind }) => kind === 'new_article').length,
      flagged: [...health.values()].filter(({ flaggedBy }) => flaggedBy.length > 0).length,
    }
  }
}
