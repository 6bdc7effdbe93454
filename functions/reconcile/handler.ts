import { SQSClient } from '@aws-sdk/client-sqs'
import { sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { sweepMessage } from '#messaging/sweeps'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { checkpointStore } from '#store/checkpoints'
import { conversationStore, conversationsOf } from '#store/conversations'
import { documentClient } from '#store/document-client'
import { heardAt } from '#store/heard-at'
import { intakeLedger } from '#store/intake-ledger'
import { silenceOf } from '#store/intake-now'
import { switchBook, switchStore } from '#store/switches'
import { readEnv } from './env.ts'
import { performReconcile } from './perform-reconcile.ts'
import type { ReconcileDeps } from './reconcile-deps.ts'

const env = readEnv()
const log = logger({ service: 'reconcile' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { client: documentClient(), table: env.TABLE_NAME }
const conversations = conversationStore({ ...clockwork, ...table, retentionDays: env.RETENTION_DAYS })

const switches = switchBook(switchStore(table), {
  ...clockwork,
  onFault: (error) => log.fault('switches_not_read', error),
})

const deps: ReconcileDeps = {
  ...clockwork,
  ...checkpointStore(table),
  ...switches,
  accounts: accountRegistry(table).list,
  isSilent: silenceOf({ ...table, now: Date.now, isOff: switches.isOff }),
  gauge: metrics.gauge,
  heardAtMs: heardAt(intakeLedger({ ...clockwork, ...table }), Date.now),
  async statesOf(account, ids) {
    const held = await conversationsOf(account, ids, conversations)
    return new Map([...held].map(([id, { conversation }]) => [id, conversation.state]))
  },
  request: (request) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, sweepMessage(request)),
  retentionDays: env.RETENTION_DAYS,
  count: metrics.count,
  log,
}

/** The worker of reconcile's queue; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performReconcile(messages, deps),
  client: sqs,
  queueUrl: env.RECONCILE_QUEUE_URL,
  deadLettersUrl: env.RECONCILE_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
