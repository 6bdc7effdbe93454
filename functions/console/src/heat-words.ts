/** The heat map in words and shades. Pure. */
import type { HeatCell } from './figure-shapes.ts'

export const MEASURES = [
  { measure: 'waits', words: 'Customers began to wait', of: 'waits' },
  { measure: 'opened', words: 'Conversations opened', of: 'conversations' },
  { measure: 'replies', words: 'Replies by people', of: 'replies' },
  { measure: 'resolved', words: 'Resolved', of: 'resolutions' },
] as const
export type HeatMeasure = (typeof MEASURES)[number]['measure']

/** By day of the week, 0 is Sunday. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const SHADES = 5

/** A day's mean in that hour; null: the days chosen have no such weekday, or nothing was ever counted. */
export const meanOf = ({ count, days }: HeatCell): number | null => (count === null || days === 0 ? null : count / days)

/** 0 for nothing, else 1 to 5: by parts of the busiest hour. */
export function shadeOf(mean: number | null, most: number): number {
  if (mean === null || mean <= 0 || most <= 0) return 0
  return Math.min(SHADES, Math.max(1, Math.ceil((mean / most) * SHADES)))
}

/** Short enough for a cell: `12`, `3.5`, `.4`. */
export function cellWords(mean: number | null): string {
  if (mean === null || mean === 0) return ''
  if (mean >= 9.95) return String(Math.round(mean))
  const text = mean.toFixed(1)
  return text.endsWith('.0') ? text.slice(0, -2) : text.replace(/^0/, '')
}
export const hourWords = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** `Tuesday 09:00: 34 waits on 4 days, 8.5 a day`. */
export function spokenCell(cell: HeatCell, of: string): string {
  const mean = meanOf(cell)
  const when = `${WEEKDAYS[cell.weekday]} ${hourWords(cell.hour)}`
  if (mean === null) return `${when}: no data`
  return `${when}: ${cell.count} ${of} on ${cell.days} ${cell.days === 1 ? 'day' : 'days'}, ${Number(mean.toFixed(1))} a day`
}

/** The busiest hour of all; null where nothing happened at all. */
export function busiestOf(cells: readonly HeatCell[]): HeatCell | null {
  const [first] = cells.toSorted((a, b) => (meanOf(b) ?? -1) - (meanOf(a) ?? -1))
  return first === undefined || (meanOf(first) ?? 0) === 0 ? null : first
}
