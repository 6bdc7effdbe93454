import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConversationGrade, gradeId } from '#domain/quality/grade'
import { isoWeek } from '#domain/quality/sampling'
import { type GradeStore, gradeStore } from '#store/grades'
import { START_MS } from '#tests/support/builders'
import { aCard, aGrade, aMachineGrade } from '#tests/support/grades'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const HOUR_MS = 3_600_000
let desk: DeskTable
let api: Served
let store: GradeStore
/** Of its own for each test. */
let account = 'shop'
let nth = 0

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  const deps = { client: desk.client, table: TABLE, random: () => 0, wait: async () => {}, now: () => api.world.nowMs }
  store = gradeStore({ ...deps, retentionDays: 400 })
})
beforeEach(() => {
  nth += 1
  account = `shop-${nth}`
  api.world.nowMs = START_MS + 30 * HOUR_MS
})
afterAll(() => desk.stop())

type Answered = { readonly status: number; readonly body: Record<string, unknown> }
async function ask(
  path: string,
  { by = 'lead:98', ...more }: { by?: string; query?: Record<string, string>; body?: unknown } = {},
): Promise<Answered> {
  const [role = '', operator = ''] = by.split(':')
  const groups = [role, `account:${account}`, ...(operator === '' ? [] : [`operator:${operator}`])]
  const answer = await api.ask({
    path,
    groups,
    name: by,
    ...(more.body === undefined ? {} : { method: 'POST' as const }),
    ...more,
  })
  return { status: answer.statusCode, body: jsonOf(answer) as Record<string, unknown> }
}
async function record(changes: Partial<ConversationGrade> = {}): Promise<ConversationGrade> {
  const grade = aGrade({ account, ...changes })
  expect(await store.recordGrade(grade)).toBe('recorded')
  return grade
}
const undrawn = { ...aGrade().sample, isDrawn: false, wanted: 0 as const }
const idsIn = ({ body }: Answered) => (body.items as { conversationId: number }[]).map((one) => one.conversationId)

describe('GET /v1/grades', () => {
  it("shows operators theirs at once, and leads everybody's a day later", async () => {
    await record({ sample: undrawn })
    await record({ conversationId: 8, operatorId: 12, sample: undrawn, resolvedAtMs: START_MS + 1 })
    api.world.nowMs = START_MS + HOUR_MS
    expect(idsIn(await ask('/v1/grades', { by: 'operator:11' }))).toEqual([7])
    expect(idsIn(await ask('/v1/grades', { by: 'operator:11', query: { operator: '12' } }))).toEqual([])
    expect(idsIn(await ask('/v1/grades', { by: 'operator' }))).toEqual([])
    expect(idsIn(await ask('/v1/grades'))).toEqual([])
    api.world.nowMs = START_MS + 30 * HOUR_MS
    expect(idsIn(await ask('/v1/grades'))).toEqual([8, 7])
    expect(idsIn(await ask('/v1/grades', { query: { operator: '12' } }))).toEqual([8])
    expect((await ask('/v1/grades', { by: 'viewer' })).status).toBe(403)
  })

  it('goes on page by page, and says what of a conversation there is', async () => {
    for (let at = 0; at < 5; at++)
      await record({ conversationId: 20 + at, resolvedAtMs: START_MS + at, sample: undrawn })
    await record({ conversationId: 24, resolvedAtMs: START_MS + 9_000, sample: undrawn })
    const first = await ask('/v1/grades', { query: { limit: '4' } })
    const rest = await ask('/v1/grades', { query: { limit: '4', cursor: String(first.body.nextCursor) } })
    expect([...idsIn(first), ...idsIn(rest)]).toEqual([24, 24, 23, 22, 21, 20])
    expect(rest.body.nextCursor).toBeNull()
    expect(idsIn(await ask('/v1/grades/24'))).toEqual([24, 24])
    expect((await ask('/v1/grades/99')).status).toBe(404)
    expect((await ask('/v1/grades', { query: { cursor: 'bm9wZQ' } })).body).toMatchObject({ parameter: 'cursor' })
  })
})

describe('reviews', () => {
  const wanted = (count: 1 | 2) => ({ ...aGrade().sample, wanted: count })

  it('are given out blind, and shown once they are in', async () => {
    const grade = await record({ sample: wanted(2) })
    const id = gradeId(grade)
    const list = await ask('/v1/reviews')
    expect(idsIn(list)).toEqual([7])
    expect(list.body.rubric).toMatchObject({ version: 0 })
    expect(JSON.stringify([list.body.items, (await ask('/v1/grades')).body])).not.toMatch(/machine|"score"|risks/)
    const given = await ask(`/v1/reviews/${id}`, { body: { ...aCard(4), coaching: 'Greet by name.' } })
    expect(given).toMatchObject({ status: 200, body: { grade: { blind: false, humanScore: 75 } } })
    expect(idsIn(await ask('/v1/reviews'))).toEqual([])
    expect(idsIn(await ask('/v1/reviews', { by: 'lead:97' }))).toEqual([7])
    expect((await ask('/v1/grades', { by: 'lead:97' })).body.items).toMatchObject([{ blind: true }])
    expect(await ask(`/v1/reviews/${id}`, { body: aCard(5) })).toMatchObject({
      status: 409,
      body: { code: 'reviewed_already' },
    })
    expect((await ask(`/v1/reviews/${id}`, { by: 'lead:97', body: aCard(2) })).status).toBe(200)
    expect((await store.grade(grade))?.reviews).toHaveLength(2)
    const seen = await ask('/v1/grades', { by: 'operator:11' })
    expect(seen.body.items).toMatchObject([{ reviews: [{ coaching: 'Greet by name.' }, {}] }])
  })

  it('are refused where they do not fit, and nothing is lost', async () => {
    const id = gradeId(await record({ sample: wanted(1) }))
    const missing = await ask(`/v1/reviews/${id}`, { body: { categories: { tone: 4 }, criticals: [] } })
    expect(missing).toMatchObject({ status: 400, body: { code: 'category_missing' } })
    expect((await ask(`/v1/reviews/${id}`, { body: { categories: { tone: 9 } } })).status).toBe(400)
    expect(await ask(`/v1/reviews/${id}`, { by: 'lead:11', body: aCard(4) })).toMatchObject({ status: 403 })
    expect((await ask('/v1/reviews/7-1700000000000', { body: aCard(4) })).status).toBe(404)
    expect((await ask('/v1/reviews/x', { body: aCard(4) })).status).toBe(404)
  })
})

describe('a dispute', () => {
  it('is raised by the operator, decided by a lead, audited, and counts anew in the figures of its week', async () => {
    const grade = await record({ machine: aMachineGrade(2), sample: undrawn })
    await record({ conversationId: 8, machine: aMachineGrade(4), sample: undrawn })
    const week = isoWeek(START_MS)
    const mean = async () => ((await ask('/v1/quality', { query: { week } })).body.machine as { mean: number }).mean
    expect(await mean()).toBe(50)
    const path = `/v1/grades/${gradeId(grade)}`
    expect((await ask(`${path}/dispute`, { by: 'operator:12', body: { reason: 'No' } })).status).toBe(404)
    expect((await ask(`${path}/resolve-dispute`, { body: { reason: 'No' } })).body.code).toBe('no_dispute')
    expect((await ask(`${path}/dispute`, { by: 'operator:11', body: { reason: 'I did answer.' } })).status).toBe(200)
    expect((await ask(`${path}/resolve-dispute`, { by: 'operator:11', body: { reason: 'Yes' } })).status).toBe(403)
    const decided = await ask(`${path}/resolve-dispute`, { body: { reason: 'You did.', correction: aCard(4) } })
    expect(decided).toMatchObject({ status: 200, body: { grade: { dispute: { state: 'corrected' }, humanScore: 75 } } })
    expect(await mean()).toBe(75)
    expect((await store.grade(grade))?.history.map(({ by, did }) => [by, did])).toEqual([
      ['operator:11', 'disputed'],
      ['lead:98', 'corrected'],
    ])
  })
})

describe('GET /v1/quality', () => {
  it('tells means with n, and whether the machine counts', async () => {
    const id = gradeId(await record())
    await record({ conversationId: 8, machine: { kind: 'cannot_grade', reason: 'no_answer' }, sample: undrawn })
    await ask(`/v1/reviews/${id}`, { body: aCard(5) })
    const { body } = await ask('/v1/quality', { by: 'viewer', query: { week: isoWeek(START_MS) } })
    expect(body).toMatchObject({
      score: { mean: 100, interval: null, n: 1, by: 'people' },
      drawn: 1,
      reviewed: 1,
      machine: { mean: 75, n: 1, cannotGrade: 1 },
      machineCounts: false,
      gates: { tone: { counts: false, why: 'too_few_reviews' } },
      calibration: { tone: { n: 0, kappa: null } },
    })
    expect((await ask('/v1/quality', { query: { week: '2026-W60' } })).status).toBe(400)
    expect((await ask('/v1/quality', { query: { week: '2025-W53' } })).status).toBe(400)
  })

  it('has no figure where nothing was graded', async () => {
    expect((await ask('/v1/quality')).body).toMatchObject({
      score: { mean: null, n: 0 },
      machine: { mean: null, n: 0 },
    })
  })
})

describe('the store', () => {
  it('records an end once, counts it once, and refuses a change of what has changed since', async () => {
    const grade = await record()
    expect(await store.recordGrade(grade)).toBe('already_recorded')
    expect(await store.weekTallies(account, [grade.sample.week])).toEqual([
      { week: grade.sample.week, graded: 1, cannotGrade: 0, scoreSum: 75 },
    ])
    const after = { ...grade, version: 2 }
    expect(await store.changeGrade(grade, after)).toBe('changed')
    expect(await store.changeGrade(grade, after)).toBe('contended')
  })
})
