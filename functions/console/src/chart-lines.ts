/** What a chart of days draws. Pure: percents of a box, whatever its size. */
export type ChartPoint = { readonly day: string; readonly value: number | null }
export type ChartSeries = { readonly label: string; readonly points: readonly ChartPoint[] }

export type ChartFrame = {
  readonly least: number
  readonly most: number
  /** From the left and from the top, 0 to 100. */
  readonly x: (nth: number) => number
  readonly y: (value: number) => number
}
export type FrameTerms = {
  /** Shares: the scale ends at 1, and does not begin at 0, where they would all look alike. */
  readonly isRatio: boolean
  /** A value to be above or below, in sight always. */
  readonly bar: number | null
}

/** Null: no day has any data. */
export function frameOf(series: readonly ChartSeries[], { isRatio, bar }: FrameTerms): ChartFrame | null {
  const values = series.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])))
  if (values.length === 0) return null
  const seen = bar === null ? values : [...values, bar]
  const most = isRatio ? 1 : niceTop(Math.max(...seen))
  const least = isRatio ? Math.floor(Math.min(...seen, 0.8) * 10) / 10 : 0
  const days = Math.max(2, series[0]?.points.length ?? 2)
  return {
    least,
    most,
    x: (nth) => rounded((nth * 100) / (days - 1)),
    y: (value) => rounded(100 - ((value - least) / (most - least)) * 100),
  }
}

/** The next number that is easily halved: 1, 2, 4, 6, 8, 10, 20 and so on. */
function niceTop(most: number): number {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return (NICE.find((step) => step * power >= most) ?? 10) * power
}
const NICE = [1, 2, 4, 6, 8, 10] as const
const rounded = (value: number): number => Math.round(value * 100) / 100

/** Lines from day to day, and a dot for each: a day without data is a gap, not a zero and not a bridge. */
export function pathsOf(
  { points }: ChartSeries,
  { x, y }: ChartFrame,
): { readonly lines: string; readonly dots: string } {
  let isGap = true
  let lines = ''
  let dots = ''
  points.forEach(({ value }, nth) => {
    if (value === null) {
      isGap = true
      return
    }
    const at = `${x(nth)} ${y(value)}`
    lines += `${isGap ? 'M' : 'L'}${at}`
    dots += `M${at}h0`
    isGap = false
  })
  return { lines, dots }
}

/** Which days are named below a chart, at most so many: the first, the last, and some between. */
export function namedDays(days: readonly string[], most: number): readonly number[] {
  if (days.length <= most) return days.map((_, nth) => nth)
  const step = (days.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, nth) => Math.round(nth * step))
}
