import { SQSClient } from '@aws-sdk/client-sqs'
import { translate } from '#chatwoot/translate'
import { archiveStream, recordsOf } from '#messaging/archive-stream'
import { bodiesBucket } from '#messaging/bodies'
import { queueHandler } from '#messaging/queue-handler'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { runningRelease } from '#runtime/running-release'
import { conversationStore } from '#store/conversations'
import { documentClient } from '#store/document-client'
import { intakeLedger } from '#store/intake-ledger'
import { lawReader } from '#store/law'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import { languageDetector } from '#text/language'
import { applyBatch, type ProcessDeps } from './apply-batch.ts'
import { asArchived } from './as-archived.ts'
import { readEnv } from './env.ts'
import { firstSights } from './first-sights.ts'
import { foundIn } from './found-in.ts'
import { modelBook } from './model-book.ts'
import { readingBook } from './reading-book.ts'
import { tallyTeller } from './tell-tally.ts'

const env = readEnv()
const log = logger({ service: 'process' })
const metrics = meter({ environment: env.ENVIRONMENT, release: runningRelease('process') })
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const clockwork = { now: Date.now, random: Math.random, wait: sleep }
const table = { client: documentClient(), table: env.TABLE_NAME }
const store = conversationStore({ ...clockwork, ...table, retentionDays: env.RETENTION_DAYS })

const book = policyBook(policyStore({ ...table, ...clockwork }), {
  now: Date.now,
  onFault: (error) => log.fault('policies_not_read', error),
})

const bodies = bodiesBucket(env.BODIES_BUCKET, 3)
const modelOf = modelBook({
  read: async (key) => (await bodies.get(key))?.body,
  now: Date.now,
  wait: sleep,
  onFault: (error, about) => {
    metrics.count('TopicModelsMissing')
    log.fault('topic_model_not_loaded', error, about)
  },
})
let loading: ReturnType<typeof languageDetector> | undefined
const languages = () => {
  loading ??= languageDetector()
  return loading
}

const switches = switchBook(switchStore(table), {
  now: Date.now,
  onFault: (error) => log.fault('switches_not_read', error),
})
const keep =
  env.ARCHIVE_STREAM === undefined
    ? undefined
    : archiveStream({
        put: recordsOf(env.ARCHIVE_STREAM),
        isOff: (account) => switches.isOff(account, 'archive'),
        random: Math.random,
        wait: sleep,
        onFailure: (error, webhooks) => {
          metrics.count('ArchiveFailures', webhooks)
          log.fault('webhooks_not_archived', error, { webhooks })
        },
      })

const deps: ProcessDeps = {
  ...clockwork,
  translate,
  readingFor: readingBook({ documents: book, contactAttributes: env.CONTACT_ATTRIBUTES, languages, modelOf }),
  lawFor: lawReader(book),
  readMany: store.readMany,
  commit: store.commit,
  found: foundIn(intakeLedger({ ...table, ...clockwork })),
  bodies,
  bucket: env.BODIES_BUCKET,
  firstSight: firstSights(),
  tally: tallyTeller({
    add: intakeLedger({ ...table, now: Date.now }).add,
    wait: sleep,
    count: metrics.count,
    log,
  }),
  archive: async (webhooks) => keep?.(webhooks.map(asArchived)),
  count: metrics.count,
  log,
}

/** The inbound queue's worker; partial batch responses. */
export const handler = queueHandler({
  work: (messages) => applyBatch(messages, deps),
  client: sqs,
  queueUrl: env.INBOUND_QUEUE_URL,
  deadLettersUrl: env.INBOUND_DLQ_URL,
  // With a pointer to S3, reason and detail, there is one attribute too many; processing never reads this one.
  expendable: ['sentAtS'],
  random: Math.random,
  metrics,
  log,
})
