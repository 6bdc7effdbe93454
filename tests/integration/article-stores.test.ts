import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { healthOf } from '#domain/article-health'
import { type HealthDeps, healthOfArticles, moveHealth } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { articleFlagSk, articleHealthPk, articleHealthSk, proposalSk, proposalsPk } from '#store/keys'
import { toldInImage } from '#store/told-image'
import { aNewArticle, aProposal } from '#tests/support/article-proposals'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { aSignal, ENDED_AT_MS } from '#tests/support/signals'

const START_MS = 1_764_160_000_000
const DAY_MS = 86_400_000
let desk: DeskTable
let nowMs = START_MS
let nth = 0
/** Each test has an account of its own. */
let account = ''
beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())
beforeEach(() => {
  nowMs = START_MS
  nth += 1
  account = `shop-${nth}`
})

const store = () => proposalStore({ client: desk.client, table: TABLE, now: () => nowMs })
const proposed = (id: string, changes: Parameters<typeof aProposal>[0] = {}) =>
  aProposal({ id, account, state: 'proposed', decision: null, revision: 1, ...changes })
const idAt = (atMs: number, digest = '0123456789abcdef') => `${atMs}-${digest}`
const key = (id: string) => ({ account, id })
const rawOf = async (sk: string, pk = proposalsPk(account)) =>
  (await desk.client.send(new GetCommand({ TableName: TABLE, Key: { pk, sk } }))).Item

describe('the store of proposals', () => {
  it('has one as it was proposed, and never again', async () => {
    const one = proposed(idAt(START_MS))
    expect(await store().propose(one)).toBe('proposed')
    expect(await store().propose({ ...one, why: 'unused' })).toBe('known')
    expect(await store().get(key(one.id))).toEqual(one)
    expect(await store().get({ account: 'other', id: one.id })).toBeUndefined()
  })

  it('takes one decision: who decides by an older reading is told', async () => {
    const one = proposed(idAt(START_MS))
    await store().propose(one)
    const decision = { by: 'kim', atMs: START_MS, reason: null }
    expect(await store().decide({ ...one, state: 'approved', decision })).toBe('decided')
    expect(await store().decide({ ...one, state: 'rejected', decision })).toBe('contended')
    expect(await store().get(key(one.id))).toMatchObject({ state: 'approved', revision: 2 })
  })

  it('lists what is approved and can be done as under way, until it is done with', async () => {
    const decision = { by: 'kim', atMs: START_MS, reason: null }
    const [change, article, no, stuck] = [0, 1, 2, 3].map((by) => idAt(START_MS + by))
    await store().propose(proposed(change ?? ''))
    await store().decide({ ...proposed(change ?? ''), state: 'approved', decision })
    await store().putApproved(aNewArticle({ account, id: article ?? '' }))
    await store().propose(proposed(no ?? ''))
    await store().decide({ ...proposed(no ?? ''), state: 'rejected', decision })
    await store().propose(proposed(stuck ?? '', { patch: null }))
    await store().decide({ ...proposed(stuck ?? '', { patch: null }), state: 'approved', decision })
    expect(await store().todo(account)).toEqual([change, article])
    await store().done(key(change ?? ''))
    expect(await store().todo(account)).toEqual([article])
    expect(await store().get(key(change ?? ''))).toMatchObject({ state: 'approved' })
  })

  it('keeps the first end of an approved one, and which article is new by it', async () => {
    const one = aNewArticle({ account, id: idAt(START_MS), revision: 1 })
    await store().putApproved(one)
    nowMs += 5
    const applied = { state: 'applied', code: 'applied', updatedAt: '1001', articleId: '77' } as const
    await store().noteEnd(key(one.id), applied)
    await store().noteEnd(key(one.id), { state: 'refused', code: 'not_done', updatedAt: null })
    expect(await store().get(key(one.id))).toMatchObject({
      state: 'applied',
      articleId: '77',
      end: { code: 'applied', atMs: START_MS + 5, updatedAt: '1001' },
    })
  })

  it('ends nothing that is not approved, nor what is not there', async () => {
    const one = proposed(idAt(START_MS))
    await store().propose(one)
    const end = { state: 'applied', code: 'applied', updatedAt: '1' } as const
    await store().noteEnd(key(one.id), end)
    await store().noteEnd(key(idAt(1)), end)
    expect(await store().get(key(one.id))).toEqual(one)
    expect(await store().get(key(idAt(1)))).toBeUndefined()
  })

  it('ends one though somebody writes it at the same time', async () => {
    const one = aProposal({ account, id: idAt(START_MS), revision: 1 })
    await store().putApproved(one)
    const ends = (['applied', 'refused', 'applied'] as const).map((state) => ({ state, code: state, updatedAt: '1' }))
    await Promise.all(ends.map((end) => store().noteEnd(key(one.id), end)))
    expect(await store().get(key(one.id))).toMatchObject({ revision: 2 })
  })

  it('gives pages newest first, each once, of a state or of all', async () => {
    for (let at = 0; at < 7; at += 1) {
      const one = proposed(idAt(START_MS + at))
      await store().propose(one)
      if (at % 2 === 1)
        await store().decide({ ...one, state: 'rejected', decision: { by: 'kim', atMs: 1, reason: 'no' } })
    }
    const read = async (state: 'proposed' | 'rejected' | null) => {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await store().page(account, { state, cursor, limit: 2 })
        if ('badCursor' in page) throw new Error('cursor refused')
        expect(page.items.length).toBeLessThanOrEqual(2)
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== null)
      return seen.map((id) => Number(id.split('-')[0]) - START_MS)
    }
    expect(await read(null)).toEqual([6, 5, 4, 3, 2, 1, 0])
    expect(await read('proposed')).toEqual([6, 4, 2, 0])
    expect(await read('rejected')).toEqual([5, 3, 1])
  })

  it('refuses a cursor of another list', async () => {
    for (let at = 0; at < 3; at += 1) await store().propose(proposed(idAt(START_MS + at)))
    const page = await store().page(account, { state: null, cursor: null, limit: 1 })
    if ('badCursor' in page) throw new Error('cursor refused')
    const { nextCursor: cursor } = page
    expect(await store().page('other', { state: null, cursor, limit: 1 })).toEqual({ badCursor: true })
    expect(await store().page(account, { state: 'proposed', cursor, limit: 1 })).toEqual({ badCursor: true })
    expect(await store().page(account, { state: null, cursor: 'x', limit: 1 })).toEqual({ badCursor: true })
  })

  it('knows those whose first evidence is not older', async () => {
    for (const at of [0, 5, 9]) await store().propose(proposed(idAt(START_MS + at)))
    const ids = (await store().since(account, START_MS + 5)).map(({ id }) => Number(id.split('-')[0]) - START_MS)
    expect(ids).toEqual([5, 9])
  })

  it('forgets after 400 days, whether the table has deleted it or not', async () => {
    const one = proposed(idAt(START_MS))
    await store().propose(one)
    nowMs += 399 * DAY_MS
    expect(await store().get(key(one.id))).toBeDefined()
    nowMs += 2 * DAY_MS
    expect(await store().get(key(one.id))).toBeUndefined()
    expect(await store().since(account, 0)).toEqual([])
    expect(await store().page(account, { state: null, cursor: null, limit: 5 })).toMatchObject({ items: [] })
  })

  it('reads one of an earlier release', async () => {
    const { draft: _draft, standing: _standing, ...before } = proposed(idAt(START_MS))
    const item = { pk: proposalsPk(account), sk: proposalSk(before.id), proposal: before, revision: 1 }
    await desk.client.send(new PutCommand({ TableName: TABLE, Item: item }))
    expect(await store().get(key(before.id))).toMatchObject({ draft: null, standing: null })
  })
})

const health = (): HealthDeps => ({
  ...{ client: desk.client, table: TABLE, retentionDays: 30 },
  ...{ random: () => 0, wait: async () => undefined },
})
const GOOD = { tone: 5, accuracy: 5, policy: 5, note: null }
const BAD = { tone: 5, accuracy: 2, policy: 5, note: null }
const of = (id: string, given: Parameters<typeof aSignal>[0] = {}) => aSignal({ id, account, ...given })
const healths = async () => Object.fromEntries(await healthOfArticles(account, health()))

describe('the health of articles', () => {
  it('moves with each signal, once, and of each article that its reply rested on', async () => {
    const two = ['12', '13'].map((id) => ({ kind: 'article', id, version: null }))
    const faq = { kind: 'canned_response', id: '5', version: null }
    const signal = of('ap-1', { evidence: [...two, ...two, faq] })
    await moveHealth(signal, health())
    await moveHealth(signal, health())
    const read = await healths()
    expect(Object.keys(read).sort()).toEqual(['12', '13'])
    expect(read['12']).toMatchObject({ n: { decided: 1, graded: 1 }, lastUsedAtMs: ENDED_AT_MS })
    await moveHealth(of('ap-2', { grades: null }), health())
    expect((await healths())['12']).toMatchObject({ n: { decided: 2, graded: 1 } })
  })

  it('is what the law makes of the newest fifty, in whatever order they come', async () => {
    const signals = Array.from({ length: 55 }, (_, at) =>
      of(`ap-${at}`, { endedAtMs: ENDED_AT_MS + at, grades: at < 5 ? BAD : GOOD }),
    )
    for (const signal of [...signals].reverse()) await moveHealth(signal, health())
    const read = (await healths())['12']
    expect(read).toMatchObject({ n: { decided: 50, graded: 50 }, flaggedBy: [], confidence: 1 })
    const item = await rawOf(articleHealthSk('12'), articleHealthPk(account))
    expect(healthOf(item?.reviews)).toEqual(read)
    expect(item?.reviews).toHaveLength(50)
  })

  it('loses none where several come at once', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => moveHealth(of(id), health())))
    expect((await healths())['12']?.n.decided).toBe(4)
  })

  it('says nothing of what was seeded, voided or expired', async () => {
    for (const given of [{ seeded: true }, { outcome: 'voided' as const }, { outcome: 'expired' as const }])
      await moveHealth(of('ap-1', given), health())
    expect(await healths()).toEqual({})
  })

  it('flags an article once for each reply that was graded badly, as it stood then', async () => {
    await moveHealth(of('ap-1', { grades: BAD }), health())
    const sk = articleFlagSk('12', 'ap-1')
    const first = await rawOf(sk, articleHealthPk(account))
    expect(first?.flagged).toMatchObject({ approvalId: 'ap-1', conversationId: 7, flaggedAtMs: ENDED_AT_MS })
    await moveHealth(of('ap-2', { endedAtMs: ENDED_AT_MS + 1 }), health())
    await moveHealth(of('ap-1', { grades: BAD }), health())
    expect(await rawOf(sk, articleHealthPk(account))).toEqual(first)
    expect(await rawOf(articleFlagSk('12', 'ap-2'), articleHealthPk(account))).toBeUndefined()
    expect((await healths())['12']?.flaggedBy).toEqual(['ap-1'])
  })

  it('expires with what ledgers keep', async () => {
    await moveHealth(of('ap-1', { grades: BAD }), health())
    const flag = await rawOf(articleFlagSk('12', 'ap-1'), articleHealthPk(account))
    expect(flag?.expiresAt).toBe(Math.floor((ENDED_AT_MS + 30 * DAY_MS) / 1_000))
  })
})

it('what both write is what publish reads from the stream', async () => {
  await store().propose(proposed(idAt(START_MS)))
  await moveHealth(of('ap-1', { grades: BAD }), health())
  const told = desk.streamed().flatMap(({ dynamodb }) => {
    const image = dynamodb.NewImage as Parameters<typeof toldInImage>[0] | undefined
    return image === undefined || image.pk?.S?.endsWith(account) !== true ? [] : (toldInImage(image)?.events ?? [])
  })
  expect(told.map(({ type }) => type)).toEqual(['article.proposed.v1', 'article.flagged.v1'])
})
