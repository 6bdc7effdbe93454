import { useState } from 'preact/hooks'
import { figureInWords } from '#domain/report/words'
import type { Api } from './api-client.ts'
import type { HeatCell, HeatMapAnswer } from './figure-shapes.ts'
import {
  busiestOf,
  cellWords,
  type HeatMeasure,
  hourWords,
  MEASURES,
  meanOf,
  shadeOf,
  spokenCell,
  WEEKDAYS,
} from './heat-words.ts'
import type { DaySpan } from './overview-reads.ts'
import { ReadAnswer } from './read-answer.tsx'
import { queryOf } from './read-pages.ts'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Named above their columns; the others are heard. */
const NAMED_EVERY = 3

type Props = { readonly api: Api; readonly account: string | null; readonly span: DaySpan | null }

/** When work comes in, by weekday and hour of the account. */
export function HeatMap({ api, account, span }: Props) {
  const [measure, setMeasure] = useState<HeatMeasure>('waits')
  const query = span === null ? '' : queryOf({ account, measure, from: span.fromDay, to: span.toDay })
  const answer = useAnswer<HeatMapAnswer>(api, span === null ? null : `/v1/analytics/heat-map${query}`, PACE)
  const { words, of } = MEASURES.find((one) => one.measure === measure) ?? MEASURES[0]
  if (span === null) return null
  return (
    <section class="panel" aria-labelledby="heat-title">
      <div class="heat-head">
        <h3 id="heat-title">By hour</h3>
        <label class="plain-choice">
          What
          <select value={measure} onChange={(event) => setMeasure(event.currentTarget.value as HeatMeasure)}>
            {MEASURES.map((one) => (
              <option key={one.measure} value={one.measure}>
                {one.words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ReadAnswer answer={answer}>
        {(body) =>
          body.reason === null ? (
            <Table cells={body.cells} caption={`${words}, a day's mean by weekday and hour`} of={of} />
          ) : (
            <p class="quiet">{figureInWords({ value: null, unit: 'count', reason: body.reason })} in these days.</p>
          )
        }
      </ReadAnswer>
    </section>
  )
}

type TableProps = { readonly cells: readonly HeatCell[]; readonly caption: string; readonly of: string }

function Table({ cells, caption, of }: TableProps) {
  const most = Math.max(0, ...cells.map((cell) => meanOf(cell) ?? 0))
  const busiest = busiestOf(cells)
  // Monday first, as the API has them
  const weekdays = [...new Set(cells.map(({ weekday }) => weekday))]
  return (
    <>
      <table class="heat">
        <caption class="sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="sr">Day</span>
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                <span class="sr">{hourWords(hour)}</span>
                <span aria-hidden="true">{hour % NAMED_EVERY === 0 ? hour : ''}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekdays.map((weekday) => (
            <tr key={weekday}>
              <th scope="row">
                <span aria-hidden="true">{WEEKDAYS[weekday]?.slice(0, 3)}</span>
                <span class="sr">{WEEKDAYS[weekday]}</span>
              </th>
              {cells
                .filter((cell) => cell.weekday === weekday)
                .map((cell) => (
                  <Cell key={cell.hour} cell={cell} most={most} of={of} />
                ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="heat-words">
        {busiest === null ? 'Nothing of the kind happened.' : `Busiest: ${spokenCell(busiest, of)}.`}
        {cells.some((cell) => meanOf(cell) === null) && ' Striped: the days chosen have no such weekday.'}
      </p>
    </>
  )
}

function Cell({ cell, most, of }: { cell: HeatCell; most: number; of: string }) {
  const mean = meanOf(cell)
  return (
    <td class={mean === null ? 'is-none' : `is-heat-${shadeOf(mean, most)}`} title={spokenCell(cell, of)}>
      {mean === null ? <span class="sr">no data</span> : cellWords(mean) || <span class="sr">0</span>}
    </td>
  )
}
