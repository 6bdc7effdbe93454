/** Forecasts of breaches made while a desk is simulated, beside what then became of what they were about. */
import { breachForecast, type ForecastFacts } from '#domain/breach-forecast'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { PolicyOf } from './contest.ts'
import { teamIdsOf } from './desk.ts'
import { CHANNEL, needOf } from './desk-document.ts'
import type { Ticket, World } from './work.ts'

const MINUTE_MS = 60_000

export type Promised = { readonly firstMs: number; readonly nextMs: number }

/** An answer that was owed when the desk was looked at. */
type Owed = {
  readonly ticket: Ticket
  readonly answers: number
  readonly waitingSinceMs: number
  readonly dueAtMs: number
  /** Nobody had it. */
  readonly isFree: boolean
}
/** A desk at an instant, as a forecast is made from it. */
export type Look = {
  readonly atMs: number
  readonly facts: Omit<ForecastFacts, 'untilMs'>
  readonly owed: readonly Owed[]
}

export type Looking = {
  readonly everyMinutes: number
  readonly promised: Promised
  readonly document: RoutingDocument
}

/** The same policy; the desk is looked at every few minutes. */
export const lookedAt =
  (policyOf: PolicyOf, looking: Looking, looks: Look[]): PolicyOf =>
  (world) => {
    const policy = policyOf(world)
    let minutes = 0
    return {
      ...policy,
      minute: () => {
        policy.minute?.()
        if (minutes++ % looking.everyMinutes === 0) looks.push(lookAt(world, looking))
      },
    }
  }

function lookAt({ events, workers, waiting }: World, { promised, document }: Looking): Look {
  const held = workers.flatMap(({ open }) => [...open].filter(({ turn }) => turn === 'operator'))
  const owed = [...waiting, ...held].map(
    (ticket): Owed => ({
      ticket,
      answers: ticket.answers,
      waitingSinceMs: ticket.waitingSinceMs,
      dueAtMs: ticket.waitingSinceMs + (ticket.firstReplyAtMs === null ? promised.firstMs : promised.nextMs),
      isFree: ticket.worker === null,
    }),
  )
  return {
    atMs: events.nowMs,
    owed,
    facts: {
      nowMs: events.nowMs,
      efforts: document,
      takenFrom: ['away', 'offline'],
      waiting: owed.map(({ ticket, dueAtMs, answers }) => ({
        conversationId: ticket.case.id,
        teamId: needOf(ticket, document).teamId,
        operatorId: ticket.worker?.person.id ?? null,
        channel: CHANNEL,
        clock: answers === 0 ? 'first_response' : 'next_response',
        dueAtMs,
      })),
      operators: workers.map(({ person, shows, open }) => ({
        operatorId: person.id,
        name: `Person ${person.id}`,
        availability: shows,
        teams: teamIdsOf(person),
        load: open.size,
      })),
    },
  }
}

/** Null: never. To be asked when the run is over. */
export function answeredAtMs({ ticket, answers, waitingSinceMs }: Owed): number | null {
  if (answers === 0) return ticket.firstReplyAtMs
  const tookMs = ticket.furtherMs[answers - 1]
  return tookMs === undefined ? null : waitingSinceMs + tookMs
}

export const isBroken = (owed: Owed): boolean => (answeredAtMs(owed) ?? Number.POSITIVE_INFINITY) > owed.dueAtMs

/** Of answers that were due a while after they were foretold: how many would be late, and how many were. */
export type Score = {
  /** Minutes from the forecast to the deadline: more than the first, up to the second. */
  readonly ahead: readonly [number, number]
  readonly due: number
  readonly foretold: number
  readonly broken: number
  /** Foretold, and broken. */
  readonly both: number
  /** What a count of those that nobody has would have foretold, and how many of these were broken. */
  readonly free: number
  readonly freeBroken: number
}

export function scoresOf(looks: readonly Look[], bands: readonly Score['ahead'][]): Score[] {
  return bands.map((ahead) => {
    const score = { ahead, due: 0, foretold: 0, broken: 0, both: 0, free: 0, freeBroken: 0 }
    for (const look of looks) {
      const foretold = foretoldBy(look, ahead[1])
      for (const owed of look.owed) {
        const minutes = (owed.dueAtMs - look.atMs) / MINUTE_MS
        if (minutes <= ahead[0] || minutes > ahead[1]) continue
        const [isForetold, broken] = [foretold.has(owed.ticket.case.id), isBroken(owed)]
        score.due += 1
        score.foretold += Number(isForetold)
        score.broken += Number(broken)
        score.both += Number(isForetold && broken)
        score.free += Number(owed.isFree)
        score.freeBroken += Number(owed.isFree && broken)
      }
    }
    return score
  })
}

export function foretoldBy(look: Look, horizonMinutes: number): ReadonlySet<number> {
  const { teams } = forecastOf(look, horizonMinutes)
  return new Set(teams.flatMap(({ breaches }) => breaches.map(({ conversationId }) => conversationId)))
}

export const forecastOf = ({ facts, atMs }: Look, horizonMinutes: number) =>
  breachForecast({ ...facts, untilMs: atMs + horizonMinutes * MINUTE_MS })

/** Forecasts that said so many, and how many were broken then. */
export type Band = {
  readonly said: readonly [number, number]
  readonly forecasts: number
  readonly foretoldMean: number
  readonly brokenMean: number
}

export function calibrationOf(
  looks: readonly Look[],
  horizonMinutes: number,
  bands: readonly Band['said'][],
): readonly Band[] {
  const pairs = looks.map((look) => {
    const untilMs = look.atMs + horizonMinutes * MINUTE_MS
    const due = look.owed.filter(({ dueAtMs }) => dueAtMs > look.atMs && dueAtMs <= untilMs)
    return { foretold: foretoldBy(look, horizonMinutes).size, broken: due.filter(isBroken).length }
  })
  return bands.map((said) => {
    const within = pairs.filter(({ foretold }) => foretold >= said[0] && foretold <= said[1])
    const mean = (of: (pair: (typeof pairs)[number]) => number): number =>
      within.reduce((sum, pair) => sum + of(pair), 0) / Math.max(1, within.length)
    return {
      said,
      forecasts: within.length,
      foretoldMean: mean(({ foretold }) => foretold),
      brokenMean: mean(({ broken }) => broken),
    }
  })
}
