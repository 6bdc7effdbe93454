import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { chatwootLinks } from '#domain/chatwoot-links'
import { delaySeconds } from '#domain/deadline-message'
import { OUTAGE } from '#domain/switches'
import { requestAction } from '#messaging/actions-queue'
import { jsonPoster } from '#messaging/https-json'
import { sendDelayed, sendMessage } from '#messaging/queue'
import { queueHandler } from '#messaging/queue-handler'
import { targetBook } from '#messaging/target-book'
import { topicPublisher } from '#messaging/target-sns'
import { targets } from '#messaging/targets'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { enlistAction } from '#store/actions'
import { documentClient } from '#store/document-client'
import { escalationFacts } from '#store/escalation-facts'
import { switchBook, switchStore } from '#store/switches'
import { readEnv } from './env.ts'
import type { EscalateDeps } from './escalate-deps.ts'
import { deskLinks } from './links.ts'
import { performEscalations } from './perform-escalations.ts'

const env = readEnv()
const log = logger({ service: 'escalate' })
const metrics = meter({ environment: env.ENVIRONMENT })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const secrets = new SecretsManagerClient({ ...PATIENT_CLIENT })
const queue = { client: sqs, queueUrl: env.ESCALATIONS_QUEUE_URL }
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { ...clockwork, client: documentClient(), table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }
const switches = switchBook(switchStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('switches_not_read', error),
})

const reach = {
  book: targetBook({
    now: Date.now,
    readSecret: async () =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: env.TARGETS_SECRET_ARN }))).SecretString ?? '',
    log,
  }),
  post: jsonPoster(clockwork),
  publish: topicPublisher(new SNSClient({ ...PATIENT_CLIENT })),
  log,
}
const pages = targets({ ...reach, defaultTopicArn: env.ON_CALL_TOPIC_ARN, mustExist: true })
const notices = targets({ ...reach, defaultTopicArn: env.NOTICES_TOPIC_ARN, mustExist: false })

const deps: EscalateDeps = {
  ...escalationFacts({ ...table, onFault: (error) => log.fault('policies_not_read', error) }),
  requestAction: (action) =>
    requestAction(action, {
      enlist: (asked) => enlistAction(asked, table),
      send: (message) => sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, message),
    }),
  deliver: pages.deliver,
  tell: notices.deliver,
  sendAt: (body, atMs) =>
    sendDelayed(queue, [{ body: JSON.stringify(body), delaySeconds: delaySeconds(atMs, Date.now()) }]),
  sendAgain: (body, atMs) => sendDelayed(queue, [{ body, delaySeconds: delaySeconds(atMs, Date.now()) }]),
  isOff: async (account) => (await switches.isOff(account, 'escalate')) || switches.isOff(account, OUTAGE),
  links: deskLinks({
    consoleUrl: env.CONSOLE_URL,
    chatwoot: chatwootLinks(env.CHATWOOT_LINKS),
    runbookBaseUrl: env.RUNBOOK_BASE_URL,
  }),
  now: Date.now,
  count: metrics.count,
  log,
}

/** The worker of the queue of escalations; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performEscalations(messages, deps),
  client: sqs,
  queueUrl: env.ESCALATIONS_QUEUE_URL,
  deadLettersUrl: env.ESCALATIONS_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
