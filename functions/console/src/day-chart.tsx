import { useId } from 'preact/hooks'
import type { ReportUnit } from '#domain/report/report'
import { valueInWords } from '#domain/report/words'
import { type ChartFrame, type ChartSeries, frameOf, namedDays, pathsOf } from './chart-lines.ts'
import { dayWords } from './figure-words.ts'

type Props = {
  readonly title: string
  readonly unit: ReportUnit
  readonly series: readonly ChartSeries[]
  /** What is wanted; null: nothing is. */
  readonly bar: number | null
}

const MOST_NAMED = 5

/** Days as lines. The picture is for the eye; the same stands below as a table. */
export function DayChart({ title, unit, series, bar }: Props) {
  const titleId = useId()
  const frame = frameOf(series, { isRatio: unit === 'ratio', bar })
  const days = series[0]?.points.map(({ day }) => day) ?? []
  return (
    <figure class="chart" aria-labelledby={titleId}>
      <figcaption>
        <span id={titleId} class="chart-title">
          {title}
        </span>
        {series.length > 1 &&
          series.map(({ label }, nth) => (
            <span key={label} class={`chart-key is-line-${nth}`}>
              {label}
            </span>
          ))}
        {bar !== null && <span class="chart-key is-bar">wanted: {valueInWords(bar, unit)}</span>}
      </figcaption>
      {frame === null ? (
        <p class="quiet chart-none">No data on any of these days.</p>
      ) : (
        <>
          <Picture {...{ frame, series, bar, unit, days }} />
          <Table {...{ title, series, unit, days }} />
        </>
      )}
    </figure>
  )
}

type PictureProps = Pick<Props, 'series' | 'unit' | 'bar'> & {
  readonly frame: ChartFrame
  readonly days: readonly string[]
}

/** The box is stretched to its room, its lines and letters are not. */
function Picture({ frame, series, bar, unit, days }: PictureProps) {
  const { most, least, y } = frame
  const whole = (value: number): number => (unit === 'count' ? Math.round(value) : value)
  const scale = [most, whole((most + least) / 2), least]
  return (
    <div class="chart-box" aria-hidden="true">
      <div class="chart-scale">
        {scale.map((value) => (
          <span key={value}>{valueInWords(value, unit)}</span>
        ))}
      </div>
      <svg class="chart-picture" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {scale.map((value) => (
          <path key={value} class="chart-grid" d={`M0 ${y(value)}H100`} vector-effect="non-scaling-stroke" />
        ))}
        {bar !== null && <path class="chart-bar" d={`M0 ${y(bar)}H100`} vector-effect="non-scaling-stroke" />}
        {series.map((one, nth) => {
          const { lines, dots } = pathsOf(one, frame)
          return (
            <g key={one.label} class={`chart-line is-line-${nth}`}>
              <path d={lines} vector-effect="non-scaling-stroke" />
              <path class="chart-dots" d={dots} vector-effect="non-scaling-stroke" />
            </g>
          )
        })}
      </svg>
      <div class="chart-days">
        {namedDays(days, MOST_NAMED).map((nth) => (
          <span key={nth}>{dayWords(days[nth] ?? '')}</span>
        ))}
      </div>
    </div>
  )
}

type TableProps = Pick<Props, 'title' | 'series' | 'unit'> & { readonly days: readonly string[] }

function Table({ title, series, unit, days }: TableProps) {
  return (
    <details class="chart-table">
      <summary>
        Day by day<span class="sr">: {title}</span>
      </summary>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, nth) => (
            <tr key={day}>
              <th scope="row">{dayWords(day)}</th>
              {series.map(({ label, points }) => {
                const value = points[nth]?.value ?? null
                return <td key={label}>{value === null ? 'no data' : valueInWords(value, unit)}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
