import { S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { homeZone } from '#domain/home-zone'
import { jsonPoster } from '#messaging/https-json'
import { queueDepth } from '#messaging/queue-depth'
import { targetBook } from '#messaging/target-book'
import { topicPublisher } from '#messaging/target-sns'
import { targets } from '#messaging/targets'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { documentClient } from '#store/document-client'
import { readGlance } from '#store/glance'
import { happeningStore } from '#store/happenings'
import { outageStore } from '#store/outages'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { makeOne, reportReads } from '#store/report-reads'
import { reportStore } from '#store/reports'
import { spikesTold } from '#store/spikes-told'
import { switchBook, switchStore } from '#store/switches'
import { topicHoursReader } from '#store/topic-hours'
import { topicsNow } from '#store/topics-now'
import { whatHappened } from '#store/what-happened'
import { readEnv } from './env.ts'
import { type RunDeps, runReports } from './run-reports.ts'
import { type SpikeDeps, tellSpikes } from './tell-spikes.ts'

const env = readEnv()
const log = logger({ service: 'report' })
const metrics = meter({ environment: env.ENVIRONMENT })
const now = Date.now
const clockwork = { now, random: Math.random, wait: sleep }
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const secrets = new SecretsManagerClient({ ...PATIENT_CLIENT })
const table = { client: documentClient(), table: env.TABLE_NAME }
const store = reportStore({ ...table, s3: new S3Client({ ...PATIENT_CLIENT }), bucket: env.BODIES_BUCKET })
const policies = policyStore({ ...table, now })
const book = policyBook(policies, {
  now,
  onFault: (error) => log.fault('policies_not_read', error),
})
const switches = switchBook(switchStore(table), { now, onFault: (error) => log.fault('switches_not_read', error) })

/** Null: a report says that it does not know how much it lacks. */
async function uncounted() {
  const depths = [env.INBOUND_QUEUE_URL, env.ANALYTICS_QUEUE_URL, env.INBOUND_DLQ_URL, env.ANALYTICS_DLQ_URL]
  try {
    const [inbound = 0, counting = 0, ...dead] = await Promise.all(
      depths.map((queueUrl) => queueDepth({ client: sqs, queueUrl })),
    )
    return { inQueue: inbound + counting, deadLettered: dead.reduce((sum, depth) => sum + depth, 0) }
  } catch (error) {
    log.fault('depth_unknown', error)
    return null
  }
}

const reads = reportReads({ ...clockwork, ...table, insightsTable: env.INSIGHTS_TABLE, store, uncounted, log })
const addresses = targetBook({
  now,
  readSecret: async () =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: env.TARGETS_SECRET_ARN }))).SecretString ?? '',
  log,
})
const notices = targets({
  book: addresses,
  post: jsonPoster(clockwork),
  publish: topicPublisher(new SNSClient({ ...PATIENT_CLIENT })),
  defaultTopicArn: env.NOTICES_TOPIC_ARN,
  mustExist: false,
  log,
})
/** Of all accounts; an account's own is `report-<slug>`. */
const REPORT_TARGET = 'report'
/** Likewise; without either nobody is told of spikes. */
const SPIKE_TARGET = 'spikes'
const targetFor = async (of: string, account: string): Promise<string> =>
  (await addresses.find(`${of}-${account}`)) === 'unknown' ? of : `${of}-${account}`
/** Nothing is written by these. */
const onlyRead = { ...table, now, retentionDays: 1 }
const spikes: SpikeDeps = {
  isWanted: async (account) => (await addresses.find(await targetFor(SPIKE_TARGET, account))) !== 'unknown',
  topicsNow: topicsNow({
    topicHours: topicHoursReader({ ...table, table: env.INSIGHTS_TABLE, now }),
    whatHappened: whatHappened({
      happenings: happeningStore(onlyRead),
      outages: outageStore(onlyRead),
      switches: switchStore(table),
      policies,
    }),
    now,
  }),
  ...spikesTold(table),
  tell: async (account, notice) => notices.deliver(await targetFor(SPIKE_TARGET, account), notice),
  consoleUrl: env.CONSOLE_URL,
  now,
  log,
}

const deps: RunDeps = {
  accounts: accountRegistry(table).list,
  zoneOf: async (account) => homeZone((await book.sla(account)).document),
  isOff: (account) => switches.isOff(account, 'report'),
  find: store.find,
  isCounted: async (account) => (await reads.rollups.standing(account)).asOfMs !== null,
  make: (asked) => makeOne(asked, reads, now()),
  keep: store.keep,
  tell: async (account, notice) => notices.deliver(await targetFor(REPORT_TARGET, account), notice),
  tellSpikes: (account, timeZone) => tellSpikes(account, timeZone, spikes),
  noteTold: store.noteTold,
  glance: (account, timeZone) => readGlance({ account, timeZone, nowMs: now() }, reads.rollups),
  consoleUrl: env.CONSOLE_URL,
  now,
  count: metrics.count,
  gauge: metrics.gauge,
  log,
}

/** Called by a schedule, every quarter of an hour. What fails is tried again by the next one. */
export async function handler(): Promise<void> {
  try {
    await runReports(deps)
  } finally {
    metrics.flush()
  }
}
