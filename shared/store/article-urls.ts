import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { remember } from '#domain/remember'
import { ARTICLE_PREFIX, KNOWLEDGE_SYNC_SK, knowledgePk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type ArticleUrls = (account: string) => Promise<readonly string[]>

type Copy = { readonly readAtMs: number; readonly revision: number; readonly urls: readonly string[] }

/** An address that was published a minute ago may be taken for a stranger's; whoever sends it tries again. */
const FRESH_MS = 60_000
const KEPT = 50

/**
 * Addresses of an account's published articles; the same list for as long as the articles are the same. They are read again
 * only where the state of the articles has moved: their texts, which lie beside the addresses, are some megabytes.
 * @throws the SDK's errors.
 */
export function articleUrlBook(target: {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>
  readonly table: string
  readonly now: () => number
}): ArticleUrls {
  const { client, table, now } = target
  const kept = new Map<string, Copy>()

  async function revisionOf(account: string): Promise<number> {
    const Key = { pk: knowledgePk(account), sk: KNOWLEDGE_SYNC_SK }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return Number(Item?.revision ?? 0)
  }

  async function urlsOf(account: string): Promise<string[]> {
    const items = await queryItems(target, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': knowledgePk(account), ':prefix': ARTICLE_PREFIX },
      ExpressionAttributeNames: { '#article': 'article', '#url': 'url' },
      ProjectionExpression: '#article.#url',
      ConsistentRead: true,
    })
    return items.map(({ article }) => (article as { readonly url?: string } | undefined)?.url ?? '').filter(Boolean)
  }

  return async (account) => {
    const known = kept.get(account)
    const nowMs = now()
    if (known !== undefined && nowMs - known.readAtMs < FRESH_MS) return known.urls
    // The state before the articles: what changes between the two is then read again.
    const revision = await revisionOf(account)
    const read = known?.revision === revision ? known.urls : await urlsOf(account)
    const urls = known !== undefined && isSame(known.urls, read) ? known.urls : read
    return remember(kept, [account, { readAtMs: nowMs, revision, urls }], KEPT).urls
  }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((url, at) => url === other[at])
