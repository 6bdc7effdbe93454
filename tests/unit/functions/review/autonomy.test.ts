/** Replies that a policy approves: as they go out, and as they are stopped. */
import { describe, expect, it } from 'vitest'
import type { Approval, Grade } from '#domain/approval'
import { lookAgain } from '#domain/approval-commands'
import { turnEvent } from '#domain/autonomy-turn'
import { parseSignalEvent } from '#events/signal-catalogue'
import { autonomyReads } from '#store/autonomy-reads'
import { countJudgement } from '#store/autonomy-writes'
import { anApprovalWorld } from '#tests/support/approval-world'
import { anApproval, aProposal } from '#tests/support/approvals'
import { ACCOUNT } from '#tests/support/builders'

const INTENT = 'router_reset'
/** Almost nothing is kept for the sample. */
const RULES = { intents: [{ intent: INTENT, above: 0.9 }], sampleOneIn: 1_000_000_007 }

/** A customer waits, and sixty replies about this intent were graded well. */
async function aWorld(good = 60) {
  const world = anApprovalWorld()
  world.autonomy.rules = RULES
  let nth = 0
  const graded = async (policy: Grade, times = 1) => {
    for (let n = 0; n < times; n += 1) {
      nth += 1
      const grades = { tone: 5, accuracy: 5, policy, note: null } as const
      const reply = { id: `past-${nth}`, intent: INTENT, grades, decidedAtMs: world.clock.nowMs }
      await countJudgement(anApproval({ ...reply, state: 'learned' }), world.table)
    }
    world.clock.nowMs += 1_000
  }
  await graded(5, good)
  world.chatwoot.customerWrites(world.clock.nowMs)
  await world.hear()
  const draft = async (changes: Parameters<typeof aProposal>[0] = {}): Promise<Approval> => {
    const { version, lastMessageId } = world.conversation()
    const boundTo = { conversationVersion: version, lastMessageId }
    const opened = await world.desk.openDraft(aProposal({ intent: INTENT, boundTo, ...changes }))
    if (opened.kind !== 'opened') throw new Error(opened.code)
    return opened.approval
  }
  const until = async (done: () => boolean) => {
    for (let n = 0; n < 50 && !done(); n += 1) {
      await world.work('reviews')
      if (!done()) await world.work('actions')
    }
  }
  const now = (id = 'draft-1') => world.approvals().find((one) => one.id === id)
  const reads = autonomyReads(world.table)
  return { ...world, graded, draft, until, idle: () => until(world.isIdle), now, reads }
}
const stateOf = (approval: Approval | undefined) => approval?.state

describe('a draft whose writer has earned it', () => {
  it('is sent once without a person, with its receipt, and shown to nobody before', async () => {
    const { draft, idle, now, chatwoot, decisions, counts, reads } = await aWorld()
    await draft()
    await idle()
    expect(chatwoot.replies).toHaveLength(1)
    expect(chatwoot.notes).toEqual([])
    expect(now()).toMatchObject({
      ...{ state: 'learned', decidedBy: 'policy:drafts@3', grades: null, firstSeenAtMs: null },
      receipt: { intent: INTENT, writer: 'canned@3', graded: 60, good: 60, rejected: 0, above: 0.9, trackRevision: 60 },
    })
    expect(decisions()).toMatchObject([{ decision: 'approved', by: 'policy:drafts@3', grades: null }])
    expect(decisions()[0]?.receiptHash).toMatch(/^[0-9a-f]{64}$/)
    expect(counts.ApprovedAlone).toBe(1)
    const turns = await reads.autonomyTurns(ACCOUNT, 9)
    expect(turns).toMatchObject([{ to: 'granted', policy: 'drafts@3', approvalId: 'draft-1', graded: 60 }])
    expect(turns.map(turnEvent).map(parseSignalEvent)).toMatchObject([{ type: 'autonomy.granted.v1' }])
  })

  it('is for a person where somebody has answered by hand meanwhile', async () => {
    const { draft, idle, now, chatwoot, hear } = await aWorld()
    const before = await draft()
    chatwoot.operatorWrites()
    await hear()
    await idle()
    expect([stateOf(now()), chatwoot.replies]).toEqual(['pending_review', []])
    expect(before.state).toBe('pending_review')
  })

  it('is stopped in act where somebody has answered by hand, and nobody has told us yet', async () => {
    const { draft, idle, until, now, chatwoot } = await aWorld()
    await draft()
    await until(() => stateOf(now()) === 'approved')
    chatwoot.operatorWrites()
    await idle()
    expect([stateOf(now()), chatwoot.replies]).toEqual(['approved', []])
  })

  it('is for a person where the sample takes it, and shown as any draft', async () => {
    const { draft, idle, now, chatwoot, autonomy, counts } = await aWorld()
    autonomy.rules = { ...RULES, sampleOneIn: 1 }
    await draft()
    await idle()
    expect([stateOf(now()), chatwoot.replies, chatwoot.notes.length]).toEqual(['pending_review', [], 1])
    expect(counts.AutonomySampled).toBe(1)
  })

  it.each([
    ['the switch is off', ({ off }: Pick<Awaited<ReturnType<typeof aWorld>>, 'off'>) => void off.add('autonomy')],
    ['replies are not sent', ({ off }) => void off.add('act.send_public_reply')],
  ])('is for a person while %s', async (_what, change) => {
    const world = await aWorld()
    change(world)
    await world.draft()
    await world.until(() => world.chatwoot.notes.length > 0)
    expect(stateOf(world.now())).toBe('pending_review')
  })

  it.each([
    ['has it before him', 'sees'],
    ['has edited it', 'edits'],
  ])('is for a person once somebody %s', async (_what, does) => {
    const { draft, idle, now, store, desk, chatwoot } = await aWorld()
    const opened = await draft()
    if (does === 'sees') await store.noteSeen(opened, 'avery')
    else await desk.edit({ key: opened, version: 1 }, { text: 'Unplug it.', by: 'avery' })
    await idle()
    expect([stateOf(now()), chatwoot.replies]).toEqual(['pending_review', []])
  })
})

describe('what a policy has approved and is not sent yet', () => {
  const underWay = async () => {
    const world = await aWorld()
    await world.draft()
    await world.until(() => world.now()?.state === 'approved')
    return world
  }
  const end = async ({ idle, tick, clock }: Awaited<ReturnType<typeof aWorld>>) => {
    await idle()
    clock.nowMs += 180_000
    tick()
    await idle()
  }

  it('is stopped by a low grade of another reply, and what was lost is told once', async () => {
    const world = await underWay()
    await world.graded(2)
    await world.graded(1)
    await end(world)
    expect([world.chatwoot.replies, world.now()?.state, world.now()?.reason]).toEqual([[], 'voided', 'not_sent'])
    const [lost, ...before] = await world.reads.autonomyTurns(ACCOUNT, 9)
    expect(lost).toMatchObject({ to: 'revoked', code: 'policy_grade', graded: 60, approvalId: 'past-61' })
    expect(before).toMatchObject([{ to: 'granted' }])
    expect(parseSignalEvent(turnEvent(lost ?? Object.assign(before)))).toMatchObject({ type: 'autonomy.revoked.v1' })
  })

  it('is stopped by the switch', async () => {
    const world = await underWay()
    world.off.add('autonomy')
    await end(world)
    expect([world.chatwoot.replies, stateOf(world.now())]).toEqual([[], 'voided'])
  })

  it('is stopped where a stop of act lies between taking the approval and sending', async () => {
    const world = await underWay()
    expect(await world.store.claim(world.now() ?? anApproval(), world.now()?.actionId ?? '')).toBe(true)
    await world.graded(2)
    await end(world)
    await end(world)
    expect([world.chatwoot.replies, stateOf(world.now())]).toEqual([[], 'voided'])
  })
})

it('a person may grade what went out alone; a low grade for policy ends it in the same write', async () => {
  const { draft, idle, now, desk, clock, hear, reads, chatwoot } = await aWorld()
  const look = (policy: Grade) => (approval: Approval) =>
    lookAgain(approval, {
      ...{ by: 'kim', nowMs: clock.nowMs },
      grades: { tone: 5, accuracy: 5, policy, note: null },
    })
  const first = await draft()
  await idle()
  expect(await desk.decide({ key: first, version: null }, look(5))).toMatchObject({ kind: 'done', changed: true })
  const [track] = await reads.tracksOf(ACCOUNT)
  expect(track?.judgements.at(-1)).toMatchObject({ id: '1042/draft-1', mark: 'good' })

  chatwoot.customerWrites(clock.nowMs)
  await hear()
  const second = await draft({ id: 'draft-2' })
  await idle()
  expect(chatwoot.replies).toHaveLength(2)
  await desk.decide({ key: second, version: null }, look(2))
  expect((await reads.tracksOf(ACCOUNT))[0]).toMatchObject({ lost: { id: '1042/draft-2' }, actsSinceMs: null })

  await draft({ id: 'draft-3' })
  await idle()
  expect([chatwoot.replies.length, stateOf(now('draft-3'))]).toEqual([2, 'pending_review'])
})

it('a low grade of a person who approves ends it in the same write', async () => {
  const { draft, desk, reads } = await aWorld()
  const opened = await draft()
  const grades = { tone: 5, accuracy: 5, policy: 2, note: null } as const
  expect(await desk.approve({ key: opened, version: 1 }, { by: 'avery', grades })).toMatchObject({ kind: 'done' })
  expect((await reads.tracksOf(ACCOUNT))[0]).toMatchObject({ lost: { id: '1042/draft-1' } })
})

it('falling below the bar is found at the next draft, and told once', async () => {
  const { draft, idle, now, reads, graded, chatwoot } = await aWorld()
  await draft()
  await idle()
  await graded(3, 9)
  for (const id of ['draft-2', 'draft-3']) await draft({ id })
  await idle()
  expect([chatwoot.replies.length, stateOf(now('draft-2'))]).toEqual([1, 'pending_review'])
  expect(await reads.autonomyTurns(ACCOUNT, 9)).toMatchObject([
    { to: 'revoked', code: 'below_the_bar', approvalId: 'draft-2', graded: 69 },
    { to: 'granted' },
  ])
})
