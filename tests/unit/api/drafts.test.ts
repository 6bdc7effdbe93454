import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aProposedDraft, type FakeDrafts, fakeDrafts } from '#tests/support/drafts'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const PROPOSER = ['proposer', 'account:shop']
const LEAD = ['lead', 'account:shop']

let desk: DeskTable
let drafts: FakeDrafts
let api: Served
beforeAll(async () => {
  desk = await startDeskTable()
})
beforeEach(() => {
  drafts = fakeDrafts()
  api = serve(desk, { openDraft: (proposal) => drafts.open(proposal) })
})
afterAll(() => desk.stop())

const ask = (body: unknown, groups: readonly string[] = PROPOSER) =>
  api.ask({ method: 'POST', path: '/v1/drafts', body, groups })

describe('a proposed draft', () => {
  it('is opened for a person, once, however often it is sent', async () => {
    const first = await ask(aProposedDraft())
    const again = await ask(aProposedDraft({ text: 'Something else.' }))

    expect([first.statusCode, again.statusCode]).toEqual([201, 200])
    expect(drafts.opened.size).toBe(1)
    expect(jsonOf(first)).toMatchObject({
      account: 'shop',
      isNew: true,
      draft: { conversationId: 7, state: 'pending_review', blocks: [] },
    })
    expect(jsonOf(again)).toMatchObject({ isNew: false })
    const [approval] = drafts.opened.values()
    expect(approval).toMatchObject({
      account: 'shop',
      text: 'Hello Ada, please restart the router.',
      source: { kind: 'external', name: 'ai-customer', version: '3' },
      affected: [{ kind: 'conversation', id: '7' }],
    })
    expect(api.world.commands).toHaveLength(1)
  })

  it('tells what the guard has against it', async () => {
    drafts.blocks = [{ code: 'promises_money', excerpt: 'we will refund it' }]

    expect(jsonOf(await ask(aProposedDraft()))).toMatchObject({
      draft: { state: 'draft', blocks: [{ code: 'promises_money', excerpt: 'we will refund it' }] },
    })
  })

  it('of another source is another draft, though it has the same id', async () => {
    await ask(aProposedDraft())
    await ask(aProposedDraft({ source: { name: 'another-ai', version: '1' } }))

    expect(drafts.opened.size).toBe(2)
  })

  it.each([
    ['newer_customer_message', 409],
    ['no_such_conversation', 404],
    ['text_unusable', 422],
  ] as const)('that cannot be opened is refused: %s', async (code, status) => {
    drafts.refuses = code

    expect((await ask(aProposedDraft())).statusCode).toBe(status)
  })

  it.each([
    ['source', { source: 'me' }],
    ['evidence[0].kind', { evidence: [{ kind: 'rumour', id: '1' }] }],
    ['boundTo.lastMessageId', { boundTo: { conversationVersion: 1, lastMessageId: 'x' } }],
    ['text', { text: 'x'.repeat(20_001) }],
    ['account', { account: 'outlet' }],
  ])('with a bad %s is told which', async (path, changes) => {
    const refused = jsonOf(await ask({ ...aProposedDraft(), ...changes }))

    expect(refused).toMatchObject({ code: 'bad_body', problems: [{ path }] })
    expect(drafts.opened.size).toBe(0)
  })
})

describe('a draft that is known to be wrong', () => {
  it('is seeded by a lead, and told apart in the store alone', async () => {
    const opened = jsonOf(await ask(aProposedDraft({ seeded: true }), LEAD))
    const other = jsonOf(await ask(aProposedDraft({ id: 'run-1/turn-2', seeded: false }), LEAD))
    expect([...drafts.opened.values()].map(({ source }) => source)).toEqual([
      { kind: 'seeded', name: 'ai-customer', version: '3' },
      { kind: 'external', name: 'ai-customer', version: '3' },
    ])
    expect(JSON.stringify([...drafts.opened.values()])).not.toContain('"seeded":')
    expect(Object.keys(opened.draft as object)).toEqual(Object.keys(other.draft as object))
  })

  it('is not seeded by the program whose drafts are reviewed', async () => {
    expect(jsonOf(await ask(aProposedDraft({ seeded: true })))).toMatchObject({ code: 'role_too_low' })
    expect(drafts.opened.size).toBe(0)
  })
})

describe('who may propose', () => {
  it.each([
    ['a program in the group', PROPOSER, 201],
    ['a lead', ['lead', 'account:shop'], 201],
    ['an operator', ['operator', 'account:shop'], 403],
    ['a viewer', ['viewer', 'account:shop'], 403],
    ['a program of no account', ['proposer', 'account:'], 403],
  ])('%s', async (_who, groups, status) => {
    expect((await ask(aProposedDraft(), groups)).statusCode).toBe(status)
  })

  it('a program in the group may do nothing else', async () => {
    expect((await api.ask({ path: '/v1/queue', groups: PROPOSER })).statusCode).toBe(403)
    expect(
      (
        await api.ask({
          path: '/v1/drafts',
          method: 'POST',
          query: { account: 'outlet' },
          body: aProposedDraft(),
          groups: PROPOSER,
        })
      ).statusCode,
    ).toBe(403)
  })
})
