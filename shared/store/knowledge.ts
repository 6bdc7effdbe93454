import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { KnowledgeArticle, PastQuestion, UnansweredQuestion } from '#domain/knowledge-article'
import type { KnowledgeSync } from '#domain/knowledge-sync'
import type { Suggested } from '#domain/suggested'
import { expiresAtS, isLive } from './expiry.ts'
import {
  ARTICLE_PREFIX,
  articleSk,
  conversationPk,
  KNOWLEDGE_SYNC_SK,
  knowledgePk,
  PAST_QUESTION_PREFIX,
  pastQuestionSk,
  SUGGESTED_SK,
  UNANSWERED_PREFIX,
  unansweredSk,
} from './keys.ts'
import { queryItems } from './query-items.ts'

export type HeldSync = { readonly sync: KnowledgeSync; readonly revision: number }
export type ArticlePage = { readonly articles: readonly KnowledgeArticle[]; readonly after: number | null }

/** What was asked two years ago tells little of what answers today. */
const PAST_DAYS = 730
const SUGGESTED_DAYS = 30

export type KnowledgeStore = ReturnType<typeof knowledgeStore>

/** Articles, past questions and how far both are known, in table `desk`. @throws the SDK's errors. */
export function knowledgeStore(target: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}) {
  const { client, table: TableName, now } = target
  const get = async (pk: string, sk: string) =>
    (await client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }))).Item
  const under = (account: string, prefix: string) =>
    queryItems(target, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': knowledgePk(account), ':prefix': prefix },
    })

  return {
    /** Undefined: articles of this account were never asked for. */
    async readSync(account: string): Promise<HeldSync | undefined> {
      const item = await get(knowledgePk(account), KNOWLEDGE_SYNC_SK)
      return item === undefined ? undefined : { sync: item.sync as KnowledgeSync, revision: Number(item.revision) }
    },

    /** Writes it if it is still `over`, or still missing. */
    async writeSync(sync: KnowledgeSync, over: HeldSync | undefined): Promise<'written' | 'contended'> {
      const Item = { pk: knowledgePk(sync.account), sk: KNOWLEDGE_SYNC_SK, revision: (over?.revision ?? 0) + 1, sync }
      const condition =
        over === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :held', ExpressionAttributeValues: { ':held': over.revision } }
      try {
        await client.send(new PutCommand({ TableName, Item, ...condition }))
        return 'written'
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'contended'
        throw error
      }
    },

    async articles(account: string): Promise<KnowledgeArticle[]> {
      return (await under(account, ARTICLE_PREFIX)).map(({ article }) => article as KnowledgeArticle)
    },

    /** In the order of their ids, those after one. */
    async articlePage(
      account: string,
      { after, limit }: { after: number | null; limit: number },
    ): Promise<ArticlePage> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': knowledgePk(account),
            ':from': articleSk((after ?? 0) + 1),
            ':to': `${ARTICLE_PREFIX}~`,
          },
          Limit: limit + 1,
        }),
      )
      const articles = Items.slice(0, limit).map(({ article }) => article as KnowledgeArticle)
      return { articles, after: Items.length > limit ? (articles.at(-1)?.id ?? null) : null }
    },

    async article(account: string, id: number): Promise<KnowledgeArticle | undefined> {
      return (await get(knowledgePk(account), articleSk(id)))?.article as KnowledgeArticle | undefined
    },

    async putArticle(account: string, article: KnowledgeArticle): Promise<void> {
      const Item = { pk: knowledgePk(account), sk: articleSk(article.id), article }
      await client.send(new PutCommand({ TableName, Item }))
    },

    async removeArticle(account: string, id: number): Promise<void> {
      await client.send(new DeleteCommand({ TableName, Key: { pk: knowledgePk(account), sk: articleSk(id) } }))
    },

    async pastQuestions(account: string): Promise<PastQuestion[]> {
      const items = await under(account, PAST_QUESTION_PREFIX)
      return items.filter((item) => isLive(item, now())).map(({ past }) => past as PastQuestion)
    },

    /** The last word on a conversation's question takes the place of an earlier one. */
    async putPastQuestion(account: string, conversationId: number, past: PastQuestion): Promise<void> {
      const expiresAt = expiresAtS(past.atMs, PAST_DAYS)
      const Item = { pk: knowledgePk(account), sk: pastQuestionSk(conversationId), past, expiresAt }
      await client.send(new PutCommand({ TableName, Item }))
    },

    async pastQuestion(account: string, conversationId: number): Promise<PastQuestion | undefined> {
      const item = await get(knowledgePk(account), pastQuestionSk(conversationId))
      return item === undefined || !isLive(item, now()) ? undefined : (item.past as PastQuestion)
    },

    /** The last question of a conversation that no article answered. */
    async putUnanswered(account: string, conversationId: number, asked: UnansweredQuestion): Promise<void> {
      const expiresAt = expiresAtS(asked.atMs, SUGGESTED_DAYS)
      const Item = { pk: knowledgePk(account), sk: unansweredSk(conversationId), asked, expiresAt }
      await client.send(new PutCommand({ TableName, Item }))
    },

    async unanswered(account: string): Promise<UnansweredQuestion[]> {
      const items = await under(account, UNANSWERED_PREFIX)
      return items.filter((item) => isLive(item, now())).map(({ asked }) => asked as UnansweredQuestion)
    },

    /** An index is built anew when its time comes. Nothing is lost where this meets a change of others: a day later it is. */
    async noteLearned(account: string): Promise<void> {
      const held = await this.readSync(account)
      if (held === undefined) return
      await this.writeSync({ ...held.sync, changedAtMs: now() }, held)
    },

    async suggested(account: string, conversationId: number): Promise<Suggested | undefined> {
      const item = await get(conversationPk(account, conversationId), SUGGESTED_SK)
      return item === undefined || !isLive(item, now()) ? undefined : (item.suggested as Suggested)
    },

    async putSuggested(suggested: Suggested): Promise<void> {
      const { account, conversationId, suggestedAtMs } = suggested
      const expiresAt = expiresAtS(suggestedAtMs, SUGGESTED_DAYS)
      const Item = { pk: conversationPk(account, conversationId), sk: SUGGESTED_SK, suggested, expiresAt }
      await client.send(new PutCommand({ TableName, Item }))
    },
  }
}
