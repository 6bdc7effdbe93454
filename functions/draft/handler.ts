import { SQSClient } from '@aws-sdk/client-sqs'
import { approvalDueMs } from '#domain/approval-deadlines'
import { OUTAGE } from '#domain/switches'
import { bodiesBucket } from '#messaging/bodies'
import { questionMessage } from '#messaging/questions'
import { sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { sha256Hex } from '#runtime/digest'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { approvalDesk } from '#store/approval-desk'
import { articleUrlBook } from '#store/article-urls'
import { conversationNow } from '#store/conversation-now'
import { documentClient } from '#store/document-client'
import { referenceNoter, storedGuard } from '#store/draft-known'
import { indexBook } from '#store/index-book'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import { matchCanned } from '#text/match-canned'
import { type ConverseDeps, patientConverse } from './converse.ts'
import { readEnv } from './env.ts'
import { type DraftDeps, performDrafts } from './perform-drafts.ts'
import { bedrockWriter } from './write-bedrock.ts'
import { cannedWriter } from './write-canned.ts'
import { writeExtract } from './write-extract.ts'

const env = readEnv()
const log = logger({ service: 'draft' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { ...clockwork, client: documentClient(), table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }
const switches = switchBook(switchStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('switches_not_read', error),
})
const policies = policyBook(policyStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('policies_not_read', error),
})
const bodies = bodiesBucket(env.BODIES_BUCKET, 3)
const indexOf = indexBook({ read: async (key) => (await bodies.get(key))?.body, now: Date.now })
const desk = approvalDesk({
  ...table,
  guard: storedGuard({ ...table, articleUrls: articleUrlBook(table) }),
  dueMs: async (account, fromMs) => approvalDueMs((await policies.sla(account)).document, fromMs),
})

const bedrock = env.BEDROCK
let ask: ConverseDeps['send'] | undefined
const model =
  bedrock === undefined
    ? {}
    : {
        bedrock: bedrockWriter({
          ...bedrock,
          converse: patientConverse({
            ...clockwork,
            // loaded where a model is configured, and at the first question
            send: async (prompt, signal) => {
              const { bedrockSender } = await import('#messaging/bedrock')
              ask ??= bedrockSender(bedrock)
              return ask(prompt, signal)
            },
            after(ms, stop) {
              const timer = setTimeout(stop, ms)
              return () => clearTimeout(timer)
            },
          }),
          count: metrics.count,
          log,
        }),
      }

const deps: DraftDeps = {
  openDraft: desk.openDraft,
  accounts: accountRegistry(table).list,
  isOff: async (account) => (await switches.isOff(account, 'draft')) || switches.isOff(account, OUTAGE),
  drafts: (account) => policies.drafts(account),
  conversation: conversationNow(table),
  articles: async (account) => (await indexOf(account))?.suggest ?? null,
  noteReferences: referenceNoter(table),
  writers: { canned: cannedWriter(matchCanned), extract: writeExtract, ...model },
  request: (request) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, questionMessage(request)),
  digest: sha256Hex,
  now: Date.now,
  count: metrics.count,
  log,
}

/** The worker of the queue of drafts; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performDrafts(messages, deps),
  client: sqs,
  queueUrl: env.DRAFTS_QUEUE_URL,
  deadLettersUrl: env.DRAFTS_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
