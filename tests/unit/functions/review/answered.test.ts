import { describe, expect, it } from 'vitest'
import { anApprovalWorld } from '#tests/support/approval-world'
import { aProposal } from '#tests/support/approvals'

const MINUTE_MS = 60_000

/** A customer waits for an answer, and a draft is up. */
async function aWorld() {
  const world = anApprovalWorld()
  world.chatwoot.customerWrites(world.clock.nowMs)
  await world.hear()
  const { version, lastMessageId } = world.conversation()
  await world.desk.openDraft(aProposal({ boundTo: { conversationVersion: version, lastMessageId } }))
  const settle = async () => {
    for (let n = 0; n < 50 && !world.isIdle(); n += 1) {
      await world.work('reviews')
      await world.work('actions')
    }
  }
  await settle()
  /** The time to decide is over. */
  const overdue = async () => {
    world.clock.nowMs += 20 * MINUTE_MS
    world.tick()
    await settle()
  }
  return { ...world, settle, overdue, now: () => world.approvals()[0] }
}

describe('a draft whose customer was answered by hand', () => {
  it('stays up, and nobody is called to decide on it in time', async () => {
    const { chatwoot, hear, overdue, now, counts } = await aWorld()
    chatwoot.operatorWrites()
    await hear()
    await overdue()
    expect(now()).toMatchObject({ state: 'pending_review', dueAtMs: null, overdueAtMs: null })
    expect(counts.ApprovalsOverdue).toBeUndefined()
  })

  it('ends as any other a day later', async () => {
    const { chatwoot, hear, overdue, now, clock, tick, settle } = await aWorld()
    chatwoot.operatorWrites()
    await hear()
    await overdue()
    clock.nowMs += 24 * 60 * MINUTE_MS
    tick()
    await settle()
    expect(now()).toMatchObject({ state: 'expired' })
  })

  it('is told where it was overdue before', async () => {
    const { chatwoot, hear, overdue, now, counts, tick, settle } = await aWorld()
    await overdue()
    const { overdueAtMs } = now() ?? {}
    chatwoot.operatorWrites()
    await hear()
    tick()
    await settle()
    expect(now()).toMatchObject({ overdueAtMs })
    expect([overdueAtMs === null, counts.ApprovalsOverdue]).toEqual([false, 1])
  })
})
