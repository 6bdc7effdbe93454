/** The shop's day, while everything goes wrong that can. */
import type { Random } from '#infra/local/chatwoot/random'
import { playOne } from '#infra/local/chatwoot/story'
import type { Stage } from '#infra/local/chatwoot/story-beats'
import { inboundOf } from '#tests/e2e/desk'
import type { Outage } from './engine-faults.ts'
import { killer } from './killer.ts'
import { type Shop, SKEW_MS } from './shop.ts'

export type StormPlan = {
  readonly random: Random
  /** Webhooks that Chatwoot has to send, before it loses or repeats any. */
  readonly webhooks: number
  /** The story ends after this long, however few were sent by then. */
  readonly withinMs: number
  readonly onProgress: (enqueued: number) => void
}
export type StormFigures = {
  readonly enqueued: number
  readonly deleted: number
  readonly kills: Readonly<Record<string, number>>
}

/** Of what Chatwoot sends. */
export const SENDER = {
  drop: 0.05,
  duplicate: 0.1,
  duplicateWithNewId: 0.5,
  reorder: 0.2,
  delay: 0.1,
  delayMs: [200, 240_000],
} as const
/** Webhooks from one kill to the next, and from one pause to the next: a longer run has more of each, within bounds. */
const stepOf = (webhooks: number, most: number): number => Math.min(most, Math.max(40, Math.round(webhooks / 100)))
/** A function that was cut off costs a cold start, which is worth some hundred webhooks of processor time. */
const MOST_BETWEEN = { kill: 200, pause: 130 }
/** Between two bursts time goes by, so that minutes come, deadlines fall due, and what was cut off comes back. */
const PAUSE_S = [20, 60] as const
/** Chances of a beat. */
const CHANCES = { deletion: 0.004, malformed: 0.02, forged: 0.01 }
/** So much may wait: a sender that runs away from a small machine would only measure that machine. */
const MOST_WAITING = { sender: 60, inbound: 120 }
/** By the desk's clock. */
const HELD_MS = 15_000
/** Before anything goes wrong. */
const QUIET_BEATS = 8
/** One conversation for so many webhooks is open at a time. */
const WEBHOOKS_EACH = 60

/** When in the story an outage begins, by share, and how long it lasts. */
const OUTAGES: readonly { readonly at: number; readonly outage: Outage; readonly realMs: number }[] = [
  { at: 0.3, outage: 'queue', realMs: 1_500 },
  { at: 0.5, outage: 'table', realMs: 1_500 },
  // longer than ingest tries, and a little more: some webhooks are refused for good
  { at: 0.7, outage: 'intake', realMs: 4_500 },
]

/** Plays until enough webhooks were sent; what of it is under way when it ends is not waited for. */
export async function storm(shop: Shop, plan: StormPlan): Promise<StormFigures> {
  const { desk, chatwoot, engines, api } = shop
  const { random, webhooks, withinMs } = plan
  const { deliveries } = chatwoot
  const story = random.fork('story')
  const target = Math.max(6, Math.round(webhooks / WEBHOOKS_EACH))
  const stage: Stage = { chatwoot, random: story, now: shop.clock.now, target: () => target }
  for (let nth = 0; nth < QUIET_BEATS; nth++) playOne(stage)
  // cold starts of everything at once are no part of it
  await rest(shop)
  desk.runner.engines.setFaults(engines.next)
  api.set(true)
  deliveries.configure(SENDER)
  const kills = killer(desk.runner, random.fork('kills'))
  const outages = [...OUTAGES]
  const startMs = performance.now()
  /** Share of the story that was told. */
  const told = (enqueued: number): number =>
    Math.min(1, Math.max(enqueued / webhooks, (performance.now() - startMs) / withinMs))
  let deleted = 0
  const beat = (): void => {
    if (story.chance(CHANCES.deletion) && deleteOne(stage)) deleted++
    if (story.chance(CHANCES.malformed)) shop.strangers.sendMalformed()
    if (story.chance(CHANCES.forged)) shop.strangers.sendForged()
    playOne(stage)
  }
  const step = { kill: stepOf(webhooks, MOST_BETWEEN.kill), pause: stepOf(webhooks, MOST_BETWEEN.pause) }
  // not at the same place, or what is cut off would always be idle
  let next = { kill: Math.round(step.kill / 2), pause: step.pause }
  for (;;) {
    const { enqueued } = deliveries.statistics()
    const share = told(enqueued)
    if (share === 1) break
    plan.onProgress(enqueued)
    shop.clock.setAhead(-SKEW_MS + Math.round(2 * SKEW_MS * share))
    const [outage] = outages
    if (outage !== undefined && share >= outage.at) {
      outages.shift()
      engines.begin(outage.outage)
      setTimeout(() => engines.end(), outage.realMs)
    }
    if (enqueued >= next.kill) {
      kills.want()
      next = { ...next, kill: enqueued + step.kill }
    }
    if (enqueued >= next.pause) {
      await pause(shop, story.between(...PAUSE_S) * 1000)
      next = { ...next, pause: enqueued + step.pause }
    }
    if (isBehind(shop)) await sleep(5)
    else beat()
    // answers and functions have their turn
    await new Promise((resolve) => setImmediate(resolve))
  }
  kills.stop()
  return { enqueued: deliveries.statistics().enqueued, deleted, kills: kills.counts }
}

/** A request that is being answered must not see time jump: its whole plan is three and a half seconds. */
async function pause({ desk, chatwoot, strangers }: Shop, ms: number): Promise<void> {
  await strangers.idle()
  while (isSending(chatwoot)) await sleep(5)
  desk.clock.skip(ms)
}

/** What is held back until later is not under way. */
function isSending({ deliveries }: Shop['chatwoot']): boolean {
  const { queued, inFlight } = deliveries.statistics()
  return queued + inFlight > 0
}

function isBehind({ desk, chatwoot }: Shop): boolean {
  const { queued, inFlight } = chatwoot.deliveries.statistics()
  const { visible } = inboundOf(desk.runner).counts()
  return queued + inFlight > MOST_WAITING.sender || visible > MOST_WAITING.inbound
}

function deleteOne({ chatwoot: { store, actions }, random }: Stage): boolean {
  const rows = [...store.conversations.values()]
  if (rows.length < 5) return false
  actions.deleteConversation(random.pick(rows).displayId)
  return true
}

/** Nothing goes wrong any more, and everything that is under way comes to its end. */
export async function calm(shop: Shop): Promise<void> {
  const { desk, chatwoot, engines, api } = shop
  engines.end()
  desk.runner.engines.setFaults(undefined)
  api.set(false)
  chatwoot.deliveries.configure({})
  await rest(shop)
}

const REST_LIMIT_MS = 900_000

/** Until neither Chatwoot nor the desk has anything to do that is due. */
export async function rest({ desk, chatwoot, strangers }: Shop): Promise<void> {
  const endsAt = performance.now() + REST_LIMIT_MS
  await strangers.idle()
  while (performance.now() < endsAt) {
    if (isSending(chatwoot)) await sleep(20)
    else if (chatwoot.deliveries.statistics().waiting > 0) {
      // what Chatwoot holds back comes when its time has come
      desk.clock.skip(HELD_MS)
      await sleep(20)
    } else {
      await desk.settle()
      const { waiting, inFlight } = chatwoot.deliveries.statistics()
      // what was settled may have written into Chatwoot, which tells of it
      if (waiting + inFlight === 0) return
    }
  }
  const { waiting, inFlight } = chatwoot.deliveries.statistics()
  throw new Error(`never at rest: Chatwoot has ${waiting} webhooks waiting, and ${inFlight} under way`)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
