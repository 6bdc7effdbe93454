/**
 * Working time: when a calendar is open, and how much of it lies between two instants. Real elapsed time counts, so a
 * day open around the clock has 23 or 25 hours when the clocks change. All instants are epoch milliseconds.
 */
import { addBusinessDays, countBusinessDays } from './business-days.ts'
import { canonicalText } from './canonical.ts'
import { officeHours } from './office-hours.ts'
import { openDays } from './open-days.ts'
import { remember } from './remember.ts'
import { HORIZON_MS } from './zone-transitions.ts'

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Local wall-clock times `HH:MM`, open inclusive, close exclusive; `24:00` ends the day. Never over midnight. */
export type OpenHours = readonly [open: string, close: string]

export type CalendarDocument = {
  /** IANA name. */
  readonly timeZone: string
  /** Open around the clock; week, holidays and special days are then left out. */
  readonly alwaysOpen?: boolean
  readonly week?: Partial<Readonly<Record<Weekday, readonly OpenHours[]>>>
  /** Closed all day. */
  readonly holidays?: readonly { readonly date: string; readonly name?: string }[]
  /** Hours of one date instead of its weekday's (half days, extra Saturdays); wins over holidays. */
  readonly specialDays?: readonly {
    readonly date: string
    readonly hours: readonly OpenHours[]
    readonly name?: string
  }[]
}

export type OpenStretch = { readonly startMs: number; readonly endMs: number }

/** What was before 1970 and what comes after 2255 counts as closed. */
export type OpenTime = {
  /**
   * Earliest instant by which so many open milliseconds have passed; the closing instant itself when it falls there.
   * `workingMs` of 0 or less gives fromMs. Null when the calendar does not open that long before 2256, or never again.
   */
  add(fromMs: number, workingMs: number): number | null
  /** Open milliseconds in [fromMs, toMs); 0 when toMs <= fromMs. Real elapsed time. */
  elapsed(fromMs: number, toMs: number): number
  isOpen(atMs: number): boolean
  /** Earliest open instant at or after; null when there is none before 2256. */
  nextOpen(atMs: number): number | null
  /** Open stretches clipped to [fromMs, toMs), merged where they touch, oldest first. */
  openBetween(fromMs: number, toMs: number): readonly OpenStretch[]
}

export type WorkingTime = OpenTime & {
  /**
   * `date` and answer are `YYYY-MM-DD`; a date with any open hours is a business day. A closed date first moves on to the
   * next business day, then so many business days are walked, back if negative. Null if that leaves 1970 to 2255.
   */
  addBusinessDays(date: string, days: number): string | null
  /** Business days in [from, to); if `to` is earlier, those in (to, from], negative. */
  countBusinessDays(from: string, to: string): number
}

const CALENDARS_KEPT = 64

const byDocument = new WeakMap<CalendarDocument, WorkingTime>()
const byText = new Map<string, WorkingTime>()

/**
 * Compiled once for a document and for all equal ones; the tables behind it are built as they are asked for.
 * Throws a RangeError that names the unknown zone, or the entry that is not a date, not a time, or closes before it opens.
 * (Around the clock the zone makes no difference and is not looked up.)
 */
export function workingTime(calendar: CalendarDocument): WorkingTime {
  const known = byDocument.get(calendar)
  if (known !== undefined) return known
  const text = canonicalText(calendar)
  const compiled = byText.get(text) ?? remember(byText, [text, compile(calendar)], CALENDARS_KEPT)
  byDocument.set(calendar, compiled)
  return compiled
}

function compile(calendar: CalendarDocument): WorkingTime {
  const days = openDays(calendar)
  return {
    ...(calendar.alwaysOpen === true ? AROUND_THE_CLOCK : officeHours(calendar.timeZone, days)),
    addBusinessDays: (date, count) => addBusinessDays(days, date, count),
    countBusinessDays: (from, to) => countBusinessDays(days, from, to),
  }
}

const clipped = (fromMs: number, toMs: number): OpenStretch => ({
  startMs: Math.max(fromMs, 0),
  endMs: Math.min(toMs, HORIZON_MS),
})

const AROUND_THE_CLOCK: OpenTime = {
  add(fromMs, workingMs) {
    if (workingMs <= 0) return fromMs
    const atMs = Math.max(fromMs, 0) + workingMs
    return atMs <= HORIZON_MS ? atMs : null
  },
  elapsed(fromMs, toMs) {
    const { startMs, endMs } = clipped(fromMs, toMs)
    return Math.max(0, endMs - startMs)
  },
  isOpen: (atMs) => atMs >= 0 && atMs < HORIZON_MS,
  nextOpen: (atMs) => (atMs < HORIZON_MS ? Math.max(atMs, 0) : null),
  openBetween(fromMs, toMs) {
    const whole = clipped(fromMs, toMs)
    return whole.startMs < whole.endMs ? [whole] : []
  },
}
