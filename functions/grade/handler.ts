import { SQSClient } from '@aws-sdk/client-sqs'
import { homeZone } from '#domain/home-zone'
import { sendDelayed, sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { threadMessage } from '#messaging/threads'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { uniformOf } from '#runtime/digest'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { approvalReads } from '#store/approval-reads'
import { conversationNow } from '#store/conversation-now'
import { documentClient } from '#store/document-client'
import { gradeStore } from '#store/grades'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import { languageDetector } from '#text/language'
import { DEFAULT_QUALITY_MODEL } from '#text/quality/default-model'
import { readConduct } from '#text/quality/read-conduct'
import { readEnv } from './env.ts'
import { type PerformDeps, performGrades } from './perform-grades.ts'

const env = readEnv()
const log = logger({ service: 'grade' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { ...clockwork, client: documentClient(), table: env.TABLE_NAME }
const onFault = (code: string) => (error: unknown) => log.fault(code, error)
const switches = switchBook(switchStore(table), { now: Date.now, onFault: onFault('switches_not_read') })
const policies = policyBook(policyStore(table), { now: Date.now, onFault: onFault('policies_not_read') })
const grades = { client: sqs, queueUrl: env.GRADES_QUEUE_URL }

const deps: PerformDeps = {
  now: Date.now,
  isOff: (account) => switches.isOff(account, 'grade'),
  conversation: conversationNow(table),
  approvalsOf: approvalReads(table).approvalsOf,
  document: (account) => policies.quality(account),
  readConduct: async (messages, { account, resolvedAtMs }) =>
    readConduct(
      messages.map(({ id, ...message }) => ({ ...message, messageId: id })),
      {
        resolvedAtMs,
        timeZone: homeZone((await policies.sla(account)).document),
        languageOf: await languageDetector(),
        model: DEFAULT_QUALITY_MODEL,
      },
    ),
  uniform: uniformOf,
  recordGrade: gradeStore({ ...table, retentionDays: env.LEDGER_RETENTION_DAYS }).recordGrade,
  request: (request) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, threadMessage(request)),
  sendLater: (again, delaySeconds) => sendDelayed(grades, [{ body: JSON.stringify(again), delaySeconds }]),
  count: metrics.count,
  log,
}

/** The worker of the queue of grades; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performGrades(messages, deps),
  client: sqs,
  queueUrl: env.GRADES_QUEUE_URL,
  deadLettersUrl: env.GRADES_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
