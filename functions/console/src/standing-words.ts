/** How operators do, in words and places. Pure. Nobody is said to be better or worse unless that is sure. */
import { figureInWords, valueInWords } from '#domain/report/words'
import type { AspectStanding, BarStanding, OperatorStanding, PointDisputeTold, PointTold } from './figure-shapes.ts'
import { dayWords } from './figure-words.ts'
import { plainText } from './names.ts'

export const ASPECT_WORDS: Readonly<Record<string, string>> = {
  held: 'Time in hand',
  first_response: 'First response',
  sla: 'Promises kept',
  reopened: 'Did not hold',
  escalated: 'Escalated',
  csat: 'Rating by customers',
  grade: 'Grade',
}
export const aspectWords = (aspect: string): string => ASPECT_WORDS[aspect] ?? plainText(aspect.replaceAll('_', ' '))

/** What is looked at, in a sentence. */
export const ASPECT_MEANINGS: Readonly<Record<string, string>> = {
  held: 'How long conversations lay with the operator while it was their turn.',
  first_response: 'From when a customer waits for people to the first answer that is more than a promise.',
  sla: 'Clocks that ended in time, of all of them.',
  reopened: 'Resolutions that were opened again within seven days.',
  escalated: 'Escalations, of conversations that were assigned.',
  csat: 'What customers gave, 1 to 5.',
  grade: 'Grades of resolved conversations that count, 1 to 5.',
}

export const operatorName = ({ operatorId, name }: Pick<OperatorStanding, 'operatorId' | 'name'>): string =>
  plainText(name ?? '') || `Operator ${operatorId}`

export type Verdict = AspectStanding['verdict']
/** In the order in which groups stand. Within one nobody is before anybody. */
export const VERDICTS: readonly Verdict[] = ['better', 'alike', 'worse', 'too_few']
export const GROUP_WORDS: Readonly<Record<Verdict, string>> = {
  better: 'Surely better than peers with the same topics',
  alike: 'Like their peers: what differs may be chance',
  worse: 'Surely worse than peers with the same topics',
  too_few: 'Too few conversations to say anything',
}
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  better: 'surely better',
  alike: 'like peers',
  worse: 'surely worse',
  too_few: 'too few to say',
}
export const VERDICT_TONES: Readonly<Record<Verdict, string>> = {
  better: 'good',
  alike: 'plain',
  worse: 'late',
  too_few: 'plain',
}

export type Grouped = { readonly verdict: Verdict; readonly all: readonly Placed[] }
export type Placed = { readonly operator: OperatorStanding; readonly standing: AspectStanding }

/** By name within a group: an order by number would be a ranking that chance makes. */
export function groupsOf(operators: readonly OperatorStanding[], aspect: string): readonly Grouped[] {
  const placed = operators.flatMap((operator): Placed[] =>
    operator.aspects.filter((one) => one.aspect === aspect).map((standing) => ({ operator, standing })),
  )
  return VERDICTS.map((verdict) => ({
    verdict,
    all: placed
      .filter(({ standing }) => standing.verdict === verdict)
      .toSorted((a, b) => operatorName(a.operator).localeCompare(operatorName(b.operator))),
  })).filter(({ all }) => all.length > 0)
}

/** `15.2 min, n = 212`; nothing of nothing. */
export const ownWords = ({ value, unit, n }: Pick<AspectStanding, 'value' | 'unit' | 'n'>): string =>
  value === null ? 'no data' : `${valueInWords(value, unit)}, n = ${n}`

const signed = (value: number, digits: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`

/** Of times how much longer, of shares in points, of scores as such. */
function apartWords(difference: number, unit: AspectStanding['unit']): string {
  if (unit === 'ratio') return `${signed(difference * 100, 1)} points`
  if (unit === 'rating') return signed(difference, 2)
  const percent = Math.round((difference - 1) * 100)
  return percent === 0 ? 'as long' : `${Math.abs(percent)} % ${percent > 0 ? 'longer' : 'shorter'}`
}

/** `3 % longer than peers with the same topics; surely between 9 % shorter and 17 % longer`. */
export function besidePeersWords({ difference, interval, unit, compared, verdict }: AspectStanding): string {
  if (verdict === 'too_few' || difference === null)
    return `Only ${compared} ${compared === 1 ? 'conversation' : 'conversations'} that peers had the like of: nothing can be said`
  const said = `${apartWords(difference, unit)}, beside peers with the same topics`
  if (interval === null) return said
  return `${said}; 95 % sure: ${apartWords(interval.low, unit)} to ${apartWords(interval.high, unit)}`
}

export const rankWords = ({ rank }: Pick<AspectStanding, 'rank'>): string | null =>
  rank === null ? null : `place ${rank}, apart from everybody`

export const BAR_WORDS: Readonly<Record<BarStanding['standing'], string>> = {
  met: 'reached',
  missed: 'missed',
  unclear: 'not clear',
  too_few: 'too few to say',
}
export const BAR_TONES: Readonly<Record<BarStanding['standing'], string>> = {
  met: 'good',
  missed: 'late',
  unclear: 'plain',
  too_few: 'plain',
}
const BAR_UNITS: Readonly<Record<string, 'ratio' | 'rating'>> = { grade: 'rating' }
/** `Promises kept: 92.5 % (n = 240), bar 90 %`. */
export function barWords({ aspect, value, n, bar }: BarStanding): string {
  const unit = BAR_UNITS[aspect] ?? 'ratio'
  const own = value === null ? 'no data' : `${figureInWords({ value, unit, reason: null })}, n = ${n}`
  return `${own}; bar ${aspect === 'escalated' ? 'under' : 'at least'} ${valueInWords(bar, unit)}`
}

export type Place = { readonly low: number; readonly at: number; readonly high: number }

/** Whiskers on a scale that is the same for all who are shown, peers in the middle: 0 to 100. */
export function placesOf(standings: readonly AspectStanding[]): ReadonlyMap<AspectStanding, Place> {
  const told = standings.flatMap((standing) => {
    const { difference, interval, verdict } = standing
    if (difference === null || interval === null || verdict === 'too_few') return []
    return [
      { standing, low: far(interval.low, standing), at: far(difference, standing), high: far(interval.high, standing) },
    ]
  })
  const reach = Math.max(LEAST_REACH, ...told.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  const place = (value: number): number => Math.round((50 + (value / reach) * 48) * 100) / 100
  return new Map(
    told.map(({ standing, low, at, high }) => [standing, { low: place(low), at: place(at), high: place(high) }]),
  )
}
/** So that a hair's breadth does not fill the picture. */
const LEAST_REACH = 0.02
/** From peers: twice as long is as far as half as long. */
const far = (difference: number, { unit }: Pick<AspectStanding, 'unit'>): number =>
  unit === 'ms' ? Math.log(Math.max(0.01, difference)) : difference

const MEASURE_WORDS: Readonly<Record<string, string>> = {
  held_operator: 'Time in hand',
  first_response: 'First response',
  next_response: 'Further response',
  resolution: 'Resolution',
  first_response_breached: 'First response was late',
  next_response_breached: 'Further response was late',
  resolution_breached: 'Resolution was late',
  reopened_7d: 'Did not hold for seven days',
  escalations: 'Escalated',
  csat: 'Rating by the customer',
}
export const measureWords = (measure: string): string =>
  MEASURE_WORDS[measure] ?? plainText(measure.replaceAll('_', ' '))

const OF_TIME: ReadonlySet<string> = new Set(['held_operator', 'first_response', 'next_response', 'resolution'])
/** `Time in hand: 9.0 min and 4.0 min, 14 Sep`. */
export function pointsWords(measure: string, points: readonly Pick<PointTold, 'value' | 'day'>[]): string {
  const [first] = points
  if (first === undefined) return measureWords(measure)
  const value = ({ value: one }: Pick<PointTold, 'value'>): string =>
    OF_TIME.has(measure) ? valueInWords(one, 'ms') : measure === 'csat' ? valueInWords(one / 1000, 'rating') : ''
  const values = points.map(value).filter((words) => words !== '')
  const days = [...new Set(points.map(({ day }) => dayWords(day)))].join(', ')
  return `${measureWords(measure)}${values.length === 0 ? '' : `: ${values.join(' and ')}`}, ${days}`
}

export const POINT_STATE_WORDS: Readonly<Record<PointDisputeTold['state'], string>> = {
  open: 'open',
  upheld: 'stands',
  excluded: 'left out',
}
