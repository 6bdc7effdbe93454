import { SQSClient } from '@aws-sdk/client-sqs'
import { indexKey } from '#domain/knowledge-sync'
import { articlesMessage } from '#messaging/articles'
import { bodiesBucket } from '#messaging/bodies'
import { sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { documentClient } from '#store/document-client'
import { knowledgeStore } from '#store/knowledge'
import { switchBook, switchStore } from '#store/switches'
import { buildIndex } from '#text/knowledge/build-index'
import { readEnv } from './env.ts'
import { performSuggest, type SuggestDeps } from './perform-suggest.ts'

const env = readEnv()
const log = logger({ service: 'suggest' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { client: documentClient(), table: env.TABLE_NAME }
const bodies = bodiesBucket(env.BODIES_BUCKET, 3)

const deps: SuggestDeps = {
  ...clockwork,
  ...knowledgeStore({ ...clockwork, ...table }),
  ...switchBook(switchStore(table), { ...clockwork, onFault: (error) => log.fault('switches_not_read', error) }),
  accounts: accountRegistry(table).list,
  build: buildIndex,
  putIndex: (account, body) => bodies.put({ key: indexKey(account), body }),
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
