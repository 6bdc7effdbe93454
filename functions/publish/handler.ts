import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { deriveApprovalEvents } from '#domain/derive-approval-events'
import { derive } from '#domain/derive-events'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { busPublisher } from '#messaging/bus'
import { deadlineQueue } from '#messaging/deadlines'
import { sendDelayed } from '#messaging/queue'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { canaryStore } from '#store/canary'
import { noteIntake } from '#store/counters'
import { documentClient } from '#store/document-client'
import { recordChange } from '#store/ledger'
import { recordOperatorEvents } from '#store/operator-ledger'
import {
  approvalInImage,
  conversationInImage,
  isApprovalImage,
  isOperatorImage,
  operatorInImage,
} from '#store/stream-image'
import { toldInImage } from '#store/told-image'
import { readEnv } from './env.ts'
import { type PublishDeps, publishChanges } from './publish-changes.ts'

const env = readEnv()
const log = logger({ service: 'publish' })
const metrics = meter({ environment: env.ENVIRONMENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { client: documentClient(), table: env.TABLE_NAME, retentionDays: env.LEDGER_RETENTION_DAYS }

const accounts = accountRegistry(table)
const canaries = canaryStore(table)
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const deadlines = deadlineQueue({
  client: sqs,
  queueUrl: env.DEADLINES_QUEUE_URL,
  now: Date.now,
})

const deps: PublishDeps = {
  ...clockwork,
  isOperator: isOperatorImage,
  isApproval: isApprovalImage,
  conversationIn: conversationInImage,
  operatorIn: operatorInImage,
  toldIn: toldInImage,
  approvalIn: approvalInImage,
  derive,
  deriveOperator: deriveOperatorEvents,
  deriveApproval: deriveApprovalEvents,
  record: (change) => recordChange(change, { ...clockwork, ...table }),
  recordOperator: (events) => recordOperatorEvents(events, table),
  putOnBus: busPublisher({
    ...clockwork,
    client: new EventBridgeClient({ ...PATIENT_CLIENT }),
    busName: env.BUS_NAME,
  }),
  announce: deadlines.announce,
  tellReview: (messages) =>
    sendDelayed(
      { client: sqs, queueUrl: env.REVIEW_QUEUE_URL },
      messages.map((one) => ({ body: JSON.stringify(one), delaySeconds: 0 })),
    ),
  noteIntake: async (tally) => {
    await accounts.note(tally.account)
    await noteIntake(table, tally)
  },
  noteCanary: async (account, heard) => {
    metrics.gauge('CanaryLagSeconds', heard.lagMs / 1000)
    await canaries.heard(account, heard)
  },
  count: metrics.count,
  log,
}

/** The worker of the table's stream; partial batch responses. */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  try {
    return await publishChanges(event.Records, deps)
  } finally {
    metrics.flush()
  }
}
