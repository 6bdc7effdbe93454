/** A fact while events are counted into it. Lives within one call of `countEvents`. */
import { type Situation, turnIn } from '#domain/situation'
import type { ConversationEvent } from '#events/conversation-events'
import { type Fact, MOST_POINTS, type Point, type Progress } from './fact.ts'
import { localHour } from './local-hour.ts'
import type { Measure } from './measures.ts'

type Changing<Of> = { -readonly [Name in keyof Of]: Of[Name] }
type More = {
  readonly value?: number
  readonly of?: string | null
  readonly teamId?: number | null
  readonly operatorId?: number | null
}

export type Tally = {
  readonly progress: Changing<Progress>
  readonly points: Point[]
  leftOut: number
  /** Of the team and operator that have the conversation, unless somebody else is named. */
  put(measure: Measure, atMs: number, more?: More): void
  add(point: Point): void
  named(of: string, measure: Measure): Point | undefined
  /** Takes away what was put under this name; of one measure alone, or of all. */
  withdraw(of: string, measure?: Measure): void
  /** Counts the turn that an event ended. */
  turn(before: Situation, event: ConversationEvent): void
}

/** What the backlog and the rates stand on is counted however many points a conversation has. */
const ALWAYS: ReadonlySet<Measure> = new Set(['opened', 'entered', 'left', 'resolved', 'reopened', 'reopened_7d'])

export function tallyOf(fact: Fact): Tally {
  const { timeZone } = fact
  const tally: Tally = {
    progress: { ...fact.progress },
    points: [...fact.points],
    leftOut: fact.leftOut,

    put(measure, atMs, more = {}) {
      const { teamId, operatorId } = tally.progress.situation
      tally.add({ measure, ...localHour(atMs, timeZone), value: 1, teamId, operatorId, of: null, ...more })
    },

    add(point) {
      if (tally.points.length >= MOST_POINTS && !ALWAYS.has(point.measure)) tally.leftOut += 1
      else tally.points.push(point)
    },

    named: (of, measure) => tally.points.find((point) => point.of === of && point.measure === measure),

    withdraw(of, measure) {
      for (let nth = tally.points.length - 1; nth >= 0; nth--) {
        const point = tally.points[nth]
        if (point?.of === of && (measure === undefined || point.measure === measure)) tally.points.splice(nth, 1)
      }
    },

    turn: (before, event) => turned(before, event, tally),
  }
  return tally
}

/** A first sight that comes later than this tells nothing of how the turn began. */
const SEEN_IN_TIME_MS = 10 * 60_000

function turned(before: Situation, event: ConversationEvent, tally: Tally): void {
  const { progress } = tally
  const { occurredAtMs: atMs } = event
  if (event.type === 'conversation.opened.v1') {
    progress.turnSinceMs = event.observedAtMs - atMs <= SEEN_IN_TIME_MS ? atMs : null
    return
  }
  const turn = turnIn(before)
  const now = turnIn(progress.situation)
  const isSame = turn === now && (turn !== 'operator' || before.operatorId === progress.situation.operatorId)
  if (isSame) return
  const { turnSinceMs } = progress
  // what comes to light late may be older than what began the turn
  progress.turnSinceMs = Math.max(atMs, turnSinceMs ?? 0)
  const value = turnSinceMs === null ? 0 : atMs - turnSinceMs
  if (turn === 'nobody' || value <= 0) return
  const { teamId, operatorId } = before
  tally.put(`held_${turn}`, atMs, { value, teamId, operatorId })
}
