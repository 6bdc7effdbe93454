/** An endless, seeded day at Harbor Lane Outfitters, so that a fresh console has something to show at once. */
import type { Clock, Timer } from '../clock.ts'
import { seededRandom } from './random.ts'
import type { Chatwoot } from './server.ts'
import { arrive, beats, type Stage, takeOver, topicOf } from './story-beats.ts'
import { BOT_QUESTIONS } from './story-texts.ts'

export type StoryOptions = {
  readonly clock: Clock
  readonly seed?: number
  /** The clock's speed (60: a story minute a second). Default 1. */
  readonly speed?: number
  /** Average time between two events at speed 1. Default 2000. */
  readonly paceMs?: number
  /** Conversations with a past that appear in the first ten real seconds. Default: as many as are missing to 25 open ones. */
  readonly opening?: number
}

const OPENING_MS = 10_000
/** Old resolved conversations are forgotten beyond this many. */
const KEPT = 500

/**
 * Plays until stopped. First the opening: conversations that began up to two hours ago appear with their history, so
 * that some wait long already. Then one event every one to three seconds; a faster clock brings more events a real
 * second, but fewer a story minute.
 */
export function startStory(
  chatwoot: Pick<Chatwoot, 'store' | 'shop' | 'actions'>,
  options: StoryOptions,
): { stop(): void } {
  const { clock, speed = 1, paceMs = 2000, opening = missing(chatwoot) } = options
  const random = seededRandom(options.seed ?? 1).fork('story')
  const stage: Stage = { chatwoot, random, now: () => clock.now(), target: () => targetAt(clock.now()) }
  const beatMs = paceMs * speed ** 0.75
  let timer: Timer | undefined

  const next = (waitMs: number, play: () => void): void => {
    timer = clock.at(clock.now() + waitMs, play)
  }
  const open = (left: number): void => {
    if (left === 0) {
      next(beatMs, beat)
      return
    }
    playPast(stage, random.between(1, random.between(10, 120)))
    next((OPENING_MS * speed) / opening, () => open(left - 1))
  }
  const beat = (): void => {
    playOne(stage)
    forgetOldest(stage)
    next(beatMs * (0.5 + random.next()), beat)
  }
  next(0, () => open(opening))
  return { stop: () => clock.clear(timer) }
}

const OPENING = 25

function missing({ store }: Pick<Chatwoot, 'store'>): number {
  const open = [...store.conversations.values()].filter(({ status }) => status === 'open').length
  return Math.max(0, OPENING - open)
}

/** One event, drawn by weight. Returns its name. */
export function playOne(stage: Stage): string {
  const possible = beats(stage).filter(({ weight }) => weight > 0)
  let draw = stage.random.next() * possible.reduce((sum, { weight }) => sum + weight, 0)
  for (const { name, weight, play } of possible) {
    draw -= weight
    if (draw >= 0) continue
    play()
    return name
  }
  return 'nothing'
}

/** Busy from nine to eighteen (UTC), quiet at night; the shop never sleeps entirely. */
function targetAt(nowMs: number): number {
  const hour = (nowMs / 3_600_000) % 24
  const daylight = Math.max(0, Math.cos(((hour - 14) / 24) * 2 * Math.PI))
  return Math.round(20 + 10 * daylight)
}

/** Beyond these minutes most customers have been answered; the few who have not are what the queue shows first. */
const MOSTLY_ANSWERED_MINUTES = 35

/** A conversation that began some minutes ago, told from its start: opened, maybe taken, answered, sorted. */
function playPast(stage: Stage, minutesAgo: number): void {
  const { chatwoot, random } = stage
  const { actions, store, shop } = chatwoot
  const startMs = stage.now() - minutesAgo * 60_000
  const past = { ...stage, now: () => startMs }
  const old = minutesAgo > MOSTLY_ANSWERED_MINUTES
  let atMs = startMs
  const later = (most: number, play: () => void): void => {
    atMs += random.between(10, Math.max(20, Math.min(most * 60, minutesAgo * 12))) * 1000
    if (atMs < stage.now()) store.time.during(atMs, play)
  }
  const displayId = store.time.during(startMs, () => arrive(past))
  const conversation = store.conversation(displayId)
  if (!conversation) return
  const topic = topicOf(conversation)
  if (conversation.status === 'pending') {
    later(1, () => void actions.botReplies(displayId, random.pick(BOT_QUESTIONS)))
    later(5, () => void actions.customerAnswers(displayId, random.pick(topic.answers)))
    if (random.chance(0.7)) later(1, () => actions.botHandsOff(displayId))
  }
  if (conversation.status === 'open' && random.chance(old ? 0.95 : 0.65))
    later(10, () => void takeOver(past, conversation))
  if (random.chance(0.5)) later(3, () => actions.replaceLabels(displayId, [topic.label]))
  if (random.chance(0.4)) later(3, () => actions.assignTeam(displayId, shop.teams[topic.team].id))
  if (random.chance(0.3)) later(2, () => actions.prioritise(displayId, random.pick(['medium', 'high', 'urgent'])))
  const operatorId = conversation.assigneeId
  if (operatorId === null || random.chance(old ? 0.06 : 0.4)) return
  later(15, () => void actions.operatorReplies(displayId, operatorId, random.pick(topic.replies)))
  if (random.chance(0.5)) return
  atMs = Math.max(atMs, stage.now() - random.between(1, 40) * 60_000)
  later(1, () => void actions.customerAnswers(displayId, random.pick(topic.answers)))
}

/** Keeps the story bounded. As with a real deletion, nobody is told. */
function forgetOldest({ chatwoot: { store } }: Stage): void {
  if (store.conversations.size <= KEPT) return
  for (const conversation of store.conversations.values()) {
    if (conversation.status !== 'resolved') continue
    store.forget(conversation)
    if (store.conversations.size <= KEPT) return
  }
}
