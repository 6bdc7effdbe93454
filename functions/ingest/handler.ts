import { randomUUID } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { bodiesBucket } from '#messaging/bodies'
import { sendMessage } from '#messaging/queue'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { runningRelease } from '#runtime/running-release'
import { acceptWebhook, type IngestDeps } from './accept-webhook.ts'
import { accountBook } from './account-book.ts'
import { readEnv } from './env.ts'
import { refusalTeller } from './tell-refusal.ts'

const env = readEnv()
const log = logger({ service: 'ingest' })
const metrics = meter({ environment: env.ENVIRONMENT, release: runningRelease('ingest') })
// One attempt a call: budget.ts owns the retries and their time. See there.
const once = { maxAttempts: 1 }
const queue = { client: new SQSClient(once), queueUrl: env.INBOUND_QUEUE_URL }
const secrets = new SecretsManagerClient(once)
const clockwork = { now: Date.now, random: Math.random }
const send: IngestDeps['send'] = (message, signal) => sendMessage(queue, message, signal)

const deps: IngestDeps = {
  ...clockwork,
  book: accountBook({
    ...clockwork,
    readSecret: async (signal) => {
      const command = new GetSecretValueCommand({ SecretId: env.ACCOUNTS_SECRET_ARN })
      return (await secrets.send(command, { abortSignal: signal })).SecretString ?? ''
    },
    count: metrics.count,
    log,
  }),
  bucket: env.BODIES_BUCKET,
  bodies: bodiesBucket(env.BODIES_BUCKET, 1),
  send,
  tellRefusal: refusalTeller({ ...clockwork, send, log }),
  maxBodyBytes: env.MAX_BODY_BYTES,
  newId: randomUUID,
  count: metrics.count,
  log,
}

/** `POST`, `GET` and `HEAD /webhooks/chatwoot/{accountKey}`. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return { ...(await acceptWebhook(event, deps)) }
  } finally {
    metrics.flush()
  }
}
