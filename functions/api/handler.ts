import { join } from 'node:path'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { approvalDueMs } from '#domain/approval-deadlines'
import { chatwootLinks } from '#domain/chatwoot-links'
import { homeZone } from '#domain/home-zone'
import { bodiesBucket } from '#messaging/bodies'
import { deadlineQueue } from '#messaging/deadlines'
import { embedKey } from '#messaging/embed-key'
import { sendMessage } from '#messaging/queue'
import { queueDepth } from '#messaging/queue-depth'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { sha256Hex } from '#runtime/digest'
import { httpHandler } from '#runtime/http'
import { pagePolicy } from '#runtime/http-answer'
import { logger } from '#runtime/log'
import { sleep } from '#runtime/retry'
import { approvalDesk } from '#store/approval-desk'
import { approvalReads } from '#store/approval-reads'
import { approvalStore } from '#store/approvals'
import { healthOfArticles } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { articleUrlBook } from '#store/article-urls'
import { autonomyReads } from '#store/autonomy-reads'
import { conversationCommander } from '#store/command-conversation'
import { conversationStore, statesOf } from '#store/conversations'
import { documentClient } from '#store/document-client'
import { storedGuard } from '#store/draft-known'
import { embedStore } from '#store/embeds'
import { escalationStore } from '#store/escalations'
import { factPages } from '#store/fact-pages'
import { forecastFactsReader } from '#store/forecast-facts'
import { readGlance } from '#store/glance'
import { gradeStore } from '#store/grades'
import { happeningStore } from '#store/happenings'
import { heldCount } from '#store/held-actions'
import { indexBook } from '#store/index-book'
import { intakeReads, sweepStanding } from '#store/intake-now'
import { knowledgeStore } from '#store/knowledge'
import { lawReader } from '#store/law'
import { onCallStore } from '#store/on-call'
import { operatorStore } from '#store/operators'
import { outageStore } from '#store/outages'
import { pointDisputes } from '#store/point-disputes'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { queueReads } from '#store/queue-reads'
import { receiptPages } from '#store/receipt-pages'
import { reportIndex, reportKey } from '#store/report-index'
import { reportReads, verifyOne } from '#store/report-reads'
import { routingStore } from '#store/routing'
import { signalStore } from '#store/signals'
import { breachExcuser } from '#store/sla-excusals'
import { slaReads } from '#store/sla-reads'
import { standingReads } from '#store/standing'
import { switchOnAgain } from '#store/switch-commands'
import { switchBook, switchStore } from '#store/switches'
import { topicHoursReader } from '#store/topic-hours'
import { whatHappened } from '#store/what-happened'
import { readEnv } from './env.ts'
import { glanceForTile } from './glance.ts'
import { intakeForTile } from './intake-standing.ts'
import { keptFacts } from './kept-facts.ts'
import { cachedDepth } from './queue-depth.ts'
import { apiRoutes } from './routes.ts'
import { loadSite } from './site.ts'

const env = readEnv()
const log = logger({ service: 'api' })
const clockwork = { now: Date.now, random: Math.random, wait: sleep, sleep }
const { now } = clockwork
const table = { client: documentClient(), table: env.TABLE_NAME }
const ledgerLong = { ...clockwork, ...table, retentionDays: env.LEDGER_RETENTION_DAYS }
/** A depth that takes longer is "unknown": the tile does not wait for it. */
const impatient = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
})
const sqs = new SQSClient({ ...PATIENT_CLIENT })

const conversations = conversationStore({
  ...clockwork,
  ...table,
  retentionDays: env.RETENTION_DAYS,
  consistent: true,
})
const policies = policyStore({ ...clockwork, ...table })
const book = policyBook(policies, { now, onFault: (error) => log.fault('policies_not_read', error) })
const lawFor = lawReader(book)
const escalations = escalationStore(ledgerLong)
const approvals = approvalStore({ ...clockwork, ...table })
const outages = outageStore(ledgerLong)
const routing = routingStore({ ...ledgerLong, ledgerDays: env.LEDGER_RETENTION_DAYS })
const operators = operatorStore(table)
const signals = signalStore(ledgerLong)
const grades = gradeStore(ledgerLong)
const desk = approvalDesk({
  ...ledgerLong,
  guard: storedGuard({ ...table, articleUrls: articleUrlBook({ ...table, now }) }),
  dueMs: async (account, fromMs) => approvalDueMs((await book.sla(account)).document, fromMs),
})
const switches = switchStore(table)
const happenings = happeningStore(ledgerLong)
const switchesNow = switchBook(switches, { now, onFault: (error) => log.fault('switches_not_read', error) })

const reads = queueReads({ ...clockwork, ...table })
const readDepth = cachedDepth({
  inbound: () => queueDepth({ client: impatient, queueUrl: env.INBOUND_QUEUE_URL }),
  deadLetters: () => queueDepth({ client: impatient, queueUrl: env.INBOUND_DLQ_URL }),
  now,
  log,
})
const countingDepth = cachedDepth({
  inbound: () => queueDepth({ client: impatient, queueUrl: env.ANALYTICS_QUEUE_URL }),
  deadLetters: () => queueDepth({ client: impatient, queueUrl: env.ANALYTICS_DLQ_URL }),
  now,
  log,
})
/** What the figures lack: webhooks that are not applied yet, and conversations that are not counted yet. */
const uncounted = async () => {
  const [applied, counted] = await Promise.all([readDepth(), countingDepth()])
  if (applied === null || counted === null) return null
  return { inQueue: applied.inQueue + counted.inQueue, deadLettered: applied.deadLettered + counted.deadLettered }
}
const countAnew = (account: string, conversationId: number): Promise<void> =>
  sendMessage(
    { client: sqs, queueUrl: env.ANALYTICS_QUEUE_URL },
    { body: JSON.stringify({ kind: 'look', account, conversationId }), attributes: { account } },
  )
const excuse = breachExcuser(ledgerLong)
const standing = {
  ...intakeReads({ ...table, now, isOff: switchesNow.isOff }),
  sweepOf: sweepStanding(table),
  reads,
  readDepth,
  now,
}

const knowledge = knowledgeStore({ ...clockwork, ...table })
const articleProposals = proposalStore({ ...clockwork, ...table })
const bodies = bodiesBucket(env.BODIES_BUCKET, 2)
const reports = {
  ...reportIndex(table),
  text: async (...of: Parameters<typeof reportKey>) => (await bodies.get(reportKey(...of)))?.body,
}
const madeOf = reportReads({
  ...{ ...clockwork, ...table, insightsTable: env.INSIGHTS_TABLE, store: reports, uncounted, log },
})
const insights = madeOf.rollups
const embeds = embedStore({ ...table, now })
const secrets = new SecretsManagerClient({ ...PATIENT_CLIENT })

const routes = apiRoutes({
  ...clockwork,
  ...knowledge,
  healthOfArticles: (account) => healthOfArticles(account, table),
  articleProposals,
  signalsBetween: signals.between,
  article: knowledge.article,
  noteLearned: (account) => knowledge.noteLearned(account),
  reports: {
    ...reports,
    verify: (account, week) => verifyOne({ account, week }, { reads: madeOf, store: reports }),
  },
  indexOf: indexBook({ read: async (key) => (await bodies.get(key))?.body, now }),
  log,
  ...standing,
  intakeNow: intakeForTile({ ...standing, log }),
  glance: glanceForTile({
    read: async (account) =>
      readGlance({ account, timeZone: homeZone((await book.sla(account)).document), nowMs: now() }, insights),
    now,
    log,
  }),
  embedKey: embedKey({
    now,
    readSecret: async () =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: env.EMBEDS_SECRET_ARN }))).SecretString ?? '',
    log,
  }),
  embedGeneration: embeds.generation,
  closeEmbeds: embeds.close,
  isEmbedOff: (account) => switchesNow.isOff(account, 'embed'),
  embedOrigins: env.EMBED_ORIGINS === '-' ? [] : env.EMBED_ORIGINS.split(' '),
  ...slaReads({ ...clockwork, ...table }),
  forecastFacts: keptFacts(
    forecastFactsReader({
      ...standingReads(table),
      operators: operators.list,
      mark: operators.mark,
      directory: operators.directory,
      routing: async (account) => (await book.routing(account)).document,
    }),
  ),
  facts: factPages({ ...clockwork, client: table.client, table: env.INSIGHTS_TABLE }),
  pointDisputes: pointDisputes(ledgerLong),
  countAnew,
  topicHours: topicHoursReader({ client: table.client, table: env.INSIGHTS_TABLE, now }),
  happenings,
  whatHappened: whatHappened({ happenings, outages, switches, policies }),
  insights,
  async excuse(account, of, excusal) {
    const excused = await excuse(account, of, excusal)
    if (excused === 'excused') await countAnew(account, of.breach.conversationId)
    return excused
  },
  outagesBetween: outages.between,
  recordOutage: outages.record,
  switchedOff: switches.list,
  switchOff: switches.switchOff,
  switchOn: (on) => switchOnAgain(on, { switches, recordOutage: outages.record }),
  switchTurns: switches.history,
  heldActions: heldCount(table),
  digest: sha256Hex,
  policies,
  lawFor,
  command: conversationCommander({ ...clockwork, ...conversations, lawFor }),
  slaVersion: book.slaVersion,
  activeSla: (account) => book.sla(account),
  activeEscalation: (account) => book.escalation(account),
  activeDrafts: (account) => book.drafts(account),
  ...autonomyReads({ ...table, now }),
  openDraft: desk.openDraft,
  refresh: deadlineQueue({ client: sqs, queueUrl: env.DEADLINES_QUEUE_URL, now }).refresh,
  ...approvalReads({ ...clockwork, ...table }),
  approval: approvals.get,
  noteSeen: approvals.noteSeen,
  conversationStates: (account, ids) => statesOf(account, ids, conversations),
  approvals: desk,
  escalation: escalations.get,
  escalationPage: escalations.list,
  async giveFeedback(key, feedback) {
    const given = await escalations.feedback(key, feedback)
    if (given !== 'unknown') await countAnew(key.account, key.conversationId)
    return given
  },
  ruleRecords: escalations.ruleRecords,
  onCallStatus: onCallStore(table).onCallStatus,
  operators: operatorStore(table),
  openOf: routing.openOf,
  activeRouting: (account) => book.routing(account),
  askPresence: (account) =>
    sendMessage(
      { client: sqs, queueUrl: env.PRESENCE_QUEUE_URL },
      { body: JSON.stringify({ kind: 'ask', account }), attributes: { account } },
    ),
  receiptPage: receiptPages({ ...table, now }),
  ...grades,
  qualityInForce: (account) => policies.active(account, 'quality'),
  qualityVersion: (account, version) => policies.get(account, 'quality', version),
  signalPage: signals.page,
  signalDays: signals.completeness,
  links: chatwootLinks(env.CHATWOOT_LINKS),
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
