/** What the routing document says of each operator, with its defaults filled in. */
import { type CalendarDocument, type OpenHours, type WorkingTime, workingTime } from '#domain/calendar'
import { own } from '#domain/own'
import type { Effort, OperatorProfile, RoutingDocument } from './routing-policy.ts'

export type Profile = {
  readonly skills: ReadonlySet<string>
  /** Null: any. */
  readonly languages: ReadonlySet<string> | null
  readonly capacityPoints: number
  /** Null: whenever Chatwoot shows them online. */
  readonly shift: WorkingTime | null
}

export type Profiles = {
  of(operatorId: number): Profile
  /** At least one operator lists languages. */
  readonly asksLanguages: boolean
}

const DAY_MS = 86_400_000
const byDocument = new WeakMap<RoutingDocument, Profiles>()

/**
 * Compiled once per document object.
 * Throws what `workingTime` throws for a broken calendar. A shift that the document has no calendar for counts as none.
 */
export function profilesOf(document: RoutingDocument): Profiles {
  const known = byDocument.get(document)
  if (known !== undefined) return known
  const unnamed = profileOf({}, document)
  const named = new Map(Object.entries(document.operators).map(([id, entry]) => [id, profileOf(entry, document)]))
  const profiles: Profiles = {
    of: (operatorId) => named.get(String(operatorId)) ?? unnamed,
    asksLanguages: [...named.values()].some(({ languages }) => languages !== null),
  }
  byDocument.set(document, profiles)
  return profiles
}

/** What one conversation of this channel takes. */
export const effortOf = (channel: string | null, { channels, otherChannels }: RoutingDocument): Effort =>
  (channel === null ? undefined : own(channels, channel)) ?? otherChannels

/** What was asked last, by profile: a pass asks many times of one instant. */
const endings = new WeakMap<Profile, { readonly nowMs: number; readonly endsAtMs: number | null }>()

/** When the stretch of the shift ends that `nowMs` lies in; null: not at work. Infinity: no end in the next 24 hours. */
export function workEndsAtMs(profile: Profile, nowMs: number): number | null {
  if (profile.shift === null) return Number.POSITIVE_INFINITY
  const known = endings.get(profile)
  if (known?.nowMs === nowMs) return known.endsAtMs
  const endsAtMs = endOf(profile.shift, nowMs)
  endings.set(profile, { nowMs, endsAtMs })
  return endsAtMs
}

function endOf(shift: WorkingTime, nowMs: number): number | null {
  if (!shift.isOpen(nowMs)) return null
  const [stretch] = shift.openBetween(nowMs, nowMs + DAY_MS)
  return stretch === undefined || stretch.endMs >= nowMs + DAY_MS ? Number.POSITIVE_INFINITY : stretch.endMs
}

const ALL_DAY: readonly OpenHours[] = [['00:00', '24:00']]
const EVERY_DAY = { mon: ALL_DAY, tue: ALL_DAY, wed: ALL_DAY, thu: ALL_DAY, fri: ALL_DAY, sat: ALL_DAY, sun: ALL_DAY }

/** The shift, closed on these dates besides. A night shift ends at midnight before them and goes on at midnight after. */
function withDaysOff(calendar: CalendarDocument, daysOff: readonly string[]): CalendarDocument {
  if (daysOff.length === 0) return calendar
  const { timeZone, alwaysOpen = false, week, holidays = [], specialDays = [] } = calendar
  const off = new Set(daysOff)
  return {
    timeZone,
    ...(alwaysOpen ? { week: EVERY_DAY } : week === undefined ? {} : { week }),
    holidays: [...holidays.filter(({ date }) => !off.has(date)), ...daysOff.map((date) => ({ date }))],
    specialDays: specialDays.filter(({ date }) => !off.has(date)),
  }
}

function profileOf({ skills, languages, daysOff = [], ...entry }: OperatorProfile, document: RoutingDocument): Profile {
  const calendar = entry.shift === undefined ? undefined : own(document.calendars, entry.shift)
  return {
    skills: new Set(skills),
    languages: languages === undefined ? null : new Set(languages),
    capacityPoints: entry.capacityPoints ?? document.capacityPoints,
    shift: calendar === undefined ? null : workingTime(withDaysOff(calendar, daysOff)),
  }
}
