import { describe, expect, it } from 'vitest'
import type { HttpResult } from '#chatwoot/http-call'
import { questionClient } from '#chatwoot/question-client'
import { askedIn, MESSAGE_CHARACTERS, MOST_CANNED, type Said } from '#domain/question'
import { START_MS } from '#tests/support/builders'

const ACCESS = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const OF_SHOP = `${ACCESS.baseUrl}/api/v1/accounts/3`
const MESSAGES = `${OF_SHOP}/conversations/1042/messages`
const CANNED = `${OF_SHOP}/canned_responses`
const PERSON = { id: 41, type: 'user' }

const row = (id: number, changes: object = {}) => ({
  id,
  content: `text ${id}`,
  message_type: 0,
  created_at: 1_789_376_400 + id,
  private: false,
  content_type: 'text',
  content_attributes: {},
  sender: { id: 905, type: 'contact' },
  ...changes,
})
const aList = (...payload: readonly unknown[]) => ({
  meta: { contact: { id: 905, name: 'Jordan Sample', email: 'jordan@example.com', phone_number: '+15550100001' } },
  payload,
})
const SAVED = [{ id: 9, short_code: 'hours', content: 'We are here from 9 to 5.' }]

type Answers = { readonly list?: unknown; readonly canned?: unknown; readonly status?: number }

/** A client of a Chatwoot that answers so; answers and time may be changed. */
function aClient(answers: Answers = {}, access = ACCESS) {
  const world = { nowMs: START_MS, asked: [] as string[], list: aList(row(1)) as unknown, canned: SAVED as unknown }
  Object.assign(world, answers)
  const deps = {
    now: () => world.nowMs,
    copies: new Map(),
    pace: async () => undefined,
    http: async ({ url }: { readonly url: string }): Promise<HttpResult> => {
      world.asked.push(url)
      const isCanned = url.endsWith('/canned_responses')
      const status = isCanned ? 200 : (answers.status ?? 200)
      return { kind: 'answered', status, body: JSON.stringify(isCanned ? world.canned : world.list) }
    },
  }
  const read = async (of = access) => {
    const called = await questionClient(of, deps).question(1042)
    if (called.kind !== 'ok') throw new Error(JSON.stringify(called))
    return called.value
  }
  return { world, read, question: () => questionClient(access, deps).question(1042) }
}
const saidOf = async (...rows: readonly unknown[]): Promise<readonly Said[]> =>
  (await aClient({ list: aList(...rows) }).read()).messages

describe('a question that is read', () => {
  it('is of the newest messages, the contact and the canned responses, by two calls', async () => {
    const { world, read } = aClient({ list: aList(row(1), row(2, { message_type: 1, sender: PERSON })) })
    expect(await read()).toEqual({
      messages: [
        { id: 1, from: 'customer', text: 'text 1' },
        { id: 2, from: 'operator', text: 'text 2' },
      ],
      contact: { name: 'Jordan Sample', email: 'jordan@example.com', phone: '+15550100001' },
      cannedResponses: [{ id: 9, shortCode: 'hours', content: 'We are here from 9 to 5.' }],
    })
    expect(world.asked).toEqual([MESSAGES, CANNED])
  })

  it('has no notes, which are colleagues, and no activity', async () => {
    const said = await saidOf(
      row(1),
      row(2, { message_type: 1, private: true, sender: PERSON }),
      row(3, { message_type: 2 }),
    )
    expect(said.map(({ id }) => id)).toEqual([1])
  })

  it('has the other messages where one is ill-formed', async () => {
    expect(await saidOf({ id: 'x' }, 'nonsense', row(3))).toMatchObject([{ id: 3 }])
  })

  it('is cut where a message is longer than anybody writes', async () => {
    const [said] = await saidOf(row(1, { content: 'x'.repeat(MESSAGE_CHARACTERS + 1) }))
    expect(said?.text).toHaveLength(MESSAGE_CHARACTERS)
  })

  it('of a contact that is not known is of nobody', async () => {
    const { contact } = await aClient({ list: { meta: {}, payload: [row(1)] } }).read()
    expect(contact).toEqual({ name: '', email: null, phone: null })
    const empty = { ...aList(row(1)), meta: { contact: { name: null, email: '', phone_number: '' } } }
    expect((await aClient({ list: empty }).read()).contact).toEqual({ name: '', email: null, phone: null })
  })
})

describe('who waits', () => {
  const greeting = row(2, { message_type: 3, sender: null })
  const byRule = row(2, { message_type: 1, sender: null, content_attributes: { automation_rule_id: 5 } })
  const byBot = row(2, { message_type: 1, sender: { id: 4, type: 'agent_bot' } })

  it.each([
    ['a greeting', greeting],
    ['a message of a rule', byRule],
  ])('goes on waiting after %s, and has asked all that was said around it', async (_what, automatic) => {
    const messages = await saidOf(row(1), automatic, row(3))
    expect(messages[1]).toMatchObject({ from: 'bot', isAutomatic: true })
    expect(askedIn({ messages })).toEqual({ text: 'text 1\n\ntext 3', lastMessageId: 3 })
    expect(askedIn({ messages: messages.slice(0, 2) })).toEqual({ text: 'text 1', lastMessageId: 1 })
  })

  it.each([
    ['a person', row(2, { message_type: 1, sender: PERSON })],
    ['a bot', byBot],
  ])('does so no more where %s has answered', async (_who, answer) => {
    const messages = await saidOf(row(1), answer)
    expect(askedIn({ messages })).toBeNull()
    expect(askedIn({ messages: [...messages, { id: 3, from: 'customer', text: 'And now?' }] })).toEqual({
      text: 'And now?',
      lastMessageId: 3,
    })
  })

  it('has asked nothing with a picture alone', async () => {
    expect(askedIn({ messages: await saidOf(row(1, { content: null })) })).toBeNull()
  })
})

describe('canned responses', () => {
  it('are read every five minutes, and for each account by itself', async () => {
    const { world, read } = aClient()
    await read()
    world.canned = []
    world.nowMs += 299_999
    expect((await read()).cannedResponses).toHaveLength(1)
    expect((await read({ ...ACCESS, accountId: 4 })).cannedResponses).toEqual([])
    world.nowMs += 1
    expect((await read()).cannedResponses).toEqual([])
    expect(world.asked.filter((url) => url === CANNED)).toHaveLength(2)
  })

  it('are the others where one is ill-formed, and two hundred at most', async () => {
    const many = Array.from({ length: MOST_CANNED + 1 }, (_, id) => ({ id, short_code: `c${id}`, content: 'x' }))
    const { cannedResponses } = await aClient({ canned: [{ id: 1, short_code: null }, ...many] }).read()
    expect(cannedResponses.map(({ id }) => id)).toEqual(many.slice(0, MOST_CANNED).map(({ id }) => id))
  })

  it('that could not be read are read again, and the question meanwhile is not half read', async () => {
    const { world, question } = aClient({ canned: { error: 'none' } })
    expect(await question()).toMatchObject({ kind: 'passing', code: 'unreadable_answer' })
    world.canned = SAVED
    expect(await question()).toMatchObject({ kind: 'ok' })
  })
})

describe('a conversation that cannot be read', () => {
  it.each([
    [404, { error: 'Resource could not be found' }, { kind: 'refused', code: 'conversation_gone' }],
    [401, { error: 'Invalid Access Token' }, { kind: 'denied', code: 'token_refused' }],
    [200, { payload: 'none' }, { kind: 'passing', code: 'unreadable_answer' }],
  ])('(%d) ends so, and nothing else is asked for', async (status, list, end) => {
    const { world, question } = aClient({ status, list })
    expect(await question()).toMatchObject(end)
    expect(world.asked).toEqual([MESSAGES])
  })
})
