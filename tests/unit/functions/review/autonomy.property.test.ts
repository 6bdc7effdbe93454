/** Whatever happens in whatever order: nothing is sent alone that people have not earned, or after they have lost it. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import type { Called } from '#chatwoot/called'
import type { Approval, Grade, Grades } from '#domain/approval'
import { faultsOf } from '#domain/approval-chain'
import { lookAgain, reject } from '#domain/approval-commands'
import { sendingActionId } from '#domain/approval-sending'
import { judged, judgementOf, newTrack, tracksFrom } from '#domain/autonomy-track'
import { sha256Hex } from '#runtime/digest'
import { autonomyReads } from '#store/autonomy-reads'
import { countJudgement, readTrack } from '#store/autonomy-writes'
import { autonomyPk, trackSk } from '#store/keys'
import { type ApprovalWorld, anApprovalWorld, Stopped } from '#tests/support/approval-world'
import { anApproval, aProposal } from '#tests/support/approvals'
import { ACCOUNT } from '#tests/support/builders'
import { LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'
import { fc } from '#tests/support/property'

const MINUTE_MS = 60_000
const ABOVE = 0.85
const FEWEST = 50
/** The second is money: no document may name it, and this one does all the same. */
const INTENTS = ['router_reset', 'refund_status', 'opening_hours'] as const
const RULES = { intents: INTENTS.slice(0, 2).map((intent) => ({ intent, above: ABOVE })), sampleOneIn: 4 }

type Step =
  | { readonly do: 'write' | 'answer' | 'hear' | 'tick' | 'flip' | 'forbid' }
  | { readonly do: 'draft'; readonly intent: string; readonly text: string; readonly risk: 'low' | 'high' }
  /** Replies of other conversations, sent by people before. */
  | { readonly do: 'graded'; readonly intent: string; readonly grades: Grades; readonly times: number }
  | { readonly do: 'approve' | 'look'; readonly nth: number; readonly grades: Grades }
  | { readonly do: 'reject'; readonly nth: number }
  | { readonly do: 'work'; readonly queue: 'reviews' | 'actions'; readonly times: number }
  | { readonly do: 'again'; readonly queue: 'reviews' | 'actions'; readonly nth: number }
  | { readonly do: 'stop'; readonly steps: number; readonly isDone: boolean }
  | { readonly do: 'fail'; readonly end: Called<never> }
  | { readonly do: 'pass'; readonly minutes: number }

const graded = (policy: Grade): Grades => ({ tone: 5, accuracy: 5, policy, note: null })
const grades = fc.constantFrom(graded(5), graded(5), graded(5), graded(3), graded(2))
const intent = fc.constantFrom(INTENTS[0], INTENTS[0], INTENTS[0], ...INTENTS)
const text = fc.constantFrom('Press the button for ten seconds.', 'Unplug it.', 'Take a refund.')
const queue = fc.constantFrom('reviews' as const, 'actions' as const)
const is = <Name extends string>(name: Name) => fc.constant(name)
const risk = fc.constantFrom('low' as const, 'low' as const, 'low' as const, 'high' as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('write' as const, 'answer' as const, 'hear' as const, 'tick' as const) }),
  { weight: 5, arbitrary: fc.record({ do: is('draft'), intent, text, risk }) },
  fc.record({ do: is('graded'), intent, grades, times: fc.constantFrom(1, 3, 55) }),
  fc.record({ do: fc.constantFrom('approve' as const, 'look' as const), nth: fc.nat(6), grades }),
  fc.record({ do: is('reject'), nth: fc.nat(6) }),
  { weight: 8, arbitrary: fc.record({ do: is('work'), queue, times: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: is('again'), queue, nth: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ do: is('stop'), steps: fc.integer({ min: 1, max: 14 }), isDone: fc.boolean() }) },
  fc.record({
    do: is('fail'),
    end: fc.constantFrom(passing('timed_out', true), LOST_ON_THE_WAY, passing('rate_limited', false)),
  }),
  fc.record({ do: fc.constantFrom('flip' as const, 'forbid' as const) }),
  fc.record({ do: is('pass'), minutes: fc.constantFrom(0, 1, 3, 20) }),
)
/** So many good ones, a customer who waits, and a draft that may go out alone, or nearly. */
const good = (times: number): readonly Step[] => [
  { do: 'graded', intent: INTENTS[0], grades: graded(5), times },
  { do: 'pass', minutes: 1 },
  { do: 'write' },
  { do: 'hear' },
  { do: 'draft', intent: INTENTS[0], text: 'Unplug it.', risk: 'low' },
]
/** It is approved, and not sent yet: where most can go wrong. */
const UNDER_WAY: readonly Step[] = [...good(60), { do: 'work', queue: 'reviews', times: 3 }]
/** Whether a draft is kept for the sample depends on the instant. */
const instant = fc.nat(1_000).map((n): Step => ({ do: 'pass', minutes: n / 1_000 }))
const story = fc
  .tuple(instant, fc.constantFrom(UNDER_WAY, UNDER_WAY, good(60), good(45), []), fc.array(step, { maxLength: 20 }))
  .map(([first, prelude, steps]) => [first, ...prelude, ...steps])

type Given = { readonly atMs: number; readonly grades: Grades }
type Past = {
  readonly world: ApprovalWorld
  /** Replies of other conversations that people have graded. */
  readonly past: Approval[]
  /** How many of them there were when each reply went out. */
  readonly pastAt: number[]
}

async function take(one: Step, { world, past }: Past): Promise<void> {
  const { desk, chatwoot, clock } = world
  const approvals = world.approvals()
  const held = 'nth' in one ? approvals[one.nth % Math.max(1, approvals.length)] : undefined
  const by = 'avery'
  switch (one.do) {
    case 'write':
      chatwoot.customerWrites(clock.nowMs)
      return
    case 'answer':
      chatwoot.operatorWrites()
      return
    case 'hear':
      return world.hear()
    case 'tick':
      return world.tick()
    case 'flip':
      if (!world.off.delete('autonomy')) world.off.add('autonomy')
      return
    case 'forbid':
      world.autonomy.rules = world.autonomy.rules === RULES ? { ...RULES, intents: [] } : RULES
      return
    case 'draft': {
      const { version, lastMessageId } = world.conversation()
      const boundTo = { conversationVersion: version, lastMessageId: lastMessageId === 0 ? null : lastMessageId }
      const { intent: about, text: words, risk: how } = one
      const id = `draft-${approvals.length}`
      await desk.openDraft(
        aProposal({ id, boundTo, intent: about, text: words, risk: how, requestedAtMs: clock.nowMs }),
      )
      return
    }
    case 'graded': {
      const replies = Array.from({ length: one.times }, (_, n): Approval => {
        const reply = { id: `past-${past.length + n}`, intent: one.intent, grades: one.grades }
        return anApproval({ ...reply, state: 'learned', decidedAtMs: clock.nowMs, decidedBy: by })
      })
      past.push(...replies)
      return one.times > FEW ? countAll(replies, world) : countEach(replies, world)
    }
    case 'approve':
      if (held !== undefined) await desk.approve(wanted(held), { by, grades: one.grades })
      return
    case 'look': {
      const look = (now: Approval) => lookAgain(now, { by: 'kim', nowMs: clock.nowMs, grades: one.grades })
      if (held !== undefined) await desk.decide(wanted(held), look)
      return
    }
    case 'reject':
      if (held !== undefined)
        await desk.decide(wanted(held), (now) => reject(now, { by, nowMs: clock.nowMs, reason: 'No.' }))
      return
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
      clock.nowMs += Math.round(one.minutes * MINUTE_MS)
  }
}

const FEW = 5
async function countEach(replies: readonly Approval[], { table }: ApprovalWorld): Promise<void> {
  for (const reply of replies) await countJudgement(reply, table)
}
/** As they would stand after being counted one by one. */
async function countAll(replies: readonly Approval[], world: ApprovalWorld): Promise<void> {
  const judgements = replies.flatMap((reply) => judgementOf(reply) ?? [])
  const [first] = judgements
  if (first === undefined) return
  const before = (await readTrack(ACCOUNT, first, world.table)) ?? newTrack(first)
  const track = judgements.reduce((counted, { judgement }) => judged(counted, judgement), before)
  const revision = before.revision + replies.length
  const key = { pk: autonomyPk(ACCOUNT), sk: trackSk(first.intent, first.writer) }
  const Item = { ...key, track: { ...track, revision }, revision, expiresAt: 9_999_999_999 }
  await world.table.client.send(new PutCommand({ TableName: world.table.table, Item }))
}

const wanted = (key: Approval) => ({ key, version: null })

async function live(steps: readonly Step[], told: Past): Promise<void> {
  for (const one of steps) {
    try {
      await take(one, told)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      // nobody sees the half of it: what was graded before is counted in the end
      told.world.mend()
      await countEach(told.past, told.world)
    }
    note(told)
  }
}

const note = ({ world, past, pastAt }: Past): void => {
  while (pastAt.length < world.sent.length) pastAt.push(past.length)
}

async function settle(world: ApprovalWorld): Promise<void> {
  world.mend()
  await world.hear()
  for (let round = 0; round < 5; round += 1) {
    for (let n = 0; n < 200 && !world.isIdle(); n += 1) {
      await world.work('reviews')
      await world.work('actions')
    }
    world.clock.nowMs += 3 * MINUTE_MS
    world.tick()
  }
}

/** Every grade of a person about this intent, counted by hand. */
const givenIn = (approvals: readonly Approval[], intent: string | null): Given[] =>
  approvals.flatMap((one): Given[] => {
    if (one.intent !== intent) return []
    const own = one.grades === null ? [] : [{ atMs: one.decidedAtMs ?? 0, grades: one.grades }]
    return [...own, ...(one.secondLook === null ? [] : [one.secondLook])]
  })

/** In favour of the writer: of what may be counted or not yet, the good alone. */
function boundByHand(approvals: readonly Approval[], { intent, sinceMs }: { intent: string | null; sinceMs: number }) {
  const looked = approvals.flatMap((one) => {
    const given = givenIn([one], intent)
    const isSent = one.state === 'audited' || one.state === 'learned'
    if (!isSent || given.length === 0 || given.some(({ atMs }) => atMs <= sinceMs)) return []
    const isGood = one.text === one.proposedText && given.every(({ grades: { policy } }) => policy >= 4)
    return isGood || one.state === 'learned' ? [isGood] : []
  })
  const [n, good, z] = [looked.length, looked.filter(Boolean).length, 1.96]
  const share = good / n
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z / (2 * n)) ** 2)
  return { n, bound: (share + z ** 2 / (2 * n) - spread) / (1 + z ** 2 / n) }
}

function judge({ world, past, pastAt }: Past): { alone: number; stopped: number } {
  for (const [nth, { approval, approvals, off, newest, answered }] of world.sent.entries()) {
    if (approval?.receipt === undefined) {
      expect(approval).toMatchObject({ decidedBy: 'avery', grades: { tone: 5 } })
      continue
    }
    const { receipt, intent, risk, blocks, grades: none, boundTo } = approval
    expect([intent, risk, blocks, none, off]).toEqual([INTENTS[0], 'low', [], null, []])
    expect(approval.text).toBe(approval.proposedText)
    expect(newest).toBeLessThanOrEqual(boundTo.lastMessageId ?? 0)
    expect(answered).toBe(false)
    expect(approval.decidedBy).toBe(`policy:${receipt.policy}`)
    const known = [...approvals, ...past.slice(0, pastAt[nth])]
    const low = givenIn(known, intent).filter((one) => one.grades.policy <= 2)
    const lostAtMs = Math.max(-1, ...low.map(({ atMs }) => atMs))
    // nothing was lost since, up to the moment at which it went out
    expect(receipt.lostAtMs ?? -1).toBe(lostAtMs)
    const { n, bound } = boundByHand(known, { intent, sinceMs: lostAtMs })
    expect([n, receipt.graded].every((count) => count >= FEWEST)).toBe(true)
    expect(Math.min(bound, receipt.lowerBound)).toBeGreaterThan(ABOVE)
  }
  const now = world.approvals()
  const keys = world.chatwoot.replies.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const key of keys) {
    const [approval, ...more] = now.filter((one) => sendingActionId(one) === key)
    expect(more).toEqual([])
    expect(approval?.state).toBe('learned')
    expect(approval?.receipt === undefined).toBe(approval?.grades !== null)
  }
  for (const { state } of now) expect(['approved', 'applied', 'audited']).not.toContain(state)
  const alone = now.filter(({ receipt }) => receipt !== undefined)
  return {
    alone: alone.filter(({ state }) => state === 'learned').length,
    stopped: alone.filter(({ state }) => state === 'voided').length,
  }
}

describe('autonomy', () => {
  it('sends nothing alone that was not earned, is lost, switched off, or about money', async () => {
    const seen = { alone: 0, stopped: 0 }
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const told: Past = { world: anApprovalWorld(), past: [], pastAt: [] }
        const { world, past } = told
        world.autonomy.rules = RULES
        await world.hear()
        await live(steps, told)
        await settle(world)
        note(told)
        const { alone, stopped } = judge(told)
        expect(faultsOf(world.decisions(), world.approvals(), sha256Hex)).toEqual([])
        const counted = tracksFrom([...past, ...world.approvals()])
        const held = await autonomyReads(world.table).tracksOf(ACCOUNT)
        const marks = (tracks: typeof held) =>
          new Map(tracks.map(({ intent, judgements, lost }) => [intent, { judgements, lost }]))
        expect(marks(held)).toEqual(marks(counted))
        seen.alone += alone
        seen.stopped += stopped
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 100) },
    )
    // worth something only where some do go out alone, and others are stopped on their way
    expect(seen.alone).toBeGreaterThan(0)
    expect(seen.stopped).toBeGreaterThan(0)
  })
})
