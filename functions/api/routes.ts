/** Every route of the API. docs/api has a page for each; tests/unit/api/documented.test.ts holds both together. */
import { type HttpRequest, type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { accountsOf, roleOf } from './access.ts'
import type { RouteDeps } from './account-route.ts'
import { type AnalyticsRouteDeps, analyticsRoutes } from './analytics-routes.ts'
import { type ApprovalRouteDeps, approvalRoutes } from './approval-routes.ts'
import type { AuthSettings } from './auth-settings.ts'
import { type AutonomyDeps, autonomyRoutes } from './autonomy.ts'
import { draftRoutes } from './draft-routes.ts'
import { type EmbedDeps, embedRoutes } from './embed.ts'
import { type EscalationRouteDeps, escalationRoutes } from './escalation-routes.ts'
import type { ForecastDeps } from './forecast.ts'
import { type GradeRouteDeps, gradeRoutes } from './grade-routes.ts'
import { type HappeningDeps, happeningRoutes } from './happenings.ts'
import { type IntakeDeps, intakeRoutes } from './intake.ts'
import { type KnowledgeDeps, knowledgeRoutes } from './knowledge-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { type PolicyRouteDeps, policyRoutes } from './policy-routes.ts'
import { type ProposalDeps, proposalRoutes } from './proposal-routes.ts'
import type { ProposeDeps } from './propose-draft.ts'
import { queueRoutes } from './queue-routes.ts'
import type { OperatorDeps } from './read-operators.ts'
import type { ReadDeps } from './read-queue.ts'
import { type ReceiptDeps, receiptRoutes } from './receipts.ts'
import { type ReportDeps, reportRoutes } from './reports.ts'
import { type SignalDeps, signalRoutes } from './signals.ts'
import { type Site, siteFile } from './site.ts'
import { type SlaRouteDeps, slaRoutes } from './sla-routes.ts'
import { switchRoutes } from './switch-routes.ts'
import type { SwitchDeps } from './switches.ts'

export type ApiDeps = RouteDeps &
  ReadDeps &
  EmbedDeps &
  ForecastDeps &
  SlaRouteDeps &
  EscalationRouteDeps &
  ApprovalRouteDeps &
  AutonomyDeps &
  OperatorDeps &
  PolicyRouteDeps &
  ReceiptDeps &
  SignalDeps &
  GradeRouteDeps &
  ReportDeps &
  SwitchDeps &
  ProposeDeps &
  AnalyticsRouteDeps &
  HappeningDeps &
  IntakeDeps &
  KnowledgeDeps &
  ProposalDeps & {
    readonly site: Site
    readonly auth: AuthSettings
    readonly environment: string
  }

export const apiRoutes = (deps: ApiDeps): readonly HttpRoute[] => [
  ...queueRoutes(deps),
  ...embedRoutes(deps),
  ...slaRoutes(deps),
  ...escalationRoutes(deps),
  ...approvalRoutes(deps),
  ...autonomyRoutes(deps),
  ...operatorRoutes(deps),
  ...policyRoutes(deps),
  ...receiptRoutes(deps),
  ...signalRoutes(deps),
  ...reportRoutes(deps),
  ...analyticsRoutes(deps),
  ...happeningRoutes(deps),
  ...gradeRoutes(deps),
  ...intakeRoutes(deps),
  ...knowledgeRoutes(deps),
  ...proposalRoutes(deps),
  ...switchRoutes(deps),
  ...draftRoutes(deps),
  ...openRoutes(deps),
]

/** What needs no role in an account. */
const openRoutes = (deps: ApiDeps): readonly HttpRoute[] => [
  { path: '/v1/me', access: 'signed_in', run: async (request) => describeCaller(request, deps) },
  { path: '/health', access: 'public', run: async () => ({ kind: 'json', body: { status: 'ok' } }) },
  { path: '/', access: 'public', run: async ({ headers }) => siteFile(deps.site, 'index.html', headers) },
  {
    path: '/console/config.json',
    access: 'public',
    run: async () => ({ kind: 'json', body: { ...deps.auth, environment: deps.environment } }),
  },
  {
    path: '/console/{file+}',
    access: 'public',
    run: async ({ path, headers }) => siteFile(deps.site, path.file ?? '', headers),
  },
]

/** Who the caller is to us: answered for every valid token, so that the console can say what is missing. */
function describeCaller({ principal }: HttpRequest<unknown>, deps: ApiDeps): Answer {
  if (principal === null) return refused(401, 'not_signed_in', 'Sign in first.')
  const accounts = accountsOf(principal, deps.defaultAccount)
  return {
    kind: 'json',
    body: {
      name: principal.name,
      role: roleOf(principal),
      operatorId: principal.operatorId,
      accounts: accounts.map((account) => ({ account, chatwootUrl: deps.links.get(account) ?? null })),
    },
  }
}
