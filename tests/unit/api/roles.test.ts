import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '#functions/api/access'
import { aProposedDraft } from '#tests/support/drafts'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { keyOf, ROUTES } from './route-table.ts'
import { type Served, serve } from './serving.ts'

/** The least role of each route that writes, and of those that only some may read; docs/api/README.md says the same. */
const LEAST: Readonly<Record<string, Role>> = {
  'POST /v1/conversations/{id}/promise': 'operator',
  'POST /v1/escalations/{id}/acknowledge': 'operator',
  'POST /v1/escalations/{id}/resolve': 'operator',
  'POST /v1/escalations/{id}/feedback': 'operator',
  'POST /v1/approvals/{id}/edit': 'operator',
  'POST /v1/approvals/{id}/approve': 'operator',
  'POST /v1/approvals/{id}/reject': 'operator',
  'POST /v1/approvals/{id}/request-changes': 'operator',
  'POST /v1/approvals/{id}/second-look': 'operator',
  'POST /v1/suggestions': 'operator',
  'GET /v1/article-proposals': 'lead',
  'GET /v1/article-proposals/{id}': 'lead',
  'POST /v1/article-proposals/{id}/approve': 'lead',
  'POST /v1/article-proposals/{id}/reject': 'lead',
  'POST /v1/article-proposals/{id}/rollback': 'lead',
  'POST /v1/conversations/{id}/suggestions/{articleId}/feedback': 'operator',
  'POST /v1/operators/refresh': 'operator',
  'POST /v1/policies/{kind}/check': 'lead',
  'POST /v1/policies/{kind}': 'lead',
  'POST /v1/policies/{kind}/preview': 'lead',
  'POST /v1/policies/{kind}/activate': 'admin',
  'POST /v1/policies/{kind}/rollback': 'admin',
  'POST /v1/sla/breaches/{id}/excuse': 'lead',
  'POST /v1/outages': 'lead',
  'GET /v1/signals': 'lead',
  'GET /v1/reviewers': 'lead',
  'GET /v1/autonomy': 'lead',
  'GET /v1/reports': 'lead',
  'GET /v1/reports/{week}': 'lead',
  'GET /v1/reports/{week}/verification': 'lead',
  'GET /v1/operators/performance': 'operator',
  'GET /v1/operators/performance/points/{id}': 'operator',
  'GET /v1/operators/performance/disputes': 'operator',
  'POST /v1/operators/performance/disputes': 'operator',
  'POST /v1/operators/performance/disputes/{id}/resolve': 'lead',
  'GET /v1/analytics/conversations': 'lead',
  'POST /v1/happenings': 'lead',
  'GET /v1/reviews': 'lead',
  'GET /v1/grades': 'operator',
  'GET /v1/grades/{id}': 'operator',
  'PUT /v1/switches/{name}': 'lead',
  'POST /v1/grades/{id}/dispute': 'operator',
  'POST /v1/grades/{id}/resolve-dispute': 'lead',
  'POST /v1/reviews/{id}': 'lead',
  'DELETE /v1/switches/{name}': 'lead',
  'GET /v1/dead-letters': 'admin',
  'GET /v1/dead-letters/{queue}': 'admin',
  'POST /v1/dead-letters/{queue}/redrive': 'admin',
  'POST /v1/dead-letters/{queue}/drop': 'admin',
  'GET /v1/dead-letter-runs': 'admin',
  'POST /v1/drafts': 'lead',
  'POST /v1/tile/embed-tokens': 'admin',
  'DELETE /v1/tile/embed-tokens': 'admin',
}
/** Bodies that pass their schemas, so that roles alone decide. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/operators/performance/disputes': { conversationId: 7, measure: 'csat', reason: 'No.' },
  'POST /v1/operators/performance/disputes/{id}/resolve': { decision: 'uphold', reason: 'No.' },
  'POST /v1/happenings': { kind: 'deploy', title: 'x', atMs: 9_999_999_999_999 },
  'POST /v1/tile/embed-tokens': {},
  'POST /v1/grades/{id}/dispute': { reason: 'No.' },
  'POST /v1/grades/{id}/resolve-dispute': { reason: 'No.' },
  'POST /v1/reviews/{id}': { categories: { tone: 5 } },
  'POST /v1/conversations/{id}/promise': { action: 'dismiss', messageId: 1 },
  'POST /v1/escalations/{id}/feedback': { right: true },
  'POST /v1/approvals/{id}/edit': { version: 1, text: 'x' },
  'POST /v1/approvals/{id}/approve': { version: 1, grades: { tone: 5, accuracy: 5, policy: 5 } },
  'POST /v1/approvals/{id}/reject': { version: 1, reason: 'x' },
  'POST /v1/approvals/{id}/request-changes': { version: 1, reason: 'x' },
  'POST /v1/approvals/{id}/second-look': { grades: { tone: 5, accuracy: 5, policy: 5 } },
  'POST /v1/suggestions': { question: 'x' },
  'POST /v1/article-proposals/{id}/approve': {},
  'POST /v1/article-proposals/{id}/reject': { reason: 'x' },
  'POST /v1/conversations/{id}/suggestions/{articleId}/feedback': { verdict: 'used' },
  'POST /v1/policies/{kind}/check': { document: {} },
  'POST /v1/policies/{kind}': { document: {} },
  'POST /v1/policies/{kind}/preview': { document: {} },
  'POST /v1/policies/{kind}/activate': { version: 9, expectedActive: 0, reason: 'x' },
  'POST /v1/policies/{kind}/rollback': { reason: 'x' },
  'POST /v1/sla/breaches/{id}/excuse': { reason: 'x' },
  'POST /v1/outages': { fromMs: 2, toMs: 1, reason: 'x' },
  'PUT /v1/switches/{name}': { off: true, reason: 'x' },
  'POST /v1/dead-letters/{queue}/redrive': { dryRun: true, all: true },
  'POST /v1/dead-letters/{queue}/drop': { dryRun: true, all: true },
  'POST /v1/drafts': aProposedDraft(),
}

let desk: DeskTable
let api: Served
beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
})
afterAll(() => desk.stop())

const writes = ROUTES.filter(({ method }) => method !== undefined).map(keyOf)
const reads = ROUTES.filter(
  ({ access, method, path }) => access === 'signed_in' && method === undefined && path !== '/v1/me',
).map(keyOf)
const ruled = [...writes, ...reads.filter((key) => LEAST[key] !== undefined)]
const askAs = async (key: string, groups: readonly string[] | undefined) => {
  const [method = '', path = ''] = key.split(' ')
  const at = path.replaceAll('{kind}', 'sla').replaceAll(/\{\w+\}/g, '7')
  const body = BODIES[key]
  return jsonOf(await api.ask({ method, path: at, groups, ...(body === undefined ? {} : { body }) }))
}
const refusedByRole = (answer: Record<string, unknown>): boolean => answer.code === 'role_too_low'

describe('roles', () => {
  it('are said for every route that writes', () => {
    expect(Object.keys(LEAST).sort()).toEqual([...ruled].sort())
  })

  it.each(ruled)('%s takes its role and those above, and names it to those below', async (key) => {
    for (const role of ROLES) {
      const answer = await askAs(key, [role, 'account:shop'])
      const reaches = ROLES.indexOf(role) >= ROLES.indexOf(LEAST[key] ?? 'admin')
      expect(refusedByRole(answer), role).toBe(!reaches)
      if (!reaches) expect(answer.detail).toContain(`"${LEAST[key]}"`)
    }
  })

  it.each(reads.filter((key) => LEAST[key] === undefined))('%s is open to a viewer', async (key) => {
    expect(refusedByRole(await askAs(key, ['viewer', 'account:shop']))).toBe(false)
  })

  it.each([...writes, ...reads])('%s does not open without a role, an account, a grant or a token', async (key) => {
    expect(await askAs(key, ['account:shop'])).toMatchObject({ status: 403, code: 'no_role' })
    expect(await askAs(key, ['admin'])).toMatchObject({ status: 403, code: 'no_account' })
    expect(await askAs(key, undefined)).toMatchObject({ status: 401 })
    const [method = '', path = ''] = key.split(' ')
    const asked = { method, path: path.replaceAll('{kind}', 'sla').replaceAll(/\{\w+\}/g, '7'), body: BODIES[key] }
    const foreign = await api.ask({ ...asked, query: { account: 'outlet' }, groups: ['admin', 'account:shop'] })
    expect(jsonOf(foreign)).toMatchObject({ status: 403, code: 'account_not_granted' })
  })

  it('leave no line in the log of what was refused', () => {
    // the only ones that do something with a body like these: for admins, and for operators, leads and admins
    const done = ['embed.open', 'embed.close', ...Array(3).fill('operators.refresh')]
    expect(api.world.commands.map(({ action }) => action)).toEqual(done)
  })
})
