import { SQSClient } from '@aws-sdk/client-sqs'
import { bodiesBucket } from '#messaging/bodies'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { httpHandler } from '#runtime/http'
import { pagePolicy } from '#runtime/http-answer'
import { logger } from '#runtime/log'
import { sleep } from '#runtime/retry'
import { documentClient } from '#store/document-client'
import { letterRunStore } from '#store/letter-runs'
import { readEnv } from './env.ts'
import { letterRoutes } from './letter-routes.ts'
import { queuesIn } from './queue-addresses.ts'

const env = readEnv()
const log = logger({ service: 'redrive' })
const now = Date.now
const table = { client: documentClient(), table: env.TABLE_NAME }

const routes = letterRoutes({
  log,
  defaultAccount: env.DEFAULT_ACCOUNT === '-' ? null : env.DEFAULT_ACCOUNT,
  client: new SQSClient({ ...PATIENT_CLIENT }),
  queues: queuesIn(env.QUEUES, env.INBOUND_QUEUE_URL),
  runs: letterRunStore({ ...table, retentionDays: env.LEDGER_RETENTION_DAYS }),
  now,
  wait: sleep,
  world: {
    ...table,
    now,
    retentionDays: env.RETENTION_DAYS,
    ledgerDays: env.LEDGER_RETENTION_DAYS,
    contactAttributes: env.CONTACT_ATTRIBUTES,
    replyMaxAgeMs: env.REPLY_MAX_AGE_MINUTES * 60_000,
    bodies: { bucket: env.BODIES_BUCKET, get: bodiesBucket(env.BODIES_BUCKET, 3).get },
    // This function holds no token: what Chatwoot looks like is what Backdesk has stored of it.
    chatwoot: async (_account, known) => known,
  },
})

export const handler = httpHandler({ routes, rolesClaim: env.ROLES_CLAIM, pagePolicy: pagePolicy([]), log, now })
