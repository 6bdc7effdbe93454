/** Charts as inline SVG, without a script: they show in mail, on paper and under the strictest policy. */
import type { ReportSeries, ReportUnit } from './report.ts'
import { valueInWords } from './words.ts'

const WIDTH = 640
const HEIGHT = 180
const MARGIN = { left: 64, right: 12, top: 14, bottom: 26 }
const COLOURS = ['#1f6feb', '#9a6700', '#1a7f37']

export type ChartTerms = {
  readonly title: string
  readonly series: readonly ReportSeries[]
  /** A line to be above, in the unit of the series. */
  readonly bar?: number
}

type Frame = {
  readonly x: (nth: number) => number
  readonly y: (value: number) => number
  readonly least: number
  readonly most: number
}

export function chart({ title, series, bar }: ChartTerms): string {
  const [first] = series
  if (first === undefined || series.every(({ points }) => points.every(({ value }) => value === null)))
    return `<figure><figcaption>${escapeXml(title)}</figcaption><p class="none">no data</p></figure>`
  const frame = frameOf(series, bar)
  const parts = [
    ...gridOf(frame, first.unit),
    ...daysOf(first, frame),
    ...(bar === undefined ? [] : [barLine(bar, frame)]),
    ...series.flatMap((one, nth) => lineOf(one, { frame, colour: COLOURS[nth] ?? '#57606a' })),
  ]
  const legend = series
    .map(
      (one, nth) =>
        `<span class="key"><i style="background:${COLOURS[nth] ?? '#57606a'}"></i>${escapeXml(one.label)}</span>`,
    )
    .join(' ')
  return `<figure><figcaption>${escapeXml(title)} ${legend}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(spoken(title, series))}">${parts.join('')}</svg></figure>`
}

function frameOf(series: readonly ReportSeries[], bar: number | undefined): Frame {
  const values = series.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])))
  const isRatio = series[0]?.unit === 'ratio'
  const most = isRatio ? 1 : Math.max(1, ...values, bar ?? 0)
  // shares far from nothing would all look alike on a scale from nothing
  const least = isRatio ? Math.min(bar ?? 1, ...values, 0.8) * 0.95 : 0
  const days = Math.max(2, series[0]?.points.length ?? 2)
  return {
    least,
    most,
    x: (nth) => round(MARGIN.left + (nth * (WIDTH - MARGIN.left - MARGIN.right)) / (days - 1)),
    y: (value) =>
      round(HEIGHT - MARGIN.bottom - ((value - least) / (most - least)) * (HEIGHT - MARGIN.top - MARGIN.bottom)),
  }
}

const gridOf = ({ y, least, most }: Frame, unit: ReportUnit): string[] =>
  [least, (least + most) / 2, most].map(
    (value) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(value)}" y2="${y(value)}" stroke="#d0d7de"/><text x="${MARGIN.left - 8}" y="${y(value) + 4}" text-anchor="end">${escapeXml(valueInWords(unit === 'count' ? Math.round(value) : value, unit))}</text>`,
  )

/** Mondays are named. */
const daysOf = ({ points }: ReportSeries, { x }: Frame): string[] =>
  points.flatMap(({ day }, nth) =>
    nth % 7 === 0 || nth === points.length - 1
      ? [
          `<text x="${x(nth)}" y="${HEIGHT - 8}" text-anchor="${nth === 0 ? 'start' : 'end'}">${escapeXml(day.slice(5))}</text>`,
        ]
      : [],
  )

const barLine = (bar: number, { y }: Frame): string =>
  `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(bar)}" y2="${y(bar)}" stroke="#cf222e" stroke-dasharray="4 4"/>`

/** A day without data is a gap, not a zero and not a bridge. */
function lineOf(
  { points }: ReportSeries,
  { frame, colour }: { readonly frame: Frame; readonly colour: string },
): string[] {
  const runs: string[][] = [[]]
  points.forEach(({ value }, nth) => {
    if (value === null) runs.push([])
    else runs.at(-1)?.push(`${frame.x(nth)},${frame.y(value)}`)
  })
  return [
    ...runs
      .filter((run) => run.length > 1)
      .map((run) => `<polyline points="${run.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`),
    ...points.flatMap(({ value }, nth) =>
      value === null ? [] : [`<circle cx="${frame.x(nth)}" cy="${frame.y(value)}" r="2.5" fill="${colour}"/>`],
    ),
  ]
}

const spoken = (title: string, series: readonly ReportSeries[]): string =>
  `${title}. ${series
    .map(({ label, points, unit }) => {
      const last = points.findLast(({ value }) => value !== null)
      return last?.value == null ? `${label}: no data` : `${label}: ${valueInWords(last.value, unit)} on ${last.day}`
    })
    .join('. ')}.`

const round = (value: number): number => Math.round(value * 10) / 10

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
