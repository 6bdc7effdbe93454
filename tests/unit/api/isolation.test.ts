import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uncounted } from '#domain/analytics/fact'
import { approvalAddress } from '#domain/approval-id'
import { escalationId } from '#domain/escalation-id'
import { signalOf } from '#domain/learning-signal'
import { ROUTES_BEHIND_SIGN_IN, routeKeyOf } from '#infra/constructs/private-routes'
import { DATA_POLICY, STRICT_HEADERS } from '#runtime/strict-headers'
import { approvalItem } from '#store/approval-item'
import { proposalStore } from '#store/article-proposals'
import { countJudgement } from '#store/autonomy-writes'
import { escalationStore } from '#store/escalations'
import { factStore } from '#store/facts'
import { gradeStore } from '#store/grades'
import { reportsPk } from '#store/keys'
import { onCallStore } from '#store/on-call'
import { pointDisputes } from '#store/point-disputes'
import { signalStore } from '#store/signals'
import { anApproval } from '#tests/support/approvals'
import { aProposal } from '#tests/support/article-proposals'
import { aConversation, START_MS, watched } from '#tests/support/builders'
import { aProposedDraft } from '#tests/support/drafts'
import { aCard, aGrade } from '#tests/support/grades'
import { aPointDispute } from '#tests/support/point-disputes'
import { aDecidedApproval, PLAIN_MEANS } from '#tests/support/signals'
import { bodyOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { bury, letterDesk } from './letter-desk.ts'
import { type Served, serve } from './serving.ts'

/**
 * Two accounts in one table, behind the real routes and stores. What `outlet` holds has no effect on what an admin of
 * `shop` is told, and nothing that an admin of `shop` does changes an item of `outlet`, whatever the route.
 */
const LATE_MS = START_MS + 3 * 3_600_000

/** Ids that are the other account's, found in its own answers. */
type TheirIds = {
  readonly conversation: number
  readonly escalation: string
  readonly approval: string
  readonly breach: string
  readonly letter: string
}
type Ask = { readonly path: string; readonly body?: object }
type Case = (their: TheirIds) => Ask

const SLA = { kind: 'sla' }
const plain =
  (path: string, body?: object): Case =>
  () => ({ path, ...(body === undefined ? {} : { body }) })
const read = (path: string): Case => plain(path)

const THEIR_PROPOSAL = aProposal().id

/** By route: how somebody of the one account reaches for what is the other's. A new private route needs a line here. */
const CASES: Readonly<Record<string, Case>> = {
  'GET /v1/queue': read('/v1/queue?limit=100'),
  'GET /v1/tile': read('/v1/tile'),
  'POST /v1/tile/embed-tokens': plain('/v1/tile/embed-tokens', {}),
  'DELETE /v1/tile/embed-tokens': plain('/v1/tile/embed-tokens'),
  'GET /v1/forecast': read('/v1/forecast'),
  'GET /v1/conversations/{id}': ({ conversation }) => ({ path: `/v1/conversations/${conversation}` }),
  'GET /v1/conversations/{id}/sla': ({ conversation }) => ({ path: `/v1/conversations/${conversation}/sla` }),
  'GET /v1/conversations/{id}/receipts': ({ conversation }) => ({ path: `/v1/conversations/${conversation}/receipts` }),
  'POST /v1/conversations/{id}/promise': ({ conversation }) => ({
    path: `/v1/conversations/${conversation}/promise`,
    body: { action: 'dismiss', messageId: 1 },
  }),
  'GET /v1/articles': read('/v1/articles?limit=100'),
  'POST /v1/suggestions': () => ({ path: '/v1/suggestions', body: { question: 'Where is it?', conversationId: 7 } }),
  'GET /v1/conversations/{id}/suggestions': ({ conversation }) => ({
    path: `/v1/conversations/${conversation}/suggestions`,
  }),
  'POST /v1/conversations/{id}/suggestions/{articleId}/feedback': ({ conversation }) => ({
    path: `/v1/conversations/${conversation}/suggestions/1/feedback`,
    body: { verdict: 'used' },
  }),
  'GET /v1/article-proposals': read('/v1/article-proposals?limit=100'),
  'GET /v1/article-proposals/{id}': read(`/v1/article-proposals/${THEIR_PROPOSAL}`),
  'POST /v1/article-proposals/{id}/approve': plain(`/v1/article-proposals/${THEIR_PROPOSAL}/approve`, {}),
  'POST /v1/article-proposals/{id}/reject': plain(`/v1/article-proposals/${THEIR_PROPOSAL}/reject`, { reason: 'No' }),
  'POST /v1/article-proposals/{id}/rollback': read(`/v1/article-proposals/${THEIR_PROPOSAL}/rollback`),
  'GET /v1/escalations': read('/v1/escalations?state=all&limit=100'),
  'POST /v1/escalations/{id}/acknowledge': ({ escalation }) => ({
    path: `/v1/escalations/${encodeURIComponent(escalation)}/acknowledge`,
  }),
  'POST /v1/escalations/{id}/resolve': ({ escalation }) => ({
    path: `/v1/escalations/${encodeURIComponent(escalation)}/resolve`,
  }),
  'POST /v1/escalations/{id}/feedback': ({ escalation }) => ({
    path: `/v1/escalations/${encodeURIComponent(escalation)}/feedback`,
    body: { right: false, note: 'not ours' },
  }),
  'GET /v1/approvals': read('/v1/approvals?limit=100'),
  'GET /v1/approvals/{id}': ({ approval }) => ({ path: `/v1/approvals/${approval}` }),
  'POST /v1/approvals/{id}/edit': ({ approval }) => ({
    path: `/v1/approvals/${approval}/edit`,
    body: { version: 1, text: 'not ours' },
  }),
  'POST /v1/approvals/{id}/approve': ({ approval }) => ({
    path: `/v1/approvals/${approval}/approve`,
    body: { version: 1, grades: { tone: 5, accuracy: 5, policy: 5 } },
  }),
  'POST /v1/approvals/{id}/reject': ({ approval }) => ({
    path: `/v1/approvals/${approval}/reject`,
    body: { version: 1, reason: 'not ours' },
  }),
  'POST /v1/approvals/{id}/request-changes': ({ approval }) => ({
    path: `/v1/approvals/${approval}/request-changes`,
    body: { version: 1, reason: 'not ours' },
  }),
  'POST /v1/approvals/{id}/second-look': ({ approval }) => ({
    path: `/v1/approvals/${approval}/second-look`,
    body: { grades: { tone: 1, accuracy: 1, policy: 1 } },
  }),
  'GET /v1/reviewers': read('/v1/reviewers'),
  'GET /v1/operators': read('/v1/operators'),
  'POST /v1/operators/refresh': plain('/v1/operators/refresh'),
  'GET /v1/policies/{kind}': read('/v1/policies/sla'),
  'POST /v1/policies/{kind}': plain('/v1/policies/sla', { document: SLA }),
  'POST /v1/policies/{kind}/check': plain('/v1/policies/sla/check', { document: SLA }),
  'POST /v1/policies/{kind}/preview': plain('/v1/policies/sla/preview', { version: 1 }),
  'POST /v1/policies/{kind}/activate': plain('/v1/policies/sla/activate', {
    version: 1,
    reason: 'not ours',
    expectedActive: 0,
  }),
  'POST /v1/policies/{kind}/rollback': plain('/v1/policies/sla/rollback', { reason: 'not ours' }),
  'GET /v1/policies/{kind}/versions/{version}': read('/v1/policies/sla/versions/1'),
  'GET /v1/analytics': read('/v1/analytics?daily=true'),
  'GET /v1/analytics/heat-map': read('/v1/analytics/heat-map'),
  'GET /v1/operators/performance': read('/v1/operators/performance'),
  'GET /v1/operators/performance/points/{id}': ({ conversation }) => ({
    path: `/v1/operators/performance/points/${conversation}`,
  }),
  'GET /v1/operators/performance/disputes': read('/v1/operators/performance/disputes?limit=100'),
  'POST /v1/operators/performance/disputes': ({ conversation }) => ({
    path: '/v1/operators/performance/disputes',
    body: { conversationId: conversation, measure: 'first_response', reason: 'of shop' },
  }),
  'POST /v1/operators/performance/disputes/{id}/resolve': plain(
    '/v1/operators/performance/disputes/7-5-first_response/resolve',
    { decision: 'exclude', reason: 'of shop' },
  ),
  'GET /v1/analytics/topics': read('/v1/analytics/topics'),
  'GET /v1/analytics/drivers': read('/v1/analytics/drivers'),
  'GET /v1/analytics/conversations': read('/v1/analytics/conversations?limit=100'),
  'GET /v1/happenings': read('/v1/happenings?fromMs=0'),
  'POST /v1/happenings': plain('/v1/happenings', { kind: 'deploy', title: 'of shop', atMs: START_MS }),
  'GET /v1/sla/compliance': read('/v1/sla/compliance'),
  'GET /v1/sla/breaches': read('/v1/sla/breaches'),
  'POST /v1/sla/breaches/{id}/excuse': ({ breach }) => ({
    path: `/v1/sla/breaches/${encodeURIComponent(breach)}/excuse`,
    body: { reason: 'not ours' },
  }),
  'GET /v1/outages': read('/v1/outages'),
  'POST /v1/outages': plain('/v1/outages', { fromMs: START_MS, toMs: START_MS + 60_000, reason: 'of shop' }),
  'GET /v1/reports': read('/v1/reports'),
  'GET /v1/reports/{week}': read('/v1/reports/2026-W38'),
  'GET /v1/reports/{week}/verification': read('/v1/reports/2026-W38/verification'),
  'GET /v1/signals': read('/v1/signals?limit=100'),
  'GET /v1/autonomy': read('/v1/autonomy'),
  'GET /v1/grades': read('/v1/grades?limit=100'),
  'GET /v1/grades/{id}': ({ conversation }) => ({ path: `/v1/grades/${conversation}` }),
  'POST /v1/grades/{id}/dispute': plain(`/v1/grades/7-${START_MS}/dispute`, { reason: 'of shop' }),
  'POST /v1/grades/{id}/resolve-dispute': plain(`/v1/grades/7-${START_MS}/resolve-dispute`, { reason: 'of shop' }),
  'GET /v1/reviews': read('/v1/reviews'),
  'POST /v1/reviews/{id}': plain(`/v1/reviews/7-${START_MS}`, aCard(1)),
  'GET /v1/quality': read('/v1/quality?weeks=26'),
  'GET /v1/health/intake': read('/v1/health/intake'),
  'GET /v1/switches': read('/v1/switches'),
  'PUT /v1/switches/{name}': plain('/v1/switches/route', { off: true, reason: 'of shop' }),
  'DELETE /v1/switches/{name}': read('/v1/switches/route'),
  'GET /v1/switch-turns': read('/v1/switch-turns?limit=1'),
  'GET /v1/oncall': read('/v1/oncall'),
  'POST /v1/drafts': ({ conversation }) => ({
    path: '/v1/drafts',
    body: aProposedDraft({ conversationId: conversation }),
  }),
  'GET /v1/me': read('/v1/me'),
  'GET /v1/dead-letters': read('/v1/dead-letters'),
  'GET /v1/dead-letters/{queue}': read('/v1/dead-letters/inbound?limit=100'),
  'POST /v1/dead-letters/{queue}/redrive': ({ letter }) => ({
    path: '/v1/dead-letters/inbound/redrive',
    body: { dryRun: true, letters: [letter] },
  }),
  'POST /v1/dead-letters/{queue}/drop': ({ letter }) => ({
    path: '/v1/dead-letters/inbound/drop',
    body: { dryRun: true, letters: [letter] },
  }),
  'GET /v1/dead-letter-runs': read('/v1/dead-letter-runs'),
}

type Told = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> }

let desk: DeskTable
let api: Served
let their: TheirIds
/** What an admin of `shop` is told by each route while nobody else has anything. */
const before = new Map<string, Told>()

async function ask(account: string, route: string, { path, body }: Ask): Promise<Told> {
  const [method = 'GET'] = route.split(' ')
  const url = new URL(path, 'https://desk.example.com')
  const answer = await api.ask({
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    groups: ['admin', `account:${account}`],
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.statusCode, body: bodyOf(answer), headers: answer.headers }
}

const withAccount = ({ path, body }: Ask, account: string): Ask => ({
  path: `${path}${path.includes('?') ? '&' : '?'}account=${account}`,
  ...(body === undefined ? {} : { body }),
})

/** Everything of the other account: what may not move. */
async function itemsOfOutlet(): Promise<string[]> {
  const { Items } = await desk.engines.dynamodb.call('Scan', { TableName: TABLE })
  return (Items as readonly { pk: { S: string } }[])
    .map((item) => JSON.stringify(item))
    .filter((item) => item.includes('outlet'))
    .sort()
}

beforeAll(async () => {
  desk = await startDeskTable()
  const deps = { client: desk.client, table: TABLE, now: () => api.world.nowMs, random: () => 0, wait: async () => {} }
  const escalations = escalationStore({ ...deps, retentionDays: 30 })
  api = serve(desk, {
    escalation: escalations.get,
    escalationPage: escalations.list,
    giveFeedback: escalations.feedback,
    ruleRecords: escalations.ruleRecords,
    onCallStatus: onCallStore(deps).onCallStatus,
  })
  api.world.nowMs = LATE_MS
  const nobodys: TheirIds = { conversation: 7, escalation: 'none', approval: 'none', breach: 'none', letter: 'none' }
  // Twice: what shop itself does by it is done by then.
  for (const _pass of [1, 2])
    for (const [route, asking] of Object.entries(CASES)) before.set(route, await ask('shop', route, asking(nobodys)))

  const conversation = watched(aConversation({ account: 'outlet', conversationId: 7, writtenAtMs: LATE_MS }))
  await desk.change(undefined, conversation)
  await desk.put(conversation)
  await desk.intake('outlet', { applied: 5, atMs: LATE_MS, lagMs: 100 })
  const approval = anApproval({ account: 'outlet', conversationId: 7, state: 'pending_review', version: 1 })
  await desk.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(approval) }))
  const decided = { decidedBy: 'kim of outlet', decidedAtMs: LATE_MS - 1, endedAtMs: LATE_MS - 1 }
  const rejected = anApproval({ account: 'outlet', conversationId: 7, id: 'draft-2', state: 'rejected', ...decided })
  await desk.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(rejected) }))
  const told = async (path: string) =>
    JSON.parse((await ask('outlet', `GET ${path}`, { path })).body) as Record<string, unknown>
  const { active } = (await told('/v1/policies/sla')) as { active: { document: object } }
  for (const [method, path, body] of [
    ['POST', '/v1/policies/sla', { document: active.document }],
    ['POST', '/v1/outages', { fromMs: START_MS + 60_000, toMs: START_MS + 90_000, reason: 'of outlet' }],
    ['POST', '/v1/happenings', { kind: 'deploy', title: 'of outlet', atMs: START_MS }],
    ['PUT', '/v1/switches/act', { off: true, reason: 'of outlet' }],
  ] as const)
    expect((await ask('outlet', `${method} ${path}`, { path, body })).status, path).toBeLessThan(300)
  const signals = signalStore({ ...deps, retentionDays: 30 })
  const ended = { account: 'outlet', conversationId: 7, id: 'ap-7', endedAtMs: LATE_MS - 1 }
  await signals.recordSignal(signalOf(aDecidedApproval(ended), LATE_MS, PLAIN_MEANS))
  await signals.noteEnded(ended)
  await countJudgement(anApproval({ account: 'outlet', conversationId: 7, state: 'audited' }), deps)
  const graded = aGrade({ account: 'outlet', conversationId: 7, gradedAtMs: START_MS - 9 * 86_400_000 })
  await gradeStore({ ...deps, retentionDays: 400 }).recordGrade(graded)
  const { progress, ...uncountedOne } = uncounted({ account: 'outlet', conversationId: 7 }, 'UTC')
  const points = [{ measure: 'opened', day: 20_000, hour: 1, value: 1, teamId: null, operatorId: 5, of: null } as const]
  const opened = { ...uncountedOne, progress: { ...progress, openedAtMs: LATE_MS }, points, asOfMs: LATE_MS }
  await factStore({ ...deps, factDays: 400, rollupDays: 40_000 }).commit([{ before: undefined, after: opened }])
  await pointDisputes({ ...deps, retentionDays: 400 }).open(aPointDispute({ account: 'outlet', conversationId: 7 }))
  await proposalStore(deps).propose(aProposal({ account: 'outlet', state: 'proposed', decision: null }))
  const report = { week: '2026-W38', madeAtMs: LATE_MS, sha256: 'of outlet', heads: [], toldAtMs: LATE_MS }
  const Item = { pk: reportsPk('outlet'), sk: report.week, account: 'outlet', ...report }
  await desk.client.send(new PutCommand({ TableName: TABLE, Item }))
  const breaches = (await told('/v1/sla/breaches')) as { items: { id: string }[] }
  const raised = Object.entries(conversation.watch?.escalations ?? {})[0]
  their = {
    conversation: 7,
    escalation: escalationId({
      account: 'outlet',
      conversationId: 7,
      cause: (raised?.[0] ?? 'response') as 'response',
      raisedAtMs: raised?.[1]?.raisedAtMs ?? 0,
    }),
    approval: approvalAddress(approval),
    breach: breaches.items[0]?.id ?? '',
    letter: bury(letterDesk(desk, () => LATE_MS).dead, { account: 'outlet', reason: 'unparseable' }),
  }
  const dropped = {
    path: '/v1/dead-letters/inbound/drop',
    body: { dryRun: false, letterReason: 'poison', reason: 'Done' },
  }
  bury(letterDesk(desk, () => LATE_MS).dead, { account: 'outlet' })
  expect((await ask('outlet', 'POST ', dropped)).status).toBe(200)
})
afterAll(() => desk.stop())

describe('two accounts', () => {
  it('every private route has a case: a new one says how it is kept apart', () => {
    expect(Object.keys(CASES).sort()).toEqual(ROUTES_BEHIND_SIGN_IN.map(routeKeyOf).sort())
  })

  it('the other account has what there is to be reached for, and reaches it', async () => {
    expect(their.breach).not.toBe('')
    expect((await ask('outlet', 'GET ', { path: '/v1/conversations/7' })).status).toBe(200)
    expect((await ask('outlet', 'GET ', { path: '/v1/policies/sla/versions/1' })).status).toBe(200)
    expect((await ask('outlet', 'GET ', { path: `/v1/approvals/${their.approval}` })).status).toBe(200)
    expect((await ask('outlet', 'GET ', { path: `/v1/article-proposals/${THEIR_PROPOSAL}` })).status).toBe(200)
    expect((await itemsOfOutlet()).length).toBeGreaterThan(5)
  })

  it.each(Object.keys(CASES))('%s: naming the other account is refused, and nothing of it moves', async (route) => {
    const items = await itemsOfOutlet()
    const asking = CASES[route]?.(their) ?? { path: '' }
    const { status, body, headers } = await ask('shop', route, withAccount(asking, 'outlet'))
    if (route === 'GET /v1/me') expect(body).not.toContain('outlet')
    else expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([403, 'account_not_granted'])
    expect(await itemsOfOutlet()).toEqual(items)
    expect(headers).toMatchObject({ ...STRICT_HEADERS, 'content-security-policy': DATA_POLICY })
  })

  it.each(Object.keys(CASES))("%s: the other account's ids are as unknown as ids that nobody has", async (route) => {
    const items = await itemsOfOutlet()
    const { status, body, headers } = await ask('shop', route, CASES[route]?.(their) ?? { path: '' })
    const alone = before.get(route)
    expect(status).toBe(alone?.status)
    expect(body).toBe(alone?.body)
    expect(body).not.toContain('outlet')
    expect(await itemsOfOutlet()).toEqual(items)
    expect(headers).toMatchObject({ ...STRICT_HEADERS, 'content-security-policy': DATA_POLICY })
    expect(headers['cache-control']).toMatch(/^(private, no-cache|no-store)$/)
  })
})
