/** The people of the simulated desk, when they work, and when they are not there although they should be. */
import type { CalendarDocument } from '#domain/calendar'
import type { Availability } from '#domain/operator'
import { DAY_MS, SKILLS } from './arrivals.ts'
import { randomOf } from './random.ts'

export type Person = {
  readonly id: number
  /** Numbers of skills. */
  readonly skills: readonly number[]
  readonly shift: ShiftName
  /** Hour of the day. */
  readonly lunch: number
}

/** `at`: what Chatwoot shows from then on. */
export type PresenceChange = { readonly atMs: number; readonly personId: number; readonly shows: Availability }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

export const SHIFTS = { early: [8, 16], middle: [9, 17], late: [10.5, 18.5] } as const
export type ShiftName = keyof typeof SHIFTS
const LUNCH_HOURS = 0.75
const ALL = SKILLS.map((_, skill) => skill)

/** People with one skill or two, and some who know everything: those are asked where nobody can tell the topic. */
const ROSTER: readonly (readonly [ShiftName, readonly number[]])[] = [
  ['early', [0]],
  ['early', [0, 1]],
  ['early', [1, 2]],
  ['early', [2, 3]],
  ['early', [3]],
  ['early', ALL],
  ['early', ALL],
  ['middle', [0, 3]],
  ['middle', [1, 2]],
  ['middle', ALL],
  ['late', [0, 1]],
  ['late', [2, 3]],
  ['late', [0]],
  ['late', ALL],
  ['late', ALL],
]

/** Lunch is taken in three waves. */
export const PEOPLE: readonly Person[] = ROSTER.map(([shift, skills], index) => ({
  id: index + 1,
  skills,
  shift,
  lunch: SHIFTS[shift][0] + 3 + (index % 3) * LUNCH_HOURS,
}))

export const knowsAll = ({ skills }: Person): boolean => skills.length === SKILLS.length

/** Each skill is a team; who has them all is in triage too. */
export const teamIdsOf = (person: Person): number[] => [
  ...person.skills.map((skill) => skill + 1),
  ...(knowsAll(person) ? [TRIAGE_TEAM] : []),
]
export const TRIAGE_TEAM = 9

/** Minutes a person is there on a day, as planned. */
export const PLANNED_HOURS = 8 - LUNCH_HOURS

const clock = (hours: number): string =>
  `${String(Math.floor(hours)).padStart(2, '0')}:${String(Math.round((hours % 1) * 60)).padStart(2, '0')}`

export function calendarOf({ shift, lunch }: Person): CalendarDocument {
  const [from, to] = SHIFTS[shift]
  const hours = [
    [clock(from), clock(lunch)],
    [clock(lunch + LUNCH_HOURS), clock(to)],
  ] as const
  return { timeZone: 'UTC', week: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours } }
}

/**
 * How often people leave their desk unplanned: `away` about every other hour for some minutes; `offline`, which they had
 * not planned either, about twice a week, for a quarter of an hour on average.
 */
const AWAY = { everyMs: 2 * HOUR_MS, forMs: 6 * MINUTE_MS }
const OFFLINE = { everyMs: 16 * HOUR_MS, forMs: 15 * MINUTE_MS }

/** One day's changes, in order. */
export function presenceOn(dayMs: number, person: Person, seed: number): PresenceChange[] {
  const random = randomOf(seed, 21, person.id, dayMs / DAY_MS)
  const { lunch } = person
  const [from, to] = SHIFTS[person.shift]
  const changes: PresenceChange[] = []
  const shows = (atMs: number, what: Availability) => changes.push({ atMs, personId: person.id, shows: what })
  const stretches = [
    [from, lunch, 'away'],
    [lunch + LUNCH_HOURS, to, 'offline'],
  ] as const
  for (const [start, end, after] of stretches) {
    const endMs = dayMs + end * HOUR_MS
    let atMs = dayMs + start * HOUR_MS + random.next() * 3 * MINUTE_MS
    shows(atMs, 'available')
    for (;;) {
      const awayMs = random.exponential(AWAY.everyMs)
      const offlineMs = random.exponential(OFFLINE.everyMs)
      const forMs = random.exponential(awayMs < offlineMs ? AWAY.forMs : OFFLINE.forMs)
      atMs += Math.min(awayMs, offlineMs)
      if (atMs + forMs >= endMs) break
      shows(atMs, awayMs < offlineMs ? 'away' : 'offline')
      atMs += forMs
      shows(atMs, 'available')
    }
    shows(endMs, after)
  }
  return changes
}
