/** Whatever happens in whatever order: every public reply has one approval of the latest state, and sends at most once. */
import { describe, expect, it } from 'vitest'
import type { Called } from '#chatwoot/called'
import type { Approval, Grades } from '#domain/approval'
import { faultsOf } from '#domain/approval-chain'
import { reject, requestChanges } from '#domain/approval-commands'
import { sendingActionId } from '#domain/approval-sending'
import { sha256Hex } from '#runtime/digest'
import { type ApprovalWorld, anApprovalWorld, Stopped } from '#tests/support/approval-world'
import { aProposal } from '#tests/support/approvals'
import { LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'
import { fc } from '#tests/support/property'

const GRADES: Grades = { tone: 5, accuracy: 4, policy: 5, note: null }
const DRAFTS = ['a', 'b', 'c']
const MINUTE_MS = 60_000

/** What people, customers, machines and mishaps do. */
type Step =
  | { readonly do: 'write' | 'hear' | 'tick' }
  | {
      readonly do: 'draft'
      readonly id: string
      readonly text: string
      readonly seeded: boolean
      readonly behind: number
    }
  | { readonly do: 'edit'; readonly id: string; readonly text: string; readonly stale: boolean }
  | { readonly do: 'approve'; readonly id: string; readonly clicks: number; readonly stale: boolean }
  | { readonly do: 'reject' | 'request_changes'; readonly id: string }
  | { readonly do: 'work'; readonly queue: 'reviews' | 'actions'; readonly times: number }
  | { readonly do: 'again'; readonly queue: 'reviews' | 'actions'; readonly nth: number }
  | { readonly do: 'stop'; readonly steps: number; readonly isDone: boolean }
  | { readonly do: 'fail'; readonly end: Called<never> }
  | { readonly do: 'pass'; readonly minutes: number }

const id = fc.constantFrom(...DRAFTS)
const text = fc.constantFrom('It comes on Friday.', 'It comes on Monday.', 'Take a refund.')
const queue = fc.constantFrom('reviews' as const, 'actions' as const)
const rarely = fc.integer({ min: 0, max: 7 }).map((n) => n === 0)
const is = <Name extends string>(name: Name) => fc.constant(name)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('write' as const, 'hear' as const, 'tick' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: is('draft'), id, text, seeded: rarely, behind: fc.constantFrom(0, 0, 0, 1) }),
  },
  { weight: 2, arbitrary: fc.record({ do: is('edit'), id, text, stale: rarely }) },
  { weight: 5, arbitrary: fc.record({ do: is('approve'), id, clicks: fc.constantFrom(1, 1, 2, 3), stale: rarely }) },
  fc.record({ do: fc.constantFrom('reject' as const, 'request_changes' as const), id }),
  { weight: 6, arbitrary: fc.record({ do: is('work'), queue, times: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: is('again'), queue, nth: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ do: is('stop'), steps: fc.integer({ min: 1, max: 12 }), isDone: fc.boolean() }) },
  fc.record({
    do: is('fail'),
    end: fc.constantFrom(passing('timed_out', true), LOST_ON_THE_WAY, passing('rate_limited', false)),
  }),
  fc.record({ do: is('pass'), minutes: fc.constantFrom(0, 1, 3, 20, 1_500) }),
)
/** A draft that is approved while its queue is worked on: where most can go wrong. */
const APPROVED: readonly Step[] = [
  { do: 'write' },
  { do: 'hear' },
  { do: 'draft', id: 'a', text: 'It comes on Friday.', seeded: false, behind: 0 },
  { do: 'approve', id: 'a', clicks: 2, stale: false },
]
const story = fc
  .tuple(fc.constantFrom(APPROVED, []), fc.array(step, { maxLength: 40 }))
  .map(([prelude, steps]) => [...prelude, ...steps])

async function take(one: Step, world: ApprovalWorld): Promise<void> {
  const { desk, chatwoot, clock } = world
  const held = 'id' in one ? world.approvals().find((approval) => approval.id === one.id) : undefined
  const by = 'avery'
  switch (one.do) {
    case 'write':
      chatwoot.customerWrites(clock.nowMs)
      return
    case 'hear':
      return world.hear()
    case 'tick':
      return world.tick()
    case 'draft': {
      const { version, lastMessageId } = world.conversation()
      const boundTo = {
        conversationVersion: version,
        lastMessageId: lastMessageId - one.behind > 0 ? lastMessageId - one.behind : null,
      }
      const kind = one.seeded ? 'seeded' : 'canned'
      const proposal = { id: one.id, text: one.text, boundTo, source: { kind, name: 'parcels', version: '1' } as const }
      await desk.openDraft(aProposal({ ...proposal, requestedAtMs: clock.nowMs }))
      return
    }
    case 'edit':
      if (held !== undefined) await desk.edit(wanted(held, one.stale), { text: one.text, by })
      return
    case 'approve': {
      if (held === undefined) return
      const click = () => desk.approve(wanted(held, one.stale), { by, grades: GRADES })
      const clicks = await Promise.allSettled(Array.from({ length: one.clicks }, click))
      for (const clicked of clicks) if (clicked.status === 'rejected') throw clicked.reason
      return
    }
    case 'reject':
    case 'request_changes': {
      if (held === undefined) return
      const law = one.do === 'reject' ? reject : requestChanges
      await desk.decide(wanted(held, false), (now) => law(now, { by, nowMs: clock.nowMs, reason: 'No.' }))
      return
    }
    case 'work':
      for (let n = 0; n < one.times; n += 1) await world.work(one.queue)
      return
    case 'again':
      return world.again(one.queue, one.nth)
    case 'stop':
      return world.stopAfter(one.steps, one.isDone)
    case 'fail':
      return chatwoot.failNext(one.end)
    case 'pass':
      clock.nowMs += one.minutes * MINUTE_MS
  }
}

const wanted = (approval: Approval, stale: boolean) => ({
  key: approval,
  version: stale ? approval.version - 1 : approval.version,
})

/** Whoever asked by a request that stopped sees an error, and may ask again; nothing else is lost. */
async function live(steps: readonly Step[], world: ApprovalWorld): Promise<void> {
  for (const one of steps) {
    try {
      await take(one, world)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
    }
  }
}

/** Nothing fails any more, and everything that is due is told of. */
async function settle(world: ApprovalWorld): Promise<void> {
  world.mend()
  await world.hear()
  for (let round = 0; round < 6; round += 1) {
    for (let n = 0; n < 200 && !world.isIdle(); n += 1) {
      await world.work('reviews')
      await world.work('actions')
    }
    world.clock.nowMs += 3 * MINUTE_MS
    world.tick()
  }
}

function judge({ sent, approvals, chatwoot, learned }: ApprovalWorld): void {
  for (const { reply, approval, newest } of sent) {
    expect(approval).toMatchObject({ state: 'applied', text: reply.text, decidedBy: 'avery', grades: GRADES })
    expect(approval?.source.kind).not.toBe('seeded')
    expect(approval?.blocks).toEqual([])
    expect(newest).toBeLessThanOrEqual(approval?.boundTo.lastMessageId ?? 0)
  }
  const now = approvals()
  for (const { key, text: told, id: messageId } of chatwoot.replies) {
    const [approval, ...more] = now.filter((one) => sendingActionId(one) === key)
    expect(more).toEqual([])
    expect(approval).toMatchObject({ state: 'learned', text: told, messageId, actionId: key })
    expect(learned.get(approval?.id ?? '')).toBeGreaterThan(0)
  }
  expect(new Set(chatwoot.replies.map(({ key }) => key)).size).toBe(chatwoot.replies.length)
  // nothing that was approved is forgotten: it is with the customer, or has ended with a reason
  for (const { state } of now) expect(['approved', 'applied', 'audited']).not.toContain(state)
}

describe('approvals', () => {
  it('send one reply each, of the latest state, whatever happens in whatever order', async () => {
    const seen = { replies: 0, voided: 0 }
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const world = anApprovalWorld()
        await world.hear()
        await live(steps, world)
        await settle(world)
        judge(world)
        expect(faultsOf(world.decisions(), world.approvals(), sha256Hex)).toEqual([])
        seen.replies += world.chatwoot.replies.length
        seen.voided += world.approvals().filter(({ state }) => state === 'voided').length
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 300) },
    )
    // the property is worth something only where replies do go out, and others do not
    expect(seen.replies).toBeGreaterThan(0)
    expect(seen.voided).toBeGreaterThan(0)
  })
})
