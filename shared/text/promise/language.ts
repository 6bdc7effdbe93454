/** The words by which promises are told: one table per language, all lower case, in the syntax of regular expressions. */

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'business_hour' | 'business_day'
export type DayPart = 'morning' | 'afternoon' | 'evening' | 'end_of_day'
export type Period = 'this_week' | 'next_week' | 'weekend' | 'end_of_month'

/** For what a language does not have. */
export const NEVER = '(?!)'

export type LanguageWords = {
  /** Compounds to take apart first: "Freitagabend". */
  readonly split?: readonly (readonly [pattern: RegExp, replacement: string])[]
  /** What we are going to do. */
  readonly ours: readonly string[]
  /** What others do, what was done or holds in general. Where it overlaps ours, nothing is promised. */
  readonly theirs: readonly string[]
  /** Begin a new thought within a sentence, besides commas: "and". */
  readonly and: string

  /** Before a duration: "within". */
  readonly within: string
  /** Behind a duration that does without: "from now". */
  readonly fromNow: string
  /** Between these and the number: "about". */
  readonly about: string
  readonly numbers: Readonly<Record<string, number>>
  /** The first that matches counts, so "business days" stands before "days". */
  readonly units: readonly (readonly [pattern: string, unit: Unit])[]
  /** Durations that are no number of units, in minutes: "half an hour", "a few days". */
  readonly idioms: readonly (readonly [pattern: string, minutes: number])[]

  /** Today, tomorrow, the day after. */
  readonly days: readonly [string, string, string]
  /** From Sunday on. */
  readonly weekdays: readonly string[]
  /** Before a weekday, and behind it: the one to come. */
  readonly this: string
  readonly next: string
  readonly nextBehind: string
  /** Before or behind a weekday: that of the next week. */
  readonly nextWeek: string
  /** Whether "next Friday" is that of next week, and not the one to come. */
  readonly nextIsOfNextWeek: boolean
  readonly months: readonly string[]
  readonly dateOrder: 'month_first' | 'day_first'
  /** Behind the number of a day: "th". Between it and the month: "of". */
  readonly ordinal: string
  readonly of: string
  /** The day of a month by itself: "the 10th". */
  readonly dayOfMonth?: string
  readonly periods: readonly (readonly [pattern: string, period: Period])[]

  /** Parts of any day; and those that mean today: "tonight". */
  readonly parts: readonly (readonly [pattern: string, part: DayPart])[]
  readonly todayParts: readonly (readonly [pattern: string, part: DayPart])[]
  readonly noon: string
  readonly midnight: string
  /** Before an hour: "at", "by". */
  readonly at: string
  /** Behind an hour, which it makes one: "o'clock"; and behind one only after `at`. */
  readonly hour: string
  readonly hourAfterAt: string
  readonly am: string
  readonly pm: string
  /** IANA zones by the abbreviations that follow an hour. */
  readonly zones: Readonly<Record<string, string>>

  /** Between the parts of one moment: "Friday at noon". */
  readonly joiners: string
  /** Between two moments of which the later counts: "Monday or Tuesday". */
  readonly or: string
  /** Before a moment that is not promised: "since"; and behind it: "ago". */
  readonly refused: string
  readonly refusedBehind: string
  /** Before a day on which it will have happened: "before Friday". */
  readonly before: string
}

export type Language = {
  readonly words: LanguageWords
  readonly ours: RegExp
  readonly theirs: RegExp
  readonly boundary: RegExp
  readonly durations: RegExp
  readonly idioms: RegExp
  readonly dates: RegExp
  readonly days: RegExp
  readonly weekdays: RegExp
  readonly periods: RegExp
  readonly parts: RegExp
  readonly todayParts: RegExp
  readonly noon: RegExp
  readonly midnight: RegExp
  readonly clocks: RegExp
  readonly joiners: RegExp
  readonly or: RegExp
  readonly refused: RegExp
  readonly refusedBehind: RegExp
  readonly before: RegExp
  /** What may follow a bare hour that no day stands beside. */
  readonly afterBareHour: RegExp
}

/** Nothing here repeats a repetition, and gaps are bounded: the work stays linear in the sentence. */
export function compileLanguage(words: LanguageWords): Language {
  const number = `(?:\\d{1,3}(?:[.,]\\d)?|${Object.keys(words.numbers).join('|')})`
  const intro = `(?:(?<intro>${words.within}) (?:(?:${words.about}) ?){0,3})?`
  const tail = `(?<tail> (?:${words.fromNow}))?`
  const second = `(?: ?[-\\u2013/] ?| (?:${words.or}) )(?<m>${number})`
  const minutes = words.units.flatMap(([pattern, unit]) => (unit === 'minute' ? [pattern] : [])).join('|')
  return {
    words,
    ours: all(words.ours.join('|')),
    theirs: all(words.theirs.join('|')),
    boundary: latin(`[,;:\\u2013\\u2014(]|(?<= )(?:${words.and}|-)(?= )`, 'g'),
    durations: all(
      `${intro}(?<n>${number})(?:${second})?(?: ?\\(\\d{1,3}\\))?[ -]?(?:${numbered('u', words.units)})` +
        `(?: ?(?:${words.and} )?(?<extra>\\d{1,2}) ?(?:${minutes}))?${tail}`,
    ),
    idioms: all(`${intro}(?:${numbered('i', words.idioms)})${tail}`),
    dates: all(datePatterns(words).join('|')),
    days: all(numbered('d', words.days)),
    weekdays: all(
      `(?:(?:(?<next>${words.next})|(?<nextWeek>${words.nextWeek})|${words.this}) )?(?:${numbered('w', words.weekdays)})\\.?` +
        `(?: (?:(?<nextBehind>${words.nextBehind})|(?<nextWeekBehind>${words.nextWeek})))?`,
    ),
    periods: all(numbered('p', words.periods)),
    parts: all(numbered('t', words.parts)),
    todayParts: all(numbered('t', words.todayParts)),
    noon: all(words.noon),
    midnight: all(words.midnight),
    clocks: clockPattern(words),
    joiners: latin(`^(?:[ ,(-]|${bounded(words.joiners)})*$`, ''),
    or: latin(`^ ?(?:-|\\u2013|${words.or}) ?(?:(?:${words.joiners}) )?$`, ''),
    refused: latin(`${bounded(words.refused)} $`, ''),
    refusedBehind: latin(`^ ${bounded(words.refusedBehind)}`, ''),
    before: latin(`${bounded(words.before)} $`, ''),
    afterBareHour: latin(`^ ?(?:$|[.,;:!)\\u2013\\u2014-]|(?:${words.and}) )`, ''),
  }
}

/** Which of the numbered alternatives with this letter matched; -1 for none. */
export function whichOf(letter: string, match: RegExpExecArray): number {
  const groups = match.groups ?? {}
  for (const name in groups) {
    if (name.startsWith(letter) && groups[name] !== undefined && /^\d+$/.test(name.slice(1)))
      return Number(name.slice(1))
  }
  return -1
}

/**
 * Letters of the languages we read, in lower case. Unicode's own classes cost the first reply some 80 ms: they are large,
 * and every boundary would compile them anew.
 */
const LETTER = 'a-z\\u00df-\\u024f'
const latin = (source: string, flags: string): RegExp => new RegExp(source.replaceAll('\\p{L}', `[${LETTER}]`), flags)
const bounded = (source: string): string => `(?<![${LETTER}\\d])(?:${source})(?![${LETTER}\\d])`
const all = (source: string): RegExp => latin(bounded(source), 'g')
const numbered = (letter: string, patterns: readonly (string | readonly [string, unknown])[]): string =>
  patterns.map((one, at) => `(?<${letter}${at}>${typeof one === 'string' ? one : one[0]})`).join('|')

function datePatterns(words: LanguageWords): string[] {
  const { ordinal, of, months } = words
  return [
    '(?<y0>20\\d\\d)-(?<isoMonth>\\d{1,2})-(?<isoDate>\\d{1,2})',
    `(?<date1>\\d{1,2})(?:${ordinal})? (?:(?:${of}) )?(?:${numbered('a', months)})\\.?(?:,? (?:(?:${of}) )?(?<y1>20\\d\\d))?`,
    ...(words.dateOrder === 'month_first' || words.dayOfMonth !== undefined
      ? [`(?:${numbered('b', months)})\\.? (?<date2>\\d{1,2})(?:${ordinal})?(?:,? (?<y2>20\\d\\d))?`]
      : []),
    '(?<first>\\d{1,2})/(?<second>\\d{1,2})(?:/(?<y3>20\\d\\d|\\d\\d))?',
    '(?<dotDate>\\d{1,2})\\.(?<dotMonth>\\d{1,2})\\.(?<y4>20\\d\\d|\\d\\d)?',
    '(?<dashDate>\\d{1,2})-(?<dashMonth>\\d{1,2})-(?<y5>20\\d\\d)',
    ...(words.dayOfMonth === undefined ? [] : [words.dayOfMonth]),
  ]
}

function clockPattern(words: LanguageWords): RegExp {
  const zones = Object.keys(words.zones).join('|')
  return latin(
    `(?<![${LETTER}\\d.,:/$€£#])(?:(?<at>${words.at}) )?(?<![.,:/$€£#])(?<hour>\\d{1,2})` +
      '(?:(?<colon>[:.]| ?h ?)(?<minute>[0-5]\\d))?' +
      `(?: ?(?:(?<am>${words.am})|(?<pm>${words.pm})|(?<hourWord>${words.hour})|(?<hourAfterAt>${words.hourAfterAt})))?` +
      `(?![${LETTER}\\d%€$£])(?![.:/]\\d)` +
      `(?: ?\\(?(?<zone>${zones})\\)?(?![${LETTER}\\d]))?`,
    'g',
  )
}
