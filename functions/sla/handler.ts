import { SQSClient } from '@aws-sdk/client-sqs'
import { deadlineQueue } from '#messaging/deadlines'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { conversationStore } from '#store/conversations'
import { documentClient } from '#store/document-client'
import { lawReader } from '#store/law'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { queueReads } from '#store/queue-reads'
import { switchBook, switchStore } from '#store/switches'
import { readEnv } from './env.ts'
import { type SlaDeps, watchDeadlines } from './watch-deadlines.ts'

const env = readEnv()
const log = logger({ service: 'sla' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep, sleep }
const table = { client: documentClient(), table: env.TABLE_NAME }
const store = conversationStore({ ...clockwork, ...table, retentionDays: env.RETENTION_DAYS, consistent: true })
const reads = queueReads({ ...clockwork, ...table })
const queue = deadlineQueue({ client: sqs, queueUrl: env.DEADLINES_QUEUE_URL, now: Date.now })
const book = policyBook(policyStore({ ...clockwork, ...table }), {
  now: Date.now,
  onFault: (error) => log.fault('policies_not_read', error),
})

const switches = switchBook(switchStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('switches_not_read', error),
})

const deps: SlaDeps = {
  ...clockwork,
  isOff: (account) => switches.isOff(account, 'sla'),
  readMany: store.readMany,
  commit: store.commit,
  lawFor: lawReader(book),
  conversationsOf: (list, page) => reads.queuePage({ ...list, sort: 'waiting', filters: {} }, page),
  announce: queue.announce,
  refresh: queue.refresh,
  count: metrics.count,
  log,
}

/** The deadline queue's worker; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => watchDeadlines(messages, deps),
  client: sqs,
  queueUrl: env.DEADLINES_QUEUE_URL,
  deadLettersUrl: env.DEADLINES_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
