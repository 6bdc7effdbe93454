/** EventBridge schedules: `rate(5 minutes)` and six-field `cron(…)`, in UTC. */
export type Schedule = { readonly expression: string; nextAfter(afterMs: number): number | undefined }

/** The expression is not a schedule the runner understands. */
export class ScheduleError extends Error {
  override name = 'ScheduleError'
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: 3_600_000, day: DAY_MS }
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
/** A schedule without a run within this time is taken to have none. */
const HORIZON_MS = 5 * 366 * DAY_MS

type Field = (value: number) => boolean

/**
 * Reads a schedule expression.
 * @throws ScheduleError when it is malformed or uses `W` or `#`, which are not supported.
 */
export const readSchedule = (expression: string): Schedule => {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  if (rate) {
    const everyMs = Number(rate[1]) * (UNIT_MS[rate[2] ?? ''] ?? MINUTE_MS)
    if (everyMs <= 0) throw new ScheduleError(`${expression} needs a positive rate`)
    return { expression, nextAfter: (afterMs) => afterMs + everyMs }
  }
  const cron = /^cron\((.+)\)$/.exec(expression)
  if (!cron?.[1]) throw new ScheduleError(`${expression} is neither rate(…) nor cron(…)`)
  return { expression, nextAfter: cronRuns(cron[1].trim().split(/\s+/), expression) }
}

const cronRuns = (fields: readonly string[], expression: string): ((afterMs: number) => number | undefined) => {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year || fields.length !== 6) {
    throw new ScheduleError(`${expression} needs six fields: minute hour day month weekday year`)
  }
  const ofMinute = readField(minute, { low: 0, high: 59 })
  const ofHour = readField(hour, { low: 0, high: 23 })
  const ofMonth = readField(month, { low: 1, high: 12, names: MONTHS })
  const ofYear = readField(year, { low: 1970, high: 2199 })
  // the weekday counts from 1 (Sunday); the last day of the month is `L`
  const ofWeekday = readField(dayOfWeek, { low: 1, high: 7, names: DAYS })
  const ofDay = dayOfMonth === 'L' ? undefined : readField(dayOfMonth, { low: 1, high: 31 })

  const onDay = (date: Date): boolean =>
    (ofDay === undefined ? isLastOfMonth(date) : ofDay(date.getUTCDate())) &&
    ofMonth(date.getUTCMonth() + 1) &&
    ofWeekday(date.getUTCDay() + 1) &&
    ofYear(date.getUTCFullYear())

  return (afterMs) => {
    let atMs = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS
    const untilMs = afterMs + HORIZON_MS
    while (atMs < untilMs) {
      const date = new Date(atMs)
      if (!onDay(date)) atMs = (Math.floor(atMs / DAY_MS) + 1) * DAY_MS
      else if (ofHour(date.getUTCHours()) && ofMinute(date.getUTCMinutes())) return atMs
      else atMs += MINUTE_MS
    }
    return undefined
  }
}

const isLastOfMonth = (date: Date): boolean => new Date(date.getTime() + DAY_MS).getUTCDate() === 1

type Range = { low: number; high: number; names?: readonly string[] }

const readField = (text: string, range: Range): Field => {
  if (text === '*' || text === '?') return () => true
  const parts = text.split(',').map((part) => readPart(part, range))
  return (value) => parts.some((part) => part(value))
}

const readPart = (text: string, range: Range): Field => {
  const [span = '', step] = text.split('/')
  const bounds = span === '*' ? [range.low, range.high] : span.split('-').map((part) => readNumber(part, range))
  const from = bounds[0] ?? range.low
  const to = bounds[1] ?? (step === undefined ? from : range.high)
  const every = step === undefined ? 1 : Number(step)
  if (!Number.isInteger(every) || every < 1) throw new ScheduleError(`${text} has no valid step`)
  return (value) => value >= from && value <= to && (value - from) % every === 0
}

const readNumber = (text: string, range: Range): number => {
  const named = range.names?.indexOf(text.toUpperCase()) ?? -1
  if (named >= 0) return named + range.low
  const value = Number(text)
  if (!Number.isInteger(value) || value < range.low || value > range.high) {
    throw new ScheduleError(`${text} is not between ${range.low} and ${range.high}`)
  }
  return value
}
