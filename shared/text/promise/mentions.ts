/**
 * Where a sentence names a time to come: "within 2 hours", "Friday at noon". By tables of our own: chrono-node, which the
 * tests compare with, takes "après-demain" and "pasado mañana" for tomorrow, "morgen früh" for a Friday, does not know
 * "by 5", reckons in the zone of the process, and is twice as large as all of this.
 */
import { type DayPart, type Language, type Period, type Unit, whichOf } from './language.ts'

export type Day =
  | { readonly is: 'days_ahead'; readonly days: number }
  /** 0 is Sunday. */
  | { readonly is: 'weekday'; readonly weekday: number; readonly which: 'coming' | 'next' | 'next_week' }
  | { readonly is: 'date'; readonly year: number | null; readonly month: number | null; readonly date: number }
  | { readonly is: 'period'; readonly period: Period }

export type Duration = { readonly amount: number; readonly unit: Unit; readonly extraMinutes: number }

export type Moment = {
  readonly day?: Day
  readonly part?: DayPart
  /** The part of the day is said to be today's. */
  readonly isToday?: boolean
  /** Minutes since midnight. `isHalfDay`: 5 may be 17. `isBare`: nothing but a number behind a preposition. */
  readonly time?: { readonly minute: number; readonly isHalfDay: boolean; readonly isBare: boolean }
  /** IANA zone that the text itself names. */
  readonly timeZone?: string
  /** It will have happened before that day. */
  readonly isBeforeDay?: boolean
}

/** `start` and `end` are places in the sentence. */
export type Mention = { readonly start: number; readonly end: number } & (
  | { readonly duration: Duration }
  | { readonly moment: Moment }
)

type Piece = { readonly start: number; readonly end: number; readonly moment: Moment }
/** Longest way between two parts of one moment. */
const WIDEST_GAP = 24

/** All of a lower case sentence, in order. */
export function mentionsIn(sentence: string, language: Language): Mention[] {
  const { text, mentions } = takeDurations(sentence, language)
  for (const piece of joined(piecesIn(text, language), text, language)) {
    const lead = sentence.slice(Math.max(0, piece.start - WIDEST_GAP), piece.start)
    const { time, day, part } = piece.moment
    if (language.refused.test(lead) || language.refusedBehind.test(sentence.slice(piece.end))) continue
    if (time?.isBare && !day && !part && !language.afterBareHour.test(sentence.slice(piece.end))) continue
    const moment = language.before.test(lead) ? { ...piece.moment, isBeforeDay: true } : piece.moment
    mentions.push({ start: piece.start, end: piece.end, moment })
  }
  return mentions.sort((a, b) => a.start - b.start)
}

/** The durations, and the sentence without them, so that their numbers are read once. */
function takeDurations(sentence: string, language: Language): { text: string; mentions: Mention[] } {
  const mentions: Mention[] = []
  const { words } = language
  const blank = (found: string): string => '\u00b7'.repeat(found.length)
  const take = (pattern: RegExp, text: string, read: (match: RegExpExecArray) => Duration | undefined): string => {
    let rest = text
    for (const match of text.matchAll(pattern)) {
      const duration = match.groups?.intro || match.groups?.tail ? read(match) : undefined
      if (duration === undefined) continue
      const start = match.index + (match.groups?.intro?.length ?? 0)
      mentions.push({ start, end: match.index + match[0].length, duration })
      rest = rest.slice(0, match.index) + blank(match[0]) + rest.slice(match.index + match[0].length)
    }
    return rest
  }
  const withoutIdioms = take(language.idioms, sentence, (match) => {
    const [, amount = 0] = words.idioms[whichOf('i', match)] ?? []
    return { amount, unit: 'minute', extraMinutes: 0 }
  })
  const text = take(language.durations, withoutIdioms, (match) => {
    const { n, m, extra } = match.groups ?? {}
    const [, unit] = words.units[whichOf('u', match)] ?? []
    const amount = Math.max(numberOf(n, words.numbers), numberOf(m, words.numbers))
    return unit === undefined ? undefined : { amount, unit, extraMinutes: Number(extra ?? 0) }
  })
  return { text, mentions }
}

const numberOf = (said: string | undefined, numbers: Readonly<Record<string, number>>): number =>
  said === undefined ? 0 : (numbers[said] ?? Number(said.replace(',', '.')))

type Finder = readonly [pattern: RegExp, read: (match: RegExpExecArray) => Moment | null]

/** From the most telling words to the least; what one finder took, the next ones do not see. */
function piecesIn(sentence: string, language: Language): Piece[] {
  const { words } = language
  const finders: readonly Finder[] = [
    [language.dates, (match) => dateOf(match, words.dateOrder === 'month_first')],
    [language.weekdays, (match) => weekdayOf(match)],
    [language.periods, (match) => periodOf(words.periods[whichOf('p', match)]?.[1])],
    [language.todayParts, (match) => partOf(words.todayParts[whichOf('t', match)]?.[1], true)],
    [language.days, (match) => ({ day: { is: 'days_ahead', days: whichOf('d', match) } })],
    [language.noon, () => ({ time: { minute: 12 * 60, isHalfDay: false, isBare: false } })],
    [language.midnight, () => ({ time: { minute: 24 * 60, isHalfDay: false, isBare: false } })],
    [language.clocks, (match) => clockOf(match, words.zones)],
    [language.parts, (match) => partOf(words.parts[whichOf('t', match)]?.[1], false)],
  ]
  const pieces: Piece[] = []
  let text = sentence
  for (const [pattern, read] of finders) {
    for (const match of text.matchAll(pattern)) {
      const moment = read(match)
      if (moment === null) continue
      const start = match.index
      const end = start + match[0].length
      pieces.push({ start, end, moment })
      text = text.slice(0, start) + '\u00b7'.repeat(end - start) + text.slice(end)
    }
  }
  return pieces.sort((a, b) => a.start - b.start)
}

function dateOf(match: RegExpExecArray, isMonthFirst: boolean): Moment | null {
  const g = match.groups ?? {}
  const year = g.y0 ?? g.y1 ?? g.y2 ?? g.y3 ?? g.y4 ?? g.y5
  const named = Math.max(whichOf('a', match), whichOf('b', match))
  const [first, second] = isMonthFirst ? [g.second, g.first] : [g.first, g.second]
  const date = Number(g.isoDate ?? g.date1 ?? g.date2 ?? first ?? g.dotDate ?? g.dashDate ?? g.date3)
  const month = named >= 0 ? named + 1 : (g.isoMonth ?? second ?? g.dotMonth ?? g.dashMonth)
  if (!(date >= 1 && date <= 31) || (month !== undefined && !(Number(month) >= 1 && Number(month) <= 12))) return null
  if (/^24\/7$/.test(match[0])) return null
  return {
    day: {
      is: 'date',
      year: year === undefined ? null : Number(year.length === 2 ? `20${year}` : year),
      month: month === undefined ? null : Number(month),
      date,
    },
  }
}

function weekdayOf(match: RegExpExecArray): Moment {
  const { next, nextBehind, nextWeek, nextWeekBehind } = match.groups ?? {}
  const which = nextWeek || nextWeekBehind ? 'next_week' : next || nextBehind ? 'next' : 'coming'
  return { day: { is: 'weekday', weekday: whichOf('w', match), which } }
}
const periodOf = (period: Period | undefined): Moment | null =>
  period === undefined ? null : { day: { is: 'period', period } }
const partOf = (part: DayPart | undefined, isToday: boolean): Moment | null =>
  part === undefined ? null : { part, ...(isToday && { isToday }) }

function clockOf(match: RegExpExecArray, zones: Readonly<Record<string, string>>): Moment | null {
  const g = match.groups ?? {}
  const said = Number(g.hour)
  if (said > 24) return null
  const isBare = g.am === undefined && g.pm === undefined && g.hourWord === undefined && g.minute === undefined
  if (isBare && g.at === undefined) return null
  if (g.colon === '.' && g.at === undefined && g.hourWord === undefined) return null
  const hour = g.am !== undefined && said === 12 ? 0 : g.pm !== undefined && said < 12 ? said + 12 : said
  const timeZone = g.zone === undefined ? undefined : zones[g.zone]
  return {
    time: {
      minute: hour * 60 + Number(g.minute ?? 0),
      isHalfDay: g.am === undefined && g.pm === undefined && said >= 1 && said < 12 && !g.hour?.startsWith('0'),
      isBare: isBare && g.hourAfterAt === undefined,
    },
    ...(timeZone !== undefined && { timeZone }),
  }
}

/** Pieces that belong together made one: "tomorrow" and "5 pm" in "tomorrow by 5 pm". */
function joined(pieces: readonly Piece[], text: string, language: Language): Piece[] {
  const whole: Piece[] = []
  for (const piece of pieces) {
    const last = whole.at(-1)
    const gap = last === undefined ? '' : text.slice(last.end, piece.start)
    if (last === undefined || gap.length > WIDEST_GAP) whole.push(piece)
    else if (language.joiners.test(gap) && fits(last.moment, piece.moment)) {
      whole[whole.length - 1] = { start: last.start, end: piece.end, moment: { ...last.moment, ...piece.moment } }
    } else if (language.or.test(gap) && isAlternative(last.moment, piece.moment)) {
      whole[whole.length - 1] = { start: last.start, end: piece.end, moment: { ...last.moment, ...piece.moment } }
    } else whole.push(piece)
  }
  return whole
}

/** A date says more than the weekday beside it; otherwise each piece brings what is missing. */
function fits(a: Moment, b: Moment): boolean {
  const isDayAndDate = a.day?.is === 'weekday' && b.day?.is === 'date'
  return (isDayAndDate || !a.day || !b.day) && !(a.time && b.time) && !(a.part && b.part)
}

const isAlternative = (a: Moment, b: Moment): boolean =>
  (a.day !== undefined && a.day.is === b.day?.is) || (a.time !== undefined && b.time !== undefined)
