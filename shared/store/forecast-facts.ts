/** What a forecast is made from, read as sparingly as it may be: where nothing is due, nothing else is read. */
import type { AtWork, Efforts, ForecastFacts } from '#domain/breach-forecast'
import type { OpenStretch } from '#domain/calendar'
import type { Availability, Directory, Operator } from '#domain/operator'
import { profilesOf } from '#domain/routing/profile'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { DueWork, StandingReads } from './standing.ts'

export type FactsRead = {
  readonly facts: ForecastFacts
  /** There is more due, or overdue, than was read: its figures are too low. */
  readonly cut: boolean
  /** When Chatwoot last told who is there; null: never, or nothing is due and nobody was asked. */
  readonly presenceReadAtMs: number | null
  /** Null: not known. */
  readonly teamName: (teamId: number) => string | null
}

export type ForecastSources = Pick<StandingReads, 'workUntil'> & {
  /** Those included who are gone; none: nobody knows them. */
  readonly operators: (account: string) => Promise<readonly Operator[]>
  readonly directory: (account: string) => Promise<Pick<Directory, 'teams' | 'inboxes'> | undefined>
  /** When they were last read; left out by who does not tell it. */
  readonly mark?: (account: string) => Promise<{ readonly readAtMs: number } | undefined>
  /** What conversations take of a person, and when people work. */
  readonly routing: (account: string) => Promise<RoutingDocument>
}

export type ReadForecastFacts = (
  account: string,
  time: { readonly nowMs: number; readonly untilMs: number },
) => Promise<FactsRead>

/** Of nothing that is due. */
const NO_EFFORTS: Efforts = { channels: {}, otherChannels: { points: 0, minutes: 0 } }

/** @throws the SDK's errors. */
export const forecastFactsReader =
  (sources: ForecastSources): ReadForecastFacts =>
  async (account, time) => {
    const { due, overdue, cut } = await sources.workUntil(account, time)
    const none = due.length === 0
    const [operators, mark, directory, document] = none
      ? [[], undefined, undefined, undefined]
      : await Promise.all([
          sources.operators(account),
          sources.mark?.(account),
          sources.directory(account),
          sources.routing(account),
        ])
    const channels = new Map(directory?.inboxes.map(({ id, channel }) => [id, channel]))
    const teams = new Map(directory?.teams.map(({ id, name }) => [id, name]))
    const work = [...due, ...overdue]
    return {
      facts: {
        ...time,
        waiting: work.map(({ inboxId, ...one }) => ({ ...one, channel: channels.get(inboxId ?? 0) ?? null })),
        operators: operators.length === 0 ? null : atWork(operators, work, { document, nowMs: time.nowMs }),
        efforts: document ?? NO_EFFORTS,
        takenFrom: document === undefined ? [] : takenFrom(document),
      },
      cut,
      presenceReadAtMs: mark?.readAtMs ?? null,
      teamName: (teamId) => teams.get(teamId) ?? null,
    }
  }

function takenFrom({ mode, takeBack: { awayPercent, offlinePercent } }: RoutingDocument): readonly Availability[] {
  if (mode !== 'assign') return []
  return [...(awayPercent === null ? [] : ['away' as const]), ...(offlinePercent === null ? [] : ['offline' as const])]
}

type At = { readonly document: RoutingDocument | undefined; readonly nowMs: number }

function atWork(operators: readonly Operator[], work: readonly DueWork[], at: At): AtWork[] {
  const load = new Map<number, number>()
  for (const { operatorId } of work) if (operatorId !== null) load.set(operatorId, (load.get(operatorId) ?? 0) + 1)
  return operators.flatMap(({ operatorId, name, availability, teams, gone }) =>
    gone === true
      ? []
      : [{ operatorId, name, availability, teams, load: load.get(operatorId) ?? 0, ...hoursOf(operatorId, at) }],
  )
}

const DAY_MS = 86_400_000

/** A stretch that has no end within a day has none here. */
function hoursOf(operatorId: number, { document, nowMs }: At): { shift?: readonly OpenStretch[] } {
  const shift = document === undefined ? null : profilesOf(document).of(operatorId).shift
  if (shift === null) return {}
  const untilMs = nowMs + DAY_MS
  return {
    shift: shift
      .openBetween(nowMs, untilMs)
      .map(({ startMs, endMs }) => ({ startMs, endMs: endMs >= untilMs ? Number.POSITIVE_INFINITY : endMs })),
  }
}
