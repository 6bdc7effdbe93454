/** The API over a table on the local engine, with a console of three files. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Glance } from '#domain/analytics/glance'
import type { RefreshMessage } from '#domain/deadline-message'
import { type EscalationKey, escalationId } from '#domain/escalation-id'
import type { SweepStanding } from '#domain/intake-health'
import type { Directory, Operator } from '#domain/operator'
import type { OnCallStatus } from '#functions/api/on-call'
import type { Feedback, RecordedEscalation, RuleRecord } from '#functions/api/read-escalations'
import type { Depth } from '#functions/api/reads'
import { type ApiDeps, apiRoutes } from '#functions/api/routes'
import { loadSite } from '#functions/api/site'
import type { TileIntake } from '#functions/api/tile'
import { letterRoutes } from '#functions/redrive/letter-routes'
import { sha256Hex } from '#runtime/digest'
import { httpHandler } from '#runtime/http'
import { type HttpResponse, pagePolicy } from '#runtime/http-answer'
import type { LogFields } from '#runtime/log'
import { approvalDesk } from '#store/approval-desk'
import { approvalReads } from '#store/approval-reads'
import { approvalStore } from '#store/approvals'
import { healthOfArticles } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { autonomyReads } from '#store/autonomy-reads'
import { conversationCommander } from '#store/command-conversation'
import { conversationStore, statesOf } from '#store/conversations'
import { embedStore } from '#store/embeds'
import { factPages } from '#store/fact-pages'
import { forecastFactsReader } from '#store/forecast-facts'
import { gradeStore } from '#store/grades'
import { happeningStore } from '#store/happenings'
import { heldCount } from '#store/held-actions'
import { intakeReads } from '#store/intake-now'
import { knowledgeStore } from '#store/knowledge'
import { lawReader } from '#store/law'
import { operatorStore } from '#store/operators'
import { outageStore } from '#store/outages'
import { pointDisputes } from '#store/point-disputes'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { receiptPages } from '#store/receipt-pages'
import { reportIndex } from '#store/report-index'
import { rollupReads } from '#store/rollups'
import { routingStore } from '#store/routing'
import { signalStore } from '#store/signals'
import { breachExcuser } from '#store/sla-excusals'
import { slaReads } from '#store/sla-reads'
import { standingReads } from '#store/standing'
import { switchOnAgain } from '#store/switch-commands'
import { type SwitchedOn, switchStore } from '#store/switches'
import { topicHoursReader } from '#store/topic-hours'
import { whatHappened } from '#store/what-happened'
import { type Asking, anEvent } from './ask.ts'
import { type DeskTable, TABLE } from './desk-table.ts'
import { letterDesk } from './letter-desk.ts'

export const AUTH = {
  issuer: 'https://id.example.com',
  clientId: 'console',
  authorizeUrl: 'https://id.example.com/oauth2/authorize',
  tokenUrl: 'https://id.example.com/oauth2/token',
  logoutUrl: 'https://id.example.com/logout',
}

/** A folder as `buildConsole` leaves it. */
export function aConsole(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backdesk-console-'))
  const files = { 'index.html': '<!doctype html>', 'app-ABCD1234.js': 'run()', 'favicon.svg': '<svg/>' }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content)
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content))
  }
  writeFileSync(join(folder, 'notes.txt'), 'not for the public')
  return folder
}

export type World = {
  nowMs: number
  depth: Depth | null
  /** Lines of the log about what people did. */
  readonly commands: LogFields[]
  /** What was asked for at the deadline queue; `refreshFails`: it cannot be reached. */
  readonly refreshes: RefreshMessage[]
  refreshFails: boolean
  /** Faults that were logged and lived through. */
  readonly faults: string[]
  /** What the escalation worker recorded. */
  readonly recorded: RecordedEscalation[]
  readonly rules: RuleRecord[]
  readonly feedback: { readonly key: EscalationKey; readonly feedback: Feedback }[]
  readonly onCall: OnCallStatus[]
  /** Accounts that presence was asked to read. */
  readonly asked: string[]
  /** Conversations that were asked to be counted anew. */
  readonly looks: { readonly account: string; readonly conversationId: number }[]
  /** What presence has read. */
  readonly operators: Operator[]
  directory: Directory | undefined
  presence: { readonly readAtMs: number } | undefined
  sweep: SweepStanding | null
  intake: TileIntake | null
  /** Figures of today; null: not to be read. */
  glance: Glance | null
  embedKey: string | undefined
  embedOff: boolean
}
export type Served = { readonly world: World; ask(asking: Asking): Promise<HttpResponse> }

export function serve(desk: DeskTable, changes: Partial<ApiDeps> = {}): Served {
  const world: World = {
    nowMs: 0,
    depth: { inQueue: 0, deadLettered: 0 },
    commands: [],
    refreshes: [],
    refreshFails: false,
    faults: [],
    recorded: [],
    rules: [],
    feedback: [],
    onCall: [],
    asked: [],
    looks: [],
    operators: [],
    directory: undefined,
    presence: undefined,
    sweep: null,
    intake: null,
    glance: null,
    embedKey: 'k'.repeat(64),
    embedOff: false,
  }
  const now = () => world.nowMs
  const stores = storesOf(desk, world)
  const routes = apiRoutes({
    ...stores,
    ...recordsIn(world),
    ...intakeReads({ client: desk.client, table: TABLE, now, isOff: async () => false }),
    sweepOf: async () => world.sweep,
    intakeNow: async () => world.intake,
    glance: async () => world.glance,
    embedKey: async () => world.embedKey,
    isEmbedOff: async () => world.embedOff,
    embedOrigins: ['https://wiki.example.com'],
    openDraft: async () => ({ kind: 'refused', code: 'no_such_conversation' }),
    insights: rollupReads({
      client: desk.client,
      table: TABLE,
      now,
      uncounted: async () => world.depth,
    }),
    reads: desk.reads(now),
    readDepth: async () => world.depth,
    links: new Map([['shop', 'https://chat.example.com/app/accounts/1']]),
    now,
    site: loadSite(aConsole()),
    auth: AUTH,
    environment: 'test',
    defaultAccount: null,
    ...changes,
  })
  const letters = { ...letterDesk(desk, now).deps, log: stores.log, defaultAccount: changes.defaultAccount ?? null }
  const handler = httpHandler({
    // as the template has them: one address, two functions
    routes: [...routes, ...letterRoutes(letters)],
    rolesClaim: 'cognito:groups',
    pagePolicy: pagePolicy([]),
    log: {
      info: () => undefined,
      fault: (_code, error) => {
        throw error
      },
    },
    now,
  })
  return { world, ask: (asking) => handler(anEvent(asking)) }
}

const RETENTION_DAYS = 30

/** What handler.ts makes of the table. */
const UNCHANGED = { report: { figures: [], series: [] }, isAsWritten: true, differences: [] }

function storesOf(desk: DeskTable, world: World) {
  const wait = async (): Promise<void> => undefined
  const deps = { client: desk.client, table: TABLE, now: () => world.nowMs, random: () => 0, wait }
  const policies = policyStore(deps)
  const book = policyBook(policies, { now: deps.now, maxAgeMs: -1, onFault: () => undefined })
  const outages = outageStore({ ...deps, retentionDays: RETENTION_DAYS })
  const switches = switchStore(deps)
  const happenings = happeningStore({ ...deps, retentionDays: RETENTION_DAYS })
  const signals = signalStore({ ...deps, retentionDays: RETENTION_DAYS })
  const routing = routingStore({ ...deps, retentionDays: RETENTION_DAYS, ledgerDays: RETENTION_DAYS })
  const lawFor = lawReader(book)
  const approvals = approvalStore(deps)
  const conversations = conversationStore({ ...deps, retentionDays: RETENTION_DAYS })
  const knowledge = knowledgeStore(deps)
  const articleProposals = proposalStore(deps)
  const embeds = embedStore(deps)
  return {
    embedGeneration: embeds.generation,
    closeEmbeds: embeds.close,
    ...knowledge,
    healthOfArticles: (account: string) => healthOfArticles(account, deps),
    articleProposals,
    signalsBetween: signals.between,
    article: knowledge.article,
    noteLearned: (account: string) => knowledge.noteLearned(account),
    indexOf: async () => undefined,
    ...slaReads(deps),
    ...approvalReads(deps),
    approval: approvals.get,
    noteSeen: approvals.noteSeen,
    conversationStates: (account: string, ids: readonly number[]) => statesOf(account, ids, conversations),
    approvals: approvalDesk({
      ...deps,
      retentionDays: RETENTION_DAYS,
      guard: async ({ text }) => (text.includes('refund') ? [{ code: 'promises_money', excerpt: 'refund' }] : []),
      dueMs: async (_account, fromMs) => fromMs + 900_000,
    }),
    policies,
    lawFor,
    command: conversationCommander({ ...deps, ...conversations, lawFor }),
    slaVersion: book.slaVersion,
    activeSla: (account: string) => book.sla(account),
    activeEscalation: (account: string) => book.escalation(account),
    activeDrafts: (account: string) => book.drafts(account),
    ...autonomyReads(deps),
    forecastFacts: forecastFactsReader({
      ...standingReads(deps),
      operators: async () => world.operators,
      mark: async () => world.presence,
      directory: async () => world.directory,
      routing: async (account) => (await book.routing(account)).document,
    }),
    receiptPage: receiptPages(deps),
    ...gradeStore({ ...deps, retentionDays: RETENTION_DAYS }),
    facts: factPages(deps),
    pointDisputes: pointDisputes({ ...deps, retentionDays: RETENTION_DAYS }),
    countAnew: async (account: string, conversationId: number) => void world.looks.push({ account, conversationId }),
    topicHours: topicHoursReader(deps),
    happenings,
    whatHappened: whatHappened({ happenings, outages, switches, policies }),
    qualityInForce: (account: string) => policies.active(account, 'quality'),
    qualityVersion: (account: string, version: number) => policies.get(account, 'quality', version),
    reports: {
      ...reportIndex(deps),
      text: async (of: string, week: string, format: string) => `{"of":"${of} ${week} ${format}"}`,
      verify: async (of: string, week: string) =>
        (await reportIndex(deps).find(of, week)) === undefined ? undefined : UNCHANGED,
    },
    signalPage: signals.page,
    signalDays: signals.completeness,
    excuse: breachExcuser({ ...deps, retentionDays: RETENTION_DAYS }),
    outagesBetween: outages.between,
    recordOutage: outages.record,
    switchedOff: switches.list,
    switchOff: switches.switchOff,
    switchOn: (on: SwitchedOn) => switchOnAgain(on, { switches, recordOutage: outages.record }),
    switchTurns: switches.history,
    heldActions: heldCount(deps),
    digest: sha256Hex,
    operators: operatorStore(deps),
    openOf: routing.openOf,
    activeRouting: (account: string) => book.routing(account),
    askPresence: async (account: string) => void world.asked.push(account),
    refresh: async (message: RefreshMessage) => {
      if (world.refreshFails) throw new Error('the queue cannot be reached')
      world.refreshes.push(message)
    },
    log: {
      info: (_code: string, fields: LogFields = {}) => {
        world.commands.push(fields)
      },
      fault: (code: string) => {
        world.faults.push(code)
      },
    },
  }
}

/** What the escalation worker would have recorded. */
function recordsIn(world: World) {
  const find = (key: EscalationKey) => world.recorded.find((one) => escalationId(one) === escalationId(key))
  return {
    escalation: async (key: EscalationKey) => find(key) ?? null,
    escalationPage: async () => ({ items: world.recorded, nextCursor: null }),
    ruleRecords: async () => world.rules,
    giveFeedback: async (key: EscalationKey, feedback: Feedback) => {
      const known = find(key)
      if (known === undefined) return 'unknown'
      world.feedback.push({ key, feedback })
      return { ...known, feedback }
    },
    onCallStatus: async () => world.onCall,
  } satisfies Partial<ApiDeps>
}
