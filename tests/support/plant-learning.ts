/** What reviewers and customers of some weeks would have left: signals, questions without an answer, and what is proposed of them. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { DecidedApproval } from '#domain/learning-signal'
import { lookAtArticles } from '#functions/suggest/look-at-articles'
import { sha256Hex } from '#runtime/digest'
import { healthOfArticles, moveHealth } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { knowledgeStore } from '#store/knowledge'
import { signalStore } from '#store/signals'
import { hashedWords, packedFeatures, questionFeatures } from '#text/knowledge/question-features'
import type { RunningStack } from './local-stack.ts'
import { aSignal } from './signals.ts'

const ACCOUNT = 'shop'
const DAY_MS = 86_400_000
const GOOD = { tone: 5, accuracy: 5, policy: 5, note: null }
const BAD = { tone: 4, accuracy: 2, policy: 5, note: null }

/** @throws Error when the stack names no table, and the SDK's errors. */
export async function plantLearning({ engineUrl }: Pick<RunningStack, 'engineUrl'>): Promise<void> {
  const outputs = (await (await fetch(`${engineUrl}/_backdesk/outputs`)).json()) as Record<string, string>
  const { TableName } = outputs
  if (TableName === undefined) throw new Error('the stack names no table')
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const low = new DynamoDBClient({ endpoint: engineUrl, region: 'eu-west-1', credentials })
  const client = DynamoDBDocumentClient.from(low, { marshallOptions: { removeUndefinedValues: true } })
  const clockwork = { now: Date.now, random: Math.random, wait: async () => undefined }
  const table = { ...clockwork, client, table: TableName, retentionDays: 400 }
  const [signals, knowledge] = [signalStore(table), knowledgeStore(table)]
  const articles = await published(knowledge)
  const [first, second, third, fourth] = articles
  const told = [
    ...corrected(first),
    ...good(second, 9),
    ...good(third, 2),
    ...(['a', 'b'] as const).map((id) => reply({ id: `bad-${id}`, evidence: of(fourth), grades: BAD })),
    rewritten(),
  ]
  for (const one of told) {
    const signal = aSignal(one)
    await signals.recordSignal(signal)
    await moveHealth(signal, table)
  }
  for (const conversationId of [9_001, 9_002, 9_003])
    await knowledge.putUnanswered(ACCOUNT, conversationId, {
      ...{ conversationId, atMs: Date.now() - DAY_MS - conversationId },
      features: packedFeatures(
        questionFeatures({ text: 'Can I rent a tent for a week?', subject: null, language: 'en' }),
      ),
    })
  await lookAtArticles(ACCOUNT, {
    ...clockwork,
    articles: knowledge.articles,
    healthOfArticles: (account) => healthOfArticles(account, table),
    signalsBetween: signals.between,
    unanswered: knowledge.unanswered,
    wordsIn: hashedWords,
    proposals: proposalStore(table),
    requestChange: async () => 'queued',
    digest: sha256Hex,
    log: { info: () => undefined },
  })
  low.destroy()
}

/** Once they are listed, which is within five minutes of the story. */
async function published(knowledge: Pick<ReturnType<typeof knowledgeStore>, 'articles'>) {
  for (let seconds = 0; seconds < 300; seconds += 1) {
    const articles = await knowledge.articles(ACCOUNT)
    if (articles.length > 0) return articles
    await new Promise((done) => setTimeout(done, 1_000))
  }
  throw new Error('no article was listed')
}

const of = (article: KnowledgeArticle | undefined) => [
  { kind: 'article', id: String(article?.id ?? 1), version: String(article?.version ?? 1) },
]

function reply(given: Partial<DecidedApproval>): Partial<DecidedApproval> {
  const endedAtMs = given.endedAtMs ?? Date.now() - 3_600_000
  const times = { openedAtMs: endedAtMs - 90_000, firstSeenAtMs: endedAtMs - 60_000, decidedAtMs: endedAtMs }
  return { account: ACCOUNT, conversationId: 41, ...times, ...given, endedAtMs }
}

const good = (article: KnowledgeArticle | undefined, times: number) =>
  Array.from({ length: times }, (_, nth) =>
    reply({ id: `good-${article?.id}-${nth}`, evidence: of(article), grades: GOOD }),
  )

/** Three reviewers say something of the article's last sentence in the same other way. */
function corrected(article: KnowledgeArticle | undefined) {
  const said = (article?.content ?? '').split('\n').findLast((line) => /\w{4}/.test(line)) ?? 'Write to us.'
  const proposedText = `Hello,\n\n${said}`
  const text = proposedText.replace(/(\w+)([^\w]*)$/, '$1, at most ninety hours$2')
  return ['lena', 'kim', 'noa'].map((by, nth) =>
    reply({
      ...{ id: `corrected-${by}`, conversationId: 30 + nth, proposedText, text, evidence: of(article) },
      ...{ endedAtMs: Date.now() - (nth + 1) * 3_600_000, grades: GOOD },
    }),
  )
}

const rewritten = () =>
  reply({
    ...{ id: 'rewritten-1', conversationId: 52, intent: 'tent_poles', evidence: [], names: ['Noa'], grades: GOOD },
    proposedText: 'Thank you for your message. We will look into it.',
    text: 'Dear Noa,\n\nThe poles lie flat in the lid of the box, under the cardboard.\n\nIf one is bent, send us a photo: a new one leaves our house the same day.',
  })
