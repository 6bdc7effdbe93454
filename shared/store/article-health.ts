/** How far articles can be trusted: the newest reviews of each, as its signals came, and what they make of it. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import {
  type ArticleFlag,
  type ArticleHealth,
  type ArticleReview,
  healthOf,
  isFailed,
  newestFirst,
  reviewOf,
} from '#domain/article-health'
import type { LearningSignal } from '#domain/learning-signal'
import { fullJitterMs, type Random } from '#runtime/retry'
import { expiresAtS } from './expiry.ts'
import { articleFlagSk, articleHealthPk, articleHealthSk, HEALTH_PREFIX } from './keys.ts'
import { queryItems } from './query-items.ts'

export type HealthDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }

/**
 * Moves the health of every article that a signal's reply rested on, and flags those that it speaks against. The same
 * signal again changes nothing. @throws the SDK's errors.
 */
export async function moveHealth(signal: LearningSignal, deps: HealthDeps): Promise<void> {
  const ids = new Set(signal.evidence.filter(({ kind }) => kind === 'article').map(({ id }) => id))
  for (const articleId of ids) {
    const review = reviewOf(signal, articleId)
    if (review === null) continue
    const health = await take({ signal, articleId, review }, deps)
    if (isFailed(review)) await flag({ signal, articleId, health }, deps)
  }
}

type Taking = { readonly signal: LearningSignal; readonly articleId: string; readonly review: ArticleReview }

async function take({ signal, articleId, review }: Taking, deps: HealthDeps): Promise<ArticleHealth> {
  const { client, table: TableName, random, wait } = deps
  const key = { pk: articleHealthPk(signal.account), sk: articleHealthSk(articleId) }
  for (let nth = 0; ; nth++) {
    const { Item: held } = await client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))
    const reviews = newestFirst([...((held?.reviews ?? []) as ArticleReview[]), review]).slice(0, REVIEWS_KEPT)
    const health = healthOf(reviews)
    const revision = Number(held?.revision ?? 0)
    try {
      await client.send(
        new PutCommand({
          TableName,
          Item: { ...key, articleId, reviews, health, revision: revision + 1 },
          ConditionExpression: 'attribute_not_exists(pk) OR revision = :held',
          ExpressionAttributeValues: { ':held': revision },
        }),
      )
      return health
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || nth === TRIES - 1) throw error
      await wait(fullJitterMs(nth, BACKOFF, random))
    }
  }
}

type Flagging = { readonly signal: LearningSignal; readonly articleId: string; readonly health: ArticleHealth }

async function flag({ signal, articleId, health }: Flagging, { client, table, retentionDays }: HealthDeps) {
  const { account, id, conversationId, endedAtMs, recordedAtMs, correlationId } = signal
  const flagged: ArticleFlag = {
    ...{ account, articleId, approvalId: id, conversationId, correlationId },
    ...{ flaggedAtMs: endedAtMs, recordedAtMs, confidence: health.confidence, band: health.band },
  }
  const Item = {
    pk: articleHealthPk(account),
    sk: articleFlagSk(articleId, id),
    flagged,
    expiresAt: expiresAtS(endedAtMs, retentionDays),
  }
  try {
    await client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

/** As many as the law counts: the oldest of more says nothing. */
const REVIEWS_KEPT = 50

/** Of all articles that a reply ever rested on, by their ids. */
export async function healthOfArticles(
  account: string,
  target: Pick<HealthDeps, 'client' | 'table'>,
): Promise<ReadonlyMap<string, ArticleHealth>> {
  const items = await queryItems(target, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': articleHealthPk(account), ':prefix': HEALTH_PREFIX },
    ProjectionExpression: 'articleId, health',
  })
  return new Map(items.map(({ articleId, health }) => [String(articleId), health as ArticleHealth]))
}
