/** Durations, instants and figures in words. Pure; locale and time zone are the browser's. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const two = (value: number): string => String(value).padStart(2, '0')

/** Two units, the smaller one padded so that a counting figure does not jump: `42s`, `4m 07s`, `2h 05m`, `3d 04h`. */
export function duration(ms: number): string {
  const left = Math.max(0, ms)
  if (left < MINUTE) return `${Math.floor(left / SECOND)}s`
  if (left < HOUR) return `${Math.floor(left / MINUTE)}m ${two(Math.floor((left % MINUTE) / SECOND))}s`
  if (left < DAY) return `${Math.floor(left / HOUR)}h ${two(Math.floor((left % HOUR) / MINUTE))}m`
  return `${Math.floor(left / DAY)}d ${two(Math.floor((left % DAY) / HOUR))}h`
}

/** For figures that do not count on: an empty smaller unit says nothing. `28m`, `28m 12s`. */
export const brief = (ms: number): string => duration(ms).replace(/ 00\w$/, '')

/** Time counted by a calendar has no days: 24 open hours are three days at a shop that is open for eight. `24h`, `1h 04m`. */
export function openTime(ms: number): string {
  if (ms < DAY) return brief(ms)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  return `${Math.floor(ms / HOUR)}h${minutes === 0 ? '' : ` ${two(minutes)}m`}`
}

/** The same as `duration` for a screen reader: `4 minutes 7 seconds`. */
export function spokenDuration(ms: number): string {
  const left = Math.max(0, ms)
  const say = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`
  if (left < MINUTE) return say(Math.floor(left / SECOND), 'second')
  if (left < HOUR) return say(Math.floor(left / MINUTE), 'minute')
  if (left < DAY) return `${say(Math.floor(left / HOUR), 'hour')} ${say(Math.floor((left % HOUR) / MINUTE), 'minute')}`
  return `${say(Math.floor(left / DAY), 'day')} ${say(Math.floor((left % DAY) / HOUR), 'hour')}`
}

/** Of what has happened, also while the clock on screen is a little behind. */
export const ago = (atMs: number, nowMs: number): string => relative(Math.min(atMs, nowMs), nowMs)

/** How long something has waited: `just came`, `waits 12 min`. */
export function waitWords(sinceMs: number, nowMs: number): string {
  const words = ago(sinceMs, nowMs)
  return words === 'just now' ? 'just came' : `waits ${words.replace(/ ago$/, '')}`
}

/** `just now`, `12 min ago`, `in 3 h`. */
export function relative(atMs: number, nowMs: number): string {
  const gap = Math.abs(nowMs - atMs)
  if (gap < 10 * SECOND) return 'just now'
  const words =
    gap < MINUTE
      ? `${Math.floor(gap / SECOND)} s`
      : gap < HOUR
        ? `${Math.floor(gap / MINUTE)} min`
        : gap < DAY
          ? `${Math.floor(gap / HOUR)} h`
          : `${Math.floor(gap / DAY)} d`
  return atMs > nowMs ? `in ${words}` : `${words} ago`
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DATE_TIME = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const SHORT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const DATE_SHORT = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

const isSameDay = (aMs: number, bMs: number): boolean => new Date(aMs).toDateString() === new Date(bMs).toDateString()

/** Time of day, with the date when it is not today's. */
export const clockTime = (atMs: number, nowMs: number): string =>
  isSameDay(atMs, nowMs) ? TIME.format(atMs) : DATE_TIME.format(atMs)

/** The same without seconds, for what was not meant to the second. */
export const shortTime = (atMs: number, nowMs: number): string =>
  isSameDay(atMs, nowMs) ? SHORT.format(atMs) : DATE_SHORT.format(atMs)

export const fullTime = (atMs: number): string => FULL.format(atMs)

/** Rounded down: anything missing never reads as 100 %. */
export function percent(ratio: number): string {
  const thousandths = Math.floor(ratio * 1_000 + 1e-9)
  return thousandths % 10 === 0 ? `${thousandths / 10} %` : `${(thousandths / 10).toFixed(1)} %`
}

/** Up to two letters of a name, for a round badge. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = words[0] ?? '?'
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toUpperCase()
}

const CHANNELS: Readonly<Record<string, string>> = {
  WebWidget: 'Website',
  Api: 'API',
  Email: 'Email',
  FacebookPage: 'Facebook',
  Instagram: 'Instagram',
  Line: 'LINE',
  Sms: 'SMS',
  Telegram: 'Telegram',
  Tiktok: 'TikTok',
  TwilioSms: 'SMS',
  Whatsapp: 'WhatsApp',
}
export const channelName = (channel: string | null): string | null =>
  channel === null ? null : (CHANNELS[channel] ?? channel)
