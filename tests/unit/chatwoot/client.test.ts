import { describe, expect, it } from 'vitest'
import { chatwootClient } from '#chatwoot/client'
import type { HttpRequest, HttpResult } from '#chatwoot/http-call'
import { brake } from '#runtime/brake'

const access = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const BASE = 'https://chat.example.com/api/v1/accounts/3/conversations'

/** A client whose network is a list of answers, the last of which repeats. */
function aClient(...answers: unknown[]) {
  const requests: HttpRequest[] = []
  let paced = 0
  const client = chatwootClient(access, {
    http: async (request): Promise<HttpResult> => {
      requests.push(request)
      const body = answers[Math.min(requests.length, answers.length) - 1]
      return { kind: 'answered', status: 200, body: body === undefined ? '' : JSON.stringify(body) }
    },
    pace: async () => {
      paced++
    },
  })
  const sent = () =>
    requests.map(({ method, url, body }) => [method, url, body === undefined ? null : JSON.parse(body)])
  return { client, requests, sent, paced: () => paced }
}
const note = { text: 'Late.', mention: null, mentionTeam: null, key: 'k1' }
const message = (id: number, atS: number, stamp?: string) => ({
  id,
  created_at: atS,
  private: true,
  content_attributes: stamp === undefined ? {} : { backdesk_action_id: stamp },
})

describe('the Chatwoot client', () => {
  it('writes to a customer by one verb alone, and only where the others are private', async () => {
    const { client, requests } = aClient({ id: 1, private: true, payload: [] })
    const calls: Record<keyof typeof client, () => Promise<unknown>> = {
      addNote: () => client.addNote(12, note),
      sendReply: () => client.sendReply(12, { text: 'On its way.', key: 'k1' }),
      findOwn: () => client.findOwn(12, { key: 'k1', sinceMs: 0 }),
      messagesAfter: () => client.messagesAfter(12, { messageId: 7, key: 'k1' }),
      conversation: () => client.conversation(12),
      assignOperator: () => client.assignOperator(12, 41),
      assignTeam: () => client.assignTeam(12, 5),
      setPriority: () => client.setPriority(12, 'high'),
      labels: () => client.labels(12),
      replaceLabels: () => client.replaceLabels(12, ['vip']),
      setStatus: () => client.setStatus(12, { status: 'open', snoozedUntilMs: null }),
      replaceCustomAttributes: () => client.replaceCustomAttributes(12, { order_id: 'HL-1' }),
      article: () => client.article({ portal: 'shop', articleId: 3 }),
      writeArticle: () => client.writeArticle({ portal: 'shop', articleId: 3 }, 'Ten days.'),
      setArticleStatus: () => client.setArticleStatus({ portal: 'shop', articleId: 3 }, 'archived'),
      findArticle: () => client.findArticle('shop', { slug: 'refunds-01234567', title: 'Refunds' }),
      createArticle: () =>
        client.createArticle('shop', { slug: 'refunds-01234567', title: 'Refunds', content: 'Ten days.' }),
      self: () => client.self(),
    }
    const isMessage = ({ method, url }: HttpRequest): boolean => method === 'POST' && url.endsWith('/messages')
    const { sendReply, ...others } = calls
    for (const call of Object.values(others)) await call()
    expect(requests.filter(isMessage).map(({ body }) => JSON.parse(body ?? ''))).toMatchObject([{ private: true }])
    await sendReply()
    expect(requests.filter(isMessage).map(({ body }) => JSON.parse(body ?? '').private)).toEqual([true, false])
    const posts = requests.filter(({ method }) => method === 'POST').map(({ url }) => url.replace(`${BASE}/12/`, ''))
    expect(posts).toEqual([
      'messages',
      'assignments',
      'assignments',
      'toggle_priority',
      'labels',
      'toggle_status',
      'custom_attributes',
      'messages',
    ])
  })

  it('shows its token by the header that proxies do not drop, and waits for its turn before each call', async () => {
    const { client, requests, paced } = aClient({ id: 41 })
    await client.assignOperator(12, 41)
    await client.conversation(12)
    expect(requests.map(({ headers }) => headers)).toEqual(Array(2).fill({ 'Api-Access-Token': access.token }))
    expect(paced()).toBe(2)
  })

  it('stamps a note with the key it can be found by', async () => {
    const { client, sent } = aClient({ id: 1, private: true })
    expect(await client.addNote(12, note)).toMatchObject({ kind: 'ok', value: { private: true } })
    const body = {
      content: 'Late.',
      message_type: 'outgoing',
      private: true,
      content_attributes: { backdesk_action_id: 'k1' },
    }
    expect(sent()).toEqual([['POST', `${BASE}/12/messages`, body]])
  })

  it('assigns a team without an assignee beside it, which would win', async () => {
    const { client, sent } = aClient({ id: 5 })
    expect(await client.assignTeam(12, 5)).toEqual({ kind: 'ok', value: 5 })
    expect(sent()).toEqual([['POST', `${BASE}/12/assignments`, { team_id: 5 }]])
  })

  it('tells that an assignment has unassigned', async () => {
    for (const answer of [null, undefined])
      expect(await aClient(answer).client.assignOperator(12, 999)).toEqual({ kind: 'ok', value: null })
    expect(await aClient('what').client.assignOperator(12, 41)).toMatchObject({ code: 'unreadable_answer' })
  })

  it('reads how a conversation stands; a bot is nobody', async () => {
    const meta = { assignee: { id: 41, name: 'Avery' }, assignee_type: 'User', team: { id: 5, name: 'Leads' } }
    const read = async (answer: object) =>
      (await aClient({ status: 'open', ...answer }).client.conversation(12)) as { value?: unknown }
    const nothing = { status: 'open', snoozedUntilMs: null, canReply: true, customAttributes: null }
    expect((await read({ meta, priority: 'high' })).value).toEqual({
      ...nothing,
      operatorId: 41,
      teamId: 5,
      priority: 'high',
    })
    const nobody = { ...nothing, operatorId: null, teamId: null, priority: null }
    expect((await read({ meta: {}, priority: null })).value).toEqual(nobody)
    expect((await read({ meta: { assignee: { id: 2 }, assignee_type: 'AgentBot' } })).value).toEqual(nobody)
    const snoozed = {
      status: 'snoozed',
      can_reply: false,
      snoozed_until: '2026-11-27T08:00:00.000Z',
      custom_attributes: { paid: true },
    }
    expect((await read({ meta: {}, ...snoozed })).value).toEqual({
      ...nobody,
      status: 'snoozed',
      canReply: false,
      snoozedUntilMs: Date.UTC(2026, 10, 27, 8),
      customAttributes: { paid: true },
    })
  })

  it.each([
    [null, {}],
    [{}, {}],
    [
      { plan: { tier: 'gold' }, old: null },
      { plan: { tier: 'gold' }, old: null },
    ],
    [undefined, null],
    ['{}', null],
    [['plan'], null],
  ])('takes custom attributes that come as %j for %j: what cannot be read is not nothing', async (given, read) => {
    const { client } = aClient({ status: 'open', meta: {}, custom_attributes: given })
    expect(await client.conversation(12)).toMatchObject({ kind: 'ok', value: { customAttributes: read } })
  })

  it('takes a team away by an id that nobody has, and a priority by leaving it out', async () => {
    const { client, sent } = aClient(null)
    expect(await client.assignTeam(12, null)).toEqual({ kind: 'ok', value: null })
    expect(await client.setPriority(12, null)).toEqual({ kind: 'ok', value: true })
    expect(sent()).toEqual([
      ['POST', `${BASE}/12/assignments`, { team_id: 0 }],
      ['POST', `${BASE}/12/toggle_priority`, {}],
    ])
  })

  it('takes a refused message for one that may have been stored all the same: Chatwoot answers 422 to any error', async () => {
    const client = chatwootClient(access, {
      http: async () => ({ kind: 'answered', status: 422, body: '{"error":"could not obtain a connection"}' }),
      pace: async () => undefined,
    })
    const unsure = { kind: 'passing', code: 'unprocessable', mayHaveHappened: true }
    expect(await client.addNote(12, note)).toEqual(unsure)
    expect(await client.sendReply(12, { text: 'On its way.', key: 'k1' })).toEqual(unsure)
    // of anything else it is a no
    expect(await client.setPriority(12, 'high')).toEqual({ kind: 'refused', code: 'unprocessable' })
  })

  it('takes an assignee away as the dashboard does, and snoozes to the second', async () => {
    const { client, sent } = aClient(null, { payload: { current_status: 'snoozed' } })
    expect(await client.assignOperator(12, null)).toEqual({ kind: 'ok', value: null })
    const until = { status: 'snoozed', snoozedUntilMs: 1_789_376_400_999 } as const
    expect(await client.setStatus(12, until)).toEqual({ kind: 'ok', value: 'snoozed' })
    expect(sent().map(([, , body]) => body)).toEqual([
      { assignee_id: 0 },
      { status: 'snoozed', snoozed_until: 1_789_376_400 },
    ])
  })

  it('asks once whose token it is, and again only while nobody has said', async () => {
    const accounts = [
      { id: 9, role: 'administrator' },
      { id: 3, role: 'agent' },
    ]
    const { client, requests } = aClient('odd', { id: 90, accounts, access_token: 'EXAMPLEtoken00000001' })
    expect(await client.self()).toMatchObject({ code: 'unreadable_answer' })
    const self = { kind: 'ok', value: { userId: 90, role: 'agent' } }
    expect([await client.self(), await client.self()]).toEqual([self, self])
    expect(requests.map(({ url }) => url)).toEqual(Array(2).fill('https://chat.example.com/api/v1/profile'))
  })
})

describe('finding a note', () => {
  const sinceMs = 1_789_376_400_000
  const S = sinceMs / 1000
  const find = (client: ReturnType<typeof aClient>['client']) => client.findOwn(12, { key: 'k1', sinceMs })

  it('looks at the newest messages first', async () => {
    const { client, sent } = aClient({ payload: [message(1, S), message(2, S, 'k0'), message(3, S, 'k1')] })
    expect(await find(client)).toEqual({ kind: 'ok', value: 3 })
    expect(sent()).toEqual([['GET', `${BASE}/12/messages`, null]])
  })

  it('goes back page by page to before the first try, and five minutes more for clocks that differ', async () => {
    const { client, sent } = aClient(
      { payload: [message(30, S + 60), message(31, S + 70)] },
      { payload: [message(20, S - 299), message(21, S)] },
      { payload: [message(10, S - 301), message(11, S - 300)] },
    )
    expect(await find(client)).toEqual({ kind: 'ok', value: null })
    expect(sent().map(([, url]) => url)).toEqual([
      `${BASE}/12/messages`,
      `${BASE}/12/messages?before=30`,
      `${BASE}/12/messages?before=20`,
    ])
  })

  it('ends where the conversation begins', async () => {
    const { client, requests } = aClient({ payload: [message(5, S)] }, { payload: [] })
    expect(await find(client)).toEqual({ kind: 'ok', value: null })
    expect(requests).toHaveLength(2)
  })

  it('finds it behind hundreds of newer ones', async () => {
    const newer = Array.from({ length: 24 }, (_, page) => ({ payload: [message(100 - page, S + 60)] }))
    const { client } = aClient(...newer, { payload: [message(7, S + 1, 'k1')] })
    expect(await find(client)).toEqual({ kind: 'ok', value: 7 })
  })

  it('does not say that there is none where there is more than can be looked through: it would be posted again', async () => {
    const { client, requests } = aClient({ payload: [message(5, S)] })
    expect(await find(client)).toEqual({ kind: 'refused', code: 'too_many_messages_since' })
    expect(requests).toHaveLength(25)
  })

  it('reads messages that carry nothing of ours, and takes no other form for an empty conversation', async () => {
    const odd = [
      { id: 1, created_at: S - 900, content_attributes: null },
      { id: 2, created_at: S },
    ]
    expect(await find(aClient({ payload: odd }).client)).toEqual({ kind: 'ok', value: null })
    expect(await find(aClient({ messages: [] }).client)).toMatchObject({ code: 'unreadable_answer' })
  })
})

describe('what came after a message', () => {
  const incoming = (id: number, atS = 100) => ({ id, created_at: atS, message_type: 0, private: false })
  const outgoing = (id: number, stamp?: string) => ({ ...message(id, 100, stamp), message_type: 1, private: false })
  const lookAfter = (client: ReturnType<typeof aClient>['client']) =>
    client.messagesAfter(12, { messageId: 7, key: 'k1' })

  it('is asked for page by page, to the end', async () => {
    const { client, sent } = aClient(
      { payload: [outgoing(8), incoming(9, 90), outgoing(10, 'k1')] },
      { payload: [incoming(11), outgoing(12)] },
      { payload: [] },
    )
    expect(await lookAfter(client)).toEqual({
      kind: 'ok',
      value: { own: 10, newestFromCustomer: { id: 11, atMs: 100_000 }, answered: false, answeredAtMs: null },
    })
    expect(sent().map(([, url]) => url)).toEqual([7, 10, 12].map((id) => `${BASE}/12/messages?after=${id}`))
  })

  it('may be nothing of the customer and nothing of ours', async () => {
    const { client } = aClient({ payload: [outgoing(8, 'k0')] }, { payload: [] })
    expect(await lookAfter(client)).toEqual({
      kind: 'ok',
      value: { own: null, newestFromCustomer: null, answered: false, answeredAtMs: null },
    })
  })

  it.each([
    ['by a person', true, {}, 100_000],
    ['by another reply of ours', true, { content_attributes: { backdesk_action_id: 'k0' } }],
    ['by the very reply', false, { content_attributes: { backdesk_action_id: 'k1' } }],
    ['by a note', false, { private: true }],
    ['by a bot', false, { sender: { id: 3, type: 'agent_bot' } }],
    ['by a greeting', false, { message_type: 3, sender: null }],
  ])('may be an answer: %s, %s', async (_what, answered, changes, byHandAtMs?: number) => {
    const reply = { ...outgoing(8), sender: { id: 7, type: 'user' }, ...changes }
    const { client } = aClient({ payload: [reply] }, { payload: [] })
    expect(await lookAfter(client)).toMatchObject({ value: { answered, answeredAtMs: byHandAtMs ?? null } })
  })

  it('is not told where there is more than can be looked through: nobody may take that for nothing', async () => {
    let id = 7
    const client = chatwootClient(access, {
      http: async () => ({ kind: 'answered', status: 200, body: JSON.stringify({ payload: [outgoing(++id)] }) }),
      pace: async () => undefined,
    })
    expect(await lookAfter(client)).toEqual({ kind: 'refused', code: 'too_many_messages_since' })
  })
})

describe('a Chatwoot that says there are too many calls', () => {
  it('is left alone until the pause is over', async () => {
    const clock = { nowMs: 0 }
    const statuses = [429, 200]
    let calls = 0
    const client = chatwootClient(access, {
      http: async () => {
        const status = statuses[calls++] ?? 200
        return { kind: 'answered', status, body: status === 429 ? 'Retry later' : '{"payload":["vip"]}' }
      },
      pace: async () => undefined,
      brake: brake({ now: () => clock.nowMs, random: () => 0.5 }),
    })
    const limited = { kind: 'passing', code: 'rate_limited', mayHaveHappened: false }
    expect([await client.labels(12), await client.labels(12)]).toEqual([limited, limited])
    expect(calls).toBe(1)
    clock.nowMs = 1_500
    expect(await client.labels(12)).toEqual({ kind: 'ok', value: ['vip'] })
  })

  it('or answers nothing in time is left alone for growing pauses: others have a Chatwoot too', async () => {
    const clock = { nowMs: 0 }
    const world = { hangs: true, calls: 0 }
    const deps = {
      http: async (): Promise<HttpResult> => {
        world.calls++
        if (world.hangs) return { kind: 'unanswered', code: 'timed_out', mayHaveArrived: true }
        return { kind: 'answered', status: 200, body: '{"payload":["vip"]}' }
      },
      pace: async () => undefined,
      brake: brake({ now: () => clock.nowMs, random: () => 0.5 }),
    }
    const client = chatwootClient(access, deps)
    const other = chatwootClient({ ...access, baseUrl: 'https://other.example.com' }, deps)
    for (let second = 0; second < 600; second++) {
      clock.nowMs = second * 1_000
      expect(await client.labels(12)).toMatchObject({ kind: 'passing' })
    }
    expect(world.calls).toBeLessThan(25)
    expect(await client.labels(12)).toEqual({ kind: 'passing', code: 'not_answering', mayHaveHappened: false })
    world.hangs = false
    expect(await other.labels(12)).toMatchObject({ kind: 'ok' })
    clock.nowMs += 60_000
    expect(await client.labels(12)).toMatchObject({ kind: 'ok' })
    clock.nowMs += 1
    expect(await client.labels(12)).toMatchObject({ kind: 'ok' })
  })

  it('is left alone for as long as whoever stands in front of it says', async () => {
    const held: unknown[][] = []
    const client = chatwootClient(access, {
      http: async () => ({ kind: 'answered', status: 429, body: '', retryAfter: '30' }),
      pace: async () => undefined,
      brake: { heldMs: () => 0, refused: (...args) => held.push(args), answered: () => undefined },
    })
    await client.labels(12)
    expect(held).toEqual([[access.baseUrl, '30']])
  })
})
