import { useState } from 'preact/hooks'
import type { FigureName } from '#domain/analytics/figures'
import type { ReportUnit } from '#domain/report/report'
import { figureInWords } from '#domain/report/words'
import type { DriversAnswer, Figures, TopicsAnswer } from './figure-shapes.ts'
import { changeOf } from './figure-words.ts'
import type { Row } from './overview-reads.ts'
import { topicWords } from './report-words.ts'
import { trendWords, workWords } from './topic-words.ts'

type Told = { readonly topics: TopicsAnswer | null; readonly drivers: DriversAnswer | null }
type Props = Told & { readonly rows: readonly Row[]; readonly hasMore: boolean }

const AT_ONCE = 10
const COLUMNS: readonly {
  readonly name: FigureName
  readonly words: string
  readonly short: string
  readonly unit: ReportUnit
}[] = [
  { name: 'first_response_p50', words: 'First response, half within', short: 'First response', unit: 'ms' },
  { name: 'sla_net', words: 'Promises kept', short: 'Promises kept', unit: 'ratio' },
  { name: 'reopened_7d', words: 'Did not hold', short: 'Did not hold', unit: 'ratio' },
  { name: 'csat', words: 'Rating', short: 'Rating', unit: 'rating' },
]

/** What people write about, most first, and whether it grows. */
export function TopicTable({ rows, hasMore, ...told }: Props) {
  const [most, setMost] = useState(AT_ONCE)
  if (rows.length === 0) return <p class="quiet">No data: nothing was opened in these days.</p>
  return (
    <>
      <div class="table-scroll">
        <table class="figures topic-figures">
          <thead>
            <tr>
              <th scope="col">Topic</th>
              <th scope="col">Opened</th>
              <th scope="col">Trend</th>
              {COLUMNS.map(({ name, words }) => (
                <th key={name} scope="col">
                  {words}
                </th>
              ))}
              <th scope="col">Work, estimated</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row) => (
              <Topic key={row.key} row={row} {...told} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > most && (
        <button type="button" class="link-button" onClick={() => setMost(rows.length)}>
          {rows.length - most} more
        </button>
      )}
      {hasMore && <p class="quiet">There are more topics than are shown here.</p>}
    </>
  )
}

function Topic({ row: { key, now, before }, topics, drivers }: Told & { row: Row }) {
  const opened = { value: now.opened?.value ?? null, before: before?.opened?.value ?? null, unit: 'count' as const }
  const change = changeOf(opened, null)
  const sure = trendWords(topics?.items.find(({ topic }) => topic === key)?.trend)
  return (
    <tr>
      <th scope="row">{topicWords(key)}</th>
      <td data-words="Opened">{opened.value ?? 'no data'}</td>
      <td data-words="Trend">
        {change === null ? (before === null ? '–' : 'nothing before') : `${change.words}, ${opened.before} before`}
        {sure !== null && <span class="figure-why">{sure}</span>}
      </td>
      {COLUMNS.map(({ name, short, unit }) => (
        <td key={name} data-words={short}>
          <Value figures={now} name={name} unit={unit} />
        </td>
      ))}
      <td data-words="Work, estimated">{workWords(key, drivers)}</td>
    </tr>
  )
}

function Value({ figures, name, unit }: { figures: Figures; name: FigureName; unit: ReportUnit }) {
  const { value = null, reason = null, n = 0 } = figures[name] ?? {}
  return (
    <span>
      {figureInWords({ value, unit, reason })}
      {value !== null && <span class="quiet"> ({n})</span>}
    </span>
  )
}
