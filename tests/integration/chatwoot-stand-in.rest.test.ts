import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signatureOf } from '#infra/local/chatwoot/post-webhook'
import type { Json, JsonObject } from '#infra/local/chatwoot/rails-json'
import { SUBSCRIPTIONS } from '#infra/local/chatwoot/routes/webhooks'
import { webhookReceiver } from '#tests/unit/local-chatwoot/webhook-receiver'
import { at, chatwootSetting, NOW_MS, type Setting } from './chatwoot-stand-in-setting.ts'

let setting: Setting
let agent: Setting['call']
let agentId: number

beforeEach(async () => {
  setting = await chatwootSetting()
  const operator = setting.chatwoot.shop.operators[1]
  if (!operator) throw new Error('the shop has no second operator')
  agent = setting.as(operator.accessToken)
  agentId = operator.id
})
afterEach(() => setting.close())

const row = (id: number) => {
  const conversation = setting.chatwoot.store.conversation(id)
  if (!conversation) throw new Error(`no conversation ${id}`)
  return conversation
}
const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : [])

describe('tokens', () => {
  it('are taken in both spellings of the header', async () => {
    for (const header of ['api_access_token', 'Api-Access-Token']) {
      const headers = { [header]: setting.chatwoot.adminToken }
      expect((await setting.raw('GET', '/api/v1/profile', { headers })).status).toBe(200)
    }
  })

  it('that are wrong or missing answer 401 with the one sure text', async () => {
    const missing = await setting.raw('GET', '/api/v1/profile', {})
    const wrong = await setting.as('nonsense')('GET', 'agents')
    for (const reply of [missing, wrong]) {
      expect(reply).toMatchObject({ status: 401, body: { error: 'Invalid Access Token' } })
    }
  })

  it('of an agent may not do what administrators may: also 401, with another text', async () => {
    for (const path of ['webhooks', 'csat_survey_responses']) {
      const reply = await agent('GET', path)
      expect(reply).toMatchObject({ status: 401, body: { error: 'You are not authorized to do this action' } })
    }
  })

  it('reach no other account', async () => {
    const headers = { api_access_token: setting.chatwoot.adminToken }
    expect((await setting.raw('GET', '/api/v1/accounts/2/agents', { headers })).status).toBe(401)
  })

  it('of a bot may answer but not list', async () => {
    const bot = setting.as(setting.chatwoot.shop.bot.accessToken)
    const id = setting.conversation()
    expect((await bot('GET', 'conversations')).status).toBe(401)
    expect((await bot('GET', `conversations/${id}`)).status).toBe(200)
    expect((await bot('POST', `conversations/${id}/messages`, { content: 'Order number?' })).status).toBe(200)
    expect(row(id)).toMatchObject({ waitingSinceUs: null, firstReplyCreatedAtUs: null })
  })

  it('of an agent see the own inboxes only', async () => {
    const { actions, shop } = setting.chatwoot
    setting.conversation()
    const wholesale = actions.customerOpens({
      contactId: shop.contacts[0]?.id ?? 0,
      inboxId: shop.inboxes.wholesale.id,
      text: 'Price list?',
    })
    expect(at((await agent('GET', 'conversations')).body, 'data', 'meta', 'all_count')).toBe(1)
    expect((await agent('GET', `conversations/${wholesale}`)).status).toBe(401)
    expect(at((await setting.call('GET', 'conversations')).body, 'data', 'meta', 'all_count')).toBe(2)
  })
})

describe('the door', () => {
  it('says loudly that a route is missing', async () => {
    const reply = await setting.call('GET', 'sla_policies')
    expect(reply.status).toBe(404)
    expect(reply.headers.get('x-chatwoot-stand-in')).toBe('no route GET /api/v1/accounts/1/sla_policies')
    expect((await setting.call('GET', 'conversations/77')).headers.get('x-chatwoot-stand-in')).toBe('4.15.1')
  })

  it('refuses a body that is no JSON', async () => {
    const headers = { api_access_token: setting.chatwoot.adminToken }
    expect((await setting.raw('POST', '/api/v1/accounts/1/webhooks', { headers, body: '{' })).status).toBe(400)
  })

  it('answers 429 beyond its limit, until the next minute', async () => {
    const limited = await chatwootSetting({ requestsPerMinute: 3 })
    const statuses: number[] = []
    for (let n = 0; n < 5; n += 1) statuses.push((await limited.call('GET', 'labels')).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    await limited.clock.advance(60_000)
    expect((await limited.call('GET', 'labels')).status).toBe(200)
    await limited.close()
  })
})

describe('conversations', () => {
  it('are listed open only, 25 a page, unless asked otherwise', async () => {
    for (let n = 0; n < 30; n += 1) setting.conversation()
    setting.chatwoot.actions.resolve(1)
    const first = await setting.call('GET', 'conversations')
    const second = await setting.call('GET', 'conversations?page=2')
    const all = await setting.call('GET', 'conversations?status=all&page=2')
    const count = (reply: { body: Json }) => list(at(reply.body, 'data', 'payload')).length
    expect([count(first), count(second), count(all)]).toEqual([25, 4, 5])
    expect(at(first.body, 'data', 'meta')).toMatchObject({ all_count: 29, unassigned_count: 29, assigned_count: 0 })
  })

  it('come all at once with updated_within, and only those saved since', async () => {
    for (let n = 0; n < 30; n += 1) setting.conversation()
    await setting.clock.advance(600_000)
    const late = setting.conversation()
    const ids = async (seconds: number) => {
      const reply = await setting.call('GET', `conversations?status=all&updated_within=${seconds}`)
      return list(at(reply.body, 'data', 'payload')).map(({ id }) => id)
    }
    expect(await ids(300)).toEqual([late])
    expect(await ids(900)).toHaveLength(31)
  })

  it('are found by assignee, team, label, inbox and text', async () => {
    const { actions, shop } = setting.chatwoot
    const [mine, other] = [setting.conversation(), setting.conversation()]
    actions.assign(mine, agentId)
    actions.assignTeam(mine, shop.teams.support.id)
    actions.replaceLabels(other, ['vip'])
    actions.customerAnswers(other, 'A purple tent')
    const found = async (query: string, call = setting.call) =>
      list(at((await call('GET', `conversations?${query}`)).body, 'data', 'payload')).map(({ id }) => id)
    expect(await found('assignee_type=me', agent)).toEqual([mine])
    expect(await found('assignee_type=unassigned')).toEqual([other])
    expect(await found(`team_id=${shop.teams.support.id}`)).toEqual([mine])
    expect(await found('labels[]=vip')).toEqual([other])
    expect(await found(`inbox_id=${shop.inboxes.email.id}`)).toEqual([])
    expect(await found('q=PURPLE')).toEqual([other])
    expect(await found('sort_by=created_at_asc')).toEqual([mine, other])
  })

  it('are filtered by conditions, and refuse an unknown one', async () => {
    const id = setting.conversation()
    setting.conversation()
    setting.chatwoot.actions.prioritise(id, 'urgent')
    const filter = (...payload: JsonObject[]) => setting.call('POST', 'conversations/filter', { payload })
    const urgent = { attribute_key: 'priority', filter_operator: 'equal_to', values: ['urgent'] }
    const old = { attribute_key: 'created_at', filter_operator: 'is_less_than', values: ['2026-09-14'] }
    const ids = async (...conditions: JsonObject[]) =>
      list(at((await filter(...conditions)).body, 'payload')).map((each) => each.id)
    expect(await ids(urgent)).toEqual([id])
    expect(await ids({ ...urgent, query_operator: 'AND' }, old)).toEqual([])
    expect(await ids({ ...urgent, query_operator: 'OR' }, old)).toEqual([id])
    expect((await filter({ ...urgent, attribute_key: 'colour' })).status).toBe(422)
  })

  it('shows an activity as its last message, which no webhook would', async () => {
    const id = setting.conversation()
    setting.chatwoot.actions.assign(id, agentId)
    const { body } = await setting.call('GET', `conversations/${id}`)
    expect(at(body, 'messages', 0, 'message_type')).toBe(2)
    expect(at(body, 'first_reply_created_at')).toBe(0)
    expect(at(body, 'last_non_activity_message', 'message_type')).not.toBe(2)
  })
})

describe('messages', () => {
  it('page as Chatwoot pages', async () => {
    const id = setting.conversation()
    for (let n = 0; n < 130; n += 1) setting.chatwoot.actions.customerAnswers(id, `Message ${n}`)
    const all = setting.chatwoot.store.messagesOf(row(id)).map((message) => message.id)
    const page = async (query: string) =>
      list(at((await setting.call('GET', `conversations/${id}/messages${query}`)).body, 'payload')).map(
        (each) => each.id,
      )
    expect(await page('')).toEqual(all.slice(-20))
    expect(await page(`?before=${all[50]}`)).toEqual(all.slice(30, 50))
    expect(await page(`?after=${all[10]}`)).toEqual(all.slice(11, 111))
    expect(await page(`?after=${all[2]}&before=${all[8]}`)).toEqual(all.slice(2, 8))
  })

  it('sent by a person are the first reply; sent twice they are two', async () => {
    const id = setting.conversation()
    const send = () =>
      agent('POST', `conversations/${id}/messages`, { content: 'Hi', content_attributes: { key: 'k-1' } })
    const [first, second] = [await send(), await send()]
    expect(at(first.body, 'content_attributes')).toEqual({ key: 'k-1' })
    expect(at(first.body, 'id')).not.toBe(at(second.body, 'id'))
    expect(row(id).firstReplyCreatedAtUs).not.toBeNull()
  })

  it('as notes are no reply', async () => {
    const id = setting.conversation()
    await agent('POST', `conversations/${id}/messages`, { content: 'VIP', private: true })
    expect(row(id)).toMatchObject({ firstReplyCreatedAtUs: null })
    expect(row(id).waitingSinceUs).not.toBeNull()
  })

  it('from outside are taken in API inboxes only', async () => {
    const { actions, shop } = setting.chatwoot
    const contactId = shop.contacts[0]?.id ?? 0
    const api = actions.customerOpens({ contactId, inboxId: shop.inboxes.wholesale.id, text: 'Hi' })
    const incoming = { content: 'More', message_type: 'incoming' }
    expect((await setting.call('POST', `conversations/${api}/messages`, incoming)).status).toBe(200)
    expect((await setting.call('POST', `conversations/${setting.conversation()}/messages`, incoming)).status).toBe(422)
  })

  it('are at most 200 a minute and conversation', async () => {
    const id = setting.conversation()
    for (let n = 0; n < 200; n += 1) setting.chatwoot.actions.customerAnswers(id, 'Hello?')
    const reply = await agent('POST', `conversations/${id}/messages`, { content: 'Hi' })
    expect(reply).toMatchObject({ status: 422, body: { error: 'Validation failed: Too many messages' } })
  })
})

describe('actions', () => {
  it('an unknown assignee unassigns, membership is not checked, and team_id is ignored beside assignee_id', async () => {
    const id = setting.conversation()
    const assign = (body: Json) => setting.call('POST', `conversations/${id}/assignments`, body)
    await assign({ assignee_id: agentId, team_id: 1 })
    expect(row(id)).toMatchObject({ assigneeId: agentId, teamId: null })
    const reply = await assign({ assignee_id: 987_654 })
    expect(reply).toMatchObject({ status: 200, body: null })
    expect(row(id).assigneeId).toBeNull()
  })

  it('an agent who opens a conversation gets it, an administrator does not', async () => {
    const [one, two] = [setting.conversation(), setting.conversation()]
    for (const id of [one, two]) setting.chatwoot.actions.resolve(id)
    await agent('POST', `conversations/${one}/toggle_status`, { status: 'open' })
    await setting.call('POST', `conversations/${two}/toggle_status`, { status: 'open' })
    expect([row(one).assigneeId, row(two).assigneeId]).toEqual([agentId, null])
  })

  it('a status toggles when none is given, and a wrong one is refused', async () => {
    const id = setting.conversation()
    const toggle = (body: Json) => setting.call('POST', `conversations/${id}/toggle_status`, body)
    expect(at((await toggle({})).body, 'payload', 'current_status')).toBe('resolved')
    expect(at((await toggle({})).body, 'payload', 'current_status')).toBe('open')
    expect((await toggle({ status: 'asleep' })).status).toBe(422)
    const snoozed = await toggle({ status: 'snoozed', snoozed_until: NOW_MS / 1000 + 3600 })
    expect(at(snoozed.body, 'payload', 'snoozed_until')).toBe('2026-09-14T10:00:00.000Z')
  })

  it('a priority is cleared by leaving it out, and refused when empty', async () => {
    const id = setting.conversation()
    const prioritise = (body: Json) => setting.call('POST', `conversations/${id}/toggle_priority`, body)
    expect(await prioritise({ priority: 'urgent' })).toMatchObject({ status: 200, body: '' })
    expect(row(id).priority).toBe('urgent')
    expect((await prioritise({ priority: '' })).status).toBe(422)
    await prioritise({})
    expect(row(id).priority).toBeNull()
  })

  it('labels and custom attributes are replaced as a whole', async () => {
    const id = setting.conversation()
    await setting.call('POST', `conversations/${id}/labels`, { labels: ['vip', 'refund'] })
    const labels = await setting.call('POST', `conversations/${id}/labels`, { labels: ['delivery'] })
    expect(labels.body).toEqual({ payload: ['delivery'] })
    await setting.call('POST', `conversations/${id}/custom_attributes`, { custom_attributes: { a: 1 } })
    await setting.call('POST', `conversations/${id}/custom_attributes`, { custom_attributes: { b: 2 } })
    expect(row(id).customAttributes).toEqual({ b: 2 })
  })

  it('in bulk are answered at once and done later, labels added and removed', async () => {
    const id = setting.conversation()
    setting.chatwoot.actions.replaceLabels(id, ['vip', 'refund'])
    const reply = await setting.call('POST', 'bulk_actions', {
      type: 'Conversation',
      ids: [id],
      fields: { status: 'resolved', assignee_id: agentId },
      labels: { add: ['delivery'], remove: ['vip'] },
    })
    expect([reply.status, row(id).status]).toEqual([200, 'open'])
    await setting.clock.advance(0)
    expect(row(id)).toMatchObject({ status: 'resolved', assigneeId: agentId, labelList: ['refund', 'delivery'] })
  })
})

describe('articles', () => {
  it('are drafts until published, need an author, and are found by words', async () => {
    const articles = 'portals/harbor-lane/articles'
    expect((await setting.call('POST', articles, { article: { title: 'Hours' } })).status).toBe(422)
    const created = await setting.call('POST', articles, {
      article: { title: 'Hours', content: 'From nine', author_id: 2 },
    })
    expect(at(created.body, 'payload', 'status')).toBe('draft')
    const [id, slug] = [at(created.body, 'payload', 'id'), at(created.body, 'payload', 'slug')]
    const readIt = () => setting.raw('GET', `/hc/harbor-lane/articles/${String(slug)}.md`, {})
    expect((await readIt()).status).toBe(404)
    await setting.call('PATCH', `${articles}/${String(id)}`, { article: { status: 'published' } })
    expect((await readIt()).body).toBe('From nine')
    const found = await setting.call('GET', `${articles}?query=nine&status=published`)
    expect(list(at(found.body, 'payload')).map((each) => each.title)).toEqual(['Hours'])
    expect((await agent('PATCH', `${articles}/${String(id)}`, { article: { title: 'No' } })).status).toBe(401)
  })
})

describe('webhooks', () => {
  it('have a url of their own, known subscriptions, and a secret of 24 characters', async () => {
    const create = (body: Json) => setting.call('POST', 'webhooks', body)
    const created = await create({ url: 'https://hooks.example.com/a', subscriptions: ['message_created'] })
    expect(at(created.body, 'payload', 'webhook', 'secret')).toMatch(/^\w{24}$/)
    expect((await create({ url: 'https://hooks.example.com/a' })).body).toEqual({
      message: 'Url has already been taken',
      attributes: ['url'],
    })
    expect((await create({ url: 'https://hooks.example.com/b', subscriptions: ['sla_missed'] })).status).toBe(422)
    const id = String(at(created.body, 'payload', 'webhook', 'id'))
    await setting.call('PATCH', `webhooks/${id}`, { name: 'Back office' })
    expect(at((await setting.call('GET', 'webhooks')).body, 'payload', 'webhooks', 0)).toMatchObject({
      name: 'Back office',
      url: 'https://hooks.example.com/a',
    })
    await setting.call('DELETE', `webhooks/${id}`)
    expect((await setting.call('GET', 'webhooks')).body).toEqual({ payload: { webhooks: [] } })
  })

  it('get what they subscribed to, signed with their own secret, in Rails JSON', async () => {
    const receiver = await webhookReceiver()
    const created = await setting.call('POST', 'webhooks', { url: receiver.url, subscriptions: ['message_created'] })
    const secret = String(at(created.body, 'payload', 'webhook', 'secret'))
    const id = setting.conversation()
    setting.chatwoot.actions.customerAnswers(id, 'Nothing <b>here</b> & there')
    await setting.chatwoot.deliveries.idle()
    const hit = receiver.received.find(({ body }) => body.includes('\\u003cb\\u003ehere\\u003c/b\\u003e \\u0026 there'))
    expect(hit?.headers['x-chatwoot-signature']).toBe(signatureOf(secret, NOW_MS / 1000, hit?.body ?? ''))
    const events = receiver.received.map(({ body }) => (JSON.parse(body) as JsonObject).event)
    expect(new Set(events)).toEqual(new Set(['message_created']))
    await receiver.close()
  })

  it('get every kind of event that can be subscribed to and that this server sends', async () => {
    const receiver = await webhookReceiver()
    await setting.call('POST', 'webhooks', { url: receiver.url, subscriptions: [...SUBSCRIPTIONS] })
    const { actions, shop } = setting.chatwoot
    const id = setting.conversation()
    const contactId = actions.addContact({ name: 'Riley Sample' })
    actions.resolve(id)
    actions.rateConversation(id, 5)
    actions.typing(id, true)
    actions.typing(id, false)
    actions.opensChatWindow(contactId, shop.inboxes.website.id, {})
    await setting.chatwoot.deliveries.idle()
    const events = new Set(receiver.received.map(({ body }) => String((JSON.parse(body) as JsonObject).event)))
    // inbox events are off by default in Chatwoot too
    expect([...events].sort()).toEqual(SUBSCRIPTIONS.filter((each) => !each.startsWith('inbox_')).sort())
    await receiver.close()
  })
})

describe('the door for scripts', () => {
  it('plays actions, sets faults and tells of deliveries', async () => {
    const receiver = await webhookReceiver()
    await setting.call('POST', 'webhooks', {
      url: receiver.url,
      subscriptions: ['conversation_created', 'message_created'],
    })
    const post = (path: string, body: Json) => setting.raw('POST', `/_standin/${path}`, { body: JSON.stringify(body) })
    const contactId = setting.chatwoot.shop.contacts[0]?.id ?? 0
    const opened = await post('actions/customerOpens', { with: [{ contactId, inboxId: 2, text: 'Hi' }] })
    expect(row(Number(at(opened.body, 'result'))).status).toBe('open')
    await post('faults', { drop: 1 })
    await post('actions/customerAnswers', { with: [at(opened.body, 'result') ?? 0, 'Hello?'] })
    await setting.chatwoot.deliveries.idle()
    const told = await setting.raw('GET', '/_standin/deliveries', {})
    expect(told.body).toMatchObject({ enqueued: 3, delivered: 2, dropped: 1 })
    expect((await post('actions/explode', {})).status).toBe(422)
    expect((await post('actions/resolve', { with: [4711] })).status).toBe(422)
    expect((await post('faults', { drop: 2 })).status).toBe(422)
    await receiver.close()
  })
})
