/** Schedule expressions of EventBridge rules, in UTC: `rate(5 minutes)` and `cron(0 8 ? * MON *)`. */

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: 3_600_000, day: DAY_MS }
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
/** A leap day is at most eight years away (1896 to 1904, 2096 to 2104). */
const HORIZON_MS = 9 * 366 * DAY_MS

/** The first run after `afterMs`, or undefined when there is none within nine years. Throws on an ill-formed expression. */
export function nextRun(expression: string, afterMs: number): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression)
  if (rate) return afterMs + rateMs(expression, rate)
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(/\s+/)
  if (fields?.length !== 6) throw new Error(`schedule ${expression}: neither rate(...) nor cron(...) with six fields`)
  return nextCron(expression, fields, afterMs)
}

function rateMs(expression: string, [, amount, unit = '', plural]: RegExpExecArray): number {
  const n = Number(amount)
  // EventBridge insists: 1 minute, 2 minutes
  if (n < 1 || (n === 1) !== (plural === ''))
    throw new Error(`schedule ${expression}: the unit must be singular for 1, plural else`)
  return n * (UNIT_MS[unit] ?? 0)
}

type Field = (value: number) => boolean

function nextCron(expression: string, fields: readonly string[], afterMs: number): number | undefined {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error(`schedule ${expression}: exactly one of day-of-month and day-of-week must be ?`)
  }
  const parse = (text: string, low: number, high: number, names: readonly string[] = []) =>
    parseField({ expression, low, high, names }, text)
  const inMinute = parse(minute, 0, 59)
  const inHour = parse(hour, 0, 23)
  const inMonth = parse(month, 1, 12, MONTHS)
  const inYear = parse(year, 1970, 2199)
  const onDay = dayOfMonth === '?' ? weekday(expression, dayOfWeek) : monthday(expression, dayOfMonth)

  const endMs = afterMs + HORIZON_MS
  let t = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  while (t < endMs) {
    const d = new Date(t)
    if (!inYear(d.getUTCFullYear()) || !inMonth(d.getUTCMonth() + 1) || !onDay(d)) {
      t = (Math.floor(t / DAY_MS) + 1) * DAY_MS
    } else if (inHour(d.getUTCHours()) && inMinute(d.getUTCMinutes())) {
      return t
    } else t += MINUTE_MS
  }
  return undefined
}

type Domain = {
  readonly expression: string
  readonly low: number
  readonly high: number
  readonly names: readonly string[]
}

/** `*`, `5`, `1-5`, `0/15`, `MON-FRI` and lists of them. */
function parseField(domain: Domain, text: string): Field {
  const parts = text.split(',').map((part) => parsePart(domain, part))
  return (value) => parts.some((matches) => matches(value))
}

function parsePart({ expression, low, high, names }: Domain, part: string): Field {
  if (part === '*') return () => true
  const [range = '', stepText] = part.split('/')
  const number = (text: string): number => {
    const named = names.indexOf(text.toUpperCase())
    const value = named >= 0 ? named + low : /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= low && value <= high)) throw new Error(`schedule ${expression}: ${part} is out of range`)
    return value
  }
  const step = stepText === undefined ? 1 : Number(stepText)
  if (!Number.isInteger(step) || step < 1) throw new Error(`schedule ${expression}: ${part} has a wrong step`)
  const [fromText = '', toText] = range === '*' ? [String(low), String(high)] : range.split('-')
  const from = number(fromText)
  const to = toText !== undefined ? number(toText) : stepText !== undefined ? high : from
  return (value) => value >= from && value <= to && (value - from) % step === 0
}

const lastDayOfMonth = (d: Date): number => new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate()

/** Also `L` (the last day) and `15W` (the weekday nearest to the 15th). */
function monthday(expression: string, text: string): (d: Date) => boolean {
  if (text === 'L') return (d) => d.getUTCDate() === lastDayOfMonth(d)
  const near = /^(\d{1,2})W$/.exec(text)?.[1]
  if (near !== undefined) return (d) => d.getUTCDate() === nearestWeekday(d, Number(near))
  const matches = parseField({ expression, low: 1, high: 31, names: [] }, text)
  return (d) => matches(d.getUTCDate())
}

function nearestWeekday(d: Date, day: number): number {
  const last = lastDayOfMonth(d)
  const target = Math.min(day, last)
  const weekdayOfTarget = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), target)).getUTCDay()
  // never into the next or the last month
  if (weekdayOfTarget === 6) return target > 1 ? target - 1 : target + 2
  if (weekdayOfTarget === 0) return target < last ? target + 1 : target - 2
  return target
}

/** Also `6L` (the last Friday) and `3#2` (the second Tuesday); 1 is Sunday. */
function weekday(expression: string, text: string): (d: Date) => boolean {
  const domain: Domain = { expression, low: 1, high: 7, names: DAYS }
  const last = /^(\w+)L$/.exec(text)?.[1]
  if (last !== undefined) {
    const matches = parseField(domain, last)
    return (d) => matches(d.getUTCDay() + 1) && d.getUTCDate() > lastDayOfMonth(d) - 7
  }
  const [, day, nth] = /^(\w+)#([1-5])$/.exec(text) ?? []
  if (day !== undefined) {
    const matches = parseField(domain, day)
    return (d) => matches(d.getUTCDay() + 1) && Math.ceil(d.getUTCDate() / 7) === Number(nth)
  }
  const matches = parseField(domain, text)
  return (d) => matches(d.getUTCDay() + 1)
}
