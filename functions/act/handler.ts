import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { articleClient } from '#chatwoot/article-client'
import { canaryNote } from '#chatwoot/canary-note'
import { chatwootClient } from '#chatwoot/client'
import { directoryClient } from '#chatwoot/directory-client'
import { keepAliveHttp } from '#chatwoot/http-call'
import { type CannedCopies, questionClient } from '#chatwoot/question-client'
import { sweepClient } from '#chatwoot/sweep-client'
import { threadClient } from '#chatwoot/thread-client'
import { within } from '#chatwoot/within'
import { answerArticles } from '#messaging/articles'
import { bodiesBucket } from '#messaging/bodies'
import { handReading } from '#messaging/hand-readings'
import { questionAnswers } from '#messaging/questions'
import { queueHandler } from '#messaging/queue-handler'
import { answerReading } from '#messaging/readings'
import { answerSweep } from '#messaging/sweeps'
import { answerThread } from '#messaging/threads'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { brake } from '#runtime/brake'
import { sha256Hex } from '#runtime/digest'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { runningRelease } from '#runtime/running-release'
import { tokenBucket } from '#runtime/token-bucket'
import { actionStore } from '#store/actions'
import { approvalStore } from '#store/approvals'
import { proposalStore } from '#store/article-proposals'
import { canaryStore } from '#store/canary'
import { documentClient } from '#store/document-client'
import { holdAction } from '#store/held-actions'
import { switchBook, switchStore } from '#store/switches'
import { accessBook } from './access-book.ts'
import { readEnv } from './env.ts'
import { type ActDeps, performActions } from './perform-actions.ts'
import { readingOf } from './reading-of.ts'

const env = readEnv()
const log = logger({ service: 'act' })
const metrics = meter({ environment: env.ENVIRONMENT, release: runningRelease('act') })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const secrets = new SecretsManagerClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { ...clockwork, client: documentClient(), table: env.TABLE_NAME }
const switches = switchBook(switchStore(table), {
  ...clockwork,
  onFault: (error) => log.fault('switches_not_read', error),
})
const toChatwoot = {
  http: keepAliveHttp(),
  pace: tokenBucket(env.CHATWOOT_REQUESTS_PER_MINUTE, clockwork),
  brake: brake(clockwork),
}

const book = accessBook({
  ...clockwork,
  readSecret: async () => {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: env.CHATWOOT_SECRET_ARN }))
    return SecretString ?? ''
  },
  log,
})
const answers = env.PRESENCE_QUEUE_URL
const sweepAnswers = env.RECONCILE_QUEUE_URL
const drafts = env.DRAFTS_QUEUE_URL
const copies: CannedCopies = new Map()
const articleAnswers = env.KNOWLEDGE_QUEUE_URL
const grades = env.GRADES_QUEUE_URL
const inbound = {
  client: sqs,
  queueUrl: env.INBOUND_QUEUE_URL,
  bucket: env.BODIES_BUCKET,
  bodies: bodiesBucket(env.BODIES_BUCKET, 3),
}

const deps: ActDeps = {
  ...clockwork,
  ...actionStore(table),
  ...switches,
  hold: (action) => holdAction(action, table),
  approvals: approvalStore(table),
  proposals: proposalStore(table),
  replyMaxAgeMs: env.REPLY_MAX_AGE_MINUTES * 60_000,
  textHash: sha256Hex,
  book,
  readings: {
    ...clockwork,
    ...switches,
    book,
    reader: (access) => directoryClient(access, { ...toChatwoot, ...clockwork }),
    answer: answers === undefined ? undefined : (reading) => answerReading(reading, { client: sqs, queueUrl: answers }),
    count: metrics.count,
    log,
  },
  questions: {
    ...clockwork,
    ...switches,
    book,
    asker: (access) => questionClient(access, { ...toChatwoot, ...clockwork, copies }),
    answer: questionAnswers({ client: sqs, drafts, suggestions: articleAnswers }),
    count: metrics.count,
    log,
  },
  sweeps: {
    ...clockwork,
    ...switches,
    book,
    sweeper: (access) => sweepClient(access, { ...toChatwoot, ...clockwork }),
    answer:
      sweepAnswers === undefined ? undefined : (answer) => answerSweep(answer, { client: sqs, queueUrl: sweepAnswers }),
    hand: (conversation) => handReading(readingOf(conversation), inbound),
    count: metrics.count,
    log,
  },
  articles: {
    ...clockwork,
    ...switches,
    book,
    reader: (access) => articleClient(access, toChatwoot),
    answer:
      articleAnswers === undefined
        ? undefined
        : (answer) => answerArticles(answer, { client: sqs, queueUrl: articleAnswers }),
    count: metrics.count,
    log,
  },
  threads: {
    ...clockwork,
    ...switches,
    book,
    threads: (access) => threadClient(access, { ...toChatwoot, ...clockwork }),
    answer: grades === undefined ? undefined : (read) => answerThread(read, { client: sqs, queueUrl: grades }),
    count: metrics.count,
    log,
  },
  canary: {
    ...clockwork,
    ...switches,
    book,
    sing: (access, note) => canaryNote(access, note, toChatwoot),
    sent: canaryStore(table).sent,
    count: metrics.count,
    log,
  },
  chatwoot: (access, untilMs) =>
    chatwootClient(access, { ...toChatwoot, http: within(toChatwoot.http, { ...clockwork, untilMs }) }),
  noteKey: sha256Hex,
  count: metrics.count,
  log,
}

/** The worker of the actions queue (FIFO by conversation); partial batch responses. */
export const handler = queueHandler({
  work: (messages) => performActions(messages, deps),
  client: sqs,
  queueUrl: env.ACTIONS_QUEUE_URL,
  deadLettersUrl: env.ACTIONS_DLQ_URL,
  random: Math.random,
  metrics,
  log,
})
