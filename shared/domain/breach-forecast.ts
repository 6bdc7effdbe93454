/**
 * Which promises will be broken if everybody at work goes on, the most urgent first, and what one more would save. People come
 * and go by their shifts; customers who have not written yet are not counted (ADR 0027).
 */
import type { OpenStretch } from './calendar.ts'
import type { Availability, Operator } from './operator.ts'
import type { Effort } from './routing/routing-policy.ts'
import { byUrgency, simulateAnswers, type Task, type Waiting, type Worker } from './simulate-answers.ts'

export type AtWork = Pick<Operator, 'operatorId' | 'name' | 'availability' | 'teams'> & {
  /** Conversations that he has. */
  readonly load: number
  /** His working hours from now on, as the routing document has them, in order; absent: it names none. */
  readonly shift?: readonly OpenStretch[]
}

export type Efforts = { readonly channels: { readonly [channel: string]: Effort }; readonly otherChannels: Effort }

export type ForecastFacts = {
  /** With overdue ones, which take their time like the others. */
  readonly waiting: readonly Waiting[]
  /** Null: nobody knows them, so whoever has conversations is taken to be at work, in their teams. */
  readonly operators: readonly AtWork[] | null
  readonly efforts: Efforts
  /** From whom routing takes what they have and do not answer: then it is their team's. */
  readonly takenFrom: readonly Availability[]
  readonly nowMs: number
  /** What is due by then is foretold. */
  readonly untilMs: number
}

export type PredictedBreach = Waiting & {
  /** Null: nobody at work would come to it. */
  readonly answeredAtMs: number | null
}

export type TeamForecast = {
  /** Null: conversations without a team. */
  readonly teamId: number | null
  /** Next breach first. */
  readonly breaches: readonly PredictedBreach[]
  /** How many of them nobody has. */
  readonly unassigned: number
  /** When the last of them breaches. */
  readonly byMs: number
  /** Most first. */
  readonly channels: readonly { readonly channel: string | null; readonly breaches: number }[]
  /** Breaches fewer in the whole account, with one more operator who does nothing but this team's work. */
  readonly oneMoreSaves: number
}

export type BreachForecast = {
  readonly operatorsKnown: boolean
  /** Operators that were taken to be at work. */
  readonly atWork: number
  /** Conversations due by then, and those overdue already: no prediction, and so in no team's figures. */
  readonly due: number
  readonly overdue: number
  readonly breaches: number
  /** Teams with breaches, most first. */
  readonly teams: readonly TeamForecast[]
  /** The one more that saves most; `idle`: who has nothing due, and could be it. Null: nobody would save any. */
  readonly best: {
    readonly teamId: number | null
    readonly saves: number
    readonly idle: { readonly operatorId: number; readonly name: string; readonly teams: readonly number[] } | null
  } | null
}

/** An answer is a part of what a conversation takes; its end takes the whole. */
const ANSWERS_A_CONVERSATION = 3

export function breachForecast(facts: ForecastFacts): BreachForecast {
  const { waiting, operators, nowMs, untilMs } = facts
  const tasks = waiting
    .filter((one) => one.dueAtMs <= untilMs && isWorkedOn(one, nowMs))
    .map((of): Task => ({ of, takesMs: takesMs(of, facts.efforts) }))
    .sort(byUrgency)
  const due = tasks.filter(({ of }) => of.dueAtMs > nowMs)
  const people = [...(operators ?? seenAtWork(waiting))]
    .filter((one) => one.availability === 'available' || one.shift !== undefined)
    .sort((a, b) => a.load - b.load || a.operatorId - b.operatorId)
  const workers = workersOf(people, tasks, { nowMs, isLeft: leftBy(operators, facts.takenFrom) })
  const usual = simulateAnswers(workers, nowMs)
  const late = lateOf(due, usual.doneAtMs)
  const idle = usual.idle.flatMap((place) => people[place] ?? [])
  const teams = byTeam(late).map(([teamId, breaches]): TeamForecast => {
    const more: Worker = { mayTake: [tasks.filter(({ of }) => of.teamId === teamId)] }
    const { doneAtMs } = simulateAnswers([...workers, more], nowMs)
    const left = due.filter(({ of }) => isLate(of, doneAtMs)).length
    return teamForecast(teamId, breaches, Math.max(0, late.length - left))
  })
  return {
    operatorsKnown: operators !== null,
    atWork: people.filter(({ availability }) => availability === 'available').length,
    due: due.length,
    overdue: waiting.filter(({ dueAtMs }) => dueAtMs <= nowMs).length,
    breaches: late.length,
    teams,
    best: bestOf(teams, idle),
  }
}

/** A conversation that should have been over by now keeps nobody from answering others. */
const isWorkedOn = ({ clock, dueAtMs }: Waiting, nowMs: number): boolean => dueAtMs > nowMs || clock !== 'resolution'

function takesMs({ channel, clock }: Waiting, { channels, otherChannels }: Efforts): number {
  const { minutes } = (channel === null ? undefined : channels[channel]) ?? otherChannels
  return Math.round((minutes * 60_000) / (clock === 'resolution' ? 1 : ANSWERS_A_CONVERSATION))
}

/** Where nobody knows who is at work, having conversations is the only sign of it. */
function seenAtWork(waiting: readonly Waiting[]): AtWork[] {
  const seen = new Map<number, { teams: Set<number>; load: number }>()
  for (const { operatorId, teamId } of waiting) {
    if (operatorId === null) continue
    const one = seen.get(operatorId) ?? { teams: new Set<number>(), load: 0 }
    if (teamId !== null) one.teams.add(teamId)
    seen.set(operatorId, { ...one, load: one.load + 1 })
  }
  return [...seen].map(([operatorId, { teams, load }]) => ({
    ...{ operatorId, name: String(operatorId), availability: 'available', load },
    teams: [...teams],
  }))
}

type Desk = { readonly nowMs: number; readonly isLeft: (task: Task) => boolean }

/**
 * Nobody has it, or somebody from whom it is taken: soon enough, with half of what is left of the time. Who is no operator
 * any more is as good as offline.
 */
function leftBy(operators: readonly AtWork[] | null, takenFrom: readonly Availability[]): Desk['isLeft'] {
  const standOf = new Map(operators?.map(({ operatorId, availability }) => [operatorId, availability]))
  return ({ of: { operatorId } }) => {
    if (operatorId === null) return true
    if (operators === null) return false
    const stand = standOf.get(operatorId) ?? 'offline'
    return stand !== 'available' && takenFrom.includes(stand)
  }
}

/** His own, what his teams have left to nobody, and what is with nobody and no team. */
function workersOf(people: readonly AtWork[], tasks: readonly Task[], { nowMs, isLeft }: Desk): Worker[] {
  const own = groupedBy(tasks, (task) => (isLeft(task) ? null : task.of.operatorId))
  const left = groupedBy(own.get(null) ?? [], ({ of }) => of.teamId)
  return people.map((one) => {
    const { operatorId, teams } = one
    const there = hoursOf(one, nowMs)
    return {
      mayTake: [own.get(operatorId), left.get(null), ...teams.map((team) => left.get(team))].filter(
        (tasks) => tasks !== undefined,
      ),
      ...(there === null ? {} : { there }),
    }
  })
}

/**
 * Null: all the time. Who is there goes when his shift does, and comes back for the next; who is not there is expected for
 * the next one, and not back in this one. Who is there outside of his hours stays.
 */
function hoursOf({ availability, shift }: AtWork, nowMs: number): readonly OpenStretch[] | null {
  if (shift === undefined) return null
  const isOn = (shift[0]?.startMs ?? Number.POSITIVE_INFINITY) <= nowMs
  if (availability === 'available') return isOn ? shift : null
  return shift.filter(({ startMs }) => startMs > nowMs)
}

const isLate = ({ conversationId, dueAtMs }: Waiting, doneAtMs: ReadonlyMap<number, number>): boolean =>
  (doneAtMs.get(conversationId) ?? Number.POSITIVE_INFINITY) > dueAtMs

const lateOf = (due: readonly Task[], doneAtMs: ReadonlyMap<number, number>): PredictedBreach[] =>
  due.flatMap(({ of }) =>
    isLate(of, doneAtMs) ? [{ ...of, answeredAtMs: doneAtMs.get(of.conversationId) ?? null }] : [],
  )

const byTeam = (late: readonly PredictedBreach[]): [number | null, PredictedBreach[]][] =>
  [...groupedBy(late, ({ teamId }) => teamId)].sort(
    ([a, of], [b, others]) =>
      others.length - of.length || (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY),
  )

function teamForecast(teamId: number | null, breaches: readonly PredictedBreach[], oneMoreSaves: number): TeamForecast {
  const channels = [...groupedBy(breaches, ({ channel }) => channel)]
    .map(([channel, of]) => ({ channel, breaches: of.length }))
    .sort((a, b) => b.breaches - a.breaches || String(a.channel).localeCompare(String(b.channel), 'en'))
  const unassigned = breaches.filter(({ operatorId }) => operatorId === null).length
  return { teamId, breaches, unassigned, byMs: breaches.at(-1)?.dueAtMs ?? 0, channels, oneMoreSaves }
}

/** Of those who have nothing due, one of the team itself first, then who has least. */
function bestOf(teams: readonly TeamForecast[], idle: readonly AtWork[]): BreachForecast['best'] {
  let best: TeamForecast | undefined
  for (const team of teams) if (team.oneMoreSaves > (best?.oneMoreSaves ?? 0)) best = team
  if (best === undefined) return null
  const { teamId, oneMoreSaves: saves } = best
  const one = idle.find(({ teams: of }) => teamId !== null && of.includes(teamId)) ?? idle[0]
  return {
    teamId,
    saves,
    idle: one === undefined ? null : { operatorId: one.operatorId, name: one.name, teams: one.teams },
  }
}

function groupedBy<Of, Key>(all: readonly Of[], keyOf: (one: Of) => Key): Map<Key, Of[]> {
  const groups = new Map<Key, Of[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}
