import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Approval, Grade } from '#domain/approval'
import { stateOf } from '#domain/merge'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { actionStateReader } from '#store/action-state'
import { approvalDesk } from '#store/approval-desk'
import { approvalStore } from '#store/approvals'
import { soloApprover } from '#store/approve-alone'
import { autonomyReads } from '#store/autonomy-reads'
import { countJudgement } from '#store/autonomy-writes'
import { toItem } from '#store/item'
import { anApproval, aProposal } from '#tests/support/approvals'
import { ACCOUNT, aConversation, aMessage, anObservation, CONVERSATION_ID, START_MS } from '#tests/support/builders'
import { openDeskTable, TABLE } from '#tests/support/desk-table'

const INTENT = 'router_reset'
const autonomy = { intents: [{ intent: INTENT, above: 0.9 }], sampleOneIn: 1_000_000_007 }
let desk: Awaited<ReturnType<typeof openDeskTable>>
let nowMs = START_MS

beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())

function stores() {
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
  const deps = { client: desk.client, table: TABLE, now: () => nowMs, random: Math.random, wait, retentionDays: 30 }
  const guard = async () => []
  const drafts = async () => ({ version: 3, activatedAtMs: 0, document: { ...DEFAULT_DRAFTS, autonomy } })
  return {
    deps,
    desk: approvalDesk({ ...deps, guard, dueMs: async () => null }),
    alone: soloApprover({ ...deps, guard, drafts, isOff: async () => false }),
    approvals: approvalStore(deps),
    reads: autonomyReads(deps),
  }
}

const past = (id: string, policy: Grade): Approval => {
  const grades = { tone: 5, accuracy: 5, policy, note: null } as const
  return anApproval({ id, intent: INTENT, grades, state: 'learned', decidedAtMs: nowMs })
}

it('counts each reply once, approves by it in one write, and takes a demotion before what is on its way', async () => {
  const { deps, desk: drafts, alone, approvals, reads } = stores()
  const replies = Array.from({ length: 60 }, (_, nth) => past(`past-${nth}`, 5))
  // four at a time: they meet in the same item
  for (let nth = 0; nth < replies.length; nth += 4)
    await Promise.all(replies.slice(nth, nth + 4).map((one) => countJudgement(one, deps)))
  for (const one of replies.slice(0, 5)) await countJudgement(one, deps)
  expect((await reads.tracksOf(ACCOUNT))[0]).toMatchObject({ revision: 60, lost: null })

  const conversation = aConversation({ state: stateOf(anObservation({ messages: [aMessage({ id: 100 })] })) })
  await desk.client.send(new PutCommand({ TableName: TABLE, Item: toItem({ conversation, carried: {} }, 30) }))
  const boundTo = { conversationVersion: conversation.version, lastMessageId: 100 }
  const open = async (id: string) => {
    nowMs += 1_000
    const opened = await drafts.openDraft(aProposal({ id, intent: INTENT, boundTo }))
    if (opened.kind !== 'opened') throw new Error(opened.code)
    return opened.approval
  }
  const [first, second, third] = [await open('a'), await open('b'), await open('c')]
  expect(await Promise.all([alone(first), alone(second)])).toMatchObject([{ kind: 'alone' }, { kind: 'alone' }])
  // again is harmless
  expect(await alone(first)).toBeNull()
  const held = await approvals.get(first)
  expect(held).toMatchObject({ state: 'approved', decidedBy: 'policy:drafts@3', receipt: { graded: 60 } })
  const actionOf = (approval: Approval | undefined) => approval?.actionId ?? ''
  const state = actionStateReader(deps)({ account: ACCOUNT, conversationId: CONVERSATION_ID, id: actionOf(held) })
  expect(await state).toBe('queued')
  expect(await reads.autonomyTurns(ACCOUNT, 9)).toMatchObject([{ to: 'granted' }])
  expect(await approvals.claim(held ?? third, actionOf(held))).toBe(true)

  nowMs += 1_000
  const grades = { tone: 5, accuracy: 5, policy: 1, note: null } as const
  expect(await drafts.approve({ key: third, version: 1 }, { by: 'avery', grades })).toMatchObject({ kind: 'done' })
  const other = await approvals.get(second)
  expect(await approvals.claim(other ?? third, actionOf(other))).toBe(false)
  // nor is the one that was taken, should act come back after a stop
  expect(await approvals.claim(held ?? third, actionOf(held))).toBe(false)
  expect(await reads.autonomyTurns(ACCOUNT, 9)).toMatchObject([
    { to: 'revoked', code: 'policy_grade', approvalId: 'c', graded: 60 },
    { to: 'granted' },
  ])
  expect(await alone(await open('d'))).toMatchObject({ kind: 'person', why: 'too_few_graded' })
})
