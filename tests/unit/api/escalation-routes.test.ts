import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { escalationId } from '#domain/escalation-id'
import { type EscalationEvent, type EscalationRecord, withEvent } from '#domain/escalation-record'
import { stateOf } from '#domain/merge'
import { ruleFigures } from '#functions/api/read-escalations'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { policyStore } from '#store/policies'
import { aConversation, aMessage, anObservation, aSnapshot, START_MS, watched } from '#tests/support/builders'
import { tellWatchStory } from '#tests/support/watch-story'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const MINUTE_MS = 60_000
/** The hour for an answer is nearly gone. */
const LATE_MS = START_MS + 55 * MINUTE_MS
const OPERATOR = ['operator', 'account:shop']
const UNTOLD = { packet: null, feedback: null }
let desk: DeskTable
let api: Served
let nextId = 100

beforeAll(async () => {
  desk = await startDeskTable()
})
beforeEach(() => {
  api = serve(desk)
  api.world.nowMs = LATE_MS + 1_000
})
afterAll(() => desk.stop())

/** A conversation with an escalation of cause `response`, by the shipped documents. */
async function escalated(): Promise<{ conversation: Conversation; id: string }> {
  nextId += 1
  const conversation = watched(aConversation({ conversationId: nextId, writtenAtMs: LATE_MS }))
  await desk.put(conversation)
  return { conversation, id: idIn(conversation) }
}
const idIn = ({ account, conversationId, watch }: Conversation): string =>
  escalationId({
    account,
    conversationId,
    cause: 'response',
    raisedAtMs: watch?.escalations?.response?.raisedAtMs ?? 0,
  })

const act = (id: string, verb: string, body?: unknown, groups = OPERATOR) =>
  api.ask({ method: 'POST', path: `/v1/escalations/${id}/${verb}`, body, groups })
type View = { escalations: { acknowledged: unknown; climbAtMs: number | null }[]; version: number; source: string }
const viewIn = (answer: Record<string, unknown>): View => answer.conversation as View

describe('acknowledging an escalation', () => {
  it('stops the climb, says who has it, and is a write of a person', async () => {
    const { id, conversation } = await escalated()
    const answer = jsonOf(await act(id, 'acknowledge'))
    expect(viewIn(answer)).toMatchObject({
      version: 2,
      source: 'person',
      chatwootUrl: `https://chat.example.com/app/accounts/1/conversations/${conversation.conversationId}`,
      escalations: [{ id, climbAtMs: null, acknowledged: { by: 'amelia', atMs: LATE_MS + 1_000 } }],
    })
    expect(api.world.commands).toEqual([
      {
        action: 'escalation.acknowledge',
        account: 'shop',
        conversationId: conversation.conversationId,
        cause: 'response',
        raisedAtMs: LATE_MS,
        subjectHash: expect.any(String) as string,
        correlationId: 'req-1',
      },
    ])
    const stored = await desk.reads(() => LATE_MS).conversation('shop', conversation.conversationId)
    expect(stored).toMatchObject({ correlationId: 'req-1', observedAtMs: conversation.observedAtMs })
  })

  it('once more answers the same, and writes nothing', async () => {
    const { id } = await escalated()
    const first = viewIn(jsonOf(await act(id, 'acknowledge')))
    api.world.nowMs += 5_000
    expect(viewIn(jsonOf(await act(id, 'acknowledge')))).toEqual(first)
    expect(api.world.commands).toHaveLength(1)
  })

  it('that is over by now is refused, with how it ended', async () => {
    const { id } = await escalated()
    await act(id, 'resolve')
    expect(jsonOf(await act(id, 'acknowledge'))).toMatchObject({
      status: 409,
      code: 'already_ended',
      detail: 'The escalation was resolved by amelia at 2026-09-14T09:55:01.000Z.',
    })
  })

  it('whose rules are in force no more is refused: it has ended, though nobody has written so yet', async () => {
    const { id } = await escalated()
    const policies = policyStore({ client: desk.client, table: TABLE, now: () => LATE_MS })
    const of = { account: 'shop', kind: 'escalation', by: 'amelia' } as const
    const { version } = await policies.store({ ...of, document: { ...DEFAULT_ESCALATION, rules: [] } })
    await policies.activate({ ...of, version, expectedActive: 0, reason: 'quiet' })
    const answer = jsonOf(await act(id, 'acknowledge'))
    await policies.rollback({ ...of, reason: 'for the other tests' })
    expect(answer).toMatchObject({
      status: 409,
      code: 'already_ended',
      detail: 'The escalation stood down by itself at 2026-09-14T09:55:01.000Z.',
    })
  })
})

describe('resolving an escalation', () => {
  it('ends it, and once more changes nothing', async () => {
    const { id } = await escalated()
    expect(viewIn(jsonOf(await act(id, 'resolve')))).toMatchObject({ version: 2, escalations: [] })
    expect(viewIn(jsonOf(await act(id, 'resolve')))).toMatchObject({ version: 2, escalations: [] })
  })

  it('that the conversation has forgotten is answered by the record', async () => {
    const { conversation } = await escalated()
    const { conversationId } = conversation
    const key = { account: 'shop', conversationId, cause: 'words', raisedAtMs: START_MS }
    const record = { ...recordOf(), ...key }
    api.world.recorded.push({ ...record, state: 'resolved', ended: { by: 'Riley', atMs: LATE_MS }, ...UNTOLD })
    expect((await act(escalationId(key), 'resolve')).statusCode).toBe(200)
    expect(jsonOf(await act(escalationId(key), 'acknowledge'))).toMatchObject({
      status: 409,
      detail: 'The escalation was resolved by Riley at 2026-09-14T09:55:00.000Z.',
    })
    const stoodDown = {
      ...record,
      raisedAtMs: START_MS + 1,
      state: 'stood_down' as const,
      ended: { by: null, atMs: LATE_MS },
    }
    api.world.recorded.push({ ...stoodDown, ...UNTOLD })
    expect(jsonOf(await act(escalationId(stoodDown), 'resolve'))).toMatchObject({
      status: 409,
      detail: 'The escalation stood down by itself at 2026-09-14T09:55:00.000Z.',
    })
    const behind = { ...record, raisedAtMs: START_MS + 2, ended: null }
    api.world.recorded.push({ ...behind, ...UNTOLD })
    expect(jsonOf(await act(escalationId(behind), 'resolve'))).toMatchObject({ status: 409, code: 'already_ended' })
  })

  it.each(['nonsense', 'shop.99.response.1789376400000', 'outlet.101.response.1789376400000', 'shop.101.other.5'])(
    '%s is no escalation of the account',
    async (id) => {
      for (const verb of ['acknowledge', 'resolve'])
        expect(jsonOf(await act(id, verb))).toMatchObject({ status: 404, code: 'no_such_escalation' })
      expect(jsonOf(await act(id, 'feedback', { right: true }))).toMatchObject({ status: 404 })
    },
  )
})

describe('POST /v1/conversations/{id}/promise', () => {
  const dueAtMs = START_MS + 90 * MINUTE_MS
  async function promised(): Promise<number> {
    nextId += 1
    const reply = aMessage({
      id: 88_017,
      kind: 'operator',
      answers: true,
      senderId: 41,
      promise: { kind: 'duration', dueAtMs },
    })
    const observed = anObservation({
      snapshot: aSnapshot({ waitingSinceMs: null, firstReplyAtMs: START_MS + 179 }),
      messages: [aMessage(), reply],
    })
    await desk.put(watched(aConversation({ conversationId: nextId, state: stateOf(observed) })))
    return nextId
  }
  const dismiss = (id: number | string, body: unknown) =>
    api.ask({ method: 'POST', path: `/v1/conversations/${id}/promise`, body, groups: OPERATOR })

  it('puts the reminder away, and once more changes nothing', async () => {
    const id = await promised()
    for (const _time of ['first', 'second'])
      expect(jsonOf(await dismiss(id, { action: 'dismiss', messageId: 88_017 })).conversation).toMatchObject({
        version: 2,
        promise: null,
      })
    expect(api.world.commands).toMatchObject([{ action: 'promise.dismiss', messageId: 88_017, conversationId: id }])
  })

  it('refuses a promise of another message, and one that is broken', async () => {
    const id = await promised()
    expect(jsonOf(await dismiss(id, { action: 'dismiss', messageId: 5 }))).toMatchObject({ code: 'no_such_promise' })
    api.world.nowMs = dueAtMs + 1
    expect(jsonOf(await dismiss(id, { action: 'dismiss', messageId: 88_017 }))).toMatchObject({
      status: 409,
      code: 'not_active',
      detail: 'The promise was broken at 2026-09-14T10:30:00.000Z.',
    })
  })

  it('says 404 for no conversation, 400 for another action', async () => {
    const body = { action: 'dismiss', messageId: 88_017 }
    expect(jsonOf(await dismiss(9_999, body))).toMatchObject({ code: 'no_such_conversation' })
    expect(jsonOf(await dismiss('x', body))).toMatchObject({ code: 'no_such_conversation' })
    const refused = jsonOf(await dismiss(1, { action: 'keep', messageId: '5' }))
    expect(refused).toMatchObject({ code: 'bad_body', problems: [{ path: 'action' }, { path: 'messageId' }] })
  })
})

/** The escalation of the watch story, as its worker records it. */
function recordOf(): EscalationRecord {
  const events = tellWatchStory()
    .flatMap((chapter) => chapter.events)
    .filter((event): event is EscalationEvent => event.type.startsWith('escalation.'))
    .filter(({ data }) => data.cause === 'response')
  const record = events.reduce<EscalationRecord | undefined>(
    (known, event) => withEvent(known, event) ?? known,
    undefined,
  )
  if (record === undefined) throw new Error('a story without an escalation')
  return record
}

describe('GET /v1/escalations', () => {
  it('has each with how it stands, and how often each rule was right', async () => {
    const record = recordOf()
    const feedback = { right: true, by: 'Riley', atMs: LATE_MS, note: null }
    api.world.recorded.push({ ...record, ...UNTOLD, feedback })
    api.world.rules.push(
      { ruleId: 'answer-late', raised: 9, right: 2, wrong: 1 },
      { ruleId: 'of-old', raised: 1, right: 0, wrong: 1 },
    )
    const body = jsonOf(await api.ask({ path: '/v1/escalations', query: { state: 'all' }, groups: OPERATOR }))
    expect(body).toMatchObject({ account: 'shop', state: 'all', nextCursor: null, asOfMs: LATE_MS + 1_000 })
    expect(body.items).toEqual([
      {
        id: escalationId(record),
        conversationId: record.conversationId,
        chatwootUrl: `https://chat.example.com/app/accounts/1/conversations/${record.conversationId}`,
        cause: 'response',
        rules: record.rules,
        clock: 'first_response',
        raisedAtMs: record.raisedAtMs,
        rung: record.rung?.rung,
        rungName: record.rung?.name,
        rungAtMs: record.rung?.atMs,
        climbAtMs: null,
        acknowledged: record.acknowledged,
        ended: { how: 'stood_down', by: null, atMs: record.ended?.atMs },
        packet: null,
        feedback,
      },
    ])
    const rules = body.rules as { ruleId: string; precision: number | null }[]
    expect(rules.find(({ ruleId }) => ruleId === 'answer-late')).toMatchObject({
      right: 2,
      wrong: 1,
      precision: 0.6666,
    })
    expect(rules.at(-1)).toEqual({ ruleId: 'of-old', name: null, raised: 1, right: 0, wrong: 1, precision: 0 })
  })

  it('knows no precision without feedback', () => {
    for (const { precision } of ruleFigures(DEFAULT_ESCALATION, [])) expect(precision).toBeNull()
  })

  it('refuses another state', async () => {
    const answer = await api.ask({ path: '/v1/escalations', query: { state: 'open' }, groups: OPERATOR })
    expect(jsonOf(answer)).toMatchObject({ status: 400, parameter: 'state' })
  })
})

describe('POST /v1/escalations/{id}/feedback', () => {
  it('is kept with who gave it, and its note stays out of the log', async () => {
    const record = recordOf()
    api.world.recorded.push({ ...record, ...UNTOLD })
    const answer = jsonOf(
      await act(escalationId(record), 'feedback', { right: false, note: ' Wrote twice by mistake ' }),
    )
    const feedback = { right: false, by: 'amelia', atMs: LATE_MS + 1_000, note: 'Wrote twice by mistake' }
    expect(answer).toMatchObject({ id: escalationId(record), feedback })
    expect(api.world.feedback).toMatchObject([{ feedback }])
    expect(api.world.commands).toMatchObject([{ action: 'escalation.feedback', right: false }])
    expect(JSON.stringify(api.world.commands)).not.toContain('mistake')
  })

  it.each([{}, { right: 'yes' }, { right: true, note: 'x'.repeat(501) }, { right: true, more: 1 }])(
    'refuses %o',
    async (body) => {
      expect(jsonOf(await act(escalationId(recordOf()), 'feedback', body))).toMatchObject({ code: 'bad_body' })
    },
  )
})

describe('GET /v1/oncall', () => {
  const ask = async () => jsonOf(await api.ask({ path: '/v1/oncall', groups: OPERATOR }))

  it('always has the on-call target, unproven as long as nothing was sent', async () => {
    expect(await ask()).toMatchObject({
      targets: [{ target: 'on-call', lastSentAtMs: null, provenAtMs: null, lastDelivery: null, proven: false }],
      provenWithinMs: 8 * 86_400_000,
    })
  })

  it.each([
    [8 * 86_400_000, true],
    [8 * 86_400_000 + 1, false],
  ])('a target proven %d ms ago is proven: %s', async (agoMs, proven) => {
    const provenAtMs = api.world.nowMs - agoMs
    api.world.onCall.push({
      target: 'on-call',
      lastSentAtMs: provenAtMs,
      lastDelivery: 'delivered',
      lastRefusal: null,
      provenAtMs,
      lastDrill: '2026-W37',
    })
    expect((await ask()).targets).toMatchObject([{ target: 'on-call', proven }])
  })
})
