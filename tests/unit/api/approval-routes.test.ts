import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Approval, ApprovalKey } from '#domain/approval'
import { approvalAddress, approvalKeyIn } from '#domain/approval-id'
import { openedApproval } from '#domain/approval-opening'
import { sendingActionId } from '#domain/approval-sending'
import type { DraftProposal } from '#domain/draft-proposal'
import { stateOf } from '#domain/merge'
import { sha256Hex } from '#runtime/digest'
import { actionKey } from '#store/actions'
import { approvalItem } from '#store/approval-item'
import { readApproval } from '#store/approval-writes'
import { anApproval, aProposal, REPLY_TEXT } from '#tests/support/approvals'
import { aConversation, aMessage, anObservation, START_MS } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const OPERATOR = ['operator', 'account:shop']
const GRADES = { tone: 5, accuracy: 4, policy: 5 }
let desk: DeskTable
let api: Served
let nextId = 200

beforeAll(async () => {
  desk = await startDeskTable()
})
beforeEach(() => {
  api = serve(desk)
  api.world.nowMs = START_MS + 60_000
})
afterAll(() => desk.stop())

const put = (item: object) => desk.client.send(new PutCommand({ TableName: TABLE, Item: item as Approval }))

/** A draft that waits, in a conversation whose customer wrote message 90 last. */
async function waiting(changes: Partial<DraftProposal> = {}, blocks: Approval['blocks'] = []): Promise<Approval> {
  nextId += 1
  const conversationId = nextId
  const state = stateOf(anObservation({ conversationId, messages: [aMessage({ id: 90 })] }))
  await desk.put(aConversation({ conversationId, state }))
  const proposal = aProposal({ conversationId, boundTo: { conversationVersion: 1, lastMessageId: 90 }, ...changes })
  const opening = { blocks, nowMs: START_MS, dueAtMs: START_MS + nextId, textHash: sha256Hex(proposal.text) }
  const approval = openedApproval(proposal, opening)
  await put(approvalItem(approval))
  return approval
}

const stored = (key: ApprovalKey) => readApproval(key, { client: desk.client, table: TABLE })
async function actionOf(approval: Approval) {
  const Key = actionKey({ ...approval, id: sendingActionId(approval) })
  return (await desk.client.send(new GetCommand({ TableName: TABLE, Key }))).Item
}
const act = (approval: ApprovalKey, verb: string, body: unknown, name = 'amelia') =>
  api.ask({ method: 'POST', path: `/v1/approvals/${approvalAddress(approval)}/${verb}`, body, groups: OPERATOR, name })
type Shown = Record<string, unknown> & { state: string }
const shownIn = (answer: Record<string, unknown>): Shown => answer.approval as Shown
const currentIn = (answer: Record<string, unknown>): Shown => shownIn(answer.current as Record<string, unknown>)

describe('approving a draft', () => {
  it('keeps who, when and the grades, and stores the action that sends it in the same write', async () => {
    const approval = await waiting()
    await api.ask({ path: `/v1/approvals/${approvalAddress(approval)}`, groups: OPERATOR })
    api.world.nowMs += 5_000
    const shown = shownIn(jsonOf(await act(approval, 'approve', { version: 1, grades: GRADES })))
    expect(shown).toMatchObject({
      state: 'approved',
      version: 2,
      decidedBy: 'amelia',
      decidedAtMs: api.world.nowMs,
      firstSeenAtMs: api.world.nowMs - 5_000,
      hasty: false,
    })
    expect(await stored(approval)).toMatchObject({ state: 'approved', grades: { ...GRADES, note: null } })
    expect(await actionOf(approval)).toMatchObject({ state: 'queued', verb: 'send_public_reply', attempts: 0 })
    expect(api.world.commands).toMatchObject([{ action: 'approval.approve', state: 'approved' }])
  })

  it('twice at once, and again later, is once', async () => {
    const approval = await waiting()
    const click = () => act(approval, 'approve', { version: 1, grades: GRADES })
    const answers = [...(await Promise.all([click(), click(), click()])), await click()]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
    expect(await stored(approval)).toMatchObject({ version: 2 })
    expect(api.world.commands).toHaveLength(1)
  })

  it('is flagged where nobody can have read it', async () => {
    const approval = await waiting()
    await api.ask({ path: `/v1/approvals/${approvalAddress(approval)}`, groups: OPERATOR })
    api.world.nowMs += 2_999
    await act(approval, 'approve', { version: 1, grades: GRADES })
    const { firstSeenAtMs, decidedAtMs } = (await stored(approval)) ?? {}
    expect((decidedAtMs ?? 0) - (firstSeenAtMs ?? 0)).toBe(2_999)
  })

  it('is refused to who comes second, with what stands now', async () => {
    const approval = await waiting()
    await act(approval, 'edit', { version: 1, text: 'It comes on Friday.' }, 'kim')
    const late = await act(approval, 'approve', { version: 1, grades: GRADES })
    expect([late.statusCode, jsonOf(late).code]).toEqual([409, 'approval_changed'])
    expect(currentIn(jsonOf(late))).toMatchObject({ version: 2, text: 'It comes on Friday.', editedBy: 'kim' })
    expect(await actionOf(approval)).toBeUndefined()
  })

  it('is refused once the customer has written again', async () => {
    const approval = await waiting({ boundTo: { conversationVersion: 1, lastMessageId: 89 } })
    const answer = await act(approval, 'approve', { version: 1, grades: GRADES })
    expect([answer.statusCode, jsonOf(answer).code]).toEqual([409, 'approval_newer_customer_message'])
    expect(await actionOf(approval)).toBeUndefined()
  })

  it.each([
    ['approval_no_evidence', { evidence: [] }],
    ['approval_no_rollback', { rollback: ' ' }],
    ['approval_blocked', { text: 'You get a refund.' }],
  ] as const)('is refused: %s', async (code, changes) => {
    const approval = await waiting(changes)
    expect(jsonOf(await act(approval, 'approve', { version: 1, grades: GRADES })).code).toBe(code)
  })

  it.each([
    { version: 1 },
    { version: 1, grades: { tone: 5, accuracy: 4 } },
    { version: 1, grades: { ...GRADES, tone: 6 } },
    { version: 1, grades: { ...GRADES, policy: 2.5 } },
    { grades: GRADES },
  ])('takes no body without version and all three grades: %j', async (body) => {
    const approval = await waiting()
    const answer = await act(approval, 'approve', body)
    expect([answer.statusCode, jsonOf(answer).code]).toEqual([400, 'bad_body'])
  })

  it('of what was seeded as wrong ends it, sends nothing, and looked like any other before', async () => {
    const approval = await waiting({ source: { kind: 'seeded', name: 'model', version: '1' } })
    const path = `/v1/approvals/${approvalAddress(approval)}`
    expect(JSON.stringify(jsonOf(await api.ask({ path, groups: OPERATOR })))).not.toContain('seeded')
    const shown = shownIn(jsonOf(await act(approval, 'approve', { version: 1, grades: GRADES })))
    expect(shown).toMatchObject({ state: 'voided', reason: 'seeded', decidedBy: 'amelia' })
    expect(await actionOf(approval)).toBeUndefined()
  })
})

describe('editing a draft', () => {
  it('keeps what was proposed, and frees it where the guard has nothing against it any more', async () => {
    const approval = await waiting({ text: 'You get a refund.' }, [{ code: 'promises_money', excerpt: 'refund' }])
    expect(approval.state).toBe('draft')
    const shown = shownIn(jsonOf(await act(approval, 'edit', { version: 1, text: REPLY_TEXT })))
    expect(shown).toMatchObject({
      state: 'pending_review',
      proposedText: 'You get a refund.',
      text: REPLY_TEXT,
      edits: 1,
    })
    expect(shown.textHash).toBe(sha256Hex(REPLY_TEXT))
  })

  it('blocks it where the guard has something against it', async () => {
    const approval = await waiting()
    const shown = shownIn(jsonOf(await act(approval, 'edit', { version: 1, text: 'Take a refund.' })))
    expect(shown).toMatchObject({ state: 'draft', blocks: [{ code: 'promises_money', excerpt: 'refund' }] })
  })

  it('by two at once is by one of them', async () => {
    const approval = await waiting()
    const answers = await Promise.all(['a', 'b'].map((text) => act(approval, 'edit', { version: 1, text })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    expect(await stored(approval)).toMatchObject({ version: 2, edits: 1 })
  })
})

describe('refusing a draft', () => {
  it('for good ends it, with the reason', async () => {
    const approval = await waiting()
    const shown = shownIn(jsonOf(await act(approval, 'reject', { version: 1, reason: 'Not what was asked.' })))
    expect(shown).toMatchObject({ state: 'rejected', reason: 'Not what was asked.', open: false, decidedBy: 'amelia' })
    const again = await act(approval, 'approve', { version: 2, grades: GRADES })
    expect([again.statusCode, jsonOf(again).code]).toEqual([409, 'approval_not_open'])
  })

  it('for now has it edited before it can be approved', async () => {
    const approval = await waiting()
    await act(approval, 'request-changes', { version: 1, reason: 'Say when.' })
    const early = await act(approval, 'approve', { version: 2, grades: GRADES })
    expect(jsonOf(early).code).toBe('approval_not_pending')
    await act(approval, 'edit', { version: 2, text: 'It comes on Friday.' })
    expect((await act(approval, 'approve', { version: 3, grades: GRADES })).statusCode).toBe(200)
  })
})

describe('a second look', () => {
  const drawn = async (changes: Partial<Approval> = {}) => {
    nextId += 1
    const approval = anApproval({
      conversationId: nextId,
      state: 'audited',
      hash: `00000a${'0'.repeat(58)}`,
      ...changes,
    })
    await put(approvalItem(approval))
    return approval
  }
  const look = { grades: { tone: 3, accuracy: 3, policy: 3 } }

  it('is by somebody else, who is not shown the first grades', async () => {
    const approval = await drawn()
    const path = `/v1/approvals/${approvalAddress(approval)}`
    const before = shownIn(jsonOf(await api.ask({ path, groups: OPERATOR })))
    expect(before).toMatchObject({ secondLookWanted: true, grades: null })
    const shown = shownIn(jsonOf(await act(approval, 'second-look', look)))
    expect(shown).toMatchObject({ secondLookWanted: false, grades: approval.grades, secondLook: { by: 'amelia' } })
  })

  it.each([
    ['approval_own_decision', { decidedBy: 'amelia' }],
    ['approval_not_drawn', { hash: `00000b${'0'.repeat(58)}` }],
    ['approval_not_decided', { grades: null }],
    ['approval_looked_before', { secondLook: { by: 'kim', atMs: 1, grades: { ...GRADES, note: null } as never } }],
  ] as const)('is refused: %s', async (code, changes) => {
    expect(jsonOf(await act(await drawn(changes), 'second-look', look)).code).toBe(code)
  })
})

describe('the list of drafts', () => {
  it('has those with the least time left first, in pages, and what has moved on no more', async () => {
    const groups = ['viewer', 'account:shop']
    const all = [await waiting(), await waiting(), await waiting()].map(({ conversationId }) => conversationId)
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor === null ? {} : { cursor }) }
      const page = jsonOf(await api.ask({ path: '/v1/approvals', query, groups }))
      seen.push(...(page.items as { conversationId: number }[]).map(({ conversationId }) => conversationId))
      cursor = page.nextCursor as string | null
    } while (cursor !== null)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.slice(-3)).toEqual(all)
  })

  it('says who was answered by hand meanwhile, which stops nobody', async () => {
    const [approval, other] = [await waiting(), await waiting()]
    const { conversationId } = approval
    const reply = aMessage({ id: 91, kind: 'operator', answers: true, senderId: 7, atMs: START_MS + 30_000 })
    const state = stateOf(anObservation({ conversationId, messages: [aMessage({ id: 90 }), reply] }))
    await desk.put(aConversation({ conversationId, state }))
    const answer = jsonOf(await api.ask({ path: '/v1/approvals', query: { limit: '50' }, groups: OPERATOR }))
    const items = answer.items as { approvalId: string; conversationId: number; answered: unknown }[]
    const answeredIn = (id: number) => items.find((one) => one.conversationId === id)?.answered
    expect(answeredIn(conversationId)).toEqual({ atMs: START_MS + 30_000, operatorId: 7 })
    expect(answeredIn(other.conversationId)).toBeNull()
    const sent = await act(approval, 'approve', { version: 1, grades: GRADES })
    expect(shownIn(jsonOf(sent))).toMatchObject({ state: 'approved', answered: null })
  })

  it('refuses the cursor of another state', async () => {
    await waiting()
    await waiting()
    const first = jsonOf(await api.ask({ path: '/v1/approvals', query: { limit: '1' }, groups: OPERATOR }))
    const query = { state: 'rejected', cursor: String(first.nextCursor) }
    expect(jsonOf(await api.ask({ path: '/v1/approvals', query, groups: OPERATOR })).code).toBe('bad_cursor')
  })
})

describe('looking at a draft', () => {
  it('counts as seen for who may decide, and not for who only looks on', async () => {
    const approval = await waiting()
    const path = `/v1/approvals/${approvalAddress(approval)}`
    await api.ask({ path, groups: ['viewer', 'account:shop'], name: 'lou' })
    await api.ask({ path, groups: OPERATOR })
    expect((await stored(approval))?.seenAtMs).toEqual({ amelia: api.world.nowMs })
  })

  it.each(['none', 'shop.7.a.b', 'shop.0.a', 'outlet.7.draft-1', 'shop.7.draft-9'])(
    'knows none called %s',
    async (id) => {
      expect(jsonOf(await api.ask({ path: `/v1/approvals/${id}`, groups: OPERATOR })).code).toBe('no_such_approval')
    },
  )

  it('by its address finds its key', () => {
    const { account, conversationId, id } = anApproval()
    expect(approvalKeyIn(approvalAddress(anApproval()))).toEqual({ account, conversationId, id })
  })
})
