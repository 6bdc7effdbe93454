/** What a forecast is made from, read as sparingly as it may be: where nothing is due, nothing else is read. */
import type { AtWork, Efforts, ForecastFacts } from '#domain/breach-forecast'
import type { Directory, Operator } from '#domain/operator'
import type { DueWork, StandingReads } from './standing.ts'

export type FactsRead = {
  readonly facts: ForecastFacts
  /** There is more due, or overdue, than was read: its figures are too low. */
  readonly cut: boolean
  /** Null: not known. */
  readonly teamName: (teamId: number) => string | null
}

export type ForecastSources = Pick<StandingReads, 'workUntil'> & {
  /** Those included who are gone; none: nobody knows them. */
  readonly operators: (account: string) => Promise<readonly Operator[]>
  readonly directory: (account: string) => Promise<Pick<Directory, 'teams' | 'inboxes'> | undefined>
  /** What conversations take of a person. */
  readonly efforts: (account: string) => Promise<Efforts>
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
    const [operators, directory, efforts] = none
      ? [[], undefined, NO_EFFORTS]
      : await Promise.all([sources.operators(account), sources.directory(account), sources.efforts(account)])
    const channels = new Map(directory?.inboxes.map(({ id, channel }) => [id, channel]))
    const teams = new Map(directory?.teams.map(({ id, name }) => [id, name]))
    const work = [...due, ...overdue]
    return {
      facts: {
        ...time,
        waiting: work.map(({ inboxId, ...one }) => ({ ...one, channel: channels.get(inboxId ?? 0) ?? null })),
        operators: operators.length === 0 ? null : atWork(operators, work),
        efforts,
      },
      cut,
      teamName: (teamId) => teams.get(teamId) ?? null,
    }
  }

function atWork(operators: readonly Operator[], work: readonly DueWork[]): AtWork[] {
  const load = new Map<number, number>()
  for (const { operatorId } of work) if (operatorId !== null) load.set(operatorId, (load.get(operatorId) ?? 0) + 1)
  return operators.flatMap(({ operatorId, name, availability, teams, gone }) =>
    gone === true ? [] : [{ operatorId, name, availability, teams, load: load.get(operatorId) ?? 0 }],
  )
}
