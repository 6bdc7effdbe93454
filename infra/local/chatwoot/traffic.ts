/**
 * Webhook bodies by the thousand, without a server: a story told in memory, shaken as deliveries are shaken in life, and
 * what must be true in the end. The oracle is the stand-in's own database, read row by row, not the payloads.
 */
import { createActions } from './actions.ts'
import { type ExpectedConversation, expectedConversations } from './expected.ts'
import { MALFORMATIONS } from './malformed.ts'
import { createOutbox, type Occurrence } from './outbox.ts'
import { signatureOf } from './post-webhook.ts'
import { type JsonObject, railsJson } from './rails-json.ts'
import { type Random, seededRandom } from './random.ts'
import { seedShop } from './seed-shop.ts'
import { createStore } from './store.ts'
import { playOne } from './story.ts'
import type { Stage } from './story-beats.ts'

export type TrafficWebhook = {
  readonly event: string
  /** The bytes to sign and to send. */
  readonly body: string
  readonly deliveryId: string
  readonly kind: 'first' | 'duplicate' | 'malformed'
  /** Only malformed ones: why a receiver must set it aside. All of them are JSON and can be signed. */
  readonly reason?: 'unparseable' | 'impossible'
}

export type TrafficOptions = {
  readonly seed: number
  /** How many in all, duplicates and malformed ones included. */
  readonly webhooks: number
  /** Epoch milliseconds at which the story begins; it takes about seven seconds a webhook and must end before now. */
  readonly startMs: number
  readonly duplicateShare?: number
  /** Share that arrives up to `reorderSpan` places late. */
  readonly reorderShare?: number
  readonly reorderSpan?: number
  readonly malformedShare?: number
}

export type Traffic = {
  /** In order of arrival. */
  readonly webhooks: readonly TrafficWebhook[]
  readonly expected: readonly ExpectedConversation[]
  /** Id that the payloads carry. */
  readonly accountId: number
}

const SNOOZE_JOB_MS = 5 * 60_000

export function generateTraffic(options: TrafficOptions): Traffic {
  const { seed, webhooks, duplicateShare = 0.2, malformedShare = 0.05 } = options
  const random = seededRandom(seed).fork('traffic')
  const malformedCount = Math.round(webhooks * malformedShare)
  const wanted = webhooks - malformedCount - Math.round(webhooks * duplicateShare)
  const { occurrences, expected, accountId } = tell(options, wanted)

  // one action sends several webhooks, so the story may end a few beyond what was wanted: fewer are then repeated
  const first = occurrences.map(({ event, payload }): TrafficWebhook => firstDelivery(random, event, payload))
  const duplicateCount = webhooks - malformedCount - first.length
  const insertions = [
    ...Array.from({ length: duplicateCount }, () => {
      const at = random.between(0, first.length - 1)
      return { at: at + random.between(0, 40), webhook: duplicateOf(random, first[at]) }
    }),
    ...Array.from({ length: malformedCount }, (_, index) => {
      const at = random.between(0, first.length - 1)
      return { at, webhook: malformedOf(random, occurrences[at], index) }
    }),
  ]
  const arrivals = first.map((webhook, at) => ({ at, webhook }))
  const inOrder = [...arrivals, ...insertions].sort((a, b) => a.at - b.at).map(({ webhook }) => webhook)
  return { webhooks: reorder(random, inOrder, options), expected, accountId }
}

/** The headers Chatwoot would send with the body now. */
export const signedHeaders = (
  webhook: Pick<TrafficWebhook, 'body' | 'deliveryId'>,
  secret: string,
  nowMs: number,
): Record<string, string> => {
  const timestampS = Math.floor(nowMs / 1000)
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'X-Chatwoot-Delivery': webhook.deliveryId,
    'X-Chatwoot-Timestamp': String(timestampS),
    'X-Chatwoot-Signature': signatureOf(secret, timestampS, webhook.body),
  }
}

/** Plays until at least `count` webhooks have come of it. */
function tell({ seed, startMs }: TrafficOptions, count: number) {
  let nowMs = startMs
  const clock = { now: () => nowMs, at: () => ({ atMs: nowMs }), clear: () => undefined }
  const store = createStore({ clock, seed, account: { id: 1, name: 'Harbor Lane Outfitters' } })
  const occurrences: Occurrence[] = []
  let listening = false
  const outbox = createOutbox(seededRandom(seed).fork('outbox'), (occurrence) => {
    if (listening) occurrences.push(occurrence)
  })
  const world = { store, outbox }
  const shop = seedShop(world)
  listening = true
  const actions = createActions(world)
  const random = seededRandom(seed).fork('story')
  // the more webhooks are wanted, the more conversations share them
  const target = Math.max(3, Math.round(count / 15))
  const stage: Stage = { chatwoot: { store, shop, actions }, random, now: () => nowMs, target: () => target }
  while (occurrences.length < count) {
    const before = nowMs
    nowMs += random.between(5_000, 35_000)
    if (Math.floor(nowMs / SNOOZE_JOB_MS) > Math.floor(before / SNOOZE_JOB_MS)) actions.reopenDueSnoozes()
    playOne(stage)
  }
  return { occurrences, expected: expectedConversations(store), accountId: store.account.id }
}

const firstDelivery = (random: Random, event: string, payload: JsonObject): TrafficWebhook => ({
  event,
  body: railsJson(payload),
  deliveryId: random.uuid(),
  kind: 'first',
})

/** Half repeat the delivery id (a requeued job), half bring a new one (a retried dispatcher). */
function duplicateOf(random: Random, original: TrafficWebhook | undefined): TrafficWebhook {
  if (!original) throw new RangeError('too few webhooks to repeat one')
  return { ...original, kind: 'duplicate', deliveryId: random.chance(0.5) ? random.uuid() : original.deliveryId }
}

function malformedOf(random: Random, original: Occurrence | undefined, index: number): TrafficWebhook {
  const malformation = MALFORMATIONS[index % MALFORMATIONS.length]
  if (!original || !malformation) throw new RangeError('too few webhooks to spoil one')
  return {
    event: original.event,
    body: railsJson(malformation.spoil(original.payload)),
    deliveryId: random.uuid(),
    kind: 'malformed',
    reason: malformation.reason,
  }
}

/** Stable but for the chosen share, which falls back by up to `reorderSpan` places. */
function reorder(random: Random, webhooks: readonly TrafficWebhook[], options: TrafficOptions): TrafficWebhook[] {
  const { reorderShare = 0.2, reorderSpan = 100 } = options
  return webhooks
    .map((webhook, at) => ({
      webhook,
      at: random.chance(reorderShare) ? at + random.between(1, reorderSpan) + 0.5 : at,
    }))
    .sort((a, b) => a.at - b.at)
    .map(({ webhook }) => webhook)
}
