import { SQSClient } from '@aws-sdk/client-sqs'
import type { Action } from '#domain/action'
import { indexKey } from '#domain/knowledge-sync'
import { requestAction, requestChange } from '#messaging/actions-queue'
import { articlesMessage } from '#messaging/articles'
import { bodiesBucket } from '#messaging/bodies'
import { questionMessage } from '#messaging/questions'
import { type QueueMessage, sendMessage } from '#messaging/queue'
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
import { conversationNow } from '#store/conversation-now'
import { documentClient } from '#store/document-client'
import { indexBook } from '#store/index-book'
import { knowledgeStore } from '#store/knowledge'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
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
const table = { ...clockwork, client: documentClient(), table: env.TABLE_NAME }
const kept = { ...table, retentionDays: env.LEDGER_RETENTION_DAYS }
const actions = { client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }
const asking = {
  ...clockwork,
  enlist: (asked: Action) => enlistAction(asked, kept),
  send: (message: QueueMessage) => sendMessage(actions, message),
}
const bodies = bodiesBucket(env.BODIES_BUCKET, 3)

const knowledge = knowledgeStore(table)
const signals = signalStore(kept)
const policies = policyBook(policyStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('policies_not_read', error),
})

const deps: SuggestDeps = {
  ...clockwork,
  ...knowledge,
  noteLearned: (account) => knowledge.noteLearned(account),
  indexOf: indexBook({ read: async (key) => (await bodies.get(key))?.body, now: Date.now }),
  conversation: conversationNow(table),
  drafts: (account) => policies.drafts(account),
  ...switchBook(switchStore(table), { ...clockwork, onFault: (error) => log.fault('switches_not_read', error) }),
  accounts: accountRegistry(table).list,
  signalDays: signals.completeness,
  build: buildIndex,
  putIndex: (account, body) => bodies.put({ key: indexKey(account), body }),
  looks: {
    ...clockwork,
    articles: knowledge.articles,
    unanswered: knowledge.unanswered,
    wordsIn: hashedWords,
    healthOfArticles: (account) => healthOfArticles(account, table),
    signalsBetween: signals.between,
    proposals: proposalStore(table),
    requestChange: (action) => requestChange(action, asking),
    digest: sha256Hex,
    log,
  },
  request: (request) => sendMessage(actions, articlesMessage(request)),
  askQuestion: (request) => sendMessage(actions, questionMessage(request)),
  requestAction: (action) => requestAction(action, asking),
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
