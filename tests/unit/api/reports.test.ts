import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReportDeps } from '#functions/api/reports'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const asked: string[] = []
const stored = { account: 'shop', week: '2026-W38', madeAtMs: 1, sha256: 'a', heads: [], toldAtMs: null }
const reports: ReportDeps['reports'] = {
  list: async () => ({ reports: [stored], nextCursor: null }),
  find: async (_account, week) => (week === stored.week ? stored : undefined),
  text: async (_account, week, format) => (format === 'json' ? `{"week":"${week}"}` : `page of ${week} as ${format}`),
  verify: async (account, week) => {
    asked.push(`${account} ${week}`)
    if (week !== stored.week) return undefined
    return { report: { figures: [], series: [] }, isAsWritten: true, differences: [{ id: 'csat', what: 'corrected' }] }
  },
}

let desk: DeskTable
let api: Served
beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk, { reports })
})
afterAll(() => desk.stop())

async function get(path: string, query: Readonly<Record<string, string>> = {}) {
  const answer = await api.ask({ path, query, groups: ['lead', 'account:shop'] })
  return { status: answer.statusCode, body: jsonOf(answer) as Record<string, unknown> }
}

it('gives a report as data, and its pages as text', async () => {
  expect((await get('/v1/reports/2026-W38')).body).toMatchObject({ report: { week: '2026-W38' } })
  expect((await get('/v1/reports/2026-W38', { format: 'md' })).body).toMatchObject({ text: 'page of 2026-W38 as md' })
  expect((await get('/v1/reports/2026-W37')).status).toBe(404)
})

it('tells whether its numbers still hold, and by which they do not, without what they were', async () => {
  const { status, body } = await get('/v1/reports/2026-W38/verification')
  expect(status).toBe(200)
  expect(body).toMatchObject({ week: '2026-W38', verdict: 'corrected', isAsWritten: true, numbers: 0 })
  expect(body.differences).toEqual([{ id: 'csat', what: 'corrected' }])
})

it('looks for no report of what is no week', async () => {
  asked.length = 0
  for (const week of ['2026-W99', '..%2f..', '2026-W37'])
    expect((await get(`/v1/reports/${week}/verification`)).body, week).toMatchObject({ code: 'no_such_report' })
  expect(asked).toEqual(['shop 2026-W37'])
})
