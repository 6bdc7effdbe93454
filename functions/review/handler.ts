import { SQSClient } from '@aws-sdk/client-sqs'
import { delaySeconds } from '#domain/deadline-message'
import { actionMessage, requestAction } from '#messaging/actions-queue'
import { sendDelayed, sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { actionStateReader } from '#store/action-state'
import { enlistAction } from '#store/actions'
import { answeredByHand } from '#store/answered-by-hand'
import { approvalReads } from '#store/approval-reads'
import { stepApproval } from '#store/approval-steps'
import { readApproval } from '#store/approval-writes'
import { soloApprover } from '#store/approve-alone'
import { articleUrlBook } from '#store/article-urls'
import { documentClient } from '#store/document-client'
import { storedGuard } from '#store/draft-known'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { signalKeeper } from '#store/signal-keeper'
import { switchBook, switchStore } from '#store/switches'
import { draftLink } from './draft-link.ts'
import { readEnv } from './env.ts'
import { performReviews } from './perform-reviews.ts'
import type { ReviewDeps } from './review-deps.ts'

const env = readEnv()
const log = logger({ service: 'review' })
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
const toActions = { client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }

const deps: ReviewDeps = {
  approval: (key) => readApproval(key, table),
  isAnswered: answeredByHand(table),
  approvalsOf: approvalReads(table).approvalsOf,
  step: (key, law) => stepApproval({ key, version: null }, law, table),
  approveAlone: soloApprover({
    ...table,
    guard: storedGuard({ ...table, articleUrls: articleUrlBook(table) }),
    drafts: policies.drafts,
    isOff: switches.isOff,
  }),
  actionState: actionStateReader(table),
  sendAction: (action) => sendMessage(toActions, actionMessage(action)),
  requestAction: (action) =>
    requestAction(action, {
      enlist: (asked) => enlistAction(asked, table),
      send: (message) => sendMessage(toActions, message),
    }),
  recordSignal: signalKeeper({ ...table, sla: policies.sla }),
  isOff: switches.isOff,
  sendAgain: (body, atMs) =>
    sendDelayed({ client: sqs, queueUrl: env.REVIEW_QUEUE_URL }, [
      { body, delaySeconds: delaySeconds(atMs, Date.now()) },
    ]),
  linkTo: draftLink(env.CONSOLE_URL),
  now: Date.now,
  count: metrics.count,
  log,
}

/** The worker of the queue of reviews; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performReviews(messages, deps),
  client: sqs,
  queueUrl: env.REVIEW_QUEUE_URL,
  deadLettersUrl: env.REVIEW_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
