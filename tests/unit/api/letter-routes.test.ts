import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Queue } from '#infra/local/engines/sqs/engine'
import { bodyOf, jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { bury, letterDesk } from './letter-desk.ts'
import { type Served, serve } from './serving.ts'

const ADMIN = ['admin', 'account:shop']
const OF_BOTH = ['admin', 'account:shop', 'account:outlet']

let desk: DeskTable
let api: Served
let dead: Queue
let inbound: Queue
beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  ;({ dead, inbound } = letterDesk(desk, () => api.world.nowMs))
})
afterAll(() => desk.stop())
beforeEach(() => {
  for (const queue of [dead, inbound]) queue.purge()
  // letters carry the engine's time
  api.world.nowMs = Date.now()
  api.world.commands.length = 0
})

type Item = Readonly<Record<string, unknown>>
const get = async (path: string, query: Readonly<Record<string, string>> = {}, groups: readonly string[] = ADMIN) =>
  jsonOf(await api.ask({ path, query, groups }))
const post = async (path: string, body: object, groups: readonly string[] = ADMIN) =>
  jsonOf(await api.ask({ method: 'POST', path: `/v1/dead-letters/${path}`, body, groups, query: { account: 'shop' } }))
const idsOf = (answer: Item) => (answer.items as Item[]).map(({ id }) => id)
const lying = () => dead.peek().map(({ messageId }) => messageId)

describe('dead letters', () => {
  it('are counted queue by queue, with age and reasons, those of the account alone', async () => {
    for (const reason of ['unparseable', 'unparseable', 'impossible']) bury(dead, { reason })
    bury(dead, { account: 'outlet', reason: 'unparseable' })
    bury(dead, { account: null })
    const { items } = await get('/v1/dead-letters')
    expect(items).toMatchObject([
      {
        ...{ queue: 'inbound', canRedrive: true, canRehearse: true, letters: 3, complete: true },
        reasons: [
          { reason: 'unparseable', letters: 2 },
          { reason: 'impossible', letters: 1 },
        ],
      },
      { queue: 'publish', canRedrive: false, canRehearse: false, letters: 0, oldestAtMs: null, reasons: [] },
    ])
    expect(dead.counts()).toMatchObject({ visible: 5, inFlight: 0 })
  })

  it('are shown page by page, the oldest first, by reason where one is asked for, and never with their text', async () => {
    const ids = [1, 2, 3, 4, 5].map((nth) =>
      bury(dead, { reason: nth === 3 ? 'impossible' : 'unparseable', correlationId: `corr-${nth}` }),
    )
    const first = await get('/v1/dead-letters/inbound', { limit: '2' })
    const second = await get('/v1/dead-letters/inbound', { limit: '2', cursor: String(first.nextCursor) })
    const third = await get('/v1/dead-letters/inbound', { limit: '2', cursor: String(second.nextCursor) })
    expect([first, second, third].flatMap(idsOf).sort()).toEqual([...ids].sort())
    expect(third.nextCursor).toBeNull()
    const impossible = await api.ask({
      ...{ path: '/v1/dead-letters/inbound', query: { reason: 'impossible' }, groups: ADMIN },
    })
    expect(jsonOf(impossible)).toMatchObject({
      letters: 5,
      items: [{ id: ids[2], reason: 'impossible', detail: 'Not JSON', correlationId: 'corr-3' }],
    })
    expect(bodyOf(impossible)).not.toMatch(/meta|sender|content/)
    const foreign = { cursor: String(first.nextCursor), reason: 'impossible' }
    expect(await get('/v1/dead-letters/inbound', foreign)).toMatchObject({ status: 400, code: 'bad_cursor' })
  })

  it('are looked at by a dry run, which says what each would do and does nothing', async () => {
    const applied = bury(dead, {})
    const dying = bury(dead, { body: 'not JSON at all' })
    const answer = await post('inbound/redrive', { dryRun: true, all: true })
    expect(answer).toMatchObject({ dryRun: true, left: 0, complete: true, more: false })
    expect(Object.fromEntries((answer.items as Item[]).map(({ id, effect }) => [id, effect]))).toEqual({
      [applied]: 'applies',
      [dying]: 'refused',
    })
    expect([dead.counts().visible, inbound.counts().visible]).toEqual([2, 0])
    expect(await get('/v1/dead-letter-runs')).toMatchObject({ items: [] })
  })

  it('are sent again by id, and it is kept who did so and why', async () => {
    const [one, other] = [bury(dead, {}), bury(dead, {})]
    const answer = await post('inbound/redrive', { dryRun: false, letters: [one], reason: ' Mended ' })
    expect(answer).toMatchObject({ state: 'done', letters: 1, left: 0, more: false })
    expect([lying(), inbound.counts().visible]).toEqual([[other], 1])
    expect(await get('/v1/dead-letter-runs')).toMatchObject({
      items: [
        {
          ...{ id: answer.run, queue: 'inbound', what: 'redrive', by: 'amelia', via: 'api', reason: 'Mended' },
          meant: { letterReason: null, letters: 1 },
          end: { state: 'done', letters: 1, left: 0 },
        },
      ],
    })
    expect(api.world.commands).toEqual([expect.objectContaining({ action: 'letters.redrive', letters: 1 })])
  })

  it('are dropped by reason; a dry run of that says which would go', async () => {
    const gone = bury(dead, { reason: 'unstamped' })
    const kept = bury(dead, { reason: 'poison' })
    const dry = await post('inbound/drop', { dryRun: true, letterReason: 'unstamped' })
    expect([idsOf(dry), lying().length]).toEqual([[gone], 2])
    api.world.nowMs += 1
    const order = { dryRun: false, letterReason: 'unstamped', reason: 'Load test' }
    expect(await post('inbound/drop', order)).toMatchObject({ state: 'done', letters: 1 })
    expect(lying()).toEqual([kept])
  })

  it('of more than a request bears are worked on as far as it goes, and the answer says to go on', async () => {
    for (let nth = 0; nth < 130; nth += 1) bury(dead, { reason: 'unstamped' })
    const order = { dryRun: false, all: true, reason: 'Load test' }
    expect(await post('inbound/drop', order)).toMatchObject({ letters: 100, left: 30, more: true })
    api.world.nowMs += 1
    expect(await post('inbound/drop', order)).toMatchObject({ letters: 30, left: 0, more: false })
    expect(lying()).toEqual([])
  })

  it('of another account, or of none that they tell, stay where they lie whatever is asked', async () => {
    const theirs = [bury(dead, { account: 'outlet' }), bury(dead, { account: null })]
    for (const what of ['redrive', 'drop'])
      for (const which of [{ all: true }, { letters: theirs }, { letterReason: 'poison' }]) {
        api.world.nowMs += 1
        expect(await post(`inbound/${what}`, { ...which, dryRun: false, reason: 'Ours?' })).toMatchObject({
          letters: 0,
        })
      }
    expect([lying().sort(), inbound.counts().visible]).toEqual([[...theirs].sort(), 0])
    expect(await get('/v1/dead-letters/inbound', { account: 'outlet' }, OF_BOTH)).toMatchObject({ letters: 1 })
  })

  it('that only tell of stream records cannot be sent again', async () => {
    const order = { dryRun: true, all: true }
    expect(await post('publish/redrive', order)).toMatchObject({ status: 409, code: 'cannot_redrive' })
    expect(await post('publish/drop', order)).toMatchObject({ items: [] })
    expect(await get('/v1/dead-letters/nowhere')).toMatchObject({ status: 404, code: 'no_such_queue' })
  })

  it.each([
    ['which letters', { dryRun: false, reason: 'x' }],
    ['why', { dryRun: false, all: true }],
    ['whether it is to be done', { all: true, reason: 'x' }],
    ['one of all and some', { dryRun: true, all: true, letters: ['a'] }],
  ])('are left alone by an order that does not say %s', async (_what, order) => {
    bury(dead, {})
    for (const what of ['redrive', 'drop'])
      expect(await post(`inbound/${what}`, order)).toMatchObject({ status: 400, code: 'bad_body' })
    expect(dead.counts()).toMatchObject({ visible: 1 })
  })
})
