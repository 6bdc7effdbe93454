/** All policies over the same arrivals, the same work and the same absences. */
import { existsSync } from 'node:fs'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { type Arrival, DAY_MS, generatedArrivals, type Log, sumoArrivals, uciArrivals } from './arrivals.ts'
import { leastLoaded, onePool, roundRobin, roundRobinAgain } from './baselines.ts'
import { casesOf } from './cases.ts'
import { PEOPLE, PLANNED_HOURS, presenceOn } from './desk.ts'
import { DESK_DOCUMENT } from './desk-document.ts'
import { type Figures, figuresOf } from './figures.ts'
import { ours } from './ours.ts'
import { type Scenario, simulate } from './simulation.ts'
import type { Policy, World } from './work.ts'

/**
 * Share of the planned time that the answers would take, done one at a time and undisturbed. `busy` is where skills with
 * fewest conversations answers 95 % within five minutes and takes 0.7 minutes to the right person.
 */
export const LOADS = { light: 0.22, busy: 0.34, overload: 0.42 } as const
export type LoadName = keyof typeof LOADS

export type PolicyOf = (world: World) => Policy
export const CONTESTANTS: { readonly [name: string]: PolicyOf } = {
  'round robin (v1)': roundRobin,
  'round robin (v2)': roundRobinAgain,
  'least loaded': leastLoaded(DESK_DOCUMENT),
  ours: ours(DESK_DOCUMENT),
  'one pool': onePool,
}

export type Setting = { readonly load: number; readonly seed: number }

export function scenarioOf(arrivals: readonly Arrival[], { load, seed }: Setting): Scenario {
  const days = [...new Set(arrivals.map(({ atMs }) => Math.floor(atMs / DAY_MS)))]
  const presentMinutes = days.length * PEOPLE.length * PLANNED_HOURS * 60
  // the sum of work is proportional to one answer's mean: drawn once with a minute, then to measure
  const sum = casesOf(arrivals, seed, 1).reduce(
    (all, { workMinutes }) => all + workMinutes.reduce((a, b) => a + b, 0),
    0,
  )
  const cases = casesOf(arrivals, seed, (load * presentMinutes) / sum)
  const presence = [...days, (days.at(-1) ?? 0) + 1]
    .flatMap((day) => PEOPLE.flatMap((person) => presenceOn(day * DAY_MS, person, seed)))
    .sort((a, b) => a.atMs - b.atMs)
  return { cases, people: PEOPLE, presence }
}

export const figuresFor = (scenario: Scenario, policyOf: PolicyOf): Figures =>
  figuresOf(simulate({ ...scenario, pooled: policyOf === onePool }, policyOf))

/** Ours without one of its parts each. */
const { choice, takeBack } = DESK_DOCUMENT
export const ABLATIONS: { readonly [name: string]: RoutingDocument } = {
  'as it is': DESK_DOCUMENT,
  'never sticky': { ...DESK_DOCUMENT, choice: { ...choice, stickyDays: 0 } },
  'no drain': { ...DESK_DOCUMENT, choice: { ...choice, drainMinutes: 0 } },
  'no ledger of hard cases': { ...DESK_DOCUMENT, choice: { ...choice, hardCaseMinutes: 0 } },
  'no take-back': {
    ...DESK_DOCUMENT,
    takeBack: { ...takeBack, offlinePercent: null, awayPercent: null, idlePercent: null },
  },
  'no idle take-back': { ...DESK_DOCUMENT, takeBack: { ...takeBack, idlePercent: null } },
  'no capacity': { ...DESK_DOCUMENT, capacityPoints: 1_000 },
  'capacity of two': { ...DESK_DOCUMENT, capacityPoints: 4 },
}

export type Source = { readonly folder: string | null; readonly seed: number }

/** The logs of the folder that are there, or else generated arrivals. */
export function logsOf({ folder, seed }: Source): Log[] {
  const uci = `${folder}/uci-incidents/incidents.csv`
  const sumo = `${folder}/sumo-ticket-log/tickets.csv`
  const logs = [...(existsSync(uci) ? [uciArrivals(uci, seed)] : []), ...(existsSync(sumo) ? [sumoArrivals(sumo)] : [])]
  return logs.length > 0 ? logs : [generatedArrivals(seed)]
}
