/**
 * A week of many conversations, and the delivery of their deadlines as it is deployed: a minute tick that reads the index
 * of next instants, a queue that delays to the second, `publish` that announces what is near, and a worker. Time is
 * simulated; chance comes from a seed. The law and the rules of delivery are the real ones.
 */
import { advance, type Law } from '#domain/advance-watch'
import type { Conversation, ConversationState, WriteSource } from '#domain/conversation'
import { deadlineDelaySeconds, EARLY_MS, HORIZON_MS, instantToAnnounce } from '#domain/deadline-message'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import type { ConversationEvent } from '#events/conversation-events'
import { aConversation } from './builders.ts'

/** One thing learned of one conversation. */
export type News = { readonly atMs: number; readonly conversation: number; readonly observation: Observation }

export type Weather = {
  /** In [0, 1), the same for the same seed. */
  readonly random: () => number
  /** Whether the tick of this minute does not come. */
  readonly isDropped: (minuteMs: number) => boolean
  /** No tick runs and nobody works on the queue in this time; webhooks are taken. */
  readonly outage?: { readonly fromMs: number; readonly toMs: number }
}

export type Outcome = {
  /** By conversation. */
  readonly states: readonly ConversationState[]
  readonly watches: readonly (Conversation['watch'] | undefined)[]
  readonly counts: { ticks: number; dropped: number; messages: number; idle: number; early: number; writes: number }
}

type Due = { readonly atMs: number } & (
  | { readonly what: 'news'; readonly news: News }
  | { readonly what: 'tick' }
  | { readonly what: 'message'; readonly conversation: number }
  | {
      readonly what: 'publish'
      readonly conversation: number
      readonly before: number | undefined
      readonly after: number | undefined
    }
)

const MINUTE_MS = 60_000
/** As in functions/sla: what comes this much too early is sent again. */
const MOST_EARLY_MS = 5_000
/** How often a tick, or a message, comes twice. */
const TICKS_TWICE = 1 / 20
const MESSAGES_TWICE = 1 / 50
/** At most: a tick after its minute, a message after it was due. */
const TICK_LATE_MS = 1_000
const MESSAGE_LATE_MS = 300

export type Span = { readonly fromMs: number; readonly untilMs: number }

export type World = {
  readonly law: Law
  readonly span: Span
  readonly weather: Weather
  /** Hears every event of every write, in the order of the writes. */
  readonly listen: (event: ConversationEvent) => void
}

export function deliver(news: readonly News[], { law, span, weather, listen }: World): Outcome {
  const size = 1 + Math.max(...news.map(({ conversation }) => conversation))
  const held: (Conversation | undefined)[] = Array.from({ length: size })
  const nextAtMs = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
  const counts = { ticks: 0, dropped: 0, messages: 0, idle: 0, early: 0, writes: 0 }
  const agenda = new Agenda()
  const jitterMs = (most: number): number => Math.floor(weather.random() * most)
  const open = (atMs: number): number => {
    const { fromMs = 0, toMs = 0 } = weather.outage ?? {}
    return atMs >= fromMs && atMs < toMs ? toMs + jitterMs(1_000) : atMs
  }

  const send = (conversation: number, instantMs: number, nowMs: number): void => {
    for (const _copy of weather.random() < MESSAGES_TWICE ? [1, 2] : [1]) {
      const visibleMs = nowMs + deadlineDelaySeconds(instantMs, nowMs) * 1_000
      agenda.add({ what: 'message', atMs: open(visibleMs + jitterMs(MESSAGE_LATE_MS)), conversation })
    }
  }

  const store = (
    conversation: number,
    state: ConversationState,
    by: { nowMs: number; source: WriteSource; observedAtMs: number },
  ): void => {
    const before = held[conversation]
    const watch = advance(before?.watch, { before: before?.state, after: state, law, nowMs: by.nowMs })
    const after = aConversation({
      conversationId: conversation + 1,
      version: (before?.version ?? 0) + 1,
      state,
      ...(watch === undefined ? {} : { watch }),
      observedAtMs: by.observedAtMs,
      writtenAtMs: by.nowMs,
      source: by.source,
    })
    held[conversation] = after
    for (const event of derive(before, after)) listen(event)
    nextAtMs[conversation] = watch?.nextAtMs ?? Number.POSITIVE_INFINITY
    counts.writes += 1
    agenda.add({
      what: 'publish',
      atMs: by.nowMs + 50 + jitterMs(450),
      conversation,
      before: before?.watch?.nextAtMs,
      after: watch?.nextAtMs,
    })
  }

  const work = (conversation: number, nowMs: number): void => {
    counts.messages += 1
    const known = held[conversation]
    const earlyMs = (known?.watch?.nextAtMs ?? Number.POSITIVE_INFINITY) - nowMs
    if (known === undefined || earlyMs > MOST_EARLY_MS) counts.idle += 1
    else if (earlyMs > 0 && earlyMs <= EARLY_MS) {
      // the worker waits the rest of it, and looks at what it has read
      agenda.add({ what: 'message', atMs: nowMs + earlyMs, conversation })
      counts.messages -= 1
    } else if (earlyMs > 0) {
      counts.early += 1
      send(conversation, earlyMs + nowMs, nowMs)
    } else store(conversation, known.state, { nowMs, source: 'clock', observedAtMs: known.observedAtMs })
  }

  const tick = (nowMs: number): void => {
    counts.ticks += 1
    for (let conversation = 0; conversation < size; conversation += 1) {
      const instantMs = nextAtMs[conversation] ?? Number.POSITIVE_INFINITY
      if (instantMs <= nowMs + HORIZON_MS) send(conversation, instantMs, nowMs)
    }
  }

  for (const one of news) agenda.add({ what: 'news', atMs: one.atMs, news: one })
  for (let minuteMs = span.fromMs; minuteMs < span.untilMs; minuteMs += MINUTE_MS) {
    const isOut = open(minuteMs) !== minuteMs
    if (isOut || weather.isDropped(minuteMs)) counts.dropped += 1
    else
      for (const _copy of weather.random() < TICKS_TWICE ? [1, 2] : [1])
        agenda.add({ what: 'tick', atMs: minuteMs + jitterMs(TICK_LATE_MS) })
  }
  for (let due = agenda.take(); due !== undefined && due.atMs < span.untilMs; due = agenda.take()) {
    switch (due.what) {
      case 'tick':
        tick(due.atMs)
        break
      case 'message':
        work(due.conversation, due.atMs)
        break
      case 'publish': {
        const instantMs = instantToAnnounce(due.before, due.after, due.atMs)
        if (instantMs !== null) send(due.conversation, instantMs, due.atMs)
        break
      }
      case 'news': {
        const { conversation, observation } = due.news
        const known = held[conversation]?.state ?? {}
        store(conversation, merge(known, stateOf(observation)), {
          nowMs: due.atMs,
          source: 'webhook',
          observedAtMs: due.atMs,
        })
        break
      }
    }
  }
  return { states: held.map((one) => one?.state ?? {}), watches: held.map((one) => one?.watch), counts }
}

/** What is to come, next first: a binary heap. */
class Agenda {
  readonly #heap: Due[] = []

  add(due: Due): void {
    const heap = this.#heap
    let at = heap.push(due) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (this.#atMs(above) <= this.#atMs(at)) break
      this.#swap(at, above)
      at = above
    }
  }

  take(): Due | undefined {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    let at = 0
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const least = this.#atMs(right) < this.#atMs(left) ? right : left
      if (this.#atMs(least) >= this.#atMs(at)) return first
      this.#swap(at, least)
      at = least
    }
  }

  #atMs(index: number): number {
    return this.#heap[index]?.atMs ?? Number.POSITIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    const [one, other] = [heap[a], heap[b]]
    if (one === undefined || other === undefined) return
    heap[a] = other
    heap[b] = one
  }
}
