import { SQSClient } from '@aws-sdk/client-sqs'
import { indexKey } from '#domain/knowledge-sync'
import { requestChange } from '#messaging/actions-queue'
import { articlesMessage } from '#messaging/articles'
import { bodiesBucket } from '#messaging/bodies'
import { sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { sha256Hex } from '#runtime/digest'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { enlistAction } from '#store/actions'
import { healthOfArticles } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { documentClient } from '#store/document-client'
import { knowledgeStore } from '#store/knowledge'
import { signalStore } from '#store/signals'
import { switchBook, switchStore } from '#store/switches'
import { buildIndex } from '#text/knowledge/build-index'
import { hashedWords } from '#text/knowledge/question-features'
import { readEnv } from './env.ts'
import { performSuggest, type SuggestDeps } from './perform-suggest.ts'

const env = readEnv()
const log = logger({ service: 'suggest' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { client: documentClient(), table: env.TABLE_NAME }
const knowledge = knowledgeStore({ ...clockwork, ...table })
/** Longer than a message can live, dead-letter queue included. */
const KEPT_DAYS = 30
const signals = signalStore({ ...clockwork, ...table, retentionDays: KEPT_DAYS })
const bodies = bodiesBucket(env.BODIES_BUCKET, 3)

const deps: SuggestDeps = {
  ...clockwork,
  ...knowledge,
  ...switchBook(switchStore(table), { ...clockwork, onFault: (error) => log.fault('switches_not_read', error) }),
  accounts: accountRegistry(table).list,
  build: buildIndex,
  putIndex: (account, body) => bodies.put({ key: indexKey(account), body }),
  looks: {
    ...clockwork,
    articles: knowledge.articles,
    unanswered: knowledge.unanswered,
    wordsIn: hashedWords,
    healthOfArticles: (account) => healthOfArticles(account, table),
    signalsBetween: signals.between,
    proposals: proposalStore({ ...clockwork, ...table }),
    requestChange: (action) =>
      requestChange(action, {
        ...clockwork,
        enlist: (asked) => enlistAction(asked, { ...clockwork, ...table, retentionDays: KEPT_DAYS }),
        send: (message) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, message),
      }),
    digest: sha256Hex,
    log,
  },
  request: (request) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, articlesMessage(request)),
  count: metrics.count,
  log,
}

/** The worker of the queue of knowledge; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performSuggest(messages, deps),
  client: sqs,
  queueUrl: env.KNOWLEDGE_QUEUE_URL,
  deadLettersUrl: env.KNOWLEDGE_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
