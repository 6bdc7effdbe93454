import { SQSClient } from '@aws-sdk/client-sqs'
import { OUTAGE } from '#domain/switches'
import { actionMessage, requestAction } from '#messaging/actions-queue'
import { sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { actionStateReader } from '#store/action-state'
import { enlistAction } from '#store/actions'
import { conversationStore, conversationsOf } from '#store/conversations'
import { documentClient } from '#store/document-client'
import { operatorStore } from '#store/operators'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { routingStore } from '#store/routing'
import { switchBook, switchStore } from '#store/switches'
import { readEnv } from './env.ts'
import { routeBatch } from './route-batch.ts'
import type { RouteDeps } from './route-deps.ts'

const env = readEnv()
const log = logger({ service: 'route' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { ...clockwork, client: documentClient(), table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }
const actions = { client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }

const book = policyBook(policyStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('policies_not_read', error),
})
const conversations = conversationStore({ ...table, consistent: true })
const operators = operatorStore(table)
const switches = switchBook(switchStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('switches_not_read', error),
})

const deps: RouteDeps = {
  ...clockwork,
  ...routingStore({ ...table, ledgerDays: env.LEDGER_RETENTION_DAYS }),
  routing: (account) => book.routing(account),
  isOff: async (account) => (await switches.isOff(account, 'route')) || switches.isOff(account, OUTAGE),
  accounts: accountRegistry(table).list,
  operators: operators.listNow,
  directory: async (account) => (await operators.directory(account)) ?? null,
  conversations: (account, ids) => conversationsOf(account, ids, conversations),
  commit: conversations.commit,
  actionState: actionStateReader(table),
  send: (action) => sendMessage(actions, actionMessage(action)),
  request: async (action) => {
    await requestAction(action, {
      enlist: (asked) => enlistAction(asked, { ...table, retentionDays: env.LEDGER_RETENTION_DAYS }),
      send: (message) => sendMessage(actions, message),
    })
  },
  count: metrics.count,
  log,
}

/** The worker of the routing queue; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => routeBatch(messages, deps),
  client: sqs,
  queueUrl: env.ROUTING_QUEUE_URL,
  deadLettersUrl: env.ROUTING_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
