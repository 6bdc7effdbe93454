import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import type { Question } from '#domain/question'
import { referenceNoter, storedGuard } from '#store/draft-known'
import { aProposal } from '#tests/support/approvals'
import { ACCOUNT, CONVERSATION_ID, START_MS } from '#tests/support/builders'

const NUMBER = '4711000815'
const ARTICLE = 'https://help.example.com/hc/shop/articles/parcels'

const aQuestion = (changes: Partial<Question> = {}): Question => ({
  kind: 'question_read',
  account: ACCOUNT,
  conversationId: CONVERSATION_ID,
  requestId: 'r',
  readAtMs: START_MS,
  correlationId: 'c',
  messages: [{ id: 1, from: 'customer', text: `Where is order ${NUMBER}?` }],
  contact: { name: 'Jordan Sample', email: 'jordan@example.com', phone: '+49 30 5550 1234' },
  cannedResponses: [],
  ...changes,
})
const said = (...texts: readonly string[]) =>
  texts.map((text, nth) => ({ id: nth + 1, from: nth % 2 === 0 ? 'customer' : 'operator', text }) as const)

/** A table of single items, which is all that is asked of one. */
function aDesk(articleUrls: readonly string[] = [ARTICLE]) {
  const items = new Map<string, Record<string, unknown>>()
  const send = async (command: unknown): Promise<object> => {
    if (command instanceof PutCommand) {
      const item = command.input.Item ?? {}
      items.set(`${item.pk} ${item.sk}`, item)
      return {}
    }
    if (command instanceof GetCommand) {
      const { pk, sk } = command.input.Key ?? {}
      return { Item: items.get(`${pk} ${sk}`) }
    }
    throw new Error('Nothing else is asked')
  }
  const table = { client: { send } as unknown as DynamoDBDocumentClient, table: 'desk', now: () => START_MS }
  const guard = storedGuard({ ...table, articleUrls: async () => articleUrls })
  return {
    note: referenceNoter(table),
    stored: () => [...items.values()],
    codes: async (text: string, conversationId = CONVERSATION_ID) =>
      (await guard(aProposal({ text, conversationId }))).map(({ code }) => code),
  }
}

describe('numbers and addresses in a draft', () => {
  it.each([
    ['the number that the customer gave', `Your order ${NUMBER} is on its way.`],
    ['his own address', 'We have written to jordan@example.com.'],
    ['his telephone number', 'We call you at +49 30 5550 1234.'],
    ['the same without its country', 'We call you at 030 5550 1234.'],
    ['the address of an article', `It is said in ${ARTICLE}`],
  ])('may be %s', async (_what, text) => {
    const { note, codes } = aDesk()
    await note(aQuestion())
    expect(await codes(text)).toEqual([])
  })

  it.each([
    ['a number of nobody here', 'Your order 4711000816 is on its way.', 'other_customers_data'],
    ['an address of another', 'We have written to kim@example.com.', 'other_customers_data'],
    ['an address that is no article', 'See https://elsewhere.example.com/parcels', 'unknown_link'],
  ])('may not be %s', async (_what, text, code) => {
    const { note, codes } = aDesk()
    await note(aQuestion())
    expect(await codes(text)).toContain(code)
  })

  it("are a stranger's where nothing was noted, and in every other conversation", async () => {
    const { note, codes } = aDesk()
    const text = `Your order ${NUMBER} is on its way.`
    expect(await codes(text)).toEqual(['other_customers_data'])
    await note(aQuestion())
    expect(await codes(text, CONVERSATION_ID + 1)).toEqual(['other_customers_data'])
  })

  it('are known from whoever wrote them, each message for itself', async () => {
    const { note, codes } = aDesk()
    // With a blank between them they would read as one number.
    await note(aQuestion({ messages: said('My number is 4711000815', '5550001234 is yours?') }))
    expect(await codes('Number 4711000815, and ticket 5550001234.')).toEqual([])
  })

  it('are those of the newest question alone', async () => {
    const { note, codes, stored } = aDesk()
    await note(aQuestion())
    await note(aQuestion({ messages: said('And where is order 990011223?') }))
    expect(await codes(`Your order ${NUMBER} is on its way.`)).toEqual(['other_customers_data'])
    expect(stored()).toHaveLength(1)
  })

  it('are kept as digests that tell nothing elsewhere, for three days', async () => {
    const [here, there] = [aDesk(), aDesk()]
    await here.note(aQuestion())
    await there.note(aQuestion({ conversationId: CONVERSATION_ID + 1 }))
    const kept = JSON.stringify(here.stored())
    for (const told of [NUMBER, 'jordan', '5550', 'Where is']) expect(kept).not.toContain(told)
    const digestsOf = (desk: typeof here) => desk.stored().flatMap(({ digests }) => digests as string[])
    expect(digestsOf(here).length).toBeGreaterThan(2)
    expect(digestsOf(here).filter((one) => digestsOf(there).includes(one))).toEqual([])
    expect(here.stored()[0]?.expiresAt).toBe(Math.floor(START_MS / 1_000) + 3 * 86_400)
  })

  it('are five hundred at most: more than that is no conversation', async () => {
    const { note, stored } = aDesk()
    const many = Array.from({ length: 600 }, (_, nth) => `order ${100_000_000 + nth}`)
    await note(aQuestion({ messages: said(many.join(', ')) }))
    expect(stored()[0]?.digests).toHaveLength(500)
  })
})
