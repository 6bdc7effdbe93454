import { SQSClient } from '@aws-sdk/client-sqs'
import { homeZone } from '#domain/home-zone'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { besideReader } from '#store/beside-facts'
import { countConversations } from '#store/count-conversations'
import { noteCounted } from '#store/counted'
import { documentClient } from '#store/document-client'
import { factStore } from '#store/facts'
import { ledgerTail } from '#store/ledger-tail'
import { machineGate } from '#store/machine-gate'
import { exclusionReader } from '#store/point-disputes'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { type CountBatchDeps, countBatch } from './count-batch.ts'
import { readEnv } from './env.ts'

const env = readEnv()
const log = logger({ service: 'analytics' })
const metrics = meter({ environment: env.ENVIRONMENT })
const client = documentClient()
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const desk = { ...clockwork, client, table: env.TABLE_NAME }
const insights = { ...clockwork, client, table: env.INSIGHTS_TABLE }

const book = policyBook(policyStore(desk), {
  now: Date.now,
  onFault: (error) => log.fault('policies_not_read', error),
})

const machineCounts = machineGate({ ...desk, quality: (account) => book.quality(account) })
const facts = factStore({ ...insights, factDays: env.FACT_DAYS, rollupDays: env.ROLLUP_DAYS })
const deps: CountBatchDeps = {
  countConversations: (all) =>
    countConversations(all, {
      load: facts.load,
      commit: facts.commit,
      ledgerAfter: ledgerTail(desk),
      besideOf: besideReader({ ...desk, machineCounts }),
      exclusionsOf: exclusionReader(desk),
      zoneOf: async (account) => homeZone((await book.sla(account)).document),
    }),
  noteCounted: (tally) => noteCounted(insights, tally),
  now: Date.now,
  count: metrics.count,
  gauge: metrics.gauge,
  log,
}

/** The worker of the queue of what is to be counted; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => countBatch(messages, deps),
  client: new SQSClient({ ...PATIENT_CLIENT }),
  queueUrl: env.ANALYTICS_QUEUE_URL,
  deadLettersUrl: env.ANALYTICS_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
