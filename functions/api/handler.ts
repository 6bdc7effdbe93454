import { join } from 'node:path'
import { SQSClient } from '@aws-sdk/client-sqs'
import { queueDepth } from '#messaging/queue-depth'
import { httpHandler } from '#runtime/http'
import { pagePolicy } from '#runtime/http-answer'
import { logger } from '#runtime/log'
import { sleep } from '#runtime/retry'
import { documentClient } from '#store/document-client'
import { queueReads } from '#store/queue-reads'
import { chatwootLinks } from './chatwoot-links.ts'
import { readEnv } from './env.ts'
import { cachedDepth } from './queue-depth.ts'
import { apiRoutes } from './routes.ts'
import { loadSite } from './site.ts'

const env = readEnv()
const log = logger({ service: 'api' })
const now = Date.now
/** A depth that takes longer is "unknown": the tile does not wait for it. */
const sqs = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
})

const routes = apiRoutes({
  reads: queueReads({
    client: documentClient(),
    table: env.TABLE_NAME,
    now,
    sleep,
  }),
  readDepth: cachedDepth({
    inbound: () => queueDepth({ client: sqs, queueUrl: env.INBOUND_QUEUE_URL }),
    deadLetters: () => queueDepth({ client: sqs, queueUrl: env.INBOUND_DLQ_URL }),
    now,
    log,
  }),
  links: chatwootLinks(env.CHATWOOT_LINKS),
  now,
  site: loadSite(join(__dirname, 'console')),
  auth: {
    issuer: env.AUTH_ISSUER,
    clientId: env.AUTH_CLIENT_ID,
    authorizeUrl: env.AUTH_AUTHORIZE_URL,
    tokenUrl: env.AUTH_TOKEN_URL,
    logoutUrl: env.AUTH_LOGOUT_URL,
  },
  environment: env.ENVIRONMENT,
  defaultAccount: env.DEFAULT_ACCOUNT === '-' ? null : env.DEFAULT_ACCOUNT,
})

export const handler = httpHandler({
  routes,
  rolesClaim: env.ROLES_CLAIM,
  pagePolicy: pagePolicy([new URL(env.AUTH_TOKEN_URL).origin]),
  log,
  now,
})
