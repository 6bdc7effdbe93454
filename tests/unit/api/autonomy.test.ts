import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Grade } from '#domain/approval'
import { countJudgement } from '#store/autonomy-writes'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

let desk: DeskTable
let api: Served
const LEAD = ['lead', 'account:shop']
const ask = async (query: Readonly<Record<string, string>> = {}) => {
  const answer = await api.ask({ path: '/v1/autonomy', query, groups: LEAD })
  return { status: answer.statusCode, body: jsonOf(answer) as Record<string, unknown> & { items: object[] } }
}
const post = async (path: string, body: object) =>
  (await api.ask({ method: 'POST', path, body, groups: ['admin', 'account:shop'] })).statusCode

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  const deps = { client: desk.client, table: TABLE, now: () => api.world.nowMs, random: () => 0, wait: async () => {} }
  const graded = async (id: string, intent: string, policy: Grade) => {
    const grades = { tone: 5, accuracy: 5, policy, note: null } as const
    const decidedAtMs = START_MS + Number(id)
    await countJudgement(anApproval({ account: 'shop', id, intent, grades, decidedAtMs, state: 'learned' }), deps)
  }
  for (let nth = 0; nth < 52; nth += 1) await graded(String(nth), 'router_reset', 5)
  await graded('60', 'opening hours', 5)
  await graded('61', 'opening hours', 2)
  await graded('62', 'refund', 5)
})
afterAll(() => desk.stop())

describe('GET /v1/autonomy', () => {
  it('tells what each writer has earned, and that as shipped no document lets it act', async () => {
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(body).toMatchObject({ policy: 'drafts@0', intents: [], sampleOneIn: 5, switchedOff: false, turns: [] })
    expect(body.items).toMatchObject([
      { intent: 'opening hours', graded: 0, why: 'not_allowed', lost: { id: '1042/61', atMs: START_MS + 61 } },
      { intent: 'refund', graded: 1, why: 'never_allowed', goodNeeded: null },
      { intent: 'router_reset', writer: 'canned@3', graded: 52, good: 52, why: 'not_allowed', mayActAlone: false },
    ])
    expect(JSON.stringify(body)).not.toContain('judgements')
  })

  it('is read in pages, and refuses a cursor of another list', async () => {
    const first = await ask({ limit: '2' })
    const second = await ask({ limit: '2', cursor: String(first.body.nextCursor) })
    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([2, 1, null])
    expect((await ask({ cursor: 'made_up' })).status).toBe(400)
  })

  it('goes by the document in force: who has earned an intent may act, and how many are missing else', async () => {
    const { document } = (
      jsonOf(await api.ask({ path: '/v1/policies/drafts', groups: ['admin', 'account:shop'] })) as {
        active: { document: object }
      }
    ).active
    const intents = [
      { intent: 'router_reset', above: 0.9 },
      { intent: 'opening hours', above: 0.95 },
    ].map((one) => ({ ...one, intent: one.intent.replace(' ', '_') }))
    const drafts = { ...document, autonomy: { intents, sampleOneIn: 4 } }
    expect(await post('/v1/policies/drafts', { document: drafts })).toBe(201)
    const activation = { version: 1, expectedActive: 0, reason: 'Earned' }
    expect(await post('/v1/policies/drafts/activate', activation)).toBe(200)
    const { body } = await ask()
    expect(body).toMatchObject({ policy: 'drafts@1', sampleOneIn: 4 })
    expect(body.items[2]).toMatchObject({ above: 0.9, mayActAlone: true, why: null, goodNeeded: 0 })
  })

  it('refuses a document that would let money go out alone', async () => {
    const autonomy = { intents: [{ intent: 'refund_status', above: 0.9 }], sampleOneIn: 4 }
    const answer = await api.ask({
      ...{ method: 'POST', path: '/v1/policies/drafts/check', groups: ['admin', 'account:shop'] },
      body: { document: { kind: 'drafts', autonomy } },
    })
    expect(JSON.stringify(jsonOf(answer))).toContain('about money or the law')
  })

  it('is for leads', async () => {
    expect((await api.ask({ path: '/v1/autonomy', groups: ['operator', 'account:shop'] })).statusCode).toBe(403)
  })
})
