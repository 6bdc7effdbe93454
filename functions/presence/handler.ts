import { SQSClient } from '@aws-sdk/client-sqs'
import { sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { canaryMessage, readingMessage } from '#messaging/readings'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { watchedCanary } from '#store/canary'
import { documentClient } from '#store/document-client'
import { operatorStore } from '#store/operators'
import { switchBook, switchStore } from '#store/switches'
import { readEnv } from './env.ts'
import { type PresenceDeps, performPresence } from './perform-presence.ts'

const env = readEnv()
const log = logger({ service: 'presence' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const table = { client: documentClient(), table: env.TABLE_NAME }

const switches = switchBook(switchStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('switches_not_read', error),
})

const watched = watchedCanary(table)

const deps: PresenceDeps = {
  ...operatorStore(table),
  isOff: (account) => switches.isOff(account, 'presence'),
  accounts: accountRegistry(table).list,
  request: (request) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, readingMessage(request)),
  canary: async (account) => {
    const canary = await watched(account)
    return canary === null || (await switches.isOff(account, 'canary')) ? null : canary
  },
  sendCanary: (request) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, canaryMessage(request)),
  now: Date.now,
  random: Math.random,
  wait: sleep,
  count: metrics.count,
  gauge: metrics.gauge,
  log,
}

/** The worker of presence's queue; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performPresence(messages, deps),
  client: sqs,
  queueUrl: env.PRESENCE_QUEUE_URL,
  deadLettersUrl: env.PRESENCE_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
