import { describe, expect, it } from 'vitest'
import { chatwootClient } from '#chatwoot/client'
import type { HttpRequest, HttpResult } from '#chatwoot/http-call'

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
  it('has no verb that writes to a customer: whatever it posts to a conversation is private', async () => {
    const { client, requests } = aClient({ id: 1, private: true })
    const calls: Record<keyof typeof client, () => Promise<unknown>> = {
      addNote: () => client.addNote(12, note),
      findNote: () => client.findNote(12, { key: 'k1', sinceMs: 0 }),
      conversation: () => client.conversation(12),
      assignOperator: () => client.assignOperator(12, 41),
      assignTeam: () => client.assignTeam(12, 5),
      setPriority: () => client.setPriority(12, 'high'),
    }
    for (const call of Object.values(calls)) await call()
    const written = requests.filter(({ method, url }) => method === 'POST' && url.endsWith('/messages'))
    expect(written).toHaveLength(1)
    for (const { body } of written) expect(JSON.parse(body ?? '')).toMatchObject({ private: true })
    const others = requests.filter(({ method }) => method === 'POST').map(({ url }) => url.replace(`${BASE}/12/`, ''))
    expect(others).toEqual(['messages', 'assignments', 'assignments', 'toggle_priority'])
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

  it('reads who has a conversation; a bot is nobody', async () => {
    const meta = { assignee: { id: 41, name: 'Avery' }, assignee_type: 'User', team: { id: 5, name: 'Leads' } }
    const read = async (answer: object) => (await aClient(answer).client.conversation(12)) as { value?: unknown }
    expect((await read({ meta, priority: 'high' })).value).toEqual({ operatorId: 41, teamId: 5, priority: 'high' })
    const nobody = { operatorId: null, teamId: null, priority: null }
    expect((await read({ meta: {}, priority: null })).value).toEqual(nobody)
    expect((await read({ meta: { assignee: { id: 2 }, assignee_type: 'AgentBot' } })).value).toEqual(nobody)
  })
})

describe('finding a note', () => {
  const sinceMs = 1_789_376_400_000
  const S = sinceMs / 1000
  const find = (client: ReturnType<typeof aClient>['client']) => client.findNote(12, { key: 'k1', sinceMs })

  it('looks at the newest messages first', async () => {
    const { client, sent } = aClient({ payload: [message(1, S), message(2, S, 'k0'), message(3, S, 'k1')] })
    expect(await find(client)).toEqual({ kind: 'ok', value: true })
    expect(sent()).toEqual([['GET', `${BASE}/12/messages`, null]])
  })

  it('goes back page by page to before the first try, and five minutes more for clocks that differ', async () => {
    const { client, sent } = aClient(
      { payload: [message(30, S + 60), message(31, S + 70)] },
      { payload: [message(20, S - 299), message(21, S)] },
      { payload: [message(10, S - 301), message(11, S - 300)] },
    )
    expect(await find(client)).toEqual({ kind: 'ok', value: false })
    expect(sent().map(([, url]) => url)).toEqual([
      `${BASE}/12/messages`,
      `${BASE}/12/messages?before=30`,
      `${BASE}/12/messages?before=20`,
    ])
  })

  it('ends where the conversation begins', async () => {
    const { client, requests } = aClient({ payload: [message(5, S)] }, { payload: [] })
    expect(await find(client)).toEqual({ kind: 'ok', value: false })
    expect(requests).toHaveLength(2)
  })

  it('looks through two hundred messages at most', async () => {
    const { client, requests } = aClient({ payload: [message(5, S)] })
    expect(await find(client)).toEqual({ kind: 'ok', value: false })
    expect(requests).toHaveLength(10)
  })

  it('reads messages that carry nothing of ours, and takes no other form for an empty conversation', async () => {
    const odd = [
      { id: 1, created_at: S - 900, content_attributes: null },
      { id: 2, created_at: S },
    ]
    expect(await find(aClient({ payload: odd }).client)).toEqual({ kind: 'ok', value: false })
    expect(await find(aClient({ messages: [] }).client)).toMatchObject({ code: 'unreadable_answer' })
  })
})
